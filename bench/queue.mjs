/**
 * How fast the queue takes jobs (in batches of 500) and hands them out (100 at a time, to a handler that does nothing),
 * and what a delayed job costs in memory. In this process, and on Redis where REDIS_URL says so (its keys begin with
 * `bench`). The memory is shown under `node --expose-gc`. Does not measure: what a handler does, several workers.
 */
import { systemClock } from '../dist/adapters/clock/system_clock.js';
import { openBullQueue } from '../dist/adapters/queue/bullmq/bull_queue.js';

const JOBS = 100_000;
const BATCH = 500;
const HOUR = 3_600_000;
const log = { error: console.error, warn: console.warn, info: () => {}, debug: () => {} };

function job(i, due) {
  const obj_id = (due + i).toString(16).padStart(24, '0');
  const wait_id = `${obj_id}-1`;
  return { id: `${wait_id}-t`, kind: 'timer', lane: 'timers', conv_id: i, obj_id, wait_id, due };
}

async function addAll(queue, due) {
  for (let i = 0; i < JOBS; i += BATCH) await queue.add(Array.from({ length: BATCH }, (_, k) => job(i + k, due)));
}

async function workAll(queue) {
  let done = 0;
  await new Promise((resolve) => {
    void queue.work(async () => {
      if (++done === JOBS) resolve();
    });
  });
}

async function perSecond(work) {
  const start = performance.now();
  await work();
  return Math.round((JOBS / (performance.now() - start)) * 1000);
}

async function measure(name, where) {
  const concurrency = { timers: 100, inner: 100, http: 100 };
  const queue = await openBullQueue({ prefix: 'bench', concurrency, clock: systemClock(), log, ...where });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  console.log(`${name}: ${await perSecond(() => addAll(queue, Date.now() + HOUR))} delayed adds/s`);
  globalThis.gc?.();
  const bytes = Math.round((process.memoryUsage().heapUsed - before) / JOBS);
  if (globalThis.gc !== undefined && where.redisUrl === undefined) console.log(`${name}: ${bytes} B per delayed job`);
  await addAll(queue, 1);
  console.log(`${name}: ${await perSecond(() => workAll(queue))} jobs/s`);
  await queue.close();
}

await measure('in this process', {});
if (process.env.REDIS_URL !== undefined) await measure('on Redis', { redisUrl: process.env.REDIS_URL });
