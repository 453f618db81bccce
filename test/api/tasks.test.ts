/** Tasks over the API: made, found, changed, removed, by callers with and without rights. */
import { TaktError } from '../../src/base/errors.ts';
import { MASK } from '../../src/base/limits.ts';
import { FINAL, HOUR_TIMER, type RawOptions, rawChain, START_NODE, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { call, listOf, one, type Served, serve } from './harness.ts';

let served: Served;
let conv_id: number;

async function importChain(options: RawOptions, final = ''): Promise<number> {
  const text = JSON.stringify(rawChain(options)).replace(
    '"extra":null,"options":null}],',
    `"extra":null,"options":"${final}"}],`,
  );
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return scheme[0]?.obj_id ?? 0;
}

const CALLBACK = { type: 'api_callback', is_sync: true, obj_id_path: 'id' };

beforeEach(async () => {
  served = await serve();
  conv_id = await importChain({ logics: [CALLBACK] });
});
afterEach(() => served.close());

const create = (fields = {}) => ({ type: 'create', obj: 'task', conv_id, data: {}, ...fields });
const show = (fields = {}) => ({ type: 'show', obj: 'task', conv_id, ...fields });

test('a task that was made can be shown and modified by its reference and by its id', async () => {
  const made = await one(served, create({ ref: 'r1', data: { a: 1 } }));
  expect(made).toEqual({ id: '', proc: 'ok', obj: 'task', ref: 'r1', obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) });
  const now = Math.floor(served.world.clock.now() / 1000);
  expect(await one(served, show({ ref: 'r1' }))).toEqual({
    id: '',
    proc: 'ok',
    obj: 'task',
    obj_id: made.obj_id,
    task_id: made.obj_id,
    conv_id,
    ref: 'r1',
    status: 'processing',
    wait: 'callback',
    wait_code: null,
    user_id: served.admin.obj_id,
    create_time: now,
    change_time: now,
    end_time: 0,
    node_id: WORK,
    node_title: 'Work',
    node_prev_id: START_NODE,
    data: { a: 1 },
  });
  const modify = { type: 'modify', obj: 'task', conv_id, ref: 'r1', data: { b: 2 } };
  expect(await one(served, modify)).toMatchObject({ proc: 'ok', ref: 'r1', obj_id: made.obj_id });
  const after = await one(served, show({ obj_id: made.obj_id }));
  expect(after).toMatchObject({ status: 'processed', wait: null, node_id: FINAL, data: { a: 1, b: 2 } });
});

test('a task made without a reference is known by its id, and its reference is null', async () => {
  const made = await one(served, create());
  expect(made).toMatchObject({ proc: 'ok', ref: null });
  expect(await one(served, show({ obj_id: made.obj_id }))).toMatchObject({ ref: null, obj_id: made.obj_id });
});

test('an empty list stands for empty data, and a number for a reference', async () => {
  expect(await one(served, create({ ref: 17, data: [] }))).toMatchObject({ proc: 'ok', ref: '17' });
  expect(await one(served, show({ ref: '17' }))).toMatchObject({ data: {} });
});

test('ops of one request see what the ops before them did, each failing alone', async () => {
  const answers = await call(served, [
    create({ ref: 'x', data: { n: 1 } }),
    create({ ref: 'x' }),
    show({ ref: 'x' }),
    { type: 'modify', obj: 'task', conv_id, ref: 'x', data: { n: 2 } },
    { type: 'list', obj: 'node', conv_id, obj_id: FINAL },
    create({ ref: 'x', data: { n: 3 } }),
    show({ ref: 'x' }),
  ]);
  expect(answers.map(({ proc }) => proc)).toEqual(['ok', 'error', 'ok', 'ok', 'ok', 'ok', 'ok']);
  expect(answers[1]).toMatchObject({ description: 'not unical reference', ref: 'x' });
  expect(answers[2]).toMatchObject({ data: { n: 1 } });
  expect(answers[6]).toMatchObject({ data: { n: 3 } });
});

test('a delayed task says so, and when its timer fires', async () => {
  const delayed = await importChain({ semaphors: [HOUR_TIMER] });
  await one(served, create({ conv_id: delayed, ref: 'd' }));
  const end_time = Math.floor(served.world.clock.now() / 1000) + 3600;
  expect(await one(served, show({ conv_id: delayed, ref: 'd' }))).toMatchObject({ status: 'delayed', end_time });
});

