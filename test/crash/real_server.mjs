/**
 * A server as small as it can be, on the built files, for the test that kills it for real: the task engine on SQLite and
 * the in-process BullMQ, and a generator that makes tasks as fast as they are acknowledged. It says on its output what
 * was acknowledged; on `finish` at its input it makes no more, and reports once nothing is left to do.
 *
 * Usage: node real_server.mjs FOLDER CALLEE_URL GENERATION. The clock of each generation shows two minutes more than the
 * one before, as if the server had been down so long: leases of dead requests have run out.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../../dist/adapters/clock/system_clock.js';
import { openHttpClient } from '../../dist/adapters/http_client/undici_client.js';
import { localNews } from '../../dist/adapters/news/local_news.js';
import { openBullQueue } from '../../dist/adapters/queue/bullmq/bull_queue.js';
import { openSqliteStore } from '../../dist/adapters/store/sqlite_store.js';
import { makeTaskEngine } from '../../dist/app/task_engine.js';
import { parseNetRules } from '../../dist/base/net_rules.js';
import { firstStart, MAIN } from './real_processes.mjs';

const DOWN_MS = 120_000;
const AT_ONCE = 4;
/** Batches under way at the same time. */
const LINES = 3;

const [folder, url, generation] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

const fail = (message, fields) => process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`);
const log = { error: fail, warn() {}, info() {}, debug() {} };
const machine = systemClock();
const clock = { now: () => machine.now() + Number(generation) * DOWN_MS, after: machine.after };

const store = await openSqliteStore({
  file: join(folder, 'takt.sqlite'),
  secrets: { current: Buffer.alloc(32, 7), previous: [] },
  log,
  now: () => clock.now(),
  keepFinishedSec: 600,
  retention: { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 },
});
const queue = await openBullQueue({ prefix: 'kill', concurrency: { timers: 16, inner: 16, http: 16 }, clock, log });
const ports = {
  ...store,
  queue,
  clock,
  log,
  http: openHttpClient({ allow: parseNetRules('127.0.0.0/8') }),
  mail: { send: async () => ({ ok: true, id: '' }), close: async () => {} },
  sandbox: { run: async ({ data }) => ({ data }), check: async () => null, close: async () => {} },
  news: localNews(log),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
};
await firstStart(ports.catalog, url, clock.now());
const settings = { min_timer_sec: 1, recover_ms: 1000, public_url: url, deploy_removed_nodes: 'refuse' };
const engine = makeTaskEngine(ports, settings);
await queue.work((job) => engine.work.do(job));
engine.recover.start();
say('up');

let finishing = false;
let made = 0;
const lines = Array.from({ length: LINES }, makeTasks);

async function makeTasks() {
  while (!finishing) {
    const live = await engine.processes.get(MAIN);
    const refs = Array.from({ length: AT_ONCE }, () => `g${generation}-${made++}`);
    const results = await engine.ops.run(refs.map((ref) => ({ do: 'create', live, ref, data: {}, user_id: 1 })));
    for (const [i, result] of results.entries()) say(`${'task' in result ? 'acknowledged' : 'refused'} ${refs[i]}`);
    await roomAgain();
  }
}

/** Goes on when few enough are under way: the generator must not run ahead of the engine. */
async function roomAgain() {
  for (;;) {
    const { tasks } = await store.archive.totals(clock.now());
    if (tasks < 60 || finishing) return;
    await pause();
  }
}

function pause() {
  return new Promise((resolve) => machine.after(20, resolve));
}

process.stdin.on('data', async () => {
  finishing = true;
  await Promise.all(lines);
  for (;;) {
    const totals = await store.archive.totals(clock.now());
    if (totals.tasks === 0 && totals.outbox === 0) break;
    await pause();
  }
  const counts = {};
  for (const conv of await store.catalog.list({ kind: 'conv', limit: 100 })) {
    for (const { node_id, count } of await store.archive.counts(conv.id)) {
      const there = await store.archive.count_in_node({ conv_id: conv.id, node_id });
      counts[`${conv.title}.${node_id}`] = [count, there];
    }
  }
  say(`report ${JSON.stringify(counts)}`);
  await engine.recover.stop();
  await queue.close();
  await store.close();
  process.exit(0);
});
