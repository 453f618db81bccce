/**
 * The program of a thread that runs simulations for the page, one after another. In a thread of its own it holds nobody
 * up, its memory is bounded, and whatever it does it can be ended; it has no connection to anything but who started it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Observed } from '../app/observed.ts';
import { runScenario } from '../app/run_scenario.ts';
import type { SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import type { Entry } from '../app/timeline.ts';
import { assert, type ErrorCode, errorText, TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { CodeSandbox } from '../ports/code_sandbox.ts';
import { maskedEntries } from './print_timeline.ts';
import { openSandbox, openSimulatedWorld, openWatchedSandbox, type SimulatedWorld } from './simulated_world.ts';

/** Given to a thread when it is made. */
export interface SimulationThreadSettings {
  /** Odd while code runs in the thread (quickjs_here.ts). */
  under_way: Int32Array;
}

export interface ThreadJob {
  job: SimulationJob;
  /** Code runs in a thread apart, which can be ended alone; slower. */
  careful: boolean;
}

export interface ThreadAnswer {
  result: { outcome: SimulationOutcome } | { failure: { code: ErrorCode; message: string; details?: unknown } };
  /** Nothing of it is left: the thread can run another one, and does so faster than a new one. */
  again: boolean;
}

/** The budget is spent: what has happened so far is the answer. */
class Spent extends Error {}

function main(): void {
  const port = parentPort;
  assert(port !== null, 'simulation_worker runs in a thread');
  const { under_way } = workerData as SimulationThreadSettings;
  const quick = openWatchedSandbox(under_way);
  // It may wait for its job a while, and the sandbox is then ready too.
  void quick.check('');
  port.on('message', async ({ job, careful }: ThreadJob) => {
    const sandbox = careful ? openSandbox() : quick;
    port.postMessage(await answer(job, sandbox));
    if (careful) await sandbox.close();
  });
}

async function answer({ scenario, processes }: SimulationJob, sandbox: CodeSandbox): Promise<ThreadAnswer> {
  const recording = new Recording();
  const { tell, onTurn } = recording;
  const start = Date.parse(scenario.start);
  const world = await openSimulatedWorld({ start, seed: scenario.name, sandbox, tell, onTurn });
  let result: ThreadAnswer['result'];
  try {
    result = { outcome: await run({ scenario, processes }, world, recording) };
  } catch (error) {
    const { code, details } = error instanceof TaktError ? error : { code: 'bad_process' as const, details: undefined };
    result = { failure: { code, message: errorText(error), details } };
  }
  // What did not come to its end goes with the thread.
  const again = recording.stopped === null && (await world.close().then(done, () => false));
  return { result, again };
}

const done = (): boolean => true;

/** What happens, as far as there is room and time for it. */
class Recording {
  readonly observed = new Observed();
  readonly entries: Entry[] = [];
  stopped: SimulationOutcome['stopped'] = null;
  private readonly began = performance.now();

  readonly tell = (entry: Entry): void => {
    this.observed.hear(entry);
    if (entry.kind !== 'effect' && this.entries.length <= LIMITS.simulation_entries * 2) this.entries.push(entry);
  };

  readonly onTurn = (): void => {
    if (performance.now() - this.began > LIMITS.simulation_ms) this.stopped = 'time';
    else if (this.entries.length > LIMITS.simulation_entries) this.stopped = 'entries';
    if (this.stopped !== null) throw new Spent();
  };
}

async function run(
  { scenario, processes }: SimulationJob,
  { simulation, clock: time, http: script, database }: SimulatedWorld,
  recording: Recording,
): Promise<SimulationOutcome> {
  const { observed, entries, tell } = recording;
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
  return { timeline, convs, differences, end: time.now(), stopped: cut ? 'entries' : recording.stopped };
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

main();
