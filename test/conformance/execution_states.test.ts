/**
 * Where tasks stand and wait: callbacks, state diagrams, queues, timers, final nodes, count semaphors, and what the
 * status of a process and its deploys do to them.
 */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, type Ran, START, WORK } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const callback = (is_sync = true): JsonObject => ({ type: 'api_callback', is_sync });
const set = (extra: JsonObject, type = 'string'): JsonObject => ({
  ...{ type: 'set_param', extra, err_node_id: FAILED },
  extra_type: Object.fromEntries(Object.keys(extra).map((key) => [key, type])),
});
const when = (to: string, param: string, constant: string): JsonObject => ({
  ...{ type: 'go_if_const', to_node_id: to },
  conditions: [{ param, const: constant, fun: 'eq', cast: 'string' }],
});
const timed = (value: Json, to = END): JsonObject => ({ type: 'time', value, dimension: 'sec', to_node_id: to });
const counted = (value: number, to: string): JsonObject => ({ type: 'count', value, esc_node_id: to });

function graph(nodes: JsonObject[], conv: JsonObject = {}): JsonObject {
  return { ...chain([]), ...conv, scheme: { nodes } };
}
function work(logics: Json[], semaphors: Json[] = []): JsonObject {
  return node(WORK, 0, [], { condition: { logics, semaphors } });
}
/** Start → work → end; `failed` is an end as well. */
function around(work: JsonObject, conv: JsonObject = {}): JsonObject {
  return graph([node(START, 1, [go(WORK)]), work, node(FAILED, 2, []), node(END, 2, [])], conv);
}

async function changed(conv_id: number, ref: string, data: JsonObject): Promise<JsonObject> {
  const live = await bench.world.engine.processes.get(conv_id);
  if (live === null) throw new Error('it runs');
  await bench.world.engine.ops.run([{ do: 'modify', live, key: { conv_id, ref }, data, user_id: 1 }]);
  return stands(conv_id, ref);
}
async function stands(conv_id: number, ref: string): Promise<JsonObject> {
  const task = await bench.world.task(conv_id, ref);
  return { at: task?.node_id ?? '', data: task?.data ?? {} };
}
async function tasksIn(conv_id: number, node_id: string) {
  const page = { conv_id, node_id, limit: 100, offset: 0, order: 'ASC' as const };
  return (await bench.world.ports.archive.in_node(page)).tasks;
}
const pass = (ms: number): Promise<unknown> => bench.world.clock.run(ms);

describe('Waiting for Callback', () => {
  test('execution §5.9: any modification releases the task, and what came is merged', async () => {
    const conv = await bench.make(around(work([callback(), set({ after: '{{a}}' }), go(END)])));
    await bench.world.addTask(conv, { a: '1', b: 1 }, 'r');
    expect(await stands(conv, 'r')).toMatchObject({ at: WORK });
    expect(await changed(conv, 'r', { a: '2' })).toEqual({ at: END, data: { a: '2', b: 1, after: '2' } });
    await bench.world.addTask(conv, {}, 'empty');
    expect(await changed(conv, 'empty', {})).toMatchObject({ at: END });
  });

  test('execution §5.9: nobody comes, and the timer of the node ends the wait', async () => {
    const conv = await bench.make(around(work([callback(), go(END)], [timed(86_400, FAILED)])));
    await bench.world.addTask(conv, {}, 'r');
    bench.world.engine.recover.start();
    await pass(86_399_000);
    expect(await stands(conv, 'r')).toMatchObject({ at: WORK });
    await pass(2000);
    expect(await stands(conv, 'r')).toMatchObject({ at: FAILED });
    await bench.world.engine.recover.stop();
  });
});

