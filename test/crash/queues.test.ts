/** Queues, totals and count semaphors while servers die and race: a task is handed out once, a crossing told once. */
import { prng } from '../../src/base/prng.ts';
import type { Task } from '../../src/model/task.ts';
import { everyDeath, type Story } from './enumerate.ts';
import { HEALED_MS, NO_ANSWER, World } from './harness.ts';
import { brokenLaws } from './laws.ts';
import { callback, getTask, go, type NodeSketch, queue, set, sum } from './sketch.ts';

const SECOND = 1000;

jest.setTimeout(120_000);

const queueProcess: NodeSketch[] = [
  { id: 's', logics: [go('queue')] },
  { id: 'queue', logics: [queue({ of: '{{root.ref}}' }), set({ trace: '{{trace}}q' }), go('end')] },
  { id: 'end' },
];

const takers = (conv: number, order = 'ASC'): NodeSketch[] => [
  { id: 's', logics: [go('take')] },
  { id: 'take', logics: [getTask(conv, 'queue', 'err', order), set({ trace: '{{trace}}t' }), go('end')] },
  { id: 'end' },
  { id: 'err' },
];

/** What the takers that ended well have taken. */
const taken = (tasks: Task[]): string[] => tasks.map(({ data }) => String(data.__queue_task_id__));

/** Everybody who took something took another task, and just those have left the queue. */
async function handedOut(world: World, q: number, t: number): Promise<string[]> {
  const got = taken(await world.tasksIn(t, 'end'));
  const left = (await world.tasksIn(q, 'end')).map(({ obj_id }) => obj_id);
  const wrong: string[] = [];
  if (new Set(got).size !== got.length) wrong.push(`a task was handed out twice: ${got}`);
  if ([...got].sort().join() !== [...left].sort().join()) wrong.push(`${got} were handed out, and ${left} left`);
  for (const task of await world.tasksIn(t, 'end')) {
    const data = task.data.__queue_task_data__ as { of?: string };
    if (data.of === undefined || task.data.trace !== 't') wrong.push(`a taker has ${JSON.stringify(task.data)}`);
  }
  return wrong;
}

const conv = (world: World, name: string): number => world.convs.get(name) ?? 0;

describe('a server that dies at any call', () => {
  test('hands a queued task out once, or it is still in the queue', async () => {
    const story: Story = {
      prepare: async (world) => {
        const q = await world.deploy('q', queueProcess);
        await world.deploy('t', takers(q));
        for (const ref of ['a', 'b', 'c']) await world.create(q, ref);
      },
      tell: async (world) => {
        await world.create(conv(world, 't'), 't1');
        await world.create(conv(world, 't'), 't2');
        await world.pass(5 * SECOND);
      },
      judge: async (world) => {
        const [q, t] = [conv(world, 'q'), conv(world, 't')];
        const inQueue = (await world.tasksIn(q, 'queue')).length;
        const ended = (await world.tasksIn(t, 'end')).length;
        const told = world.acknowledged.filter(({ conv_id }) => conv_id === t).length;
        return [
          ...(await handedOut(world, q, t)),
          ...(inQueue + ended === 3 && ended >= told ? [] : [`${inQueue} in the queue, ${ended} of ${told} took`]),
        ];
      },
    };
    const { deaths, wrong } = await everyDeath(story);
    expect(wrong).toEqual([]);
    expect(deaths).toBeGreaterThan(20);
  });

  test('raises one alarm for each crossing', async () => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('wait')] },
          { id: 'wait', logics: [callback(), go('end')], alarm: [2, 'watch'] },
          { id: 'watch', logics: [go('told')] },
          { id: 'end' },
          { id: 'told' },
        ]);
      },
      tell: async (world) => {
        const p = conv(world, 'p');
        for (const ref of ['a', 'b', 'c']) await world.createSurely(p, ref);
        await world.pass(12 * SECOND);
        for (const ref of ['a', 'b']) {
          while ((await world.modify({ conv_id: p, ref }, {})) === NO_ANSWER) {
            await world.pass(2 * SECOND);
            if ((await world.task(p, ref)).node_id === 'end') break;
          }
        }
        await world.pass(12 * SECOND);
      },
      judge: async (world) => {
        const starts = (await world.tasksIn(conv(world, 'p'), 'told')).map(({ data }) => data.start).sort();
        return starts.join() === 'false,true' ? [] : [`the alarms are ${starts}`];
      },
    };
    const { deaths, wrong } = await everyDeath(story);
    expect(wrong).toEqual([]);
    expect(deaths).toBeGreaterThan(20);
  });

  test('adds to a total once for each task', async () => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('sum')] },
          { id: 'sum', logics: [sum({ n: '1', x: '0.1' }), go('end')] },
          { id: 'end' },
        ]);
      },
      tell: async (world) => {
        for (const ref of ['a', 'b']) await world.create(conv(world, 'p'), ref);
        await world.pass(12 * SECOND);
      },
      judge: async (world) => {
        const p = conv(world, 'p');
        const there = (await world.tasksIn(p, 'end')).length;
        const sums = await world.store.archive.sums(p, 'sum');
        const n = sums.find(({ sum_id }) => sum_id === 'n')?.total ?? 0;
        return n === there ? [] : [`${there} tasks added ${n}`];
      },
    };
    expect((await everyDeath(story)).wrong).toEqual([]);
  });
});

