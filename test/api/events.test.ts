/** Pages that look on at a process hear at once what happens in it, and only those who may. */
import { get, type IncomingMessage } from 'node:http';
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { deployed } from '../fixtures/deployed.ts';
import { go } from '../fixtures/processes.ts';
import { type Key, one, type Served, withServer } from './harness.ts';

const CALLBACK = { type: 'api_callback' };

interface Line {
  status: number;
  /** The next event; null at the end of the line. */
  next(): Promise<{ event: string; data: JsonObject } | null>;
  close(): void;
}

function bearer({ login, secret }: Key): Record<string, string> {
  return { authorization: `Bearer ${Buffer.from(`${login}:${secret}`).toString('base64')}` };
}

async function lookOn(served: Served, conv_id: number, headers = bearer(served.admin)): Promise<Line> {
  const response = await fetch(`${served.url}/api/takt/events?conv_id=${conv_id}`, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const next: Line['next'] = async () => {
    while (!rest.includes('\n\n')) {
      const got = await reader?.read();
      if (got === undefined || got.done) return null;
      rest += got.value;
    }
    const end = rest.indexOf('\n\n');
    const [, event = '', data = '{}'] = /^event: (.*)\ndata: (.*)$/.exec(rest.slice(0, end)) ?? [];
    rest = rest.slice(end + 2);
    return { event, data: JSON.parse(data) as JsonObject };
  };
  return { status: response.status, next, close: () => void reader?.cancel() };
}

async function waiting(served: Served): Promise<number> {
  return deployed(served.world, [
    { id: 'a', logics: [go('b')] },
    { id: 'b', logics: [CALLBACK, go('c')] },
    { id: 'c' },
  ]);
}

test('who looks on is told at once that the process itself is another', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    const line = await lookOn(served, conv_id);
    await line.next();
    await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'debug' });
    expect(await line.next()).toEqual({ event: 'changed', data: {} });
    line.close();
  });
});

test('who looks on is told how many tasks stand in each node, and then every move, gathered for a moment', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    await served.world.addTask(conv_id, {}, 'first');
    const line = await lookOn(served, conv_id);
    expect(await line.next()).toEqual({ event: 'counts', data: { a: 0, b: 1 } });
    const second = await served.world.addTask(conv_id, {}, 'second');
    await one(served, { type: 'modify', obj: 'task', conv_id, ref: 'first', data: {} });
    await served.world.clock.run(250);
    const told = await line.next();
    expect(told?.event).toBe('moved');
    expect(told?.data).toMatchObject({ counts: { c: 1 }, more: false });
    expect(told?.data.moves).toEqual([
      [null, 'a', 1],
      ['a', 'b', 1],
      ['b', 'c', 1],
    ]);
    expect(told?.data.tasks).toContain(second.obj_id);
    line.close();
  });
});

test('who looks on is told anew how many there are when a task is deleted or a counter is set', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    const { obj_id } = await served.world.addTask(conv_id, {}, 'first');
    const line = await lookOn(served, conv_id);
    expect(await line.next()).toEqual({ event: 'counts', data: { a: 0, b: 1 } });
    await one(served, { type: 'delete', obj: 'task', conv_id, obj_id });
    await served.world.clock.run(250);
    expect(await line.next()).toMatchObject({ event: 'moved', data: { anew: true, tasks: [obj_id] } });
    expect(await line.next()).toEqual({ event: 'counts', data: { a: 0, b: 0 } });
    line.close();
  });
});

test('a commit costs nothing where nobody looks on: no timer is set and no news is told', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    const told = jest.spyOn(served.world.ports.news, 'publish');
    await served.world.addTask(conv_id, {}, 'first');
    await served.world.clock.run(1000);
    expect(told.mock.calls.filter(([topic]) => topic.startsWith('live'))).toEqual([]);
  });
});

test('nobody looks on without the right to view, and who loses it is told so and hears no more', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    expect((await lookOn(served, conv_id, {})).status).toBe(401);
    expect((await lookOn(served, conv_id, bearer(served.guest))).status).toBe(403);
    const share = { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id };
    const privs = [{ type: 'view', list_obj: ['all'] }];
    expect((await one(served, { ...share, privs })).proc).toBe('ok');
    const line = await lookOn(served, conv_id, bearer(served.guest));
    expect(line.status).toBe(200);
    expect((await line.next())?.event).toBe('counts');
    expect((await one(served, { ...share, privs: [] })).proc).toBe('ok');
    await served.world.clock.run(1500);
    // Who may look is told with the process: it is another now.
    expect((await line.next())?.event).toBe('changed');
    expect((await line.next())?.event).toBe('end');
    expect(await line.next()).toBeNull();
  });
});

/** A line that is only held open. */
function hold(served: Served, conv_id: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const path = `${served.url}/api/takt/events?conv_id=${conv_id}`;
    get(path, { headers: bearer(served.admin), agent: false }, resolve).on('error', reject);
  });
}

test('a person has so many lines at once and no more, and gets one again when one is closed', async () => {
  await withServer({}, async (served) => {
    const conv_id = await waiting(served);
    const held: IncomingMessage[] = [];
    for (let i = 0; i < LIMITS.event_streams_per_person; i++) held.push(await hold(served, conv_id));
    expect((await hold(served, conv_id)).destroy().statusCode).toBe(429);
    held.pop()?.destroy();
    let status: number | undefined;
    do {
      const line = await hold(served, conv_id);
      status = line.statusCode;
      line.destroy();
    } while (status !== 200);
    for (const line of held) line.destroy();
  });
});

test('a server that goes ends the lines at once', async () => {
  await withServer({}, async (served) => {
    const line = await lookOn(served, await waiting(served));
    expect((await line.next())?.event).toBe('counts');
    const closed = served.close();
    expect((await line.next())?.event).toBe('end');
    await closed;
  });
});
