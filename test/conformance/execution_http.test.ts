/** Callback and direct URLs, the Sync API, and what clients do to tasks and drafts over HTTP. */
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { one, post, request, type Served, serve } from '../api/harness.ts';
import { ADMIN } from '../fixtures/world.ts';
import { chain, END, FAILED, go, WORK } from './bench.ts';

describe('over HTTP', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve();
  });
  afterEach(() => served.close());

  async function make(logics: Json[]): Promise<{ conv_id: number; hash: string }> {
    const text = JSON.stringify(chain(logics));
    const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
    return { conv_id: scheme[0]?.obj_id ?? 0, hash: scheme[0]?.hash ?? '' };
  }
  const callback = (is_sync: boolean): JsonObject => ({ type: 'api_callback', is_sync, obj_id_path: 'order.id' });
  const told = async (path: string, body: string): Promise<JsonObject> => {
    const { json } = await request(path, { method: 'POST', body });
    return isObject(json.ops) ? json.ops : {};
  };
  /** The callback address of `work`, as a task reads it, on this server. */
  async function addressOf(conv_id: number, style = 'corezoid'): Promise<string> {
    const read = `{{conv[${conv_id}].node[${WORK}].public_callback_${style}}}`;
    const { conv_id: reader } = await make([
      { type: 'set_param', extra: { url: read }, extra_type: { url: 'string' }, err_node_id: FAILED },
    ]);
    const { data } = await served.world.addTask(reader, {});
    return String(data.url).replace('http://takt.test', served.url);
  }
  const stands = async (conv_id: number, ref: string): Promise<JsonObject> => {
    const task = await served.world.task(conv_id, ref);
    return { at: task?.node_id ?? '', data: task?.data ?? {} };
  };

  test('execution §5.9: a task is released by the API, by reference or id, and by the callback URL that a task can read', async () => {
    const { conv_id } = await make([callback(true)]);
    const [, b] = [await served.world.addTask(conv_id, {}, 'a'), await served.world.addTask(conv_id, {}, 'b')];
    await one(served, { type: 'modify', obj: 'task', conv_id, ref: 'a', data: { x: 1 } });
    await one(served, { type: 'modify', obj: 'task', conv_id, obj_id: b.obj_id, data: { x: 2 } });
    const c = await served.world.addTask(conv_id, {}, 'c');
    const url = await addressOf(conv_id);
    expect(url).toMatch(/\/api\/1\/json\/callback\/[0-9]+\.[0-9a-f]{24}\/[0-9a-f]+$/);
    expect(await told(url, JSON.stringify({ order: { id: c.obj_id }, paid: true }))).toMatchObject({ proc: 'ok' });
    expect(await stands(conv_id, 'a')).toEqual({ at: END, data: { x: 1 } });
    expect(await stands(conv_id, 'b')).toEqual({ at: END, data: { x: 2 } });
    expect(await stands(conv_id, 'c')).toEqual({ at: END, data: { order: { id: c.obj_id }, paid: true } });
    expect(await addressOf(conv_id, 'mandrill')).toContain('/plugins/mandrill/');
  });

  test.each([true, false])(
    'execution §5.9: a task that is elsewhere is an error where the node is synchronous, else it takes the data (is_sync %p)',
    async (is_sync) => {
      // Start → work → `failed`, where it waits again → end.
      const raw = chain([]) as { scheme: { nodes: JsonObject[] } };
      const waits: Record<string, string> = { [WORK]: FAILED, [FAILED]: END };
      const nodes = raw.scheme.nodes.map((node) => {
        const next = waits[String(node.id)];
        const condition = { logics: [callback(is_sync), go(next ?? '')], semaphors: [] };
        return next === undefined ? node : { ...node, obj_type: 0, options: null, condition };
      });
      const text = JSON.stringify({ ...raw, scheme: { nodes } });
      const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
      const id = scheme[0]?.obj_id ?? 0;
      const { obj_id } = await served.world.addTask(id, {}, 'r');
      const url = await addressOf(id);
      const body = (n: number): string => JSON.stringify({ order: { id: obj_id }, n });
      await told(url, body(1));
      expect(await stands(id, 'r')).toMatchObject({ at: FAILED, data: { n: 1 } });
      const again = await told(url, body(2));
      if (is_sync) expect(again).toMatchObject({ description: 'task_not_in_current_sync_callback_node' });
      else expect(again).toMatchObject({ proc: 'ok' });
      expect((await stands(id, 'r')).data).toMatchObject({ n: is_sync ? 1 : 2 });
    },
  );

  test('execution §5.16: a task in a final node can be deleted', async () => {
    const { conv_id } = await make([]);
    const { obj_id } = await served.world.addTask(conv_id, {}, 'r');
    expect(await one(served, { type: 'delete', obj: 'task', conv_id, obj_id })).toMatchObject({ proc: 'ok' });
    expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id })).toMatchObject({ proc: 'error' });
  });

  test('execution §5.13: conf timer tells the shortest literal timer', async () => {
    expect(await one(served, { type: 'show', obj: 'conf', obj_type: 'timer' })).toMatchObject({ min_value: 1 });
  });

  /** A create over the Sync API, and the path of the address its task was given. */
  async function asked(conv_id: number, timeout?: number) {
    const ops = [{ type: 'create', obj: 'task', conv_id, ref: 'r', data: { x: 5 } }];
    const body = JSON.stringify(timeout === undefined ? { ops } : { timeout, ops });
    const answer = post(served, body, { path: '/api/1/sync/json' });
    let url = '';
    while (url === '') {
      await new Promise((resolve) => setImmediate(resolve));
      url = String((await served.world.task(conv_id, 'r'))?.data.__callback_url ?? '');
    }
    return { answer, url };
  }

  test('execution §7: the caller of the Sync API is answered what an API Call posts to __callback_url', async () => {
    const { conv_id } = await make([
      {
        ...{ type: 'api', method: 'POST', url: '{{__callback_url}}', content_type: 'application/json' },
        ...{ extra: { y: '{{x}}' }, extra_type: { y: 'number' }, err_node_id: FAILED },
      },
    ]);
    const { answer, url } = await asked(conv_id);
    expect(url).toMatch(/\/api\/1\/plugins\/callback\/.+/);
    await served.world.clock.run(0);
    expect((await answer).json).toMatchObject({ request_proc: 'ok', ops: [{ proc: 'ok', data: { y: 5 } }] });
  });

  test('execution §7: without an answer it is HTTP 504 after a minute, or an error of the op after the timeout it names', async () => {
    const { conv_id } = await make([callback(true)]);
    const first = await asked(conv_id);
    await served.world.clock.run(60_000);
    expect(await first.answer).toMatchObject({ status: 504 });
    const other = await make([callback(true)]);
    const second = await asked(other.conv_id, 30);
    await served.world.clock.run(30_000);
    expect(await second.answer).toMatchObject({
      status: 200,
      json: { ops: [{ proc: 'error', description: 'Timeout for create task' }] },
    });
  });

  test('execution §8: whatever JSON object is posted to the direct URL is a new task', async () => {
    const { conv_id, hash } = await make([callback(true)]);
    expect(hash).toMatch(/^[0-9a-f]{40}$/);
    for (const version of [1, 2]) {
      const made = await told(`${served.url}/api/${version}/json/public/${conv_id}/${hash}`, '{"a":{"b":1}}');
      expect(made).toMatchObject({ proc: 'ok', obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) });
      const obj_id = String(made.obj_id);
      expect(await served.world.ports.tasks.load({ conv_id, obj_id })).toMatchObject({ data: { a: { b: 1 } } });
    }
  });

  test('execution §8: also as XML and as names and values', async () => {
    const { conv_id, hash } = await make([callback(true)]);
    const post = (path: string, body: string) => request(`${served.url}${path}`, { method: 'POST', body });
    expect((await post(`/api/2/xml/public/${conv_id}/${hash}`, '<r><a>1</a></r>')).text).toContain('<proc>ok</proc>');
    expect((await post(`/api/2/nvp/public/${conv_id}/${hash}`, 'a=1&b=2')).text).toContain('proc=ok');
    const tasks = await served.world.ports.archive.in_node({
      ...{ conv_id, node_id: WORK, limit: 10, offset: 0, order: 'ASC' as const },
    });
    expect(tasks.map(({ data }) => data)).toEqual([{ r: { a: '1' } }, { a: '1', b: '2' }]);
  });

  test('execution §8: switching the direct URL off and on again makes another address', async () => {
    const { conv_id, hash } = await make([callback(true)]);
    const at = (secret: unknown): Promise<JsonObject> =>
      told(`${served.url}/api/2/json/public/${conv_id}/${secret}`, '{}');
    await one(served, { type: 'delete', obj: 'callback_hash', conv_id });
    expect(await at(hash)).toMatchObject({ proc: 'error', description: 'Access denied' });
    const { callback_hash } = await one(served, { type: 'create', obj: 'callback_hash', conv_id });
    expect([await at(callback_hash), await at(hash)]).toMatchObject([{ proc: 'ok' }, { proc: 'error' }]);
  });

  test('execution §8: with a password only who has it makes a task', async () => {
    const { conv_id, hash } = await make([callback(true)]);
    const data = { user: 'ann', pass: 'x' };
    await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data });
    expect(await told(`${served.url}/api/2/json/public/${conv_id}/${hash}`, '{}')).toMatchObject({
      description: 'Access denied',
    });
  });

  test('execution §9: a draft is made live by confirm commit, or thrown away by delete commits', async () => {
    const { conv_id } = await make([callback(true)]);
    const node = { obj: 'node', conv_id, obj_type: 0, title: 'New', version: 1700000000 };
    expect(await one(served, { type: 'create', ...node })).toMatchObject({ proc: 'ok' });
    expect(await one(served, { type: 'list', obj: 'commits', conv_id })).toMatchObject({
      list: [{ version: 1700000000 }],
    });
    expect(await one(served, { type: 'delete', obj: 'commits', conv_id })).toMatchObject({ proc: 'ok' });
    expect(await one(served, { type: 'list', obj: 'commits', conv_id })).toMatchObject({ list: [] });
  });
});