test('a paused process takes no task, and says so in proc', async () => {
  await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'paused' });
  const refused = { proc: 'conveyor_is_not_active', description: 'conveyor is not active', ref: 'p' };
  expect(await one(served, create({ ref: 'p' }))).toMatchObject(refused);
  const back = await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'active' });
  expect(back).toMatchObject({ old_status: 2, new_status: 1, is_changed: true });
  expect(await one(served, create({ ref: 'p' }))).toMatchObject({ proc: 'ok' });
});

test('a declared parameter that is missing is named', async () => {
  const params = [
    { name: 'phone', type: 'string', descr: '', flags: ['required', 'input'], regex: '', regex_error_text: '' },
  ];
  const declared = await importChain({ extra: { params } });
  const refused = await one(served, create({ conv_id: declared }));
  expect(refused).toMatchObject({ proc: 'error', description: expect.stringMatching(/^Param: phone, Error: /) });
});

test('a task that is not there is not found, by whatever it is called', async () => {
  for (const key of [{ ref: 'no' }, { obj_id: '0'.repeat(24) }, { obj_id: 'x' }]) {
    expect(await one(served, show(key))).toMatchObject({ proc: 'error', description: 'not found task' });
    const modify = { type: 'modify', obj: 'task', conv_id, ...key, data: {} };
    expect(await one(served, modify)).toMatchObject({ proc: 'error', description: 'not found task' });
  }
});

test('tasks can be made by an alias of the process', async () => {
  await one(served, {
    type: 'create',
    obj: 'alias',
    short_name: 'door',
    title: 'Door',
    obj_to_id: conv_id,
    obj_to_type: 'conv',
  });
  const op = { type: 'create', obj: 'task', ref: 'by alias', data: {} };
  expect(await one(served, { ...op, obj_alias: 'door' })).toMatchObject({ proc: 'ok' });
  expect(await one(served, show({ conv_id: '@door', ref: 'by alias' }))).toMatchObject({ conv_id });
  expect(await one(served, { ...op, obj_alias: 'wall' })).toMatchObject({
    proc: 'error',
    description: expect.stringMatching(/@wall/),
  });
});

test('tasks of a node are listed in order, found by reference, and removed', async () => {
  await call(
    served,
    ['a', 'b', 'c'].map((ref) => create({ ref, data: { ref } })),
  );
  const list = (fields: object) =>
    one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, limit: 2, ...fields });
  const refs = (answer: Parameters<typeof listOf>[0]) => listOf(answer).map(({ ref }) => ref);
  expect(await list({})).toMatchObject({ count: 3 });
  expect(refs(await list({ offset: 1 }))).toEqual(['b', 'c']);
  const found = await list({ filters: [{ name: 'ref', value: 'b', fun: 'eq' }] });
  expect(listOf(found)).toEqual([
    expect.objectContaining({ obj: 'task', ref: 'b', status: 'processing', data: { ref: 'b' } }),
  ]);
  const remove = { type: 'delete', obj: 'task', conv_id, node_id: WORK, obj_id: listOf(found)[0]?.obj_id ?? '' };
  expect(await one(served, remove)).toMatchObject({ proc: 'ok', obj_id: remove.obj_id });
  expect(await one(served, remove)).toMatchObject({ proc: 'error', description: 'not found task' });
  expect(await list({})).toMatchObject({ count: 2 });
});

test('a node whose tasks cannot be read is answered with an error, and nothing else fails unheard', async () => {
  await one(served, create({}));
  const { archive } = served.world.ports;
  const { in_node, count_in_node } = archive;
  const gone = () => Promise.reject(new TaktError('store_failed', 'the disk is gone'));
  Object.assign(archive, { in_node: gone, count_in_node: gone });
  const list = { type: 'list', obj: 'node', conv_id, obj_id: WORK };
  expect(await one(served, list)).toMatchObject({ proc: 'error' });
  Object.assign(archive, { in_node, count_in_node });
  expect(await one(served, list)).toMatchObject({ proc: 'ok', count: 1 });
});

