/** The token loop over a long time. With TAKT_LONG=1 over 40,000 refreshes, which are nearly two years. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { MINUTE, SECOND } from '../../src/base/time.ts';
import { openSandbox, openSimulatedWorld, type SimulatedWorld } from '../../src/main/simulated_world.ts';

const REFRESHES = process.env.TAKT_LONG === '1' ? 40_000 : 1728;
const EVERY = 25 * MINUTE;
const WARM = 200;
/** What comes and goes on the heap in such a run. */
const HEAP_BYTES = 100_000_000;

const sandbox = openSandbox();
afterAll(() => sandbox.close());

const APP = { portal: 'acme', client_id: 'local.1', client_secret: 'secret-of-the-app', scope: 'crm', code: 'c-1' };
const PAIR = { access_token: 'access-{{now}}', refresh_token: 'refresh-{{now}}', expires: '$.math({{now}}+3600)' };

function template(name: string): JsonObject {
  return JSON.parse(readFileSync(join(__dirname, `../../processes/${name}.json`), 'utf8')) as JsonObject;
}

/** Everything kept of a task that could grow. */
async function kept({ store, clock }: SimulatedWorld, conv_id: number, obj_id: string) {
  const task = await store.tasks.load({ conv_id, obj_id });
  const history = await store.archive.history({ conv_id, obj_id, limit: 100_000, offset: 0 });
  const { tasks, outbox } = await store.archive.totals(clock.now());
  const nodes = (await store.archive.counts(conv_id)).length;
  const bytes = { task: JSON.stringify(task).length, history: JSON.stringify(history).length };
  return { rows: { tasks, outbox, nodes, history: history.length }, bytes, count: task?.data.refresh_count };
}

test(`the token is refreshed ${REFRESHES} times, and nothing that is kept grows`, async () => {
  let requests = 0;
  const tell = (entry: { kind: string }): void => {
    if (entry.kind === 'request') requests++;
  };
  const start = Date.UTC(2030, 0, 1);
  const world = await openSimulatedWorld({ start, seed: 'thirty days', sandbox, tell });
  const { simulation, http } = world;
  await simulation.addProcess(template('notify'), { alias: 'notify' });
  const conv_id = await simulation.addProcess(template('bitrix-oauth'));
  http.setRules([{ when: { url: '/oauth/token/' }, answers: [{ status: 200, body: PAIR }] }]);
  const made = await simulation.createTask(conv_id, 'token', APP);
  if ('failure' in made) throw new Error(made.failure.message);
  const { obj_id } = made.task;

  await simulation.runUntil(start + WARM * EVERY + SECOND, { idle: true });
  const early = await kept(world, conv_id, obj_id);
  const heap = process.memoryUsage().heapUsed;
  await simulation.runUntil(start + REFRESHES * EVERY + SECOND, { idle: true });
  const late = await kept(world, conv_id, obj_id);

  expect([early.count, late.count, requests]).toEqual([WARM, REFRESHES, REFRESHES + 1]);
  expect(late.rows).toEqual(early.rows);
  // Counters in the task get more digits: the tasks's rev, hop and refresh_count.
  expect(late.bytes.task).toBeLessThanOrEqual(early.bytes.task + 10);
  expect(late.bytes.history).toBeLessThanOrEqual(early.bytes.history * 1.05);
  expect(process.memoryUsage().heapUsed).toBeLessThan(heap + HEAP_BYTES);
  await world.close();
}, 600_000);
