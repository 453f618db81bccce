/**
 * CodeSandbox on a few threads, each with one QuickJS machine (sandbox_vm.ts). A thread gets what has gathered while
 * it was busy as one batch. QuickJS stops code at its deadline by itself, but not inside some built-ins (a sort of a
 * huge array-like): so this side watches too, ends a thread that does not answer, blames the job it was busy with
 * (`busy_with`), and gives the rest of its batch to another. Running them again does no harm: code has no effects.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { workerUrl } from '../../base/worker_url.ts';
import type { CodeSandbox } from '../../ports/code_sandbox.ts';
import {
  jobOf,
  outcomeOf,
  type SandboxJob,
  type SandboxResult,
  type ThreadReport,
  type ThreadSettings,
} from './sandbox_messages.ts';

export interface PoolOptions {
  threads?: number;
  /** Time of one run. */
  code_ms?: number;
}

const BATCH = 32;
/** Beyond its deadline a run gets so long to end by itself. */
const GRACE_MS = 500;
/** The machine has its own limit; this holds texts on their way and keeps a mistake from taking the server along. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 256, stackSizeMb: 4 };

interface Waiting {
  job: SandboxJob;
  settle: (result: SandboxResult) => void;
}

interface Thread {
  worker: Worker;
  busy_with: Int32Array;
  ready: boolean;
  batch: Waiting[];
  /** How many of the batch are answered. */
  answered: number;
  watchdog: NodeJS.Timeout | undefined;
}

/** Threads are started when there is work for them, and ended by close(). */
export function openQuickJsPool(options: PoolOptions = {}): CodeSandbox {
  const pool = new Pool(
    options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    options.code_ms ?? LIMITS.code_ms,
  );
  return {
    run: async (run) => outcomeOf(await pool.perform(jobOf(run))),
    check: async (src) => {
      const result = await pool.perform({ kind: 'check', src });
      return result.kind === 'checked' ? result.problem : undefined;
    },
    close: () => pool.close(),
  };
}

class Pool {
  readonly #size: number;
  readonly #code_ms: number;
  #threads: Thread[] = [];
  #queue: Waiting[] = [];
  #closed = false;

  constructor(size: number, code_ms: number) {
    this.#size = size;
    this.#code_ms = code_ms;
  }

  perform(job: SandboxJob): Promise<SandboxResult> {
    if (this.#closed) return Promise.resolve(crashed('the sandbox is closed'));
    return new Promise((settle) => {
      this.#queue.push({ job, settle });
      this.#hand_out();
    });
  }

  /** Ends the threads; what has not run yet is answered with a failure. */
  async close(): Promise<void> {
    this.#closed = true;
    const threads = this.#threads;
    const open = [...this.#queue, ...threads.flatMap(({ batch, answered }) => batch.slice(answered))];
    this.#threads = [];
    this.#queue = [];
    for (const { settle } of open) settle(crashed('the sandbox is closed'));
    for (const thread of threads) clearTimeout(thread.watchdog);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #hand_out(): void {
    for (const thread of this.#threads) {
      if (this.#queue.length === 0) return;
      if (!thread.ready || thread.batch.length > 0) continue;
      thread.batch = this.#queue.splice(0, Math.min(BATCH, Math.ceil(this.#queue.length / this.#threads.length)));
      thread.answered = 0;
      Atomics.store(thread.busy_with, 0, 0);
      thread.worker.postMessage(thread.batch.map(({ job }) => job));
      this.#watch(thread);
    }
    const starting = this.#threads.some(({ ready }) => !ready);
    if (this.#queue.length > 0 && this.#threads.length < this.#size && !starting) this.#start();
  }

  #start(): void {
    const busy_with = new Int32Array(new SharedArrayBuffer(8));
    const workerData: ThreadSettings = { code_ms: this.#code_ms, busy_with };
    // No environment, no arguments, and no output of its own: what runs in there needs none of it.
    const worker = new Worker(workerUrl(import.meta.url, 'sandbox_worker'), {
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: THREAD_LIMITS,
    });
    const thread: Thread = { worker, busy_with, ready: false, batch: [], answered: 0, watchdog: undefined };
    this.#threads.push(thread);
    let reason = 'the sandbox ended unexpectedly';
    worker.on('message', (report: ThreadReport) => this.#take(thread, report));
    worker.on('error', (error) => {
      reason = `the sandbox ended unexpectedly: ${errorText(error)}`;
    });
    worker.on('exit', () => this.#lose(thread, crashed(reason)));
  }

  #take(thread: Thread, report: ThreadReport): void {
    if (!this.#threads.includes(thread)) return;
    if (report.kind === 'ready') {
      thread.ready = true;
    } else {
      for (const result of report.results) {
        thread.batch[thread.answered]?.settle(result);
        thread.answered += 1;
      }
      if (thread.answered === thread.batch.length) thread.batch = [];
      this.#watch(thread);
    }
    this.#hand_out();
  }

  #watch(thread: Thread): void {
    clearTimeout(thread.watchdog);
    if (thread.batch.length === 0) return;
    const at = thread.busy_with.join();
    thread.watchdog = setTimeout(() => {
      // It came further without reporting yet: what it is at now has its own time.
      if (thread.busy_with.join() !== at) return this.#watch(thread);
      this.#lose(thread, { kind: 'failed', tag: 'code_timeout', text: 'timeout for executing code' });
      void thread.worker.terminate();
    }, this.#code_ms + GRACE_MS);
  }

  /** Takes a thread out: the job it was busy with gets `result`, the others go back to the head of the queue. */
  #lose(thread: Thread, result: SandboxResult): void {
    if (!this.#threads.includes(thread)) return;
    clearTimeout(thread.watchdog);
    this.#threads = this.#threads.filter((other) => other !== thread);
    const culprit = thread.batch[Atomics.load(thread.busy_with, 0)];
    const open = thread.batch.slice(thread.answered);
    culprit?.settle(result);
    this.#queue.unshift(...open.filter((waiting) => waiting !== culprit));
    // A thread that could not even start would fail the same way for ever: its work fails with it.
    if (!thread.ready) for (const { settle } of this.#queue.splice(0)) settle(result);
    this.#hand_out();
  }
}

function crashed(text: string): SandboxResult {
  return { kind: 'failed', tag: 'code_executing_error', text };
}
