/** Simulations for the page: each in a thread of its own, a few at a time; who comes when all wait is told so. */
import { Worker } from 'node:worker_threads';
import type { RunSimulation, SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { workerUrl } from '../base/worker_url.ts';
import type { ThreadAnswer } from './simulation_worker.ts';

const THREAD_LIMITS = { maxOldGenerationSizeMb: LIMITS.simulation_memory_mb, stackSizeMb: 4 };

/** One that waits for its turn, or to be told that there will be none. */
interface Waiting {
  begin(): void;
  refuse(error: TaktError): void;
}

export function simulationThreads(): { run: RunSimulation; close(): Promise<void> } {
  const running = new Set<Worker>();
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
      return await inThread(job, running, leave.signal);
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
    await Promise.all([...running].map((worker) => worker.terminate()));
  };
  return { run, close };
}

const GONE = 'nobody waits for this simulation any more';

function busy(text: string): TaktError {
  return new TaktError('busy', text);
}

async function inThread(job: SimulationJob, running: Set<Worker>, leave: AbortSignal): Promise<SimulationOutcome> {
  if (leave.aborted) throw busy(GONE);
  const worker = new Worker(workerUrl(import.meta.url, 'simulation_worker'), {
    workerData: job,
    env: {},
    resourceLimits: THREAD_LIMITS,
  });
  running.add(worker);
  let clock: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      worker.once('message', resolve);
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
    running.delete(worker);
    await worker.terminate();
  }
}
