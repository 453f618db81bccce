/** Stepping through tasks over the API: rights, answers, breakpoints, and what leaving debug mode does. */
import type { JsonObject } from '../../src/base/json.ts';
import { rawChain, START_NODE, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { type Key, listOf, one, request, type Served, serve } from './harness.ts';

const A = '0000000000000000000000b1';
const B = '0000000000000000000000b2';
const C = '0000000000000000000000b3';
const END = '0000000000000000000000b4';

let served: Served;

beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const go = (to: string): JsonObject => ({ type: 'go', to_node_id: to });
const set = (rows: JsonObject): JsonObject => ({ type: 'set_param', extra: rows, extra_type: {}, err_node_id: '' });

/** Start → A (a = "1") → B (a = "2", with a timer to the end) → C (a call over HTTP) → End. */
async function debugged(status = 'debug'): Promise<number> {
  const node = (id: string, obj_type: number, title: string, logics: JsonObject[], semaphors: JsonObject[] = []) => {
    return { id, obj_type, title, description: '', x: 0, y: 0, condition: { logics, semaphors } };
  };
  const api = {
    type: 'api',
    method: 'GET',
    url: 'https://example.com',
    extra_headers: {},
    max_threads: 5,
    err_node_id: END,
  };
  const raw = {
    ...rawChain(),
    scheme: {
      nodes: [
        node(START_NODE, 1, 'Start', [go(A)]),
        node(A, 0, 'First', [set({ a: '1' }), go(B)]),
        node(
          B,
          0,
          'Second',
          [set({ a: '2' }), go(C)],
          [{ type: 'time', value: 600, dimension: 'sec', to_node_id: END }],
        ),
        node(C, 0, 'Call', [api, go(END)]),
        node(END, 2, 'End', []),
      ],
      web_settings: [[], []],
    },
  };
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status });
  return conv_id;
}

async function make(conv_id: number, data: JsonObject = {}): Promise<string> {
  const made = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'r', data });
  expect(made).toMatchObject({ proc: 'ok' });
  return String(made.obj_id);
}

function step(conv_id: number, obj_id: string, type: string, more: JsonObject = {}, key = served.admin) {
  return one(served, { type, obj: 'task', conv_id, obj_id, data: {}, ...more }, { key });
}

test('a step tells the node before and after it, what stands there, the branches on, and the history', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id, { n: 1 });
  expect(await step(conv_id, task, 'step_next')).toMatchObject({
    proc: 'ok',
    obj_id: task,
    prev_conv_id: conv_id,
    prev_conv_name: 'Chain',
    prev_node_id: START_NODE,
    prev_node_name: 'Start',
    prev_logic: [{ type: 'go' }],
    conv_id,
    conv_name: 'Chain',
    node_id: A,
    node_name: 'First',
    logic: [{ type: 'set_param' }, { type: 'go' }],
    branches: ['logic'],
    status: 'created',
    wait: 'debug',
    data: { n: 1 },
  });
  const second = await step(conv_id, task, 'step_next', { data: { n: 2 } });
  expect(second).toMatchObject({ node_id: B, data: { n: 2, a: '1' }, branches: ['logic', 'timer'] });
  expect(second.semaphor).toMatchObject([{ type: 'time', value: 600 }]);
  expect(listOf(second, 'history')).toMatchObject([
    { prev_node_id: A, node_id: B, prev_conv_id: conv_id, conv_id, status: 1, data: { n: 2, a: '1' } },
    { prev_node_id: START_NODE, node_id: A },
    { prev_node_id: null, node_id: START_NODE },
  ]);
});

test('the branch `timer` takes the link of the timer at once; where there is none it is refused in words', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  expect(await step(conv_id, task, 'step_next', { branch: 'timer' })).toMatchObject({
    proc: 'error',
    description: expect.stringContaining('has no timer'),
  });
  await step(conv_id, task, 'step_goto', { node_id: B });
  expect(await step(conv_id, task, 'step_next', { branch: 'timer' })).toMatchObject({ node_id: END, wait: null });
});

test('step_prev leads back with the data that the task had there, as often as there was a way', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id, { a: '0' });
  await step(conv_id, task, 'step_next');
  await step(conv_id, task, 'step_next');
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: C, data: { a: '2' } });
  expect(await step(conv_id, task, 'step_prev')).toMatchObject({ node_id: B, data: { a: '1' }, wait: 'debug' });
  expect(await step(conv_id, task, 'step_prev')).toMatchObject({ node_id: A, data: { a: '0' } });
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: B, data: { a: '1' } });
  expect(await step(conv_id, task, 'step_prev')).toMatchObject({ node_id: A, data: { a: '0' } });
  expect(await step(conv_id, task, 'step_prev')).toMatchObject({ node_id: START_NODE, data: { a: '0' } });
  expect(await step(conv_id, task, 'step_prev')).toMatchObject({
    proc: 'error',
    description: 'the task stands where it began',
  });
});

test('step_goto puts the task into the node that is named, by either field', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  expect(await step(conv_id, task, 'step_goto', { node_id: C, data: { k: 1 } })).toMatchObject({
    prev_node_id: START_NODE,
    node_id: C,
    wait: 'debug',
    data: { k: 1 },
  });
  expect(await step(conv_id, task, 'step_goto', { obj_to_id: A })).toMatchObject({ node_id: A });
  expect(await step(conv_id, task, 'step_goto', { node_id: 'f'.repeat(24) })).toMatchObject({ code: 'not_found' });
  expect(await step(conv_id, task, 'step_goto')).toMatchObject({ code: 'bad_request', key: 'node_id' });
});

