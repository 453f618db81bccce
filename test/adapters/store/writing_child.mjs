/**
 * A server that writes without end, to be killed: it says each reference when, and only when, its commit was answered.
 * Arguments: the folder of the built store, the database file.
 */
import { randomBytes } from 'node:crypto';

const [built, file] = process.argv.slice(2);
const { openSqliteStore } = await import(`${built}/sqlite_store.js`);
const log = { error: console.error, warn() {}, info() {}, debug() {} };
const retention = { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 };
const secrets = { current: Buffer.alloc(32, 1), previous: [] };
const { tasks } = await openSqliteStore({ file, secrets, log, now: Date.now, keepFinishedSec: 600, retention });

const [START, END] = ['a'.repeat(24), 'b'.repeat(24)];

/** Half of the tasks wait with a timer and an effect, half are kept at once. */
function unit(n) {
  const at = Date.now();
  const waits = n % 2 === 0;
  const obj_id = randomBytes(12).toString('hex');
  const task = {
    conv_id: 1,
    obj_id,
    ref: `ref-${n}`,
    rev: 1,
    hop: 1,
    node_id: END,
    prev_node_id: START,
    data: { n },
    wait: waits ? { kind: 'effect', logic_type: 'api_rpc', logic_index: 0, memo: null } : null,
    timer: waits ? at : null,
    tacts: 2,
    caller: null,
    create_time: at,
    change_time: at,
    user_id: 1,
  };
  const tact = (from, to) => ({ at, from, to, before: {}, added: [] });
  const effect = { kind: 'create', via: 'rpc', conv: '2', ref: null, data: {} };
  const step = {
    task,
    tacts: [tact(null, START), tact(START, END)],
    effects: waits ? [{ id: `${obj_id}-1-e`, waits: true, effect }] : [],
    sums: [],
    gauges: [],
    final: waits ? null : { saved: true },
    ran_on: { version: 1, status: 'active' },
    cause: 'start',
  };
  return { steps: [{ base: null, step }] };
}

let n = 0;
async function writeOn() {
  for (;;) {
    const numbers = Array.from({ length: 7 }, () => n++);
    const results = await tasks.commit(numbers.map(unit));
    if (results.some(({ ok }) => !ok)) throw new Error(JSON.stringify(results));
    process.stdout.write(`${numbers.join('\n')}\n`);
  }
}
await Promise.all([writeOn(), writeOn(), writeOn()]);
