/**
 * BullMQ without Redis: a backend for its Queue and Worker that keeps jobs in this process, for the server that is
 * started with one command. It does what these two call for adding, delaying, taking, finishing, retrying, stalling and
 * removing jobs; the rest is refused (not_supported.ts). The clock is the port's, so due times can be tested.
 * BullMQ polls Redis to learn of due jobs; here a worker that has nothing to do sleeps until something is due.
 */
import { EventEmitter } from 'node:events';
import type { BackendFactory, IQueueBackend, JobJson, JobsOptions, JobType } from 'bullmq';
import { assert } from '../../../../base/errors.ts';
import type { Clock } from '../../../../ports/clock.ts';
import { JobStore, type StoredJob } from './job_store.ts';
import { notSupported } from './not_supported.ts';

interface Settings {
  clock: Clock;
  /** The options that all jobs have alike; they are not kept with each. */
  job_options: JobsOptions;
  /** How long a taken job belongs to its worker unless it is renewed. */
  lock_ms: number;
}

/** What the backends of one queue, its producer's and its workers', share. */
interface SharedQueue {
  store: JobStore;
  /** Told when something may be due earlier than before. */
  sleepers: Set<() => void>;
}

/** A clock that somebody sets forward makes jobs due while their timer still runs: none runs longer than this. */
const NAP_MS = 10_000;

/** The queues live as long as the factory: each call with the same name is another door to the same queue. */
export function inProcessBackends(settings: Settings): BackendFactory<IQueueBackend, object> {
  const queues = new Map<string, SharedQueue>();
  return (name) => {
    const queue = queues.get(name) ?? { store: new JobStore(), sleepers: new Set() };
    queues.set(name, queue);
    return Object.assign(new InProcessBackend(name, queue, settings), notSupported());
  };
}

class InProcessBackend extends EventEmitter {
  readonly qualifiedName: string;
  /** The jobs of this backend are not addressed by keys. */
  readonly keys = {};
  readonly minimumBlockTimeout = 0.001;
  closing: Promise<void> | undefined;
  private readonly queue: SharedQueue;
  private readonly settings: Settings;
  private endSleep: () => void = () => {};

  constructor(name: string, queue: SharedQueue, settings: Settings) {
    super();
    this.qualifiedName = name;
    this.queue = queue;
    this.settings = settings;
  }

  toKey(type: string): string {
    return `${this.qualifiedName}:${type}`;
  }

  clientName(): string {
    return this.qualifiedName;
  }

  async waitUntilReady(): Promise<void> {}

  close(): Promise<void> {
    this.endSleep();
    this.closing = Promise.resolve();
    return this.closing;
  }

  async addJob(job: JobJson, jobId: string): Promise<string> {
    const ids = await this.addJobs([{ job, jobId }]);
    return ids[0] ?? jobId;
  }

  async addJobs(entries: { job: JobJson; jobId: string }[]): Promise<string[]> {
    const { store } = this.queue;
    const before = store.nextAt();
    const now = this.settings.clock.now();
    for (const { job, jobId } of entries) {
      store.add({ id: jobId, name: job.name, data: job.data, at: job.timestamp + (job.opts.delay ?? 0) }, now);
    }
    if (store.nextAt() !== before) this.wakeSleepers();
    return entries.map(({ jobId }) => jobId);
  }

  async remove(jobId: string): Promise<number> {
    return this.queue.store.remove(jobId) ? 1 : 0;
  }

  async getCounts(types: JobType[]): Promise<number[]> {
    const { waiting, delayed, active } = this.queue.store.sizes();
    const counts: Partial<Record<JobType, number>> = { waiting, wait: waiting, delayed, active };
    return types.map((type) => counts[type] ?? 0);
  }

  /** BullMQ's tuple: job, id, wait of a rate limit, next due time; the last two are never set, as `waitForJob` knows. */
  async moveToActive(token: string): Promise<[JobJson | null, string | null, number, number]> {
    const { clock, lock_ms } = this.settings;
    const now = clock.now();
    const job = this.queue.store.take(token, now, lock_ms);
    return job === undefined ? [null, null, 0, 0] : [this.toJson(job, now), job.id, 0, 0];
  }

  async moveToCompleted(
    ...[job, , , token, fetchNext]: [job: { id?: string | undefined }, unknown, unknown, string, boolean]
  ): Promise<{ result: unknown[] | undefined; finishedOn: number }> {
    return this.finish(job.id, token, fetchNext);
  }

  async moveToFailed(
    ...[job, , , token, fetchNext]: [job: { id?: string | undefined }, unknown, unknown, string, boolean, unknown?]
  ): Promise<{ result: unknown[] | undefined; finishedOn: number }> {
    return this.finish(job.id, token, fetchNext);
  }

  /** How BullMQ retries a job that failed. */
  async moveToDelayed(
    ...[jobId, , delay, token, opts]: [string, number, number, string?, { fetchNext?: boolean }?]
  ): Promise<unknown[] | undefined> {
    assert(token !== undefined, 'a job is retried by the worker that holds it');
    const now = this.settings.clock.now();
    if (!this.queue.store.retry(jobId, token, { at: now + delay, now })) throw lockLost(jobId);
    this.wakeSleepers();
    return opts?.fetchNext === true ? this.moveToActive(token) : undefined;
  }

  async moveStalledJobsToWait(): Promise<string[]> {
    const stalled = this.queue.store.freeStalled(this.settings.clock.now());
    if (stalled.length > 0) this.wakeSleepers();
    return stalled;
  }

  /** The ids of those that could not be extended. */
  async extendLocks(jobIds: string[], tokens: string[], duration: number): Promise<string[]> {
    const until = this.settings.clock.now() + duration;
    return jobIds.filter((id, i) => !this.queue.store.extend(id, tokens[i] ?? '', until));
  }

  /** Resolves when there may be a job to take, or when the worker is told to stop waiting. */
  waitForJob(): Promise<null> {
    const { store, sleepers } = this.queue;
    const { clock } = this.settings;
    return new Promise((resolve) => {
      let stopTimer = () => {};
      this.endSleep = () => {
        stopTimer();
        sleepers.delete(look);
        resolve(null);
      };
      const look = (): void => {
        stopTimer();
        const at = store.nextAt();
        if (at === null) return;
        const left = at - clock.now();
        if (left <= 0) this.endSleep();
        else stopTimer = clock.after(Math.min(left, NAP_MS), look);
      };
      sleepers.add(look);
      look();
    });
  }

  async disconnectBlocking(): Promise<void> {
    this.endSleep();
  }

  async reconnectBlocking(): Promise<void> {}

  private async finish(id: string | undefined, token: string, fetchNext: boolean) {
    assert(id !== undefined, 'a job that a worker finishes has an id');
    if (!this.queue.store.finish(id, token)) throw lockLost(id);
    const result = fetchNext ? await this.moveToActive(token) : undefined;
    return { result, finishedOn: this.settings.clock.now() };
  }

  private wakeSleepers(): void {
    for (const look of [...this.queue.sleepers]) look();
  }

  private toJson(job: StoredJob, now: number): JobJson {
    return {
      id: job.id,
      name: job.name,
      data: job.data,
      opts: this.settings.job_options,
      timestamp: job.at,
      processedOn: now,
      attemptsMade: job.attempts_made,
      attemptsStarted: job.attempts_made + 1,
      stalledCounter: job.times_stalled,
      progress: 0,
      failedReason: '',
      returnvalue: '',
    };
  }
}

function lockLost(jobId: string): Error {
  return new Error(`the job ${jobId} belongs to this worker no more, its lock has expired`);
}
