/** The page asks for tasks with their secrets masked, and for what is behind the mask on a click, which is written down. */
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { deployed } from '../fixtures/deployed.ts';
import { go } from '../fixtures/processes.ts';
import { listOf, one, type Served, withServer } from './harness.ts';

const SECRET = 'secret-value-1';

async function task(served: Served): Promise<{ conv_id: number; obj_id: string }> {
  const conv_id = await deployed(served.world, [
    { id: 'a', logics: [go('b')] },
    { id: 'b', logics: [{ type: 'api_callback' }, go('c')], timer: [60, 'c'] },
    { id: 'c' },
  ]);
  const { obj_id } = await served.world.addTask(conv_id, { password: SECRET, text: `it is ${SECRET}` }, 'r');
  return { conv_id, obj_id };
}

test('whoever may modify a process is shown its tasks masked when he asks so, in lists, history and by themselves', async () => {
  await withServer({}, async (served) => {
    const { conv_id, obj_id } = await task(served);
    const masked = { conv_id, secrets: 'masked' };
    const data = { password: '***', text: 'it is ***' };
    expect((await one(served, { type: 'show', obj: 'task', obj_id, ...masked })).data).toEqual(data);
    expect(listOf(await one(served, { type: 'list', obj: 'node', obj_id: 'b', ...masked }))[0]?.data).toEqual(data);
    const history = await one(served, { type: 'list', obj: 'task_history', obj_id, ...masked });
    expect(listOf(history).map((row) => row.data)).toEqual([data, data]);
  });
});

test('revealing secrets needs the right to modify, and a line in the log tells who did', async () => {
  await withServer({}, async (served) => {
    const { conv_id, obj_id } = await task(served);
    const show = { type: 'show', obj: 'task', conv_id, obj_id, secrets: 'revealed' };
    expect((await one(served, show)).data).toMatchObject({ password: SECRET });
    const line = await served.world.log.line(/secrets were revealed/);
    expect(line).toContain(JSON.stringify({ user_id: served.admin.obj_id, conv_id, task: obj_id }));
    const privs = [{ type: 'view', list_obj: ['all'] }];
    const share = { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id };
    await one(served, { ...share, privs });
    const refused = await one(served, show, { key: served.guest });
    expect(refused).toMatchObject({ proc: 'error', code: 'access_denied' });
  });
});

test('a history tells what the task waits for now, and until when', async () => {
  await withServer({}, async (served) => {
    const { conv_id, obj_id } = await task(served);
    const list = { type: 'list', obj: 'task_history', conv_id, obj_id };
    const until_ms = served.world.clock.now() + 60_000;
    const wait = { kind: 'callback', code: null, logic_type: 'api_callback', node_id: 'b', until_ms, effect: null };
    expect((await one(served, list)).wait).toEqual(wait);
    await one(served, { type: 'modify', obj: 'task', conv_id, obj_id, data: {} });
    expect((await one(served, list)).wait).toBeNull();
  });
});

test('a history shows the request that is under way, its secrets masked like the data', async () => {
  await withServer({}, async (served) => {
    const api = { type: 'api', method: 'POST', url: 'https://shop.test/x?key={{password}}', format: '', extra: {} };
    const conv_id = await deployed(served.world, [
      { id: 'a', logics: [go('b')] },
      { id: 'b', logics: [api, go('c')] },
      { id: 'c' },
    ]);
    const { obj_id } = await served.world.addTask(conv_id, { password: SECRET });
    const list = { type: 'list', obj: 'task_history', conv_id, obj_id };
    const { wait } = await one(served, { ...list, secrets: 'masked' });
    expect(wait).toMatchObject({ kind: 'effect', effect: { kind: 'http', method: 'POST' } });
    expect(JSON.stringify(wait)).toContain('https://shop.test/x?key=***');
    expect(JSON.stringify((await one(served, list)).wait)).toContain(SECRET);
  });
});

test('a history shows what was asked and answered; without the right to secrets they are hidden in both', async () => {
  await withServer({}, async (served) => {
    const api = {
      type: 'api',
      method: 'POST',
      url: 'https://shop.test/x',
      format: 'raw',
      raw_body: 'p={{password}} {{n}}',
    };
    const conv_id = await deployed(served.world, [
      { id: 'a', logics: [go('b')] },
      { id: 'b', logics: [{ ...api, customize_response: true, response: { token: '{{body.key}}' } }, go('c')] },
      { id: 'c' },
    ]);
    const body = JSON.stringify({
      key: 'the-new-key-99',
      echo: SECRET,
      long: 'y'.repeat(LIMITS.history_exchange_chars),
    });
    served.world.http.answer = () => ({
      ...{ ok: true, status: 201, headers: { 'x-key': 'the-new-key-99', 'set-cookie': 'sid=biscuit' }, body, ms: 7 },
      sizes: { request: 1, response: body.length },
    });
    const { obj_id } = await served.world.addTask(conv_id, { password: SECRET, n: 'sid=biscuit' });
    await served.world.clock.run(0);
    const list = { type: 'list', obj: 'task_history', conv_id, obj_id };
    const call = async (op: JsonObject) => (listOf(await one(served, op))[1]?.effects as object[] | undefined)?.[0];
    const asked = { kind: 'http', method: 'POST', url: 'https://shop.test/x', body: `p=${SECRET} sid=biscuit` };
    const cut = { cut: body.slice(0, LIMITS.history_exchange_chars), chars: body.length };
    const at = served.world.clock.now();
    expect(await call(list)).toMatchObject({ ...asked, answered_at_ms: at, answer: { status: 201, ms: 7, body: cut } });
    const masked = await call({ ...list, secrets: 'masked' });
    expect(masked).toMatchObject({ ...asked, body: 'p=*** ***', answer: { body: { cut: '***', chars: body.length } } });
    expect(JSON.stringify(masked)).not.toMatch(/secret-value-1|the-new-key-99|biscuit/);
  });
});