describe('state diagrams', () => {
  const state = { conv_type: 'state' };
  const choice = (...more: JsonObject[]): JsonObject => work([callback(), when(END, 'to', 'end'), ...more]);

  test('execution §5.10: entering a state looks at no condition, only a modification does', async () => {
    const conv = await bench.make(around(choice(go(WORK)), state));
    await bench.world.addTask(conv, { to: 'end' }, 'r');
    expect(await stands(conv, 'r')).toMatchObject({ at: WORK });
    expect(await changed(conv, 'r', { other: 1 })).toMatchObject({ at: END });
  });

  test.each([
    ['with a go to itself', [go(WORK)]],
    ['without a go', []],
  ])('execution §5.10: where no condition holds the task stays (%s)', async (_how, more) => {
    const conv = await bench.make(around(choice(...more), state));
    await bench.world.addTask(conv, {}, 'r');
    expect(await changed(conv, 'r', { to: 'nowhere' })).toEqual({ at: WORK, data: { to: 'nowhere' } });
    expect(await changed(conv, 'r', { to: 'end' })).toMatchObject({ at: END });
  });

  const read = (conv: number, type = 'string'): Promise<Ran> =>
    bench.run([set({ v: `{{conv[${conv}].ref[u].who.name}}` }, type)]);

  test('execution §5.10: a task in a state is read by its reference; one that is gone reads as an empty text', async () => {
    const conv = await bench.make(around(choice(go(WORK)), state));
    expect((await read(conv)).data).toEqual({ v: '' });
    await bench.world.addTask(conv, { who: { name: 'Ann' } }, 'u');
    expect((await read(conv)).data).toEqual({ v: 'Ann' });
    await changed(conv, 'u', { to: 'end' });
    expect((await read(conv)).data).toEqual({ v: '' });
    expect((await read(conv, 'number')).data).toMatchObject({
      __conveyor_set_param_return_type_tag__: 'set_param_wrong_convert_param',
    });
  });
});

describe('Queue and Get Task', () => {
  const queue = (data: JsonObject = {}): JsonObject => ({
    ...{ type: 'api_queue', data, err_node_id: '' },
    data_type: Object.fromEntries(Object.keys(data).map((key) => [key, 'string'])),
  });
  const take = (conv: Json, node_id: Json = WORK, order_by = 'ASC'): JsonObject => ({
    ...{ type: 'api_get_task', conv_id: conv, node_id, order_by, err_node_id: FAILED },
  });
  const error = (tag: string, description: string, type = 'software', prefix = 'get_task'): JsonObject => ({
    [`__conveyor_${prefix}_return_type_error__`]: type,
    [`__conveyor_${prefix}_return_type_tag__`]: tag,
    [`__conveyor_${prefix}_return_description__`]: description,
  });
  async function queued(...refs: string[]): Promise<number> {
    const conv = await bench.make(around(work([queue({ row: '{{n}}!' }), go(END)])));
    for (const ref of refs) {
      await bench.world.addTask(conv, { n: ref }, ref);
      await pass(10);
    }
    return conv;
  }

  test.each([
    ['oldest', 'ASC', 'a'],
    ['newest', 'DESC', 'c'],
  ])(
    'execution §5.11: takes the %s; the queued task goes on, the taker gets its id and data with the rows of the queue',
    async (_which, order, ref) => {
      const conv = await queued('a', 'b', 'c');
      const task = await bench.world.task(conv, ref);
      expect(task?.data).toEqual({ n: ref });
      const got = await bench.run([take(conv, WORK, order)], { mine: 1 });
      expect([got.at, got.data]).toEqual([
        'end',
        { mine: 1, __queue_task_id__: task?.obj_id, __queue_task_data__: { n: ref, row: `${ref}!` } },
      ]);
      expect(await stands(conv, ref)).toMatchObject({ at: END });
      expect(await tasksIn(conv, WORK)).toHaveLength(2);
    },
  );

  test('execution §5.11: two takers never get the same task', async () => {
    const conv = await queued('a', 'b', 'c');
    const taker = await bench.make(chain([take(conv)]));
    for (const ref of ['1', '2', '3', '4']) await bench.world.addTask(taker, {}, ref);
    await pass(1000);
    const taken = await Promise.all(['1', '2', '3', '4'].map((ref) => stands(taker, ref)));
    const ids = taken.map(({ data }) => (data as JsonObject).__queue_task_id__).filter((id) => id !== undefined);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
  });

  test('execution §5.11 get_task_executing_error: an empty queue is not_found_task, a queue of others access_denied', async () => {
    const conv = await queued();
    const got = await bench.run([take(conv)], { k: 1 });
    expect([got.at, got.data]).toEqual(['failed', { k: 1, ...error('get_task_executing_error', 'not_found_task') }]);
    const nobody = await bench.run([take(987654)]);
    expect(nobody.data).toEqual(error('get_task_executing_error', 'access_denied'));
  });

  test('execution §5.11 get_task_wrong_convert_param: a process or node that is none', async () => {
    const got = await bench.run([take('{{p}}')], { p: 'orders' });
    const text = 'Param: conv_id, Value: orders, Try convert to: number';
    expect([got.at, got.data]).toEqual(['failed', { p: 'orders', ...error('get_task_wrong_convert_param', text) }]);
    expect((await bench.run([take('1', '{{p}}')], { p: 'a b' })).data).toMatchObject({
      __conveyor_get_task_return_type_tag__: 'get_task_wrong_convert_param',
    });
  });

  test('execution §5.11 get_task_fatal_error: tasks that others always take first', async () => {
    const conv = await queued('a');
    const { tasks } = bench.world.ports;
    const real = tasks.queued.bind(tasks);
    const gone = 'f'.repeat(24);
    tasks.queued = async () => [gone];
    const got = await bench.run([take(conv)]);
    tasks.queued = real;
    expect([got.at, got.data]).toEqual(['failed', error('get_task_fatal_error', 'Error running get task', 'hardware')]);
  });

  test('execution §5.11 queue_wrong_logic (prefix queue): the node is no queue', async () => {
    const conv = await queued();
    const got = await bench.run([take(conv, END)]);
    const text = `No queue logic in conv_id: ${conv}`;
    expect([got.at, got.data]).toEqual(['failed', error('queue_wrong_logic', text, 'software', 'queue')]);
  });
});

