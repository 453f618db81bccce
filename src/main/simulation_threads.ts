/** Simulations for the page: each in a thread of its own, a few at a time; who comes when all wait is told so. */
import { Worker } from 'node:worker_threads';
import type { RunSimulation, SimulationJob, SimulationOutcome } from '../app/simulate_process.ts';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { workerUrl } from '../base/worker_url.ts';
import type { ThreadAnswer } from './simulation_worker.ts';

const THREAD_LIMITS = { maxOldGenerationSizeMb: LIMITS.simulation_memory_mb, stackSizeMb: 4 };

export function simulationThreads(): { run: RunSimulation; close(): Promise<void> } {
  const running = new Set<Worker>();
  const line: (() => void)[] = [];
  let taken = 0;
  const run: RunSimulation = async (job) => {
    if (taken >= LIMITS.simulations) {
      if (line.length >= LIMITS.simulations_waiting) {
        throw new TaktError('busy', 'other simulations are running: try again in a moment');
      }
      await new Promise<void>((resolve) => void line.push(resolve));
    } else taken++;
    try {
      return await inThread(job, running);
    } finally {
      // The place is handed on, or given back.
      const next = line.shift();
      if (next === undefined) taken--;
      else next();
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all([...running].map((worker) => worker.terminate()));
  };
  return { run, close };
}

async function inThread(job: SimulationJob, running: Set<Worker>): Promise<SimulationOutcome> {
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