test('further pages of a node stay as they were while more tasks come, and any instant can be jumped to', async () => {
  const list = (fields: object) =>
    one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, sort: 'DESC', limit: 2, ...fields });
  const refs = (answer: Parameters<typeof listOf>[0]) => listOf(answer).map(({ ref }) => ref);
  for (const ref of ['a', 'b', 'c']) await one(served, create({ ref }));
  const begun = served.world.clock.now();
  const first = await list({});
  expect(refs(first)).toEqual(['c', 'b']);
  await served.world.clock.run(1000);
  for (const ref of ['d', 'e', 'f']) await one(served, create({ ref }));
  expect(await list({ before_ms: first.as_of_ms, offset: 2 })).toMatchObject({ count: 3, list: [{ ref: 'a' }] });
  expect(await list({ before_ms: begun })).toMatchObject({ count: 0 });
});

test('the tasks of a node can be asked for without their number, and their number without them', async () => {
  const list = (fields: object) => one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, ...fields });
  for (const ref of ['a', 'b', 'c']) await one(served, create({ ref }));
  const { list: tasks, ...uncounted } = await list({ counts: false, limit: 2 });
  expect(tasks).toHaveLength(2);
  expect(uncounted).not.toHaveProperty('count');
  expect(await list({ limit: 0 })).toMatchObject({ count: 3, list: [] });
});

test('a task that waits can be put into a node by hand, by whoever may make tasks there', async () => {
  const made = await one(served, create({ ref: 'r1', data: { a: 1 } }));
  const move = { type: 'move', obj: 'task', conv_id, obj_id: String(made.obj_id), node_id: WORK };
  expect(await one(served, { ...move, node_id: '0000000000000000000000ff' })).toMatchObject({ proc: 'error' });
  expect(await one(served, move, { key: served.guest })).toMatchObject({ description: 'Access denied' });
  expect(await one(served, move)).toMatchObject({ proc: 'ok', node_id: WORK });
  expect(await one(served, show({ ref: 'r1' }))).toMatchObject({ wait: 'callback', node_prev_id: WORK });
  expect(await one(served, { ...move, node_id: FINAL })).toMatchObject({ proc: 'ok', node_id: FINAL });
  expect(await one(served, move)).toMatchObject({ description: 'not found task' });
});

test('a called task and the one that called it tell of each other, also after the reply', async () => {
  const reply = { type: 'api_rpc_reply', mode: 'key_value', res_data: { b: '2' }, res_data_type: { b: 'number' } };
  const callee = await importChain({ logics: [CALLBACK, reply] }, '{\\"save_task\\":true}');
  const call = { type: 'api_rpc', conv_id: callee, extra: {}, extra_type: {}, group: 'all', err_node_id: FINAL };
  conv_id = await importChain({ logics: [call] }, '{\\"save_task\\":true}');
  const caller = await one(served, create({ ref: 'caller' }));
  await served.world.clock.run(1000);
  const history = (conv: number, obj_id: unknown) =>
    one(served, { type: 'list', obj: 'task_history', conv_id: conv, obj_id: String(obj_id) });
  const called = (await history(conv_id, caller.obj_id)).called as { obj_id: string };
  expect(called).toMatchObject({ via: 'rpc', conv_id: callee, ref: null });
  const parent = { via: 'rpc', conv_id, conv_title: 'Chain', obj_id: caller.obj_id, ref: 'caller' };
  expect(await history(callee, called.obj_id)).toMatchObject({ parent, called: null });
  await one(served, { type: 'modify', obj: 'task', conv_id: callee, obj_id: called.obj_id, data: {} });
  await served.world.clock.run(1000);
  expect(await one(served, show({ ref: 'caller' }))).toMatchObject({ node_id: FINAL, data: { b: 2 } });
  expect(await history(callee, called.obj_id)).toMatchObject({ parent });
});

test('the history of a task tells where it was and with which data, newest first', async () => {
  const made = await one(served, create({ ref: 'h', data: { step: 1 } }));
  const op = { type: 'list', obj: 'task_history', conv_id: String(conv_id), obj_id: String(made.obj_id) };
  const history = await one(served, op);
  expect(history).toMatchObject({ proc: 'ok', ref: 'h', obj_id: made.obj_id });
  const rows = listOf(history);
  expect(rows.map(({ node_id, node_prev_id }) => [node_prev_id, node_id])).toEqual([
    [START_NODE, WORK],
    [null, START_NODE],
  ]);
  expect(rows[1]).toMatchObject({
    conv_id,
    status: 'created',
    data: { step: 1 },
    create_time_ms: served.world.clock.now(),
  });
  expect(listOf(await one(served, { ...op, limit: 1, offset: 1 }))).toHaveLength(1);
});