describe('Sum', () => {
  test('execution §5.12: values are added to the node, not to the task, and read as {{node[id].SumID}}', async () => {
    const sum = { type: 'api_sum', extra: [{ id: '1745501399858', name: 'n', value: '{{v}}' }], err_node_id: FAILED };
    const LOOK = '0000000000000000000000a5';
    const shown = set({ total: `{{node[${WORK}].1745501399858}}` }, 'number');
    const nodes = [node(START, 1, [go(WORK)]), work([sum, go(LOOK)]), node(LOOK, 0, [shown, go(END)])];
    const conv = await bench.make(graph([...nodes, node(FAILED, 2, []), node(END, 2, [])]));
    expect((await bench.task(conv, { v: 5.5 })).data).toEqual({ v: 5.5, total: 5.5 });
    expect((await bench.task(conv, { v: '-2' })).data).toEqual({ v: '-2', total: 3.5 });
    const bad = await bench.task(conv, { v: 'x' });
    expect([bad.at, bad.data.__conveyor_api_sum_return_type_error__]).toEqual(['failed', 'software']);
    expect((await bench.task(conv, { v: 0 })).data.total).toBe(3.5);
  });
});

describe('timers and final nodes', () => {
  test.each<[string, Json, number]>([
    ['a literal is a duration', 30, 30_000],
    ['an expression is an instant in unix seconds', '$.math({{root.create_time}}+3)', 3000],
    ['an instant that is past fires at once', '{{long_ago}}', 0],
  ])('execution §5.13: %s', async (_what, value, ms) => {
    const conv = await bench.make(around(work([], [timed(value)])));
    await bench.world.addTask(conv, { long_ago: 1000 }, 'r');
    if (ms > 0) {
      await pass(ms - 500);
      expect(await stands(conv, 'r')).toMatchObject({ at: WORK });
    }
    await pass(1000);
    expect(await stands(conv, 'r')).toMatchObject({ at: END });
  });

  test('execution §5.13: a timer of a node is over once the task has left it', async () => {
    const nodes = [node(START, 1, [go(WORK)]), work([callback(), go(FAILED)], [timed(60)])];
    const conv = await bench.make(graph([...nodes, node(FAILED, 0, [callback(), go(END)]), node(END, 2, [])]));
    await bench.world.addTask(conv, {}, 'r');
    await changed(conv, 'r', {});
    await pass(3_600_000);
    expect(await stands(conv, 'r')).toMatchObject({ at: FAILED });
  });

  test('execution §5.13: an armed timer keeps its instant when the process is deployed with another', async () => {
    const conv = await bench.make(around(work([], [timed(600)])));
    await bench.world.addTask(conv, {}, 'r');
    await redeploy(conv, around(work([], [timed(30)])));
    await pass(590_000);
    expect(await stands(conv, 'r')).toMatchObject({ at: WORK });
    await pass(20_000);
    expect(await stands(conv, 'r')).toMatchObject({ at: END });
  });

  test('execution §5.16: with save_task the task is kept, without it is gone; its reference is free at once', async () => {
    const lost = node(FAILED, 2, [], { options: null });
    const conv = await bench.make(
      graph([node(START, 1, [go(WORK)]), work([when(FAILED, 'a', 'x'), go(END)]), lost, node(END, 2, [])]),
    );
    for (const a of ['x', 'y', 'x', 'y']) await bench.world.addTask(conv, { a }, 'same');
    expect(await tasksIn(conv, END)).toHaveLength(2);
    await pass(601_000);
    expect(await bench.world.task(conv, 'same')).toMatchObject({ node_id: END });
    const counts = await bench.world.ports.archive.counts(conv);
    expect(counts.filter(({ node_id }) => [END, FAILED].includes(node_id)).map(({ count }) => count)).toEqual([2, 2]);
  });
});