test('a process that is deleted while it asks takes nothing out of the queue', async () => {
  const world = await World.open();
  const q = await world.deploy('q', queueProcess);
  const t = await world.deploy('t', takers(q));
  await world.create(q, 'a');
  const { tasks } = world.store;
  const queued = tasks.queued.bind(tasks);
  tasks.queued = async (query) => {
    await world.write([{ do: 'delete', kind: 'conv', id: t }]);
    return queued(query);
  };
  await world.create(t, 't1');
  await world.pass(5 * SECOND);
  expect(await world.store.catalog.read('conv', t)).toBeNull();
  expect((await world.tasksIn(q, 'queue')).map(({ ref }) => ref)).toEqual(['a']);
  world.close();
});

/** Two servers, many takers, fewer or more queued tasks; queued ones are modified and time out meanwhile. */
async function race(seed: number): Promise<string[]> {
  const random = prng(`queue race ${seed}`);
  const latency_ms = (): number => random.int(0, 3);
  const world = await World.open({ latency_ms, disorder_ms: () => random.int(0, 50) });
  const timed: NodeSketch[] = queueProcess.map((node) =>
    node.id === 'queue' ? { ...node, timer: [random.int(1, 3), 'late'] } : node,
  );
  const q = await world.deploy('q', [...(seed % 2 === 0 ? queueProcess : timed), { id: 'late' }]);
  const t = await world.deploy('t', takers(q, random.int(0, 1) === 0 ? 'ASC' : 'DESC'));
  const other = world.second();
  const [inQueue, asking] = [random.int(5, 20), random.int(5, 20)];
  const doing: Promise<unknown>[] = [];
  for (let i = 0; i < Math.max(inQueue, asking); i++) {
    if (i < inQueue) doing.push(world.create(q, `q${i}`));
    if (i < asking) doing.push(world.create(t, `t${i}`));
    if (i > 2) doing.push(world.modify({ conv_id: q, ref: `q${random.int(0, i - 1)}` }, { changed: i }));
    if (random.int(0, 3) === 0) await world.pass(random.int(0, 400));
  }
  await Promise.all(doing);
  await world.pass(HEALED_MS);
  const wrong = await handedOut(world, q, t);
  const ended = (await world.tasksIn(t, 'end')).length + (await world.tasksIn(t, 'err')).length;
  if (ended !== asking) wrong.push(`${ended} of ${asking} takers have ended`);
  const all = ['queue', 'end', 'late'].map(async (node) => (await world.tasksIn(q, node)).length);
  const there = (await Promise.all(all)).reduce((a, b) => a + b, 0);
  if (there !== inQueue) wrong.push(`${there} of ${inQueue} queued tasks are there`);
  wrong.push(...(await brokenLaws(world)));
  other.life.die('the test is over');
  world.close();
  return wrong.map((what) => `seed ${seed}: ${what}`);
}

test.each(Array.from({ length: 20 }, (_, i) => i))('two servers hand every task out once, race %i', async (seed) => {
  expect(await race(seed)).toEqual([]);
});
