/**
 * The queue port on BullMQ, on Redis or in this process: the same code for both, only the backend differs.
 * Each lane has several BullMQ queues, `timers-0`, `timers-1` …; a process keeps to one of them, so that a process with
 * a flood of tasks holds up only those it shares it with.
 * Jobs are BullMQ's own: its tools see a Delay as a delayed job whose data are ids.
 */
import {
  type BackendFactory,
  Queue as BaseQueue,
  type ConnectionOptions,
  type DefaultJobOptions,
  type IQueueBackend,
  type Job as StoredJob,
  Worker,
} from 'bullmq';
import { Bug, errorText, TaktError } from '../../../base/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Job, Lane, Queue } from '../../../ports/queue.ts';
import { inProcessBackends } from './in_process/backend.ts';
import { RareWarnings } from './rare_warnings.ts';
import { RedisLink } from './redis_link.ts';

export interface BullQueueOptions {
  /** Several, comma separated: a cluster. Without it jobs stay in this process. */
  redisUrl?: string;
  /** What the names of all keys in Redis begin with. */
  prefix: string;
  /** BullMQ queues per lane. */
  lanes?: number;
  /** Jobs that run at the same time, per lane; its queues share them. */
  concurrency: Record<Lane, number>;
  clock: Clock;
  log: Log;
  /** Tests make these short. */
  timing?: Partial<typeof TIMING>;
}

const TIMING = {
  /** First pause before a job that failed is tried again; each further one is twice as long. */
  retry_ms: 1000,
  /** How often it is looked for jobs whose worker died. */
  stalled_check_ms: 30_000,
  /** How long a silent worker keeps its job; a live one renews this. */
  lock_ms: 30_000,
  /** How long a caller waits for Redis. */
  answer_ms: 5000,
};

/** With the pauses between them about 15 s; then the sweeper performs what is overdue. */
const ATTEMPTS = 5;
const LANES: Lane[] = ['timers', 'inner', 'http'];

type Data = Pick<Job, 'conv_id' | 'obj_id' | 'wait_id' | 'due'>;
type Handler = (job: Job) => Promise<void>;
type BullQueueOf = BaseQueue<Data, void, Job['kind'], Data, void, Job['kind'], IQueueBackend, ConnectionOptions>;
type BullWorker = Worker<Data, void, Job['kind'], IQueueBackend>;

export async function openBullQueue(options: BullQueueOptions): Promise<Queue> {
  const link = options.redisUrl === undefined ? null : await RedisLink.open(options.redisUrl, options.log);
  return new BullQueue(options, link);
}

class BullQueue implements Queue {
  private readonly options: BullQueueOptions;
  private readonly link: RedisLink | null;
  private readonly timing: typeof TIMING;
  private readonly jobOptions: DefaultJobOptions;
  private readonly backends: BackendFactory<IQueueBackend, ConnectionOptions>;
  private readonly warnings: RareWarnings;
  private readonly queues = new Map<string, BullQueueOf>();
  private readonly workers: BullWorker[] = [];
  private readonly running = new Set<Promise<void>>();
  private closing: Promise<void> | null = null;

