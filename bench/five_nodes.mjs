/**
 * The five-node process (start, set_param, condition, set_param, end; 200 B of data), durable, over HTTP:
 * batched ops with `save_task` and history, the same with nothing kept, single ops with 10 and with 50 in flight;
 * beside the raw limit of SQLite on this disk in the same run (rows of 250 B in transactions of 1000 and one by one).
 * Load generator and server share the machine. Does not measure: reads, timers, API calls, network.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { median, post, startServer } from './support.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

const node = (id, logics, rest = {}) => ({
  id,
  title: id,
  obj_type: 0,
  description: '',
  x: 0,
  y: 0,
  condition: { logics, semaphors: [] },
  extra: null,
  options: null,
  ...rest,
});
const set = (key, value) => ({
  type: 'set_param',
  extra: { [key]: value },
  extra_type: { [key]: 'string' },
  err_node_id: '',
});
const go = (to_node_id) => ({ type: 'go', to_node_id });
const ID = (n) => `be0c0000000000000000000${n}`;

function scheme(save_task) {
  const nodes = [
    node(ID(1), [go(ID(2))], { obj_type: 1 }),
    node(ID(2), [set('x', '{{n}}1'), go(ID(3))]),
    node(ID(3), [
      {
        type: 'go_if_const',
        to_node_id: ID(4),
        conditions: [{ param: 'x', fun: 'not_eq', const: '', cast: 'string' }],
      },
      go(ID(5)),
    ]),
    node(ID(4), [set('y', '{{x}}'), go(ID(5))]),
    node(ID(5), [], { obj_type: 2, options: JSON.stringify({ save_task }) }),
  ];
  return {
    obj_type: 1,
    title: `bench ${save_task}`,
    params: [],
    conv_type: 'process',
    status: 'active',
    scheme: { nodes, web_settings: [[], []] },
  };
}

function rawSqlite() {
  const dir = mkdtempSync(join(tmpdir(), 'takt-raw-'));
  const db = new Database(join(dir, 'raw.sqlite'));
  db.exec('PRAGMA journal_mode=WAL');
  db.exec('PRAGMA synchronous=FULL');
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT, v BLOB)');
  db.exec('CREATE INDEX k ON t (k)');
  const insert = db.prepare('INSERT INTO t (k, v) VALUES (?, ?)');
  const value = Buffer.alloc(250, 7);
  let n = 0;
  const rate = (rows) => {
    const until = process.hrtime.bigint() + 2_000_000_000n;
    const begin = process.hrtime.bigint();
    let done = 0;
    while (process.hrtime.bigint() < until) {
      db.exec('BEGIN IMMEDIATE');
      for (let i = 0; i < rows; i++) insert.run([`k${n++}`, value]);
      db.exec('COMMIT');
      done += rows;
    }
    return Math.round(done / (Number(process.hrtime.bigint() - begin) / 1e9));
  };
  const result = { 'transactions of 1000, rows/s': rate(1000), 'one by one, rows/s': rate(1) };
  db.close();
  rmSync(dir, { recursive: true });
  return result;
}

const PAD = 'p'.repeat(170);
let counter = 0;

async function load(server, conv_id, batch, inFlight) {
  const latencies = [];
  const until = Date.now() + SECONDS * 1000;
  const begin = process.hrtime.bigint();
  let done = 0;
  const one = async () => {
    while (Date.now() < until) {
      const ops = Array.from({ length: batch }, () => ({
        type: 'create',
        obj: 'task',
        conv_id,
        data: { n: String(counter++), pad: PAD },
      }));
      const t = process.hrtime.bigint();
      const got = await post(server, ops);
      latencies.push(Number(process.hrtime.bigint() - t) / 1e6);
      const bad = got.ops?.find((op) => op.proc !== 'ok') ?? (got.ops ? undefined : got);
      if (bad) throw new Error(JSON.stringify(bad));
      done += batch;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  latencies.sort((a, b) => a - b);
  const at = (q) => Number((latencies[Math.floor(latencies.length * q)] ?? 0).toFixed(2));
  return {
    rate: Math.round(done / (Number(process.hrtime.bigint() - begin) / 1e9)),
    p50: at(0.5),
    p99: at(0.99),
    done,
  };
}

async function run() {
  const raw = rawSqlite();
  const server = await startServer();
  try {
    const conv = {};
    for (const save of [true, false]) conv[save] = (await server.importScheme(scheme(save)))[0].obj_id;
    const cases = [
      ['batches of 100, 8 in flight, saved', conv.true, 100, 8],
      ['batches of 100, 8 in flight, nothing kept', conv.false, 100, 8],
      ['single, 10 in flight, saved', conv.true, 1, 10],
      ['single, 50 in flight, saved', conv.true, 1, 50],
    ];
    await load(server, conv.true, 100, 4);
    const table = [];
    for (const [name, conv_id, batch, inFlight] of cases) {
      const before = statSync(server.file).size;
      const rounds = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await load(server, conv_id, batch, inFlight));
      const tasks = rounds.reduce((sum, round) => sum + round.done, 0);
      table.push({
        case: name,
        'tasks/s': median(rounds.map((round) => round.rate)),
        'p50 ms': median(rounds.map((round) => round.p50)),
        'p99 ms': median(rounds.map((round) => round.p99)),
        'disk B/task': Math.round((statSync(server.file).size - before) / tasks),
        'of raw': (median(rounds.map((round) => round.rate)) / raw['transactions of 1000, rows/s']).toFixed(2),
      });
    }
    console.log('raw SQLite', raw);
    console.table(table);
  } finally {
    await server.stop();
  }
}

await run();