test('a call to the outside is made for real: the step answers while it is waited for, and the answer leads on', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  await step(conv_id, task, 'step_goto', { node_id: C });
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: C, wait: 'effect', branches: [] });
  await served.world.clock.run(1000);
  expect(served.world.http.sent).toHaveLength(1);
  expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({ node_id: END });
});

test('breakpoints: a task runs on to the next of them, and only this process knows them', async () => {
  const conv_id = await debugged();
  const set = { type: 'modify', obj: 'breakpoints', conv_id, breakpoints: [B] };
  expect(await one(served, set)).toMatchObject({ proc: 'ok', breakpoints: [B] });
  expect(await one(served, { type: 'show', obj: 'breakpoints', conv_id })).toMatchObject({ breakpoints: [B] });
  const task = await make(conv_id);
  expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({ node_id: B });
  await step(conv_id, task, 'step_goto', { node_id: A });
  expect(await step(conv_id, task, 'step_run')).toMatchObject({ node_id: B, wait: 'debug' });
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: C, wait: 'debug' });
  const got = await one(served, { type: 'get', obj: 'obj_scheme', obj_id: conv_id, obj_type: 'conv' });
  expect(JSON.stringify(got.scheme)).not.toContain('breakpoints');
  expect(await one(served, { ...set, breakpoints: ['f'.repeat(24)] })).toMatchObject({ code: 'not_found' });
});

test('new tasks begin in the start point, and what is held is listed for whoever may look', async () => {
  const conv_id = await debugged();
  const points = { type: 'modify', obj: 'breakpoints', conv_id };
  await one(served, { ...points, breakpoints: [C] });
  expect(await one(served, { ...points, start_point: B })).toMatchObject({ breakpoints: [C], start_point: B });
  const task = await make(conv_id);
  expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({ node_id: C });
  expect(await one(served, { ...points, start_point: null })).toMatchObject({ breakpoints: [C], start_point: null });
  expect(await one(served, { ...points, start_point: 'f'.repeat(24) })).toMatchObject({ code: 'not_found' });
  const held = ({ login, secret }: Key) => {
    const token = Buffer.from(`${login}:${secret}`).toString('base64');
    return request(`${served.url}/api/takt/held_tasks?conv_id=${conv_id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  };
  expect((await held(served.admin)).json).toMatchObject({ tasks: [{ obj_id: task, node_id: C }], more: false });
  expect((await held(served.guest)).json).toMatchObject({ code: 'access_denied' });
});

test('an empty list of breakpoints stops tasks before every node again', async () => {
  const conv_id = await debugged();
  await one(served, { type: 'modify', obj: 'breakpoints', conv_id, breakpoints: [B] });
  await one(served, { type: 'modify', obj: 'breakpoints', conv_id, breakpoints: [] });
  const task = await make(conv_id);
  expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({
    node_id: START_NODE,
  });
});

test('leaving debug mode releases all tasks that were held', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  const changed = await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'active' });
  expect(changed).toMatchObject({ old_status: 5, new_status: 1, is_changed: true });
  await served.world.clock.run(1000);
  expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({ node_id: END });
});

test('a pause during debug mode holds what is held, and debug mode after it too', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  for (const status of ['paused', 'debug']) {
    await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status });
    expect(await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task })).toMatchObject({ wait: 'debug' });
  }
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: A });
});

test('a process that is not debugged is not stepped through', async () => {
  const conv_id = await debugged('active');
  const task = await make(conv_id);
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ proc: 'error' });
  await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'debug' });
  expect(await step(conv_id, 'f'.repeat(24), 'step_next')).toMatchObject({ code: 'not_found_task' });
});

test('stepping and breakpoints take task management', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id);
  const share = (privs: JsonObject[]): Promise<JsonObject> =>
    one(served, { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id, privs });
  const can = (type: string): JsonObject => ({ type, list_obj: ['all'] });
  await share([can('view')]);
  const points = { type: 'modify', obj: 'breakpoints', conv_id, breakpoints: [A] };
  expect(await step(conv_id, task, 'step_next', {}, served.guest)).toMatchObject({ code: 'access_denied' });
  expect(await one(served, points, { key: served.guest })).toMatchObject({ code: 'access_denied' });
  await share([can('view'), can('create')]);
  expect(await step(conv_id, task, 'step_next', {}, served.guest)).toMatchObject({ proc: 'ok', node_id: A });
  expect(await one(served, points, { key: served.guest })).toMatchObject({ proc: 'ok' });
});

test('who may not modify the process sees secrets masked, and a mask brought back changes nothing', async () => {
  const conv_id = await debugged();
  const task = await make(conv_id, { password: 'hunter2-long' });
  const privs = ['view', 'create'].map((type) => ({ type, list_obj: ['all'] }));
  await one(served, {
    ...{ type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id },
    privs,
  });
  const seen = await step(conv_id, task, 'step_next', { data: { password: '***' } }, served.guest);
  expect(seen).toMatchObject({ data: { password: '***' } });
  expect(JSON.stringify(seen)).not.toContain('hunter2');
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ data: { password: 'hunter2-long' } });
});

test('an export that says `debugged` is imported in debug mode', async () => {
  const text = JSON.stringify(rawChain({ extra: { status: 'debugged' } }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  expect(await one(served, { type: 'show', obj: 'conv', obj_id: conv_id })).toMatchObject({ status: 'debug' });
  const task = await make(conv_id);
  expect(await step(conv_id, task, 'step_next')).toMatchObject({ node_id: WORK });
  const words = [
    ['actived', 'active'],
    ['paused', 'paused'],
    ['debugged', 'debug'],
    ['blocked', 'blocked'],
  ];
  for (const [written, read] of words) {
    await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: written ?? '' });
    expect(await one(served, { type: 'show', obj: 'conv', obj_id: conv_id })).toMatchObject({ status: read });
  }
});
