/**
 * The program of a thread that runs one simulation for the page. In a thread of its own it holds nobody up, its memory
 * is bounded, and whatever it does it can be ended; it has no connection to anything but the one who started it.
 */
import { parentPort } from 'node:worker_threads';
import { Observed } from '../app/observed.ts';
import { runScenario } from '../app/run_scenario.ts';
import type { SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import type { Entry } from '../app/timeline.ts';
import { assert, type ErrorCode, errorText, TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { CodeSandbox } from '../ports/code_sandbox.ts';
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
  const sandbox = openSandbox();
  // It may wait for its job a while, and the sandbox is then ready too.
  void sandbox.check('');
  const job = await new Promise<SimulationJob>((resolve) => void port.once('message', resolve));
  let answer: ThreadAnswer;
  try {
    answer = { outcome: await run(job, sandbox) };
  } catch (error) {
    const { code, details } = error instanceof TaktError ? error : { code: 'bad_process' as const, details: undefined };
    answer = { failure: { code, message: errorText(error), details } };
  }
  // What is left of the world goes with the thread.
  port.postMessage(answer);
}

async function run({ scenario, processes }: SimulationJob, sandbox: CodeSandbox): Promise<SimulationOutcome> {
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
  const { timeline, cut } = timelineOf(entries.slice(0, LIMITS.simulation_entries));
  return { timeline, convs, differences, end: time.now(), stopped: cut ? 'entries' : stopped };
}

/** As JSON, which goes to the page as it is: there are tens of thousands of entries. */
function timelineOf(entries: Entry[]): { timeline: string; cut: boolean } {
  const texts = maskedEntries(entries, (entry) => (entry.kind === 'stands' ? standsOf(entry) : entry));
  let chars = 0;
  const fits = texts.filter((text) => {
    chars += text.length;
    return chars <= LIMITS.simulation_chars;
  });
  return { timeline: `[${fits.join(',')}]`, cut: fits.length < texts.length };
}

/** The data of a task follow from its moves, so that they need not be told again where it stands. */
function standsOf({ kind, at, task, born, final }: Extract<Entry, { kind: 'stands' }>): object {
  const { conv_id, obj_id, ref, node_id, wait, timer } = task;
  const waits = wait === null ? {} : { wait: wait.kind, code: wait.code };
  return { kind, at, conv_id, obj_id, ref, node_id, timer, born, final, ...waits };
}

void main();
