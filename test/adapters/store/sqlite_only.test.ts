/** What only a store in a file can promise: that it outlives its process, keeps others out and keeps its secrets. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { connect } from '../../../src/adapters/store/prepared.ts';
import { unitRow } from '../../../src/adapters/store/rows.ts';
import { MIGRATIONS } from '../../../src/adapters/store/sql/schema.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite_store.ts';
import type { Store, StoreOptions } from '../../../src/adapters/store/store.ts';
import { Thread } from '../../../src/adapters/store/thread.ts';
import { Writer } from '../../../src/adapters/store/writer.ts';
import { birth, hexId, makeEffect, makeTask, makeWait, NODE, START, shortLife, unitOf } from '../../fixtures/steps.ts';
import { deployedProcess, RETENTION, SILENT } from './store_contract.ts';

const BUILT = resolve(__dirname, '../../../dist/adapters/store');
const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);

let folder: string;
let file: string;
const open: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takt-store-'));
  file = join(folder, 'takt.db');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function openStore(options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openSqliteStore({
    file,
    secrets: { current: KEY, previous: [] },
    log: SILENT,
    now: () => START,
    keepFinishedSec: 600,
    retention: RETENTION,
    ...options,
  });
  open.push(store);
  return store;
}

/** Reads what the child says it was answered, kills it in the middle of its work, and gives all it said. */
async function writtenUntilKilled(lines: number): Promise<number[]> {
  const child = spawn(process.execPath, [join(__dirname, 'writing_child.mjs'), BUILT, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: number[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    said.push(Number(line));
    if (said.length === lines) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(reader, 'close')]);
  return said;
}

test('everything that was answered is there after kill -9, whole', async () => {
  const first = await openStore();
  const conv_id = await deployedProcess(first);
  expect(conv_id).toBe(1);
  await first.close();
  const said = await writtenUntilKilled(1500);
  const store = await openStore();
  const found = await Promise.all(said.map((n) => store.tasks.load({ conv_id, ref: `ref-${n}` })));
  expect(found.map((task) => task?.data.n)).toEqual(said);
  for (const task of found.filter((loaded) => loaded?.wait).slice(0, 50)) {
    expect(await store.tasks.effect(`${task?.obj_id}-1-e`)).not.toBeNull();
  }
  const [node] = (await store.archive.counts(conv_id)).filter(({ count }) => count > 0);
  const count = await store.archive.count_in_node({ conv_id, node_id: 'b'.repeat(24) });
  expect(node?.count).toBe(count);
  expect(count).toBeGreaterThanOrEqual(said.length);
});

test('a second server is kept out with a sentence that names the folder, until the first has ended', async () => {
  const first = await openStore();
  const refused = openStore();
  await expect(refused).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(folder) });
  await deployedProcess(first);
  await first.close();
  await openStore();
});

test('a wrong key is refused at the start; an earlier key is good for reading', async () => {
  const first = await openStore();
  const conv_id = await deployedProcess(first);
  const born = makeTask({ conv_id, obj_id: hexId(1) });
  await first.tasks.commit([unitOf(birth(born))]);
  await first.close();
  const wrong = openStore({ secrets: { current: OTHER_KEY, previous: [] } });
  await expect(wrong).rejects.toMatchObject({ code: 'bad_archive' });
  const rotated = await openStore({ secrets: { current: OTHER_KEY, previous: [KEY] } });
  expect(await rotated.tasks.load({ conv_id, obj_id: hexId(1) })).toEqual(born);
});

test('nothing that a process or a person put in can be read in the files', async () => {
  const store = await openStore();
  const conv_id = await deployedProcess(store);
  const hidden = 'PLAINTEXT';
  const born = makeTask({ conv_id, obj_id: hexId(1), data: { hidden }, wait: makeWait('effect') });
  const http = makeEffect(born, 'http');
  const steps = birth(born, { effects: [{ ...http, effect: { ...http.effect, body: hidden } as typeof http.effect }] });
  Object.assign(steps.step.tacts[1] ?? {}, { before: { hidden } });
  await store.tasks.commit([unitOf(steps)]);
  const times = { create_time: 1, change_time: 1, status: 'active', title: 't', name: 'n', owner_id: 1, parent_id: 0 };
  await store.catalog.write([
    { do: 'create', object: { kind: 'env_var', ...times, body: { value: hidden } } },
    { do: 'put_draft', version: { conv_id, version: 2, text: hidden, user_id: 1, create_time: 1 } },
  ]);
  await store.close();
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(hidden)).toBe(false);
});

test('a backup made while tasks are written is a whole store', async () => {
  const store = await openStore();
  const conv_id = await deployedProcess(store);
  const end = shortLife({ conv_id, obj_id: hexId(1) }, true);
  await store.tasks.commit([unitOf(end)]);
  const copy = join(folder, 'copy.db');
  const later = Array.from({ length: 50 }, (_, n) => unitOf(birth(makeTask({ conv_id, obj_id: hexId(n + 2) }))));
  const [results] = await Promise.all([store.tasks.commit(later), store.backup(copy)]);
  expect(results.every(({ ok }) => ok)).toBe(true);
  const restored = await openStore({ file: copy });
  expect(await restored.tasks.load({ conv_id, obj_id: hexId(1) })).toEqual(end.step.task);
  expect(await restored.archive.history({ conv_id, obj_id: hexId(1), limit: 10, offset: 0 })).toHaveLength(2);
});

