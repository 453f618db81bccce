/** The Sync API: who creates a task waits for what the task posts to its `__callback_url`. */
import { request as httpRequest } from 'node:http';
import { LIMITS } from '../../src/base/limits.ts';
import { post, serve, sign } from './harness.ts';
import {
  ANSWER,
  answer,
  ask,
  callbackOf,
  closeServers,
  create,
  importChain,
  server,
  until,
  WAIT,
} from './sync_callers.ts';

afterEach(closeServers);

describe('a caller waits for the answer', () => {
  test('which an API Call of the process posts, though private addresses are not reached', async () => {
    const served = await server();
    const conv_id = await importChain(served, ANSWER);
    const asked = ask(served, [create(conv_id, { x: 5 }, { id: 'a', ref: 'one' })], { timeout: 30 });
    await callbackOf(served, conv_id, 'one');
    await served.world.clock.run(0);
    const { status, json } = await asked;
    expect(status).toBe(200);
    expect(json).toEqual({
      request_proc: 'ok',
      ops: [{ id: 'a', proc: 'ok', obj: 'task', ref: 'one', obj_id: expect.any(String), data: { answer: 5 } }],
    });
    expect(served.world.http.sent).toEqual([]);
    expect(served.app.sync.size).toBe(0);
    const task = await served.world.task(conv_id, 'one');
    expect(task).toMatchObject({ wait: null, data: { x: 5, request_proc: 'ok' } });
  });

  test('which anybody who knows the address posts over HTTP, whatever JSON it is', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    for (const [index, body] of ['{"a":[1]}', '[1,2]', '"text"', 'null', '5'].entries()) {
      const asked = ask(served, [create(conv_id, {}, { ref: `r${index}` })]);
      const path = await callbackOf(served, conv_id, `r${index}`);
      expect(await answer(served, path, body)).toMatchObject({ status: 200, json: { request_proc: 'ok' } });
      expect((await asked).json).toMatchObject({ ops: [{ proc: 'ok', data: JSON.parse(body) }] });
    }
  });

  test('at the ordinary address too, where the host is that of the Sync API', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const body = JSON.stringify({ ops: [create(conv_id, {}, { ref: 'h' })] });
    const path = `/api/1/json/${served.admin.login}/1/${sign(served.admin, '1', body)}`;
    const asked = new Promise<string>((resolve, reject) => {
      const { port } = new URL(served.url);
      const headers = { host: 'sync-api.takt.test' };
      httpRequest({ port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
        let text = '';
        response.on('data', (part) => (text += part)).on('end', () => resolve(text));
      })
        .on('error', reject)
        .end(body);
    });
    await answer(served, await callbackOf(served, conv_id, 'h'), '{"a":1}');
    expect(JSON.parse(await asked)).toMatchObject({ ops: [{ proc: 'ok', data: { a: 1 } }] });
  });

  test('several tasks of one request each get their own answer, in the order of the ops, beside ops of other kinds', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const ops = [
      create(conv_id, {}, { ref: 'a' }),
      { type: 'show', obj: 'task', conv_id, ref: 'none' },
      create(conv_id, {}, { ref: 'b' }),
      create(conv_id, {}, { ref: 'a' }),
    ];
    const asked = ask(served, ops, { timeout: '20' });
    const [a, b] = [await callbackOf(served, conv_id, 'a'), await callbackOf(served, conv_id, 'b')];
    await answer(served, b, '{"n":2}');
    await answer(served, a, '{"n":1}');
    expect((await asked).json).toMatchObject({
      ops: [
        { proc: 'ok', ref: 'a', data: { n: 1 } },
        { proc: 'error', description: 'not found task' },
        { proc: 'ok', ref: 'b', data: { n: 2 } },
        { proc: 'error', description: 'not unical reference' },
      ],
    });
    expect(served.app.sync.size).toBe(0);
  });

  test('one op that is no list is answered as one', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const asked = ask(served, create(conv_id, {}, { ref: 's' }));
    await answer(served, await callbackOf(served, conv_id, 's'), '{"n":1}');
    expect((await asked).json).toMatchObject({ ops: { proc: 'ok', ref: 's', data: { n: 1 } } });
  });

  test('a request without tasks is answered at once, and one without rights makes none', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    expect((await ask(served, [{ type: 'list', obj: 'folder', obj_id: 0 }])).json).toMatchObject({
      ops: [{ proc: 'ok' }],
    });
    const denied = await ask(served, [create(conv_id, {})], {}, { key: served.guest });
    expect(denied.json).toMatchObject({ ops: [{ proc: 'error', description: 'Access denied' }] });
    expect(await post(served, 'no', { path: '/api/1/sync/json' })).toMatchObject({
      json: { request_proc: 'format_error' },
    });
    expect(served.app.sync.size).toBe(0);
  });
});

