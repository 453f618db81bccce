/** The database is the truth: whatever the queue loses, repeats or mixes up, everything still happens, once and in time. */
import { prng } from '../../src/base/prng.ts';
import { HEALED_MS, RECOVER_MS, World, type WorldOptions } from './harness.ts';
import { brokenLaws } from './laws.ts';
import { api, copy, go, type NodeSketch, reply, rpc, set } from './sketch.ts';

const SECOND = 1000;
const TASKS = 20;
/** What a task of the story has in its trace once it has ended. */
const TRACE = 'drac';

let world: World;
afterEach(() => world.close());

/** A delay, a call with a reply, a request and a copy, one after another, in many tasks. */
async function story(options: WorldOptions): Promise<{ p: number; called: number; copies: number }> {
  world = await World.open(options);
  const copies = await world.deploy('copies', [{ id: 's', logics: [go('end')] }, { id: 'end' }]);
  const called = await world.deploy('called', [
    { id: 's', logics: [go('stay')] },
    { id: 'stay', timer: [2, 'work'] },
    { id: 'work', logics: [reply({ y: 'r' }), go('end')] },
    { id: 'end' },
  ]);
  const p = await world.deploy('p', [
    { id: 's', logics: [go('delay')] },
    { id: 'delay', timer: [5, 'call'] },
    { id: 'call', logics: [set({ trace: 'd' }), rpc(called, {}, 'err'), set({ trace: '{{trace}}{{y}}' }), go('api')] },
    { id: 'api', logics: [api(`${world.callee.url}/{{root.ref}}`, 'never', 'err'), go('copy')] },
    {
      id: 'copy',
      logics: [set({ trace: '{{trace}}a' }), copy(copies, {}, 'err'), set({ trace: '{{trace}}c' }), go('end')],
    },
    { id: 'end' },
    { id: 'err' },
  ]);
  for (let i = 0; i < TASKS; i++) await world.create(p, `r${i}`);
  return { p, called, copies };
}

async function allIsDoneOnce({ p, called, copies }: { p: number; called: number; copies: number }): Promise<void> {
  const ended = await world.tasksIn(p, 'end');
  expect(ended.map(({ ref }) => ref).sort()).toEqual(Array.from({ length: TASKS }, (_, i) => `r${i}`).sort());
  for (const { data } of ended) expect(data.trace).toBe(TRACE);
  expect(await world.tasksIn(called, 'end')).toHaveLength(TASKS);
  expect(await world.tasksIn(copies, 'end')).toHaveLength(TASKS);
  for (let i = 0; i < TASKS; i++) expect(world.callee.times(`/r${i}`)).toBe(1);
  expect(await brokenLaws(world)).toEqual([]);
}

test('a queue that loses every job: everything happens all the same, by the sweeper', async () => {
  const made = await story({ mischief: () => 0 });
  // Each of the seven waits of a task is found at the latest by the third round after it was due.
  await world.pass(7 * 3 * RECOVER_MS + 7 * SECOND);
  await allIsDoneOnce(made);
});

test('a task that cannot be read holds up no other, however many are overdue', async () => {
  world = await World.open({ mischief: () => 0 });
  const p = await world.deploy('p', [
    { id: 's', logics: [go('stay')] },
    { id: 'stay', timer: [5, 'end'] },
    { id: 'end' },
  ]);
  const broken = await world.create(p, 'broken');
  for (let i = 0; i < 1500; i++) await world.create(p, `r${i}`);
  const load = world.store.tasks.load.bind(world.store.tasks);
  world.store.tasks.load = (key) => {
    const meant = 'obj_id' in key && key.obj_id === broken?.obj_id;
    return meant ? Promise.reject(new Error('it cannot be deciphered')) : load(key);
  };
  await world.pass(3 * RECOVER_MS + 5 * SECOND);
  expect(await world.tasksIn(p, 'end')).toHaveLength(1500);
});

test('a queue that hands out everything twice: everything happens once', async () => {
  const made = await story({ mischief: () => 2 });
  await world.pass(15 * SECOND);
  await allIsDoneOnce(made);
});

test('a queue that loses, repeats and delays at random: everything happens once', async () => {
  const random = prng('a bad queue');
  const made = await story({ mischief: () => random.int(0, 3), disorder_ms: () => random.int(0, 4000) });
  await world.pass(7 * 3 * RECOVER_MS + HEALED_MS);
  await allIsDoneOnce(made);
});

test('a queue that answers with errors stops nobody from making tasks', async () => {
  const made = await story({ broken: true });
  await world.pass(7 * 3 * RECOVER_MS + HEALED_MS);
  await allIsDoneOnce(made);
});

test('a queue that is emptied costs no task, and no more time than the recovery interval', async () => {
  world = await World.open();
  const nodes: NodeSketch[] = [
    { id: 's', logics: [go('delay')] },
    { id: 'delay', timer: [0, 'then'] },
    { id: 'then', logics: [set({ at: '$.unixtime()' }), go('end')] },
    { id: 'end' },
  ];
  const due = new Map<string, number>();
  for (let sec = 1; sec <= 60; sec++) {
    const delayed = nodes.map((node) =>
      node.id === 'delay' ? { ...node, timer: [sec, 'then'] as [number, string] } : node,
    );
    const p = await world.deploy(`p${sec}`, delayed);
    await world.create(p, `r${sec}`);
    due.set(`p${sec}`, world.clock.now() + sec * SECOND);
  }
  let emptied = 0;
  for (const after of [500, 7000, 100, 12_345, 3000, 9999]) {
    await world.pass(after);
    emptied += await world.emptyQueue();
  }
  expect(emptied).toBeGreaterThan(100);
  await world.pass(60 * SECOND);
  for (const [name, at] of due) {
    const [task] = await world.tasksIn(world.convs.get(name) ?? 0, 'end');
    const late = (task?.change_time ?? Number.POSITIVE_INFINITY) - at;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(RECOVER_MS);
  }
});
