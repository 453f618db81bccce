/** Queue and Get Task, from outside: who gets what, and what the tasks are told where nothing is to be had. */
import type { RawLogic } from '../../src/model/process.ts';
import { exportText, getTask, go, type NodeSketch, queue, set } from '../crash/sketch.ts';
import { deployed, deployedAgain, tasksIn } from '../fixtures/deployed.ts';
import { openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const SECOND = 1000;

const queueNodes = (timer?: [number, string], rows: Record<string, string> = {}): NodeSketch[] => [
  { id: 's', logics: [go('queue')] },
  { id: 'queue', logics: [queue(rows), go('gone')], ...(timer === undefined ? {} : { timer }) },
  { id: 'gone' },
  { id: 'late' },
];

const takerNodes = (take: RawLogic): NodeSketch[] => [
  { id: 's', logics: [go('take')] },
  { id: 'take', logics: [take, go('end')] },
  { id: 'end' },
  { id: 'err' },
];

async function takes(take: RawLogic, data: Record<string, string | number> = {}, owner?: number) {
  const t = await deployed(world, takerNodes(take), owner);
  await world.addTask(t, data, 'taker');
  await world.clock.run(SECOND);
  const task = await world.task(t, 'taker');
  if (task === null) throw new Error('the taker is there');
  return task;
}

const refsIn = async (conv: number, node: string) => (await tasksIn(world, conv, node)).map(({ ref }) => ref);

async function queued(nodes = queueNodes(), refs = ['a', 'b', 'c']): Promise<number> {
  const q = await deployed(world, nodes);
  for (const ref of refs) {
    await world.addTask(q, { me: ref }, ref);
    await world.clock.run(10);
  }
  return q;
}

test('The oldest task is handed out, and goes on in its process', async () => {
  const q = await queued();
  const first = await world.task(q, 'a');
  const taker = await takes(getTask(q, 'queue', 'err'));
  expect(taker).toMatchObject({ node_id: 'end' });
  expect(taker.data).toEqual({ __queue_task_id__: first?.obj_id, __queue_task_data__: { me: 'a' } });
  expect(await refsIn(q, 'queue')).toEqual(['b', 'c']);
  expect(await refsIn(q, 'gone')).toEqual(['a']);
});

test('With DESC it is the newest', async () => {
  const q = await queued();
  expect((await takes(getTask(q, 'queue', 'err', 'DESC'))).data.__queue_task_data__).toEqual({ me: 'c' });
});

test('The rows of the queue go along with the data, and the queued task has them neither before nor after', async () => {
  const q = await queued(queueNodes(undefined, { price: '{{me}}9', me: 'over' }), ['a']);
  expect((await world.task(q, 'a'))?.data).toEqual({ me: 'a' });
  expect((await takes(getTask(q, 'queue', 'err'))).data.__queue_task_data__).toEqual({ me: 'over', price: 'a9' });
  expect((await tasksIn(world, q, 'gone'))[0]?.data).toEqual({ me: 'a' });
});

test('A Modify changes a queued task and leaves it in its place', async () => {
  const q = await queued();
  const live = await world.engine.processes.get(q);
  if (live === null) throw new Error('it runs');
  const key = { conv_id: q, ref: 'a' };
  await world.engine.ops.run([{ do: 'modify', live, key, data: { more: 1 }, user_id: 1 }]);
  expect(await refsIn(q, 'queue')).toEqual(['a', 'b', 'c']);
  expect((await takes(getTask(q, 'queue', 'err'))).data.__queue_task_data__).toEqual({ me: 'a', more: 1 });
});

test('The timer of a queue takes the tasks out of it', async () => {
  const q = await queued(queueNodes([5, 'late']), ['a']);
  await world.clock.run(6 * SECOND);
  expect(await refsIn(q, 'late')).toEqual(['a']);
  expect((await takes(getTask(q, 'queue', 'err'))).node_id).toBe('err');
});

test('Process and node may come from parameters and aliases, under either name of the field', async () => {
  const q = await queued();
  const { queue_node_id, ...rest } = { ...getTask('{{c}}', '', 'err'), queue_node_id: '{{n}}' };
  expect((await takes({ ...rest, queue_node_id } as RawLogic, { c: q, n: 'queue' })).node_id).toBe('end');
  expect((await takes(getTask(`${q}`, 'queue', 'err'))).node_id).toBe('end');
});

test('A task that leaves while it asks takes nothing', async () => {
  const q = await queued(queueNodes(), ['a']);
  const t = await deployed(world, takerNodes(getTask(q, 'queue', 'err')));
  const asking = await world.addTask(t, {}, 'taker');
  await world.ports.tasks.remove({ conv_id: t, obj_id: asking.obj_id });
  await world.clock.run(SECOND);
  expect(await refsIn(q, 'queue')).toEqual(['a']);
});

describe('What a taker is told', () => {
  const error = (data: Record<string, unknown>, prefix = 'get_task') => ({
    type: data[`__conveyor_${prefix}_return_type_error__`],
    tag: data[`__conveyor_${prefix}_return_type_tag__`],
    text: data[`__conveyor_${prefix}_return_description__`],
  });

  test('of an empty queue', async () => {
    const q = await queued(queueNodes(), []);
    const taker = await takes(getTask(q, 'queue', 'err'));
    expect(taker.node_id).toBe('err');
    expect(error(taker.data)).toEqual({ type: 'software', tag: 'get_task_executing_error', text: 'not_found_task' });
  });

  test('of a node that is no queue, or not there', async () => {
    const q = await queued();
    const no_queue = { type: 'software', tag: 'queue_wrong_logic', text: `No queue logic in conv_id: ${q}` };
    expect(error((await takes(getTask(q, 'gone', 'err'))).data, 'queue')).toEqual(no_queue);
    expect(error((await takes(getTask(q, 'nowhere', 'err'))).data, 'queue')).toEqual(no_queue);
  });

  test('of a process of somebody else, or none: the tasks there are not shown', async () => {
    const q = await queued();
    const denied = { type: 'software', tag: 'get_task_executing_error', text: 'access_denied' };
    expect(error((await takes(getTask(q, 'queue', 'err'), {}, PERSON.user_id)).data)).toEqual(denied);
    expect(error((await takes(getTask(987654, 'queue', 'err'))).data)).toEqual(denied);
    expect(await refsIn(q, 'queue')).toEqual(['a', 'b', 'c']);
  });

  test('of a process or node that makes no sense', async () => {
    const wrong = { type: 'software', tag: 'get_task_wrong_convert_param' };
    expect(error((await takes(getTask('{{c}}', 'queue', 'err'), { c: 'x' })).data)).toMatchObject(wrong);
    expect(error((await takes(getTask('5', '{{n}}', 'err'), { n: 'no id' })).data)).toMatchObject(wrong);
    expect(error((await takes(getTask('5', '{{n}}', 'err'))).data)).toMatchObject(wrong);
  });

  test('of a task that is too large for it: that stays in the queue', async () => {
    const q = await deployed(world, queueNodes());
    await world.addTask(q, { text: 'x'.repeat(700_000) }, 'a');
    const taker = await takes(getTask(q, 'queue', 'err'), { text: 'y'.repeat(700_000) });
    expect(error(taker.data)).toMatchObject({ tag: 'get_task_size_overflow_limit' });
    expect(await refsIn(q, 'queue')).toEqual(['a']);
  });
});

test('A queue that a deploy has turned into something else hands nothing out; its tasks stay', async () => {
  const q = await queued();
  const [start, , ...rest] = queueNodes();
  const other: NodeSketch = { id: 'queue', logics: [set({ x: '1' }), go('gone')] };
  await deployedAgain(world, q, 2, [start as NodeSketch, other, ...rest]);
  expect((await takes(getTask(q, 'queue', 'err'))).node_id).toBe('err');
  await deployedAgain(world, q, 3, queueNodes());
  expect((await takes(getTask(q, 'queue', 'err'))).node_id).toBe('end');
  expect(await refsIn(q, 'gone')).toEqual(['a']);
});

test('A task of a paused process is handed out, and goes on when the process does', async () => {
  const q = await queued();
  const object = await world.ports.catalog.read('conv', q);
  if (object === null) throw new Error('it is there');
  await world.ports.catalog.write([{ do: 'update', object: { ...object, status: 'paused' } }]);
  world.engine.processes.forget(q);
  expect((await takes(getTask(q, 'queue', 'err'))).data.__queue_task_data__).toEqual({ me: 'a' });
  expect(await refsIn(q, 'queue')).toEqual(['b', 'c']);
});

test('Deploy warns of a Get Task whose node is no queue, and of one that names none', async () => {
  const q = await queued();
  const rules = async (take: RawLogic, own: NodeSketch[] = []) => {
    const raw = JSON.parse(exportText('t', [...takerNodes(take), ...own]));
    const found = await world.deploys.problemsOf(raw, 0);
    return found.map(({ rule }) => rule).filter((rule) => rule.startsWith('queue_'));
  };
  expect(await rules(getTask(q, 'queue', 'err'))).toEqual([]);
  expect(await rules(getTask(q, 'gone', 'err'))).toEqual(['queue_missing']);
  expect(await rules(getTask('{{c}}', 'gone', 'err'))).toEqual([]);
  expect(await rules(getTask(q, 'new', 'err'), [{ id: 'new', logics: [queue(), go('end')] }])).toEqual([]);
  expect(await rules(getTask(q, '', 'err'))).toEqual(['queue_unnamed']);
});
