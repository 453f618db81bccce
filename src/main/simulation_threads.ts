/**
 * Simulations for the page: each in a thread of its own, a few at a time; who comes when all wait is told so. To load
 * its program takes a thread longer than most simulations: while somebody simulates, one more is kept ready.
 */
import { Worker } from 'node:worker_threads';
import type { RunSimulation, SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { workerUrl } from '../base/worker_url.ts';
import type { ThreadAnswer } from './simulation_worker.ts';

/** So long a thread is kept ready. */
const READY_MS = 600_000;
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
      return await inThread(job, threads, leave.signal);
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

/** The threads there are: those that run, and at most one that is ready. */
class Threads {
  private readonly all = new Set<Worker>();
  private ready: Worker | null = null;
  private ends: NodeJS.Timeout | undefined;
  private closed = false;

  take(): Worker {
    clearTimeout(this.ends);
    const worker = this.ready ?? this.start();
    this.ready = null;
    worker.ref();
    return worker;
  }

  /** Its thread has done its work, or is to do it no longer. */
  async end(worker: Worker): Promise<void> {
    const ended = worker.terminate();
    if (this.ready === null && !this.closed) {
      this.ready = this.start();
      this.ready.unref();
    }
    clearTimeout(this.ends);
    if (!this.closed) this.ends = setTimeout(() => this.letGo(), READY_MS).unref();
    await ended;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.ends);
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  /** At once nobody's: whoever comes while it ends gets another one. */
  private letGo(): void {
    void this.ready?.terminate();
    this.ready = null;
  }

  private start(): Worker {
    const url = workerUrl(import.meta.url, 'simulation_worker');
    const worker = new Worker(url, { env: {}, resourceLimits: THREAD_LIMITS });
    this.all.add(worker);
    const gone = (): void => {
      this.all.delete(worker);
      if (this.ready === worker) this.ready = null;
    };
    // Whoever has taken it listens too.
    worker.once('error', gone);
    worker.once('exit', gone);
    return worker;
  }
}

const GONE = 'nobody waits for this simulation any more';

function busy(text: string): TaktError {
  return new TaktError('busy', text);
}

async function inThread(job: SimulationJob, threads: Threads, leave: AbortSignal): Promise<SimulationOutcome> {
  if (leave.aborted) throw busy(GONE);
  const worker = threads.take();
  let clock: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.postMessage(job);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended')));
      leave.addEventListener('abort', () => reject(busy(GONE)));
      clock = setTimeout(() => reject(new Error('it did not end')), LIMITS.simulation_ms + LIMITS.simulation_grace_ms);
    });
    if ('outcome' in answer) return answer.outcome;
    throw new TaktError(answer.failure.code, answer.failure.message, answer.failure.details);
  } catch (error) {
    if (error instanceof TaktError) throw error;
    const text = 'the simulation took more time or memory than it may: simulate a shorter time, or less';
    throw new TaktError('too_large', text, { cause: error instanceof Error ? error.message : String(error) });
  } finally {
    clearTimeout(clock);
    await threads.end(worker);
  }
}
