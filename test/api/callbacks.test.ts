/** Callback URLs: who posts there wakes a task. */
import { nodeHash } from '../../src/app/callback_url.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { one, request, type Served, serve } from './harness.ts';

let served: Served;

beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

async function importChain(logics: JsonObject[]): Promise<{ conv_id: number; hash: string }> {
  const text = JSON.stringify(rawChain({ logics }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return { conv_id: scheme[0]?.obj_id ?? 0, hash: scheme[0]?.hash ?? '' };
}

async function send(path: string, body: string, headers: Record<string, string> = {}): Promise<JsonObject> {
  const { json, status } = await request(`${served.url}${path}`, { method: 'POST', body, headers });
  expect(status).toBe(200);
  return isObject(json.ops) ? json.ops : {};
}

const WAIT = { type: 'api_callback', is_sync: true, obj_id_path: 'order.ids[0]' };

describe('callback URL', () => {
  async function path(conv_id: number, node_id = WORK): Promise<string> {
    const conv = await served.world.ports.catalog.read('conv', conv_id);
    if (conv === null) throw new Error('no process');
    return `/api/1/json/callback/${conv_id}.${node_id}/${nodeHash(conv, node_id)}`;
  }

  test('a waiting task is found in the body and goes on with what came', async () => {
    const { conv_id } = await importChain([WAIT]);
    const task = await served.world.addTask(conv_id, { a: 1 }, 'o1');
    const body = { order: { ids: [task.obj_id], paid: true } };
    expect(await send(await path(conv_id), JSON.stringify(body))).toMatchObject({
      proc: 'ok',
      ref: 'o1',
      obj_id: task.obj_id,
    });
    const shown = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task.obj_id });
    expect(shown).toMatchObject({ node_id: FINAL, data: { a: 1, ...body } });
  });

  test('the body may be a list', async () => {
    const { conv_id } = await importChain([{ ...WAIT, obj_id_path: '[1].id' }]);
    const task = await served.world.addTask(conv_id, {}, 'o2');
    expect(await send(await path(conv_id), JSON.stringify([0, { id: 'o2' }]))).toMatchObject({ proc: 'ok' });
    const shown = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task.obj_id });
    expect(shown).toMatchObject({ data: { __conveyor_callback_body__: [0, { id: 'o2' }] } });
  });

  test('a task that is elsewhere is not touched where the node is synchronous', async () => {
    const { conv_id } = await importChain([WAIT]);
    const task = await served.world.addTask(conv_id, {}, 'o3');
    const body = JSON.stringify({ order: { ids: [task.obj_id] } });
    await send(await path(conv_id), body);
    expect(await send(await path(conv_id), body)).toMatchObject({
      proc: 'error',
      description: 'task_not_in_current_sync_callback_node',
    });
  });

  test('who does not know the hash, or asks for no callback node, is refused', async () => {
    const { conv_id } = await importChain([WAIT]);
    const good = await path(conv_id);
    expect(await send(good.slice(0, -1), '{}')).toMatchObject({ description: 'Access denied' });
    expect(await send(good.replace(`${conv_id}.`, ''), '{}')).toMatchObject({ description: 'Access denied' });
    expect(await send(await path(conv_id, FINAL), '{}')).toMatchObject({ proc: 'error', code: 'not_found' });
    expect(await send(good, '{"order":{}}')).toMatchObject({ proc: 'error', key: 'order.ids[0]', value: null });
    expect(await send(good, '{"order":{"ids":["nobody"]}}')).toMatchObject({ description: 'not found task' });
  });

  test('Twilio posts forms: the word callback in the address is replaced, with or without the id of the process', async () => {
    const { conv_id } = await importChain([{ ...WAIT, obj_id_path: 'MessageSid' }]);
    const node = await path(conv_id);
    const [id = '', node_id = ''] = node.split('/')[5]?.split('.') ?? [];
    for (const [ref, way] of [
      ['SM1', node.replace('/callback/', '/plugins/twilio/')],
      ['SM2', node.replace(`/callback/${id}.`, `/plugins/twilio/${id}/`)],
    ] as const) {
      expect(way).toContain(node_id);
      await served.world.addTask(conv_id, { a: 1 }, ref);
      expect(await send(way, `MessageSid=${ref}&MessageStatus=delivered`)).toMatchObject({ proc: 'ok', ref });
      const shown = await one(served, { type: 'show', obj: 'task', conv_id, ref });
      expect(shown).toMatchObject({ node_id: FINAL, data: { a: 1, MessageStatus: 'delivered' } });
    }
    expect(await send(node.replace('/callback/', '/plugins/twilio/').replace(/[^/]+$/, '0'), 'a=1')).toMatchObject({
      description: 'Access denied',
    });
  });

  test('Mandrill posts many events in one form: each goes to its task', async () => {
    const { conv_id } = await importChain([{ ...WAIT, obj_id_path: 'msg.metadata.task' }]);
    const way = (await path(conv_id)).replace('/callback/', '/plugins/mandrill/');
    const tasks = [await served.world.addTask(conv_id, {}, 'm1'), await served.world.addTask(conv_id, {}, 'm2')];
    const events = tasks.map(({ obj_id }) => ({ event: 'open', msg: { metadata: { task: obj_id } } }));
    const form = (value: Json) => new URLSearchParams({ mandrill_events: JSON.stringify(value) }).toString();
    expect(await send(way, form([]))).toMatchObject({ proc: 'ok' });
    expect(await send(way, form(events))).toMatchObject({ proc: 'ok' });
    for (const ref of ['m1', 'm2']) {
      const shown = await one(served, { type: 'show', obj: 'task', conv_id, ref });
      expect(shown).toMatchObject({ node_id: FINAL, data: { event: 'open' } });
    }
    expect(await send(way, 'mandrill_events=%5B')).toMatchObject({ proc: 'error', code: 'bad_json' });
  });

  test('a template names each of these addresses', async () => {
    const styles = ['corezoid', 'mandrill', 'twilio', 'other'];
    const extra = Object.fromEntries(styles.map((style) => [style, `{{node[${WORK}].public_callback_${style}}}`]));
    const set = { type: 'set_param', extra, extra_type: {}, err_node_id: '' };
    const { conv_id } = await importChain([set]);
    const task = await served.world.addTask(conv_id, {}, 't');
    const known = await path(conv_id);
    expect(task.data).toMatchObject({
      corezoid: `http://takt.test${known}`,
      mandrill: `http://takt.test${known.replace('/callback/', '/plugins/mandrill/')}`,
      twilio: `http://takt.test${known.replace('/callback/', '/plugins/twilio/')}`,
      other: '',
    });
  });
});