describe('no answer comes', () => {
  test('for a minute: 504', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const asked = ask(served, [create(conv_id, {}, { ref: 'a' })]);
    const path = await callbackOf(served, conv_id, 'a');
    await served.world.clock.run(60_000);
    expect(await asked).toMatchObject({ status: 504, json: { request_proc: 'error', ops: [] } });
    expect(await answer(served, path, '{}')).toMatchObject({ status: 410, json: { request_proc: 'error' } });
    expect(await served.world.task(conv_id, 'a')).toMatchObject({ wait: { kind: 'callback' } });
  });

  test('in the time that the caller names: the op says so, and the others have their answers', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const asked = ask(served, [create(conv_id, {}, { ref: 'a' }), create(conv_id, {}, { ref: 'b' })], { timeout: 5 });
    await answer(served, await callbackOf(served, conv_id, 'b'), '{"n":2}');
    await served.world.clock.run(5_000);
    const { status, json } = await asked;
    expect(status).toBe(200);
    expect(json).toMatchObject({
      request_proc: 'ok',
      ops: [
        { proc: 'error', description: 'Timeout for create task', ref: 'a' },
        { proc: 'ok', data: { n: 2 } },
      ],
    });
  });

  test.each([0, -1, 'soon', '', {}, true])('a timeout of %j is refused, and makes no task', async (timeout) => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const { json } = await ask(served, [create(conv_id, {}, { ref: 'a' })], { timeout });
    expect(json).toMatchObject({ request_proc: 'error', key: 'timeout' });
    expect(await served.world.task(conv_id, 'a')).toBeNull();
  });

  test('nobody waits longer than the longest, and fractions of seconds count', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    for (const [timeout, ms] of [
      [3600, LIMITS.sync_wait_ms],
      [0.5, 500],
    ] as const) {
      const asked = ask(served, [create(conv_id, {}, { ref: `r${ms}` })], { timeout });
      await callbackOf(served, conv_id, `r${ms}`);
      await served.world.clock.run(ms);
      expect((await asked).json).toMatchObject({ ops: [{ description: 'Timeout for create task' }] });
    }
  });

  test('a caller who goes away frees his place', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const body = JSON.stringify({ ops: [create(conv_id, {}, { ref: 'a' })] });
    const path = `/api/2/sync/json/${served.admin.login}/1/${sign(served.admin, '1', body)}`;
    const left = new AbortController();
    const asked = fetch(`${served.url}${path}`, { method: 'POST', body, signal: left.signal });
    const callback = await callbackOf(served, conv_id, 'a');
    expect(served.app.sync.size).toBe(1);
    left.abort();
    await expect(asked).rejects.toThrow();
    await until(() => served.app.sync.size === 0);
    expect(await answer(served, callback, '{}')).toMatchObject({ status: 410 });
  });

  test('a server that stops answers those who wait', async () => {
    const served = await serve();
    const conv_id = await importChain(served, WAIT);
    const asked = ask(served, [create(conv_id, {}, { ref: 'a' })]);
    await callbackOf(served, conv_id, 'a');
    await served.close();
    expect((await asked).json).toMatchObject({ ops: [{ proc: 'error', code: 'busy' }] });
  });
});
test('A body of a task that names a callback address itself does not get it', async () => {
  const served = await server();
  const conv_id = await importChain(served, WAIT);
  const asked = ask(served, [create(conv_id, { __callback_url: 'http://evil.example/' }, { ref: 'a' })]);
  await until(async () => (await served.world.task(conv_id, 'a')) !== null);
  const path = await callbackOf(served, conv_id, 'a');
  await answer(served, path, '{}');
  expect((await asked).json).toMatchObject({ request_proc: 'ok' });
});