test('ids of deleted objects are not used again by the next server either', async () => {
  const first = await openStore();
  const conv_id = await deployedProcess(first);
  await first.catalog.write([{ do: 'delete', kind: 'conv', id: conv_id }]);
  await first.close();
  expect(await deployedProcess(await openStore())).toBeGreaterThan(conv_id);
});

test('no value can end the process that binds it', () => {
  const child = spawnSync(process.execPath, [join(__dirname, 'binding_child.mjs'), BUILT, 'seed'], {
    encoding: 'utf8',
  });
  expect(child.stderr).toBe('');
  const { stored, refused } = JSON.parse(child.stdout) as { stored: number; refused: number };
  expect(stored).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(1000);
});

test('a full disk refuses the commits that do not fit, whole, and the store goes on when there is room', async () => {
  await deployedProcess(await openStore());
  await open.pop()?.close();
  const writer = new Writer({ file, keys: { current: KEY, previous: [] } });
  const { db } = writer.open;
  const pages = (count: number) => db.prepare(`PRAGMA max_page_count = ${count}`).raw().get([]);
  const call = (id: number, bytes: number) => {
    const born = makeTask({ conv_id: 1, obj_id: hexId(id), data: { text: 'x'.repeat(bytes) } });
    return { id, call: { kind: 'commit' as const, units: [unitRow(unitOf(birth(born)))] } };
  };
  const used = db.prepare('PRAGMA page_count').raw().get([]) as [number];
  pages(used[0] + 3);
  const [small, large] = writer.handle([call(1, 10), call(2, 500_000)]);
  expect(large).toEqual({ id: 2, error: { code: 'store_failed', message: expect.stringContaining('SQLITE_FULL') } });
  expect(small).toEqual({ id: 1, value: { refused: [], raised: [] } });
  expect(db.prepare('select count(*) from live_ref').raw().get([])).toEqual([1]);
  expect(db.prepare('select max(came) from count_delta').raw().get([])).toEqual([1]);
  pages(1_000_000);
  expect(writer.handle([call(3, 500_000)])).toEqual([{ id: 3, value: { refused: [], raised: [] } }]);
  writer.open.close();
});

test('a thread that dies rejects every call, those under way and those to come, and is reported', async () => {
  const program = join(folder, 'dying.mjs');
  const dying = `
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ id: 0, value: null });
    parentPort.on('message', () => { throw new Error('out of order'); });`;
  writeFileSync(program, dying);
  const errors: unknown[] = [];
  const log = { ...SILENT, error: (_message: string, fields?: unknown) => errors.push(fields) };
  const data = { file, keys: { current: KEY, previous: [] } };
  const thread = await Thread.start<{ kind: string }>('writer', pathToFileURL(program), data, log);
  const calls = [thread.call({ kind: 'a' }), thread.call({ kind: 'b' })];
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } });
  }
  await expect(thread.call({ kind: 'c' })).rejects.toMatchObject({ code: 'store_failed' });
  expect(errors).toEqual([{ thread: 'writer', error: 'out of order' }]);
  await thread.close({ kind: 'close' });
});

test('an attempt that a server was at when it ended is due again when the next one opens the store', async () => {
  const first = await openStore();
  const conv_id = await deployedProcess(first);
  const task = makeTask({ conv_id, obj_id: hexId(7), wait: makeWait('effect') });
  const effect = makeEffect(task, 'http');
  await first.tasks.commit([unitOf(birth(task, { effects: [effect] }))]);
  const attempt = { id: effect.id, from: 0, due: START + 90_000 };
  expect(await first.tasks.commit([{ attempt, steps: [] }])).toEqual([{ ok: true }]);
  const soon = { before: START + 1, limit: 10 };
  expect(await first.tasks.due(soon)).toEqual([]);
  await first.close();
  const second = await openStore();
  expect(await second.tasks.due(soon)).toMatchObject([{ id: effect.id }]);
  expect(await second.tasks.effect(effect.id)).toMatchObject({ attempts: 1 });
});

test('a database of the first version is brought up to date, with its tasks', async () => {
  const store = await openStore();
  const conv_id = await deployedProcess(store);
  const task = makeTask({ conv_id, obj_id: hexId(1), wait: makeWait('queue') });
  expect(await store.tasks.commit([unitOf(birth(task))])).toEqual([{ ok: true }]);
  await open.pop()?.close();
  const old = connect(file);
  // What later versions have made is taken away again, indexes before the tables they stand on.
  const made = MIGRATIONS.slice(1).flatMap((texts) => texts.map((text) => /^create (table|index) ("\w+")/.exec(text)));
  for (const kind of ['index', 'table']) {
    for (const found of made) if (found?.[1] === kind) old.exec(`drop ${kind} ${found[2]}`);
  }
  old.exec('alter table tasks drop column alarm');
  old.exec("update meta set number = 1 where name = 'schema'");
  old.close();
  const { tasks, archive } = await openStore();
  expect(await tasks.load({ conv_id, obj_id: hexId(1) })).toEqual(task);
  expect(await tasks.queued({ conv_id, node_id: NODE.wait, order: 'ASC', limit: 5 })).toEqual([hexId(1)]);
  const sums = [{ node_id: NODE.wait, sum_id: 'a', delta: 1 }];
  const gauges = [{ node_id: NODE.wait, change: 1 as const, value: 2, to: NODE.other }];
  const [result] = await tasks.commit([unitOf(birth(makeTask({ conv_id, obj_id: hexId(2) }), { sums, gauges }))]);
  expect(result).toMatchObject({ ok: true, alarms: [{ kind: 'effect' }] });
  expect(await archive.sums(conv_id, NODE.wait)).toEqual([{ sum_id: 'a', total: 1 }]);
});
