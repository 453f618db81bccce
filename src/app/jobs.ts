/**
 * Work that takes longer than a caller waits: imports, copies, tasks from CSV. Each has an unguessable name, by which
 * whoever began it asks how far it is, stops it, and reads how it ended. They live in the memory of this server: after a
 * restart a name is not known any more, and what was written stays.
 */
import { type Failure, TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';

export interface JobAbout {
  action: 'upload' | 'copy' | 'bulk';
  obj_type: 'obj_scheme' | 'csv_upload' | 'tasks';
  /** What it works on: the folder or process. */
  obj_id: number;
  /** What else a person tells it by. */
  about?: JsonObject;
}

/** How far it is. `progress` is in percent. */
export interface JobCounts {
  ok: number;
  err: number;
  all: number;
  progress: number;
}

export type JobStatus = 'in_progress' | 'success' | 'error' | 'stopped';

export interface Job extends JobAbout, JobCounts {
  hash: string;
  user_id: number;
  status: JobStatus;
  /** What the work answered, once it ended. */
  result: JsonObject;
}

/** What the work is given: it tells how far it is, and asks whether it is to stop. */
export interface JobReins {
  tell(counts: Partial<JobCounts>): void;
  isStopped(): boolean;
}

export type JobWork = (reins: JobReins) => Promise<JsonObject>;

interface Held {
  job: Job;
  stopped: boolean;
  listeners: Set<(job: Job) => void>;
  ended: Promise<void>;
}

/** Thrown by work that was asked to stop before it had written anything. */
export class StoppedJob extends TaktError {
  constructor() {
    super('conflict', 'It was stopped: nothing was made.');
  }
}

export class Jobs {
  private readonly ports: Pick<Ports, 'randomHex'>;
  private readonly held = new Map<string, Held>();

  constructor(ports: Pick<Ports, 'randomHex'>) {
    this.ports = ports;
  }

  /** `failed` words what the work threw; throws busy where too much is under way. */
  begin(actor: Actor, about: JobAbout, work: JobWork, failed: (error: unknown) => Failure): Job {
    const running = [...this.held.values()].filter(({ job }) => job.status === 'in_progress');
    const own_running = running.filter(({ job }) => job.user_id === actor.user_id).length;
    if (running.length >= LIMITS.jobs_running || own_running >= LIMITS.jobs_running_per_user) {
      throw new TaktError('busy', `${running.length} uploads and copies are under way: try again when one is done`);
    }
    const counts = { ok: 0, err: 0, all: 0, progress: 0 };
    const own = { hash: this.ports.randomHex(20), user_id: actor.user_id, status: 'in_progress', result: {} } as const;
    const held: Held = {
      job: { ...about, ...counts, ...own },
      stopped: false,
      listeners: new Set(),
      ended: Promise.resolve(),
    };
    this.held.set(held.job.hash, held);
    this.forgetOldest();
    held.ended = this.run(held, work, failed);
    return held.job;
  }

  /** Those of the actor, newest last. */
  list(actor: Actor): Job[] {
    return [...this.held.values()].map(({ job }) => job).filter((job) => this.isHis(actor, job));
  }

  find(actor: Actor, hash: string): Job {
    return this.demand(actor, hash).job;
  }

  /** Asks it to end where it stands; what is written stays. */
  stop(actor: Actor, hash: string): Job {
    const held = this.demand(actor, hash);
    held.stopped = true;
    return held.job;
  }

  /** Hears of every step; null where there is no such job. The name is the proof. */
  watch(hash: string, listener: (job: Job) => void): { job: Job; end: () => void } | null {
    const held = this.held.get(hash);
    if (held === undefined) return null;
    held.listeners.add(listener);
    return { job: held.job, end: () => held.listeners.delete(listener) };
  }

  /** Stops all and waits for them. */
  async close(): Promise<void> {
    for (const held of this.held.values()) held.stopped = true;
    await Promise.all([...this.held.values()].map(({ ended }) => ended));
  }

  private async run(held: Held, work: JobWork, failed: (error: unknown) => Failure): Promise<void> {
    const { job } = held;
    const tell = (counts: Partial<Job>): void => {
      Object.assign(job, counts);
      for (const listener of held.listeners) listener(job);
    };
    try {
      const result = await work({ tell, isStopped: () => held.stopped });
      if (held.stopped) tell({ status: 'stopped', result });
      else tell({ status: 'success', progress: 100, result });
    } catch (error) {
      const { code, message } = failed(error);
      tell({ status: error instanceof StoppedJob ? 'stopped' : 'error', result: { code, description: message } });
    }
    held.listeners.clear();
  }

  private demand(actor: Actor, hash: string): Held {
    const held = this.held.get(hash);
    if (held !== undefined && this.isHis(actor, held.job)) return held;
    throw new TaktError(
      'not_found',
      'There is no such upload: it is known at the server that began it, until that ends.',
    );
  }

  private isHis(actor: Actor, { user_id }: Job): boolean {
    return actor.admin || user_id === actor.user_id;
  }

  private forgetOldest(): void {
    for (const [hash, { job }] of this.held) {
      if (this.held.size <= LIMITS.jobs_kept) return;
      if (job.status !== 'in_progress') this.held.delete(hash);
    }
  }
}