/** Another version of the process becomes live. */
async function redeploy(conv_id: number, raw: JsonObject): Promise<void> {
  const text = JSON.stringify({ ...raw, obj_id: conv_id });
  const { catalog, clock } = bench.world.ports;
  const version = { conv_id, version: clock.now(), text, user_id: ADMIN.user_id, create_time: clock.now() };
  const live = { do: 'deploy' as const, conv_id, version: version.version, removed: [], even_occupied: false };
  const written = await catalog.write([{ do: 'put_draft', version }, live]);
  if (!written.ok) throw new Error(JSON.stringify(written));
  bench.world.engine.processes.forget(conv_id);
}

describe('count semaphors', () => {
  test('execution §6: a special task with start "true" when the number is reached, another with "false" below it; nobody is held', async () => {
    const TOLD = '0000000000000000000000a5';
    const nodes = [
      node(START, 1, [go(WORK)]),
      work([callback(), go(END)], [counted(2, FAILED)]),
      node(FAILED, 0, [set({ seen: '{{start}}' }), go(TOLD)]),
      node(TOLD, 2, []),
      node(END, 2, []),
    ];
    const conv = await bench.make(graph(nodes));
    const told = async () => {
      await pass(100);
      return (await tasksIn(conv, TOLD)).map(({ data }) => data.start);
    };
    for (const ref of ['a', 'b', 'c']) await bench.world.addTask(conv, {}, ref);
    expect([await told(), (await tasksIn(conv, WORK)).length]).toEqual([['true'], 3]);
    await changed(conv, 'a', {});
    expect(await told()).toEqual(['true']);
    expect(await changed(conv, 'b', {})).toMatchObject({ at: END });
    expect(await told()).toEqual(['true', 'false']);
  });
});

