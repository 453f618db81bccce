/** Two servers over one real database take from one queue at the same time. With TAKT_LONG: 10,000 tasks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/store/sqlite_store.ts';
import type { Store } from '../../src/adapters/store/store.ts';
import { makeTaskEngine } from '../../src/app/task_engine.ts';
import type { TaskOp } from '../../src/app/task_ops.ts';
import type { DueItem } from '../../src/ports/tasks.ts';
import { callback, getTask, go, queue } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { openWorld, START, type World } from '../fixtures/world.ts';

const COUNT = process.env.TAKT_LONG === undefined ? 300 : 10_000;
/** Jobs that a server does at the same time. */
const AT_ONCE = 128;

jest.setTimeout(300_000);

const folder = mkdtempSync(join(tmpdir(), 'takt-queues-'));
let store: Store;
let world: World;

beforeAll(async () => {
  store = await openSqliteStore({
    file: join(folder, 'takt.db'),
    secrets: { current: Buffer.alloc(32, 1), previous: [] },
    log: { error() {}, warn() {}, info() {}, debug() {} },
    now: () => START,
    keepFinishedSec: 0,
    retention: { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 },
  });
  world = await openWorld({ ports: { tasks: store.tasks, archive: store.archive, catalog: store.catalog } });
});

afterAll(async () => {
  await world.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Makes tasks in batches, as a client with many of them does. */
async function addMany(conv_id: number, count: number): Promise<void> {
  const live = await world.engine.processes.get(conv_id);
  if (live === null) throw new Error('it runs');
  for (let from = 0; from < count; from += 100) {
    const op = (n: number): TaskOp => ({ do: 'create', live, ref: `r${n}`, data: { n }, user_id: 1 });
    await world.engine.ops.run(Array.from({ length: Math.min(100, count - from) }, (_, i) => op(from + i)));
  }
}

async function dueEffects(): Promise<DueItem[]> {
  const items: DueItem[] = [];
  for (;;) {
    const last = items.at(-1);
    const after = last === undefined ? {} : { after: { due: last.due, id: last.id } };
    const page = await store.tasks.due({ before: START + 1, limit: 1000, ...after });
    items.push(...page.filter(({ kind }) => kind === 'effect'));
    if (page.length === 0) return items;
  }
}

/** Does all items, many at a time. */
async function doAll(engine: World['engine'], items: DueItem[]): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await engine.work.do(items[next++] as DueItem);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

test('two servers that do the same jobs at the same time hand each queued task out once', async () => {
  const q = await deployed(world, [
    { id: 's', logics: [go('queue')] },
    { id: 'queue', logics: [queue(), go('end')] },
    { id: 'end' },
  ]);
  const t = await deployed(world, [
    { id: 's', logics: [go('take')] },
    { id: 'take', logics: [getTask(q, 'queue', 'err'), go('end')] },
    { id: 'end' },
    { id: 'err' },
  ]);
  await addMany(q, COUNT);
  await addMany(t, COUNT + 10);
  // The world's own queue has jobs for these too, which wait for time that does not pass here.
  const items = await dueEffects();
  expect(items).toHaveLength(COUNT + 10);
  const other = makeTaskEngine(world.ports, world.settings);
  await Promise.all([doAll(world.engine, items), doAll(other, items.toReversed())]);
  const all = async (conv_id: number, node_id: string) => {
    const page = { conv_id, node_id, limit: COUNT + 10, offset: 0, order: 'ASC' as const };
    return await store.archive.in_node(page);
  };
  const taken = (await all(t, 'end')).map(({ data }) => String(data.__queue_task_id__));
  expect(taken).toHaveLength(COUNT);
  expect(new Set(taken).size).toBe(COUNT);
  expect((await all(q, 'end')).map(({ obj_id }) => obj_id).sort()).toEqual([...taken].sort());
  expect(await all(t, 'err')).toHaveLength(10);
  expect((await store.archive.totals(START)).outbox).toBe(0);
});

test('a count semaphor under many changes at once raises exactly the crossings that there were', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('wait')] },
    { id: 'wait', logics: [callback(), go('end')], alarm: [50, 'told'] },
    { id: 'end' },
    { id: 'told' },
  ]);
  const live = await world.engine.processes.get(p);
  if (live === null) throw new Error('it runs');
  const create = (n: number): TaskOp => ({ do: 'create', live, ref: `r${n}`, data: {}, user_id: 1 });
  const free = (n: number): TaskOp => ({ do: 'modify', live, key: { conv_id: p, ref: `r${n}` }, data: {}, user_id: 1 });
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  await Promise.all(numbers.map((n) => world.engine.ops.run([create(n)])));
  await Promise.all(numbers.map((n) => world.engine.ops.run([free(n)])));
  const items = await dueEffects();
  await Promise.all([doAll(world.engine, items), doAll(world.engine, items)]);
  const page = { conv_id: p, node_id: 'told', limit: 10, offset: 0, order: 'ASC' as const };
  const tasks = await store.archive.in_node(page);
  expect(tasks.map(({ data }) => data.start).sort()).toEqual(['false', 'true']);
});
