/** One act on all tasks of a node: what it touches, how it ends, and how it is put back. */
import type { BulkAct, BulkFilter } from '../../src/app/bulk_jobs.ts';
import type { Job } from '../../src/app/jobs.ts';
import { errorText } from '../../src/base/errors.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { MINUTE } from '../../src/base/time.ts';
import { callback, go, set } from '../crash/sketch.ts';
import { deployed, tasksIn } from '../fixtures/deployed.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
let conv_id: number;
beforeEach(async () => {
  world = await openWorld();
  conv_id = await deployed(world, [
    { id: 'start', logics: [go('wait')] },
    { id: 'wait', timer: [3600, 'end'] },
    { id: 'mark', logics: [set({ marked: 'yes' }), go('rest')] },
    { id: 'rest', logics: [callback(), go('end')] },
    { id: 'end' },
  ]);
  for (const n of [1, 2, 3]) await world.addTask(conv_id, { n }, `order-${n}`);
});
afterEach(() => world.close());

const failed = (error: unknown) => ({ code: 'store_failed' as const, message: errorText(error) });

/** The job once it has ended. */
function done(job: Job): Promise<Job> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (job.status !== 'in_progress') resolve(job);
    };
    world.jobs.watch(job.hash, look);
    look();
  });
}

async function bulk(act: BulkAct, filter: BulkFilter = {}, node_id = 'wait'): Promise<Job> {
  return done(await world.bulkJobs.begin(ADMIN, { conv_id, node_id, filter, act }, failed));
}

async function undo(job: Job): Promise<Job> {
  return done(await world.bulkJobs.undo(ADMIN, job.hash, failed));
}

async function refsIn(node_id: string): Promise<string[]> {
  return (await tasksIn(world, conv_id, node_id)).map(({ ref }) => ref).sort();
}

test('all tasks of a node are moved and go on from there, and can be moved back', async () => {
  const job = await bulk({ do: 'move', node_id: 'mark' });
  expect(job).toMatchObject({ status: 'success', progress: 100, result: { done: 3, failed: 0 } });
  expect((await tasksIn(world, conv_id, 'rest')).map(({ data }) => data.marked)).toEqual(['yes', 'yes', 'yes']);
  expect(world.bulkJobs.canUndo(job)).toBe(true);
  expect((await undo(job)).result).toMatchObject({ done: 3 });
  expect(await refsIn('wait')).toEqual(['order-1', 'order-2', 'order-3']);
  expect(world.bulkJobs.canUndo(job)).toBe(false);
});

test('a task to which something else has happened since is not put back', async () => {
  const job = await bulk({ do: 'modify', data: { n: 0 } });
  const live = await world.engine.processes.get(conv_id);
  if (live === null) throw new Error('no process');
  const key = { conv_id, ref: 'order-2' };
  await world.engine.ops.run([{ do: 'modify', live, key, data: { paid: true }, user_id: 1 }]);
  expect((await undo(job)).result).toMatchObject({ done: 2, skipped: 1 });
  expect((await tasksIn(world, conv_id, 'wait')).map(({ data }) => data.n)).toEqual([1, 0, 3]);
});

test('tasks do their node anew: a timer begins again', async () => {
  await world.clock.run(50 * MINUTE);
  await bulk({ do: 'move', node_id: null }, { ref: 'order-1' });
  await world.clock.run(20 * MINUTE);
  expect(await refsIn('end')).toEqual(['order-2', 'order-3']);
  expect(await refsIn('wait')).toEqual(['order-1']);
});

test.each<[string, BulkFilter, string[]]>([
  ['a part of the reference', { ref: 'ER-3' }, ['order-3']],
  ['a pattern', { ref: 'o*r-1' }, ['order-1']],
  ['a time in which nothing happened', { older_sec: 60 }, ['order-1', 'order-2', 'order-3']],
  ['the code of a stop', { code: 'loop' }, []],
])('only tasks that fit %s are taken', async (_what, filter, expected) => {
  await world.clock.run(5 * MINUTE);
  await world.addTask(conv_id, {}, 'new');
  const { count } = await world.bulkJobs.count(ADMIN, { conv_id, node_id: 'wait', filter });
  expect(count).toBe(expected.length);
  await bulk({ do: 'move', node_id: 'rest' }, filter);
  expect(await refsIn('rest')).toEqual(expected);
});

test('data are changed where the tasks stand, and changed back', async () => {
  const job = await bulk({ do: 'modify', data: { n: 0, added: 'x' } });
  expect((await tasksIn(world, conv_id, 'wait')).map(({ data }) => data)).toEqual(Array(3).fill({ n: 0, added: 'x' }));
  await undo(job);
  expect((await tasksIn(world, conv_id, 'wait')).map(({ data }) => data)).toEqual(
    [1, 2, 3].map((n) => ({ n, added: '' })),
  );
});

