/** Where tasks wait: callbacks, state diagrams, queues; and Sum. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { Bench, chain, END, FAILED, go, node, type Ran, START, WORK } from './bench.ts';
import { around, callback, graph, set, timed, when, work } from './graphs.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('Waiting for Callback', () => {
  test('execution §5.9: any modification releases the task, and what came is merged', async () => {
    const conv = await bench.make(around(work([callback(), set({ after: '{{a}}' }), go(END)])));
    await bench.world.addTask(conv, { a: '1', b: 1 }, 'r');
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: WORK });
    expect(await bench.changed(conv, 'r', { a: '2' })).toEqual({ at: END, data: { a: '2', b: 1, after: '2' } });
    await bench.world.addTask(conv, {}, 'empty');
    expect(await bench.changed(conv, 'empty', {})).toMatchObject({ at: END });
  });

  test('execution §5.9: nobody comes, and the timer of the node ends the wait', async () => {
    const conv = await bench.make(around(work([callback(), go(END)], [timed(86_400, FAILED)])));
    await bench.world.addTask(conv, {}, 'r');
    bench.world.engine.recover.start();
    await bench.world.clock.run(86_399_000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: WORK });
    await bench.world.clock.run(2000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: FAILED });
    await bench.world.engine.recover.stop();
  });
});

describe('state diagrams', () => {
  const state = { conv_type: 'state' };
  const choice = (...more: JsonObject[]): JsonObject => work([callback(), when(END, 'to', 'end'), ...more]);

  test('execution §5.10: entering a state looks at no condition, only a modification does', async () => {
    const conv = await bench.make(around(choice(go(WORK)), state));
    await bench.world.addTask(conv, { to: 'end' }, 'r');
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: WORK });
    expect(await bench.changed(conv, 'r', { other: 1 })).toMatchObject({ at: END });
  });

  test.each([
    ['with a go to itself', [go(WORK)]],
    ['without a go', []],
  ])('execution §5.10: where no condition holds the task stays (%s)', async (_how, more) => {
    const conv = await bench.make(around(choice(...more), state));
    await bench.world.addTask(conv, {}, 'r');
    expect(await bench.changed(conv, 'r', { to: 'nowhere' })).toEqual({ at: WORK, data: { to: 'nowhere' } });
    expect(await bench.changed(conv, 'r', { to: 'end' })).toMatchObject({ at: END });
  });

  const read = (conv: number, type = 'string'): Promise<Ran> =>
    bench.run([set({ v: `{{conv[${conv}].ref[u].who.name}}` }, type)]);

  test('execution §5.10: a task in a state is read by its reference; one that is gone reads as an empty text', async () => {
    const conv = await bench.make(around(choice(go(WORK)), state));
    expect((await read(conv)).data).toEqual({ v: '' });
    await bench.world.addTask(conv, { who: { name: 'Ann' } }, 'u');
    expect((await read(conv)).data).toEqual({ v: 'Ann' });
    await bench.changed(conv, 'u', { to: 'end' });
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
      await bench.world.clock.run(10);
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
      expect(await bench.stands(conv, ref)).toMatchObject({ at: END });
      expect(await bench.tasksIn(conv, WORK)).toHaveLength(2);
    },
  );

  test('execution §5.11: two takers never get the same task', async () => {
    const conv = await queued('a', 'b', 'c');
    const taker = await bench.make(chain([take(conv)]));
    for (const ref of ['1', '2', '3', '4']) await bench.world.addTask(taker, {}, ref);
    await bench.world.clock.run(1000);
    const taken = await Promise.all(['1', '2', '3', '4'].map((ref) => bench.stands(taker, ref)));
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