describe('status of a process', () => {
  const created = (conv: number, ref: string): Promise<unknown> => bench.world.addTask(conv, {}, ref);
  const NOT_ACTIVE = 'conveyor is not active';

  test.each(['active', 'actived'])(
    'execution §9 active (actived old): tasks are taken and move (%s)',
    async (status) => {
      const conv = await bench.make(around(work([set({ a: '1' }), go(END)]), { status }));
      await created(conv, 'r');
      expect(await stands(conv, 'r')).toMatchObject({ at: END });
    },
  );

  /** Start → work → `failed`, which sets `done` → end. */
  const twoSteps = (work: JsonObject): JsonObject =>
    graph([node(START, 1, [go(WORK)]), work, node(FAILED, 0, [set({ done: '1' }), go(END)]), node(END, 2, [])]);

  test('execution §9 paused: no task is taken; those inside stop at the next node, and go on when it is active again', async () => {
    const conv = await bench.make(twoSteps(work([], [timed(60, FAILED)])));
    await created(conv, 'r');
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'paused' });
    await expect(created(conv, 'new')).rejects.toThrow(NOT_ACTIVE);
    await pass(600_000);
    expect(await stands(conv, 'r')).toEqual({ at: FAILED, data: {} });
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await pass(1000);
    expect(await stands(conv, 'r')).toEqual({ at: END, data: { done: '1' } });
  });

  test.each(['debug', 'debugged'])(
    'execution §9 debug (debugged): tasks wait in each node for a step, and go on once it is active (%s)',
    async (status) => {
      const conv = await bench.make(around(work([set({ a: '1' }), go(END)]), { status }));
      await created(conv, 'r');
      await pass(600_000);
      expect(await stands(conv, 'r')).toMatchObject({ at: START });
      await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
      await pass(1000);
      expect(await stands(conv, 'r')).toMatchObject({ at: END, data: { a: '1' } });
    },
  );

  test('execution §9 blocked: nothing is taken; what comes is kept, and nothing runs until it is active again', async () => {
    const conv = await bench.make(twoSteps(work([callback(), go(FAILED)])));
    await created(conv, 'r');
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'blocked' });
    await expect(created(conv, 'new')).rejects.toThrow(NOT_ACTIVE);
    expect(await changed(conv, 'r', { a: 1 })).toEqual({ at: FAILED, data: { a: 1 } });
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await pass(1000);
    expect(await stands(conv, 'r')).toEqual({ at: END, data: { a: 1, done: '1' } });
  });

  test('execution §9 active_debug, transient, deleted: the first is debug, the others keep tasks out', async () => {
    const debugged = await bench.make(around(work([set({ a: '1' }), go(END)]), { status: 'active_debug' }));
    await created(debugged, 'r');
    expect(await stands(debugged, 'r')).toMatchObject({ at: START });
    for (const status of ['transient', 'deleted']) {
      const conv = await bench.make(around(work([callback(), go(END)]), { status }));
      await expect(created(conv, 'r')).rejects.toThrow(NOT_ACTIVE);
    }
    const gone = await bench.make(around(work([callback(), go(END)])));
    await created(gone, 'r');
    await bench.world.objects.delete(ADMIN, 'conv', gone);
    await expect(created(gone, 'new')).rejects.toThrow(NOT_ACTIVE);
    await bench.world.objects.restore(ADMIN, 'conv', gone);
    expect(await stands(gone, 'r')).toMatchObject({ at: WORK });
  });

  test('execution §9: tasks stay in the nodes that a deploy keeps, and do what stands there now', async () => {
    const conv = await bench.make(around(work([callback(), go(END)])));
    await created(conv, 'r');
    await redeploy(conv, around(work([callback(), set({ newer: '1' }), go(END)])));
    expect(await changed(conv, 'r', {})).toEqual({ at: END, data: { newer: '1' } });
  });

  test('execution §9: a process that was never deployed takes tasks, and they go on from Start when it is', async () => {
    const text = JSON.stringify(around(work([set({ a: '1' }), go(END)])));
    const { scheme } = await bench.world.importing.importScheme(ADMIN, 0, text, { deploy: false });
    const conv = scheme[0]?.obj_id ?? 0;
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await created(conv, 'r');
    expect(await stands(conv, 'r')).toMatchObject({ at: START });
    const [draft] = await bench.world.deploys.versions(ADMIN, conv);
    await bench.world.deploys.confirm(ADMIN, conv, draft?.version ?? 0);
    await pass(1000);
    expect(await stands(conv, 'r')).toMatchObject({ at: END });
  });
});
