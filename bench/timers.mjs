/**
 * Waiting: 10,000 tasks whose Delay ends in the same second, and how late the last of them is; and what a waiting task
 * costs on disk and in memory (BENCH_WAITING tasks in a 25-minute Delay, 100,000 unless told otherwise). Seen from
 * outside: lateness is the time until the end node's counter has them all, polled every 20 ms.
 */
import { readFileSync, statSync } from 'node:fs';
import { post, startServer } from './support.mjs';

const DUE = Number(process.env.BENCH_DUE ?? 10_000);
const WAITING = Number(process.env.BENCH_WAITING ?? 100_000);
/** Far enough ahead that all tasks are there before the first is due, ms. */
const AHEAD_MS = 15_000;

const ID = (n) => `be0d0000000000000000000${n}`;
const node = (id, condition, rest = {}) => ({
  id,
  title: id,
  obj_type: 0,
  description: '',
  x: 0,
  y: 0,
  condition: { logics: [], semaphors: [], ...condition },
  extra: null,
  options: null,
  ...rest,
});

const scheme = {
  obj_type: 1,
  title: 'bench timers',
  params: [],
  conv_type: 'process',
  status: 'active',
  scheme: {
    nodes: [
      node(ID(1), { logics: [{ type: 'go', to_node_id: ID(2) }] }, { obj_type: 1 }),
      node(ID(2), { semaphors: [{ type: 'time', value: '{{at}}', dimension: 'sec', to_node_id: ID(3) }] }),
      node(ID(3), {}, { obj_type: 2 }),
    ],
    web_settings: [[], []],
  },
};

async function create(server, conv_id, count, at) {
  const batch = 500;
  const one = async (from) => {
    const ops = Array.from({ length: Math.min(batch, count - from) }, (_, i) => ({
      type: 'create',
      obj: 'task',
      conv_id,
      data: { at, n: from + i, pad: 'p'.repeat(100) },
    }));
    const got = await post(server, ops);
    const bad = got.ops.find((op) => op.proc !== 'ok');
    if (bad) throw new Error(JSON.stringify(bad));
  };
  for (let from = 0; from < count; from += batch * 4) {
    await Promise.all(
      [0, 1, 2, 3]
        .map((k) => from + k * batch)
        .filter((n) => n < count)
        .map(one),
    );
  }
}

async function finished(server, conv_id) {
  const got = await post(server, [{ type: 'list', obj: 'conv', obj_id: conv_id }]);
  return got.ops[0].list.find(({ obj_id }) => obj_id === ID(3)).count;
}

function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

const diskOf = (file) =>
  ['', '-wal'].reduce((sum, end) => sum + (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0), 0);

async function run() {
  const server = await startServer();
  try {
    const conv_id = (await server.importScheme(scheme))[0].obj_id;
    const at = Math.ceil((Date.now() + AHEAD_MS) / 1000);
    await create(server, conv_id, DUE, at);
    console.log(`${DUE} tasks made, ${at * 1000 - Date.now()} ms before they are due`);
    let latest = 0;
    for (let count = 0; count < DUE; ) {
      const begin = Date.now();
      count = await finished(server, conv_id);
      latest = Math.max(latest, Date.now() - begin);
      if (count < DUE) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(
      `the last of ${DUE} late by ${Date.now() - at * 1000} ms; the slowest answer meanwhile took ${latest} ms`,
    );
    const [disk, memory] = [diskOf(server.file), memoryOf(server.pid)];
    await create(server, conv_id, WAITING, Math.ceil(Date.now() / 1000) + 1500);
    const perTask = (bytes) => `${Math.round(bytes / WAITING)} B per task`;
    console.log(
      `${WAITING} waiting: disk ${perTask(diskOf(server.file) - disk)}, memory ${perTask(memoryOf(server.pid) - memory)}`,
    );
  } finally {
    await server.stop();
  }
}

await run();
