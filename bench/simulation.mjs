/**
 * Thirty days of the token process (1,728 refreshes on a virtual clock, with their Code, requests and timers): virtual
 * days per second of the whole simulation in this process, beside what the engine alone takes for as many refreshes:
 * no store, queue, clock, Code or timeline; and the seconds that the page waits for its thread, with the secrets masked,
 * for the first time and again. Does not measure: the start of a program, the printing, drawing.
 */
import { readFileSync } from 'node:fs';
import { waitId } from '../dist/base/ids.js';
import { advance } from '../dist/engine/advance.js';
import { compile } from '../dist/engine/compile.js';
import { loadScenarios, runLoaded } from '../dist/main/simulate.js';
import { openWatchedSandbox } from '../dist/main/simulated_world.js';
import { simulationThreads } from '../dist/main/simulation_threads.js';
import { readProcess } from '../dist/model/read_process.js';
import { median } from './support.mjs';

const DAYS = Number(process.env.BENCH_DAYS ?? 30);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

const file = (name) => new URL(`../processes/${name}.json`, import.meta.url).pathname;
const [loaded] = loadScenarios(file('scenarios/bitrix-oauth'));
loaded.scenario = { ...loaded.scenario, for: `${DAYS}d`, expect: {} };
const sandbox = openWatchedSandbox(new Int32Array(1));

/** Seconds of a run, and what it told. */
async function simulation() {
  const entries = [];
  const began = performance.now();
  await runLoaded(loaded, sandbox, (entry) => void entries.push(entry));
  return { seconds: (performance.now() - began) / 1000, entries };
}

/** Seconds of the engine for the last refresh of a run, made so many times over: a timer, an answer, Code, a wait. */
async function engineAlone(entries, times) {
  const { process: read } = readProcess(JSON.parse(readFileSync(file('bitrix-oauth'), 'utf8')));
  const facts = { conv_id: 1, conv_type: 'process', owner_id: 1, version: 1, sign_key: '', status: 'active' };
  const compiled = compile(read, { ...facts, deployed: true });
  const waiting = entries.findLast(({ kind }) => kind === 'stands').task;
  const { status, headers, body, sizes } = entries.findLast(({ kind }) => kind === 'request').outcome;
  const answer = { kind: 'http', status, headers, body, sizes, ms: 0, lost: 0 };
  const now = waiting.timer;
  const step = (task, signal, answers = new Map()) =>
    advance({ compiled, task, signal: { ...signal, wait_id: waitId(task.obj_id, task.hop) }, now, answers });
  const refresh = (known) => {
    const asked = step(waiting, { kind: 'timer' }).step.task;
    const { need } = step(asked, { kind: 'answer', answer });
    return known ? step(asked, { kind: 'answer', answer }, new Map([[need[0].key, known]])).step.task : need[0];
  };
  const { src, data, root } = refresh();
  const code = { code: await sandbox.run({ src, data, root, now, seed: '' }) };
  if (refresh(code).node_id !== waiting.node_id) throw new Error('a refresh ends where it began');
  const began = performance.now();
  for (let i = 0; i < times; i++) refresh(code);
  return (performance.now() - began) / 1000;
}

/** As the page has it: what it waits for, in seconds, one run after the other. */
async function page() {
  const threads = simulationThreads();
  const { main, others, variables } = loaded.processes;
  const seconds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const began = performance.now();
    await threads.run({ scenario: loaded.scenario, processes: { main, others, variables } });
    seconds.push((performance.now() - began) / 1000);
  }
  await threads.close();
  return seconds;
}

const whole = [];
const alone = [];
for (let round = 0; round < ROUNDS; round++) {
  const { seconds, entries } = await simulation();
  whole.push(DAYS / seconds);
  alone.push(DAYS / (await engineAlone(entries, entries.filter(({ kind }) => kind === 'request').length)));
}
await sandbox.close();
const [days, raw] = [median(whole), median(alone)];
console.log(
  `simulated days per second            ${days.toFixed(1)}   (${whole.map((one) => one.toFixed(1)).join(', ')})`,
);
console.log(`the engine alone                     ${raw.toFixed(1)}   of it ${((100 * days) / raw).toFixed(0)} %`);
const [first, ...again] = await page();
console.log(`the page waits for ${DAYS} days, seconds     ${first.toFixed(1)}   the first time`);
console.log(
  `                                     ${median(again).toFixed(1)}   again (${again.map((one) => one.toFixed(1)).join(', ')})`,
);
