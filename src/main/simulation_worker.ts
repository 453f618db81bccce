/**
 * The program of a thread that runs one simulation for the page. In a thread of its own it holds nobody up, its memory
 * is bounded, and whatever it does it can be ended; it has no connection to anything but the one who started it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Observed } from '../app/observed.ts';
import { runScenario } from '../app/run_scenario.ts';
import type { SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import type { Entry } from '../app/timeline.ts';
import { assert, type ErrorCode, errorText, TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { maskedEntries } from './print_timeline.ts';
import { openSandbox, openSimulatedWorld } from './simulated_world.ts';

export type ThreadAnswer =
  | { outcome: SimulationOutcome }
  | { failure: { code: ErrorCode; message: string; details?: unknown } };

/** The budget is spent: what has happened so far is the answer. */
class Spent extends Error {}

async function main(): Promise<void> {
  const port = parentPort;
  assert(port !== null, 'simulation_worker runs in a thread');
  let answer: ThreadAnswer;
  try {
    answer = { outcome: await run(workerData as SimulationJob) };
  } catch (error) {
    const { code, details } = error instanceof TaktError ? error : { code: 'bad_process' as const, details: undefined };
    answer = { failure: { code, message: errorText(error), details } };
  }
  // What is left of the world goes with the thread.
  port.postMessage(answer);
}

async function run({ scenario, processes }: SimulationJob): Promise<SimulationOutcome> {
  const began = performance.now();
  const observed = new Observed();
  const entries: Entry[] = [];
  const tell = (entry: Entry): void => {
    observed.hear(entry);
    if (entry.kind !== 'effect' && entries.length <= LIMITS.simulation_entries * 2) entries.push(entry);
  };
  let stopped: SimulationOutcome['stopped'] = null;
  const onTurn = (): void => {
    if (performance.now() - began > LIMITS.simulation_ms) stopped = 'time';
    else if (entries.length > LIMITS.simulation_entries) stopped = 'entries';
    if (stopped !== null) throw new Spent();
  };
  const sandbox = openSandbox();
  const start = Date.parse(scenario.start);
  const world = await openSimulatedWorld({ start, seed: scenario.name, sandbox, tell, onTurn });
  const { simulation, clock: time, http: script, database } = world;
  let differences: string[] = [];
  const convs: Record<string, number> = {};
  try {
    const parts = { simulation, time, script, database, observed, tell };
    const result = await runScenario(scenario, processes, parts);
    differences = result.differences;
    Object.assign(convs, Object.fromEntries(result.convs));
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  const shown = slimmed(entries.slice(0, LIMITS.simulation_entries));
  return { entries: shown.entries, convs, differences, end: time.now(), stopped: shown.cut ? 'entries' : stopped };
}

/** The data of a task follow from its moves, so that they need not be told again where it stands. */
function slimmed(all: Entry[]): { entries: Json[]; cut: boolean } {
  const entries: Json[] = [];
  let chars = 0;
  for (const entry of maskedEntries(all)) {
    const slim = isObject(entry) && entry.kind === 'stands' ? standsOf(entry) : entry;
    chars += JSON.stringify(slim).length;
    if (chars > LIMITS.simulation_chars) return { entries, cut: true };
    entries.push(slim);
  }
  return { entries, cut: false };
}

function standsOf({ kind, at = 0, task = null, born = false, final = false }: JsonObject): JsonObject {
  const { conv_id = 0, obj_id = '', ref = '', node_id = '', wait = null, timer = null } = isObject(task) ? task : {};
  const waits = isObject(wait)
    ? { wait: wait.kind ?? null, ...(wait.code === undefined ? {} : { code: wait.code }) }
    : {};
  return { kind: kind ?? '', at, conv_id, obj_id, ref, node_id, timer, born, final, ...waits };
}

void main();