test('the history of a task that has ended says so in its newest row', async () => {
  conv_id = await importChain({ logics: [CALLBACK] }, '{\\"save_task\\":true}');
  const made = await one(served, create({ ref: 'e' }));
  const op = { type: 'list', obj: 'task_history', conv_id, obj_id: String(made.obj_id) };
  const statuses = async () => listOf(await one(served, op)).map(({ status }) => status);
  expect(await statuses()).toEqual(['processing', 'created']);
  await one(served, { type: 'modify', obj: 'task', conv_id, ref: 'e', data: { done: true } });
  expect(await statuses()).toEqual(['processed', 'processing', 'created']);
  expect(listOf(await one(served, { ...op, offset: 1 })).map(({ status }) => status)).toEqual([
    'processing',
    'created',
  ]);
});

describe('rights', () => {
  const asGuest = { key: { obj_id: 0, login: '', secret: '' } };
  const share = async (types: string[]) => {
    asGuest.key = served.guest;
    const privs = types.map((type) => ({ type, list_obj: ['all'] }));
    const op = { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id, privs };
    return one(served, op);
  };

  test('without a right nothing is done and nothing is told', async () => {
    asGuest.key = served.guest;
    const ops = [
      create(),
      show({ ref: 'r' }),
      { type: 'modify', obj: 'task', conv_id, ref: 'r', data: {} },
      { type: 'delete', obj: 'task', conv_id, obj_id: '1' },
      { type: 'list', obj: 'node', conv_id, obj_id: WORK },
      { type: 'list', obj: 'conv', obj_id: conv_id },
      { type: 'show', obj: 'conv_auth', conv_id },
      { type: 'reset', obj: 'node', conv_id, obj_id: FINAL },
      { type: 'get', obj: 'callback_hash', conv_id },
    ];
    for (const answer of await call(served, ops, asGuest)) {
      expect(answer).toMatchObject({ proc: 'error', description: 'Access denied' });
      expect(answer.list).toBeUndefined();
    }
  });

  test('who may only look sees secrets masked, and who may modify sees them', async () => {
    await one(
      served,
      create({ ref: 's', data: { access_token: 'very-secret', deep: [{ password: 'p' }], city: 'Oslo' } }),
    );
    expect(await share(['view'])).toMatchObject({ proc: 'ok', action_type: 'link', obj_to_title: 'Guest' });
    const masked = { access_token: MASK, deep: [{ password: MASK }], city: 'Oslo' };
    expect(await one(served, show({ ref: 's' }), asGuest)).toMatchObject({ data: masked });
    const listed = await one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK }, asGuest);
    expect(listOf(listed)[0]).toMatchObject({ data: masked });
    expect(await one(served, create(), asGuest)).toMatchObject({ description: 'Access denied' });
    expect(await one(served, show({ ref: 's' }))).toMatchObject({ data: { access_token: 'very-secret' } });
    expect(await share([])).toMatchObject({ action_type: 'unlink' });
    expect(await one(served, show({ ref: 's' }), asGuest)).toMatchObject({ description: 'Access denied' });
  });

  test('who may only look sees no card number, neither in data nor as a reference', async () => {
    const card = '4111111111111111';
    await one(served, create({ ref: card, data: { card, city: 'Oslo' } }));
    await share(['view']);
    const masked = { ref: MASK, data: { card: MASK, city: 'Oslo' } };
    expect(await one(served, show({ ref: card }), asGuest)).toMatchObject(masked);
    const list = { type: 'list', obj: 'node', conv_id, obj_id: WORK };
    expect(listOf(await one(served, list, asGuest))[0]).toMatchObject(masked);
    expect(listOf(await one(served, list))[0]).toMatchObject({ ref: card, data: { card } });
    await one(served, { type: 'modify', obj: 'conv_params', obj_id: conv_id, ref_mask: false, params: [] });
    expect(listOf(await one(served, list, asGuest))[0]).toMatchObject({ ref: card, data: { card: MASK } });
  });

  test('task management makes and modifies tasks', async () => {
    await share(['view', 'create']);
    expect(await one(served, create({ ref: 'g' }), asGuest)).toMatchObject({ proc: 'ok' });
    const modify = { type: 'modify', obj: 'task', conv_id, ref: 'g', data: { x: 1 } };
    expect(await one(served, modify, asGuest)).toMatchObject({ proc: 'ok' });
    expect(await one(served, show({ ref: 'g' }), asGuest)).toMatchObject({ user_id: served.guest.obj_id });
  });
});
