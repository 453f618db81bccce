/** Count semaphors from outside: the special tasks that are made when a node fills up and empties. */
import { callback, copy, go, type NodeSketch, set } from '../crash/sketch.ts';
import { deployed, deployedAgain, tasksIn } from '../fixtures/deployed.ts';
import { openWorld, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const SECOND = 1000;

const watched = (value: number | string, more: NodeSketch[] = []): NodeSketch[] => [
  { id: 's', logics: [go('wait')] },
  { id: 'wait', logics: [callback(), go('end')], alarm: [value, 'watch'] },
  { id: 'watch', logics: [set({ at: '{{root.node_id}}' }), go('told')] },
  { id: 'end' },
  { id: 'told' },
  ...more,
];

/** `start` of the special tasks so far, in the order in which they came. */
async function alarms(conv: number, node = 'told'): Promise<unknown[]> {
  await world.clock.run(100);
  return (await tasksIn(world, conv, node)).map(({ data }) => data.start);
}

async function add(conv: number, ...refs: string[]): Promise<void> {
  for (const ref of refs) await world.addTask(conv, {}, ref);
}

async function free(conv_id: number, ...refs: string[]): Promise<void> {
  for (const ref of refs) {
    const live = await world.engine.processes.get(conv_id);
    if (live === null) throw new Error('it runs');
    await world.engine.ops.run([{ do: 'modify', live, key: { conv_id, ref }, data: {}, user_id: 1 }]);
  }
}

test('A special task is made when the number is reached, and another when the node falls below it', async () => {
  const p = await deployed(world, watched(2));
  await add(p, 'a');
  expect(await alarms(p)).toEqual([]);
  await add(p, 'b', 'c');
  expect(await alarms(p)).toEqual(['true']);
  await free(p, 'a');
  expect(await alarms(p)).toEqual(['true']);
  await free(p, 'b');
  expect(await alarms(p)).toEqual(['true', 'false']);
  await add(p, 'd');
  expect(await alarms(p)).toEqual(['true', 'false', 'true']);
  const [first] = await tasksIn(world, p, 'told');
  expect(first).toMatchObject({ alarm: true, data: { start: 'true' } });
});

test('Tasks are neither held nor sent elsewhere', async () => {
  const p = await deployed(world, watched(1));
  await add(p, 'a', 'b', 'c');
  await world.clock.run(SECOND);
  expect((await tasksIn(world, p, 'wait')).map(({ ref }) => ref)).toEqual(['a', 'b', 'c']);
});

test('A task that comes and goes in one step is never counted', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('pass')] },
    { id: 'pass', logics: [set({ x: '1' }), go('end')], alarm: [1, 'told'] },
    { id: 'end' },
    { id: 'told' },
  ]);
  await add(p, 'a', 'b');
  expect(await alarms(p)).toEqual([]);
});

test('Special tasks that come into the watched node are not counted, and can be escalated into it', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('wait')] },
    { id: 'wait', timer: [3600, 'end'], alarm: [1, 'again'] },
    { id: 'again', logics: [go('wait')] },
    { id: 'end' },
  ]);
  await add(p, 'a');
  await world.clock.run(SECOND);
  expect(await tasksIn(world, p, 'wait')).toHaveLength(2);
  await world.clock.run(2 * 3600 * SECOND);
  expect((await tasksIn(world, p, 'end')).map(({ data }) => data.start ?? 'task').sort()).toEqual([
    'false',
    'task',
    'true',
  ]);
});

test('What special tasks make are ordinary tasks', async () => {
  const counted = await deployed(world, watched(1));
  const p = await deployed(world, [
    { id: 's', logics: [go('wait')] },
    { id: 'wait', logics: [callback(), go('end')], alarm: [1, 'copy'] },
    { id: 'copy', logics: [copy(counted, {}, 'end'), go('end')] },
    { id: 'end' },
  ]);
  await add(p, 'a');
  await world.clock.run(SECOND);
  expect(await alarms(counted)).toEqual(['true']);
});