test('deleting takes no task that is done, and cannot be undone', async () => {
  await bulk({ do: 'move', node_id: 'end' }, { ref: 'order-1' });
  const job = await bulk({ do: 'delete' });
  expect(job.result).toMatchObject({ done: 2 });
  expect(await refsIn('wait')).toEqual([]);
  await expect(bulk({ do: 'delete' }, {}, 'end')).rejects.toThrow(/run again, and only they/);
  expect(await refsIn('end')).toEqual(['order-1']);
  await expect(world.bulkJobs.undo(ADMIN, job.hash, failed)).rejects.toThrow(/cannot be undone/);
});

test('tasks that have ended are run again with their data, each once, and not those in doubt', async () => {
  await bulk({ do: 'modify', data: { __conveyor_api_return_type_tag__: 'api_in_doubt' } }, { ref: 'order-3' });
  await bulk({ do: 'modify', data: { __conveyor_api_return_type_tag__: 'api_bad_answer' } }, { ref: 'order-2' });
  await world.addTask(conv_id, { n: 4 });
  await bulk({ do: 'move', node_id: 'end' });
  await expect(bulk({ do: 'again' })).rejects.toThrow(/run again, and only they/);
  const job = await bulk({ do: 'again' }, { younger_sec: 60 }, 'end');
  expect(job.result).toMatchObject({ done: 3, skipped: 1, failed: 0 });
  expect((await tasksIn(world, conv_id, 'wait')).map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
  expect((await bulk({ do: 'again' }, {}, 'end')).result).toMatchObject({ done: 0, skipped: 1, all: 1 });
  expect((await bulk({ do: 'again' }, { code: 'api_in_doubt' }, 'end')).result).toMatchObject({ done: 1 });
  expect(world.bulkJobs.canUndo(job)).toBe(false);
  await world.clock.run(2 * MINUTE);
  const { count } = await world.bulkJobs.count(ADMIN, { conv_id, node_id: 'end', filter: { younger_sec: 60 } });
  expect(count).toBe(0);
});

test('a task is run again once: by two jobs at the same time, and also when its new task is not known any more', async () => {
  await bulk({ do: 'move', node_id: 'end' });
  const [one, other] = await Promise.all([bulk({ do: 'again' }, {}, 'end'), bulk({ do: 'again' }, {}, 'end')]);
  expect(Number(one.result.done) + Number(other.result.done)).toBe(3);
  expect([one.result.failed, other.result.failed]).toEqual([0, 0]);
  for (const { obj_id } of await tasksIn(world, conv_id, 'wait')) await world.ports.tasks.remove({ conv_id, obj_id });
  expect((await bulk({ do: 'again' }, {}, 'end')).result).toMatchObject({ done: 0, all: 0 });
});

test('a job that is stopped leaves the rest as it was', async () => {
  for (let n = 10; n < 110; n++) await world.addTask(conv_id, {}, `many-${n}`);
  const order = { conv_id, node_id: 'wait', filter: {}, act: { do: 'delete' as const } };
  const job = await world.bulkJobs.begin(ADMIN, order, failed);
  const watched = world.jobs.watch(job.hash, () => world.jobs.stop(ADMIN, job.hash));
  await done(job);
  watched?.end();
  expect(job.status).toBe('stopped');
  expect((await refsIn('wait')).length).toBeGreaterThan(0);
});

test('only who may manage tasks begins one, and what was done is on record', async () => {
  const order = { conv_id, node_id: 'wait', filter: {}, act: { do: 'delete' as const } };
  await expect(world.bulkJobs.begin(OTHER, order, failed)).rejects.toThrow(/no right/);
  await expect(world.bulkJobs.count(PERSON, order)).rejects.toThrow(/no right/);
  const nowhere = { ...order, act: { do: 'move' as const, node_id: 'nowhere' } };
  await expect(world.bulkJobs.begin(ADMIN, nowhere, failed)).rejects.toThrow(/no node nowhere/);
  const job = await bulk({ do: 'delete' }, { ref: 'order-1' });
  const { list } = await world.audit.list(ADMIN, { limit: 10 });
  expect(list).toEqual([expect.objectContaining({ action: 'bulk_delete', obj_id: conv_id, user: 'Ada' })]);
  expect(list[0]?.details).toEqual({ node_id: 'wait', filter: { ref: 'order-1' }, hash: job.hash });
});

test('what all jobs keep to be undone has one limit: the oldest are forgotten for the newest', async () => {
  const limit = jest.replaceProperty(LIMITS as { bulk_undo_chars: number }, 'bulk_undo_chars', 400);
  try {
    const first = await bulk({ do: 'modify', data: { n: 7 } });
    expect(world.bulkJobs.canUndo(first)).toBe(true);
    const second = await bulk({ do: 'move', node_id: 'mark' });
    expect([first, second].map((job) => world.bulkJobs.canUndo(job))).toEqual([false, true]);
    await expect(world.bulkJobs.undo(ADMIN, first.hash, failed)).rejects.toThrow(/cannot be undone/);
    expect((await undo(second)).result).toMatchObject({ done: 3 });
  } finally {
    limit.restore();
  }
});
