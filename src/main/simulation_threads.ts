/**
 * Simulations for the page: each in a thread of its own, a few at a time; who comes when all wait is told so. A thread
 * that has simulated is kept for the next one, who finds everything loaded and its program optimized: that takes longer
 * than most simulations. Code runs in the thread too. Where it does not come back (quickjs_here.ts), the thread is ended,
 * and the simulation run again with a thread for its code.
 */
import { once } from 'node:events';
import { setInterval, setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RunSimulation, SimulationOutcome } from '../app/simulate_process.ts';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { workerUrl } from '../base/worker_url.ts';
import type { SimulationThreadSettings, ThreadAnswer, ThreadJob } from './simulation_worker.ts';

/** So long a thread is kept. */
const KEPT_MS = 600_000;
const WATCH_MS = 250;
/** Beyond its deadline code gets so long to end by itself. */
const CODE_GRACE_MS = 500;
const THREAD_LIMITS = { maxOldGenerationSizeMb: LIMITS.simulation_memory_mb, stackSizeMb: 4 };

/** One that waits for its turn, or to be told that there will be none. */
interface Waiting {
  begin(): void;
  refuse(error: TaktError): void;
}

export function simulationThreads(): { run: RunSimulation; close(): Promise<void> } {
  const threads = new Threads();
  const line = new Set<Waiting>();
  let taken = 0;
  const turn = (leave: AbortSignal): Promise<void> => {
    if (taken < LIMITS.simulations) {
      taken++;
      return Promise.resolve();
    }
    if (line.size >= LIMITS.simulations_waiting) throw busy('other simulations are running: try again in a moment');
    return new Promise((begin, refuse) => {
      const waiting = { begin, refuse };
      line.add(waiting);
      leave.addEventListener('abort', () => line.delete(waiting) && refuse(busy(GONE)));
    });
  };
  const run: RunSimulation = async (job, onGone) => {
    const leave = new AbortController();
    onGone?.(() => leave.abort());
    await turn(leave.signal);
    try {
      const first = await inThread({ job, careful: false }, threads, leave.signal);
      return first ?? (await inThread({ job, careful: true }, threads, leave.signal)) ?? tooLong();
    } finally {
      // The place is handed on, or given back.
      const [next] = line;
      if (next === undefined) taken--;
      else {
        line.delete(next);
        next.begin();
      }
    }
  };
  const close = async (): Promise<void> => {
    for (const { refuse } of line) refuse(busy('the server is going'));
    line.clear();
    await threads.close();
  };
  return { run, close };
}

interface Thread {
  worker: Worker;
  /** Odd while its code runs. */
  under_way: Int32Array;
}

/** The threads there are: those that run, and at most one that is kept. */
class Threads {
  private readonly all = new Set<Worker>();
  private kept: Thread | null = null;
  private ends: NodeJS.Timeout | undefined;
  private closed = false;

  take(): Thread {
    clearTimeout(this.ends);
    const thread = this.kept ?? this.start();
    this.kept = null;
    thread.worker.ref();
    return thread;
  }

  /** It has done its work, or is to do it no longer. */
  async giveBack(thread: Thread, again: boolean): Promise<void> {
    if (!again || this.kept !== null || this.closed) return void (await thread.worker.terminate());
    this.kept = thread;
    thread.worker.unref();
    this.ends = globalThis.setTimeout(() => this.letGo(), KEPT_MS).unref();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.ends);
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  /** At once nobody's: whoever comes while it ends gets another one. */
  private letGo(): void {
    void this.kept?.worker.terminate();
    this.kept = null;
  }

  private start(): Thread {
    const url = workerUrl(import.meta.url, 'simulation_worker');
    const under_way = new Int32Array(new SharedArrayBuffer(4));
    const workerData: SimulationThreadSettings = { under_way };
    const worker = new Worker(url, { workerData, env: {}, resourceLimits: THREAD_LIMITS });
    this.all.add(worker);
    const gone = (): void => {
      this.all.delete(worker);
      if (this.kept?.worker === worker) this.kept = null;
    };
    // Whoever has taken it listens too.
    worker.once('error', gone);
    worker.once('exit', gone);
    return { worker, under_way };
  }
}

const GONE = 'nobody waits for this simulation any more';

function busy(text: string): TaktError {
  return new TaktError('busy', text);
}

function tooLong(cause?: unknown): never {
  const text = 'the simulation took more time or memory than it may: simulate a shorter time, or less';
  throw new TaktError('too_large', text, { cause: cause instanceof Error ? cause.message : String(cause) });
}

/** Null where code did not come back. */
async function inThread(job: ThreadJob, threads: Threads, leave: AbortSignal): Promise<SimulationOutcome | null> {
  if (leave.aborted) throw busy(GONE);
  const thread = threads.take();
  const over = new AbortController();
  let again = false;
  try {
    thread.worker.postMessage(job);
    const answer = await answerOf(thread, leave, over.signal);
    if (answer === null) return null;
    again = answer.again;
    const { result } = answer;
    if ('outcome' in result) return result.outcome;
    throw new TaktError(result.failure.code, result.failure.message, result.failure.details);
  } catch (error) {
    if (error instanceof TaktError) throw error;
    return tooLong(error);
  } finally {
    over.abort();
    await threads.giveBack(thread, again);
  }
}

/** What comes first; all of it stops listening when `signal` says so. */
function answerOf(
  { worker, under_way }: Thread,
  leave: AbortSignal,
  signal: AbortSignal,
): Promise<ThreadAnswer | null> {
  const fails = async (event: Promise<unknown>, error: Error): Promise<never> => {
    await event;
    throw error;
  };
  return Promise.race([
    // It rejects where the thread fails.
    once(worker, 'message', { signal }).then(([answer]) => answer as ThreadAnswer),
    fails(once(worker, 'exit', { signal }), new Error('the thread ended')),
    fails(once(leave, 'abort', { signal }), busy(GONE)),
    fails(setTimeout(LIMITS.simulation_ms + LIMITS.simulation_grace_ms, null, { signal }), new Error('it did not end')),
    hanging(under_way, signal),
  ]);
}

/** Null as soon as one run of code has been under way for longer than code may take. */
async function hanging(under_way: Int32Array, signal: AbortSignal): Promise<null> {
  let seen = 0;
  let since = performance.now();
  for await (const _ of setInterval(WATCH_MS, null, { signal })) {
    const now = Atomics.load(under_way, 0);
    if (now === seen && now % 2 === 1) {
      if (performance.now() - since > LIMITS.code_ms + CODE_GRACE_MS) return null;
    } else {
      seen = now;
      since = performance.now();
    }
  }
  return null;
}