describe('A number that is an expression', () => {
  test('is worked out for each task that arrives', async () => {
    const p = await deployed(world, watched('{{limit}}'));
    await world.addTask(p, { limit: 3 }, 'a');
    await world.addTask(p, { limit: '3' }, 'b');
    expect(await alarms(p)).toEqual([]);
    await world.addTask(p, { limit: 2 }, 'c');
    expect(await alarms(p)).toEqual(['true']);
    await free(p, 'a');
    expect(await alarms(p)).toEqual(['true']);
    await free(p, 'b');
    expect(await alarms(p)).toEqual(['true', 'false']);
  });

  test('may read what lies elsewhere', async () => {
    const p = await deployed(world, watched('$.math({{node[told].count}}+2)'));
    await add(p, 'a');
    expect(await alarms(p)).toEqual([]);
    await add(p, 'b');
    expect(await alarms(p)).toEqual(['true']);
  });

  test.each(['{{missing}}', '{{word}}', '-1'])('that gives no number (%s) raises no alarm', async (value) => {
    const p = await deployed(world, watched(value));
    for (const ref of ['a', 'b', 'c']) await world.addTask(p, { word: 'many' }, ref);
    expect(await alarms(p)).toEqual([]);
  });
});

describe('A deploy', () => {
  test('that brings the semaphor counts what stands there already', async () => {
    const plain = watched(2).map(({ alarm, ...node }) => node);
    const p = await deployed(world, plain);
    await add(p, 'a', 'b', 'c');
    await deployedAgain(world, p, 2, watched(3));
    expect(await alarms(p)).toEqual([]);
    await add(p, 'd');
    expect(await alarms(p)).toEqual(['true']);
  });

  test('that changes the number is seen with the next task', async () => {
    const p = await deployed(world, watched(2));
    await add(p, 'a', 'b');
    await deployedAgain(world, p, 2, watched(10));
    await add(p, 'c');
    expect(await alarms(p)).toEqual(['true', 'false']);
  });

  test('that takes it away for a while leaves the count right', async () => {
    const p = await deployed(world, watched(3));
    await add(p, 'a', 'b');
    await deployedAgain(
      world,
      p,
      2,
      watched(3).map(({ alarm, ...node }) => node),
    );
    await free(p, 'a', 'b');
    await deployedAgain(world, p, 3, watched(3));
    await add(p, 'c', 'd');
    expect(await alarms(p)).toEqual([]);
    await add(p, 'e');
    expect(await alarms(p)).toEqual(['true']);
  });

  test('that takes the node of the special tasks away makes none', async () => {
    const p = await deployed(world, watched(1));
    await add(p, 'a');
    await deployedAgain(world, p, 2, [
      { id: 's', logics: [go('wait')] },
      { id: 'wait', logics: [callback(), go('end')] },
      { id: 'end' },
    ]);
    expect(await alarms(p)).toEqual([]);
    expect((await world.ports.archive.totals(world.clock.now())).outbox).toBe(0);
  });
});

test('A task that is removed leaves the count right', async () => {
  const p = await deployed(world, watched(2));
  await add(p, 'a', 'b');
  expect(await alarms(p)).toEqual(['true']);
  const b = await world.task(p, 'b');
  await world.ports.tasks.remove({ conv_id: p, obj_id: b?.obj_id ?? '' });
  await world.engine.recover.round();
  expect(await alarms(p)).toEqual(['true', 'false']);
});

test('In a paused process the special task is made, and goes on when the process does', async () => {
  const p = await deployed(world, watched(1));
  const status = async (to: string) => {
    const object = await world.ports.catalog.read('conv', p);
    if (object !== null) await world.ports.catalog.write([{ do: 'update', object: { ...object, status: to } }]);
    world.engine.processes.forget(p);
  };
  await add(p, 'a');
  await status('paused');
  expect(await alarms(p, 'watch')).toEqual(['true']);
  await status('active');
  await world.engine.release(p);
  expect(await alarms(p)).toEqual(['true']);
});