  constructor(options: BullQueueOptions, link: RedisLink | null) {
    this.options = options;
    this.link = link;
    this.timing = { ...TIMING, ...options.timing };
    this.warnings = new RareWarnings(options.clock, options.log);
    this.jobOptions = {
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: this.timing.retry_ms },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    };
    const { clock } = options;
    const settings = { clock, job_options: this.jobOptions, lock_ms: this.timing.lock_ms };
    this.backends = link?.backends ?? inProcessBackends(settings);
    for (const { name } of this.names()) this.queues.set(name, this.openQueue(name));
  }

  async add(jobs: Job[]): Promise<void> {
    const now = this.options.clock.now();
    const byQueue = groupBy(jobs, (job) => this.nameFor(job.lane, job.conv_id));
    await this.ask(() =>
      [...byQueue].map(([name, group]) => this.queue(name).addBulk(group.map((job) => toBull(job, now)))),
    );
  }

  async remove(ids: { id: string; lane: Lane; conv_id: number }[]): Promise<void> {
    await this.ask(() => ids.map(({ id, lane, conv_id }) => this.queue(this.nameFor(lane, conv_id)).remove(id)));
  }

  async work(handler: Handler): Promise<void> {
    if (this.workers.length > 0) throw new Bug('a queue is given its handler once');
    for (const { name, lane } of this.names()) this.workers.push(this.openWorker(name, lane, handler));
  }

  async sizes(): Promise<{ waiting: number; delayed: number; active: number }> {
    const counted = await this.ask(() =>
      [...this.queues.values()].map((queue) => queue.getJobCounts('waiting', 'delayed', 'active')),
    );
    const sizes = { waiting: 0, delayed: 0, active: 0 };
    for (const counts of counted) {
      sizes.waiting += counts.waiting ?? 0;
      sizes.delayed += counts.delayed ?? 0;
      sizes.active += counts.active ?? 0;
    }
    return sizes;
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  /** First the handlers, which is all that must be waited for; what BullMQ then writes to Redis may fail. */
  private async closeAll(): Promise<void> {
    for (const worker of this.workers) await worker.pause(true);
    await Promise.allSettled(this.running);
    const byForce = this.link !== null && !this.link.answers;
    const closed = Promise.all(this.workers.map((worker) => worker.close(byForce)));
    await this.answered(closed).catch((error: unknown) => this.report(error));
    await this.answered(Promise.all([...this.queues.values()].map((queue) => queue.close()))).catch(() => {});
    this.link?.close();
  }

  private openQueue(name: string): BullQueueOf {
    const queue: BullQueueOf = new BaseQueue(
      name,
      // Asking for the version of Redis could fail, and would then leave the queue unusable for good.
      {
        ...this.connectionFor(name, 'producer'),
        skipMetasUpdate: true,
        skipVersionCheck: true,
        defaultJobOptions: this.jobOptions,
      },
      this.backends,
    );
    return queue.on('error', (error) => this.report(error));
  }

  private openWorker(name: string, lane: Lane, handler: Handler): BullWorker {
    const { stalled_check_ms, lock_ms } = this.timing;
    const worker: BullWorker = new Worker(
      name,
      (job: StoredJob<Data, void, Job['kind']>) => this.perform(toJob(job, lane), handler),
      {
        ...this.connectionFor(name, 'consumer'),
        concurrency: Math.ceil(this.options.concurrency[lane] / this.lanes),
        lockDuration: lock_ms,
        stalledInterval: stalled_check_ms,
        runRetryDelay: 1000,
      },
      this.backends,
    );
    worker.on('error', (error) => this.report(error));
    worker.on('failed', (job, error) => {
      this.warnings.warn('A job failed.', { job: job?.id, attempt: job?.attemptsMade, error: errorText(error) });
    });
    return worker;
  }

  private connectionFor(name: string, client: 'producer' | 'consumer') {
    const { prefix } = this.options;
    if (this.link === null) return { prefix, connection: {} };
    return { prefix: this.link.prefixOf(prefix, name), connection: this.link[client] };
  }

  private async perform(job: Job, handler: Handler): Promise<void> {
    // A worker may have been fetching this job when it was told to stop: it fails, and is there for others.
    if (this.closing !== null) throw new Error('the queue is being closed');
    const work = handler(job);
    this.running.add(work);
    try {
      await work;
    } finally {
      this.running.delete(work);
    }
  }

  /** Refused at once while Redis is away: BullMQ would wait for it. */
  private async ask<T>(question: () => Promise<T>[]): Promise<T[]> {
    if (this.link?.answers === false) throw new TaktError('busy', 'Redis does not answer');
    return this.answered(Promise.all(question()));
  }

  /** Nobody waits longer than this for a Redis that has fallen silent. */
  private async answered<T>(answer: Promise<T>): Promise<T> {
    let stopTimer = () => {};
    const late = new Promise<never>((_, reject) => {
      const error = new TaktError('busy', 'the queue does not answer');
      stopTimer = this.options.clock.after(this.timing.answer_ms, () => reject(error));
    });
    return Promise.race([answer, late]).finally(() => stopTimer());
  }

  /** What BullMQ says went wrong; the link itself tells of lost connections. */
  private report(error: unknown): void {
    if (isConnectionError(error)) return;
    this.warnings.warn('The queue reports an error.', { error: errorText(error) });
  }

  private get lanes(): number {
    return this.options.lanes ?? 2;
  }

  private names(): { name: string; lane: Lane }[] {
    return LANES.flatMap((lane) => Array.from({ length: this.lanes }, (_, k) => ({ name: `${lane}-${k}`, lane })));
  }

  private nameFor(lane: Lane, convId: number): string {
    return `${lane}-${convId % this.lanes}`;
  }

  private queue(name: string): BullQueueOf {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Bug(`there is no queue ${name}`);
    return queue;
  }
}

/** `timestamp` makes the due instant exact: BullMQ would read its own, later clock. */
function toBull(job: Job, now: number) {
  const { id, kind, conv_id, obj_id, wait_id, due } = job;
  const delay = Math.max(0, Math.ceil(due - now));
  return { name: kind, data: { conv_id, obj_id, wait_id, due }, opts: { jobId: id, timestamp: now, delay } };
}

function toJob(stored: StoredJob<Data, void, Job['kind']>, lane: Lane): Job {
  if (stored.id === undefined) throw new Bug('BullMQ handed out a job without an id');
  const { conv_id, obj_id, wait_id, due } = stored.data;
  return { id: stored.id, kind: stored.name, lane, conv_id, obj_id, wait_id, due };
}

function isConnectionError(error: unknown): boolean {
  const bySystem = typeof error === 'object' && error !== null && 'syscall' in error;
  return bySystem || /Connection is closed|Stream isn't writeable|Socket timeout/.test(errorText(error));
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
