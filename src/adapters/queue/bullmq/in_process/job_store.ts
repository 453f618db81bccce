/**
 * The jobs of one in-process queue: delayed ones in a heap, waiting ones in a line, active ones with the lock of who
 * runs them. It knows nothing of BullMQ and reads no clock.
 * A job is in exactly one of the three; taking, giving back and finishing move it. Nothing of it outlives the process:
 * the database is the truth (I8).
 */
import { assert } from '../../../../base/errors.ts';
import { Heap, OUT_OF_HEAP } from '../../../../base/heap.ts';

/** Kept small, as a hundred thousand of these may wait: what all jobs have alike is not kept with each. */
export interface StoredJob {
  id: string;
  name: string;
  /** JSON. */
  data: string;
  /** When it may be taken, ms. */
  at: number;
  attempts_made: number;
  times_stalled: number;
  place: number;
}

interface Lock {
  job: StoredJob;
  token: string;
  until: number;
}

/** Taken jobs leave holes at the head of the line; it is moved up when these are many and are most of it. */
const HOLES_MAX = 1000;

export class JobStore {
  private readonly jobs = new Map<string, StoredJob>();
  private readonly delayed = new Heap<StoredJob>((a, b) => a.at < b.at);
  private readonly locks = new Map<string, Lock>();
  private line: StoredJob[] = [];
  private head = 0;

  /** Does nothing when the id is held already, in whatever state. */
  add(job: { id: string; name: string; data: string; at: number }, now: number): void {
    if (this.jobs.has(job.id)) return;
    const [id, data] = [compact(job.id), compact(job.data)];
    const stored: StoredJob = {
      id,
      name: job.name,
      data,
      at: job.at,
      attempts_made: 0,
      times_stalled: 0,
      place: OUT_OF_HEAP,
    };
    this.jobs.set(id, stored);
    this.enter(stored, now);
  }

  /** Whether there is no such job any more; an active one stays. */
  remove(id: string): boolean {
    const job = this.jobs.get(id);
    if (job === undefined) return true;
    if (this.locks.has(id)) return false;
    this.jobs.delete(id);
    this.delayed.remove(job);
    return true;
  }

  /** The next job that may be taken, now locked by the token; undefined when there is none. */
  take(token: string, now: number, lockMs: number): StoredJob | undefined {
    this.promote(now);
    const job = this.firstInLine();
    if (job === undefined) return undefined;
    this.head++;
    if (this.head > HOLES_MAX && this.head * 2 > this.line.length) {
      this.line = this.line.slice(this.head);
      this.head = 0;
    }
    this.locks.set(job.id, { job, token, until: now + lockMs });
    return job;
  }

  /** Forgets a job that was performed or given up; false when the token does not hold it any more. */
  finish(id: string, token: string): boolean {
    if (this.unlock(id, token) === undefined) return false;
    return this.jobs.delete(id);
  }

  /** Keeps a job that failed for another attempt; false when the token does not hold it any more. */
  retry(id: string, token: string, due: { at: number; now: number }): boolean {
    const job = this.unlock(id, token);
    if (job === undefined) return false;
    job.attempts_made++;
    job.at = due.at;
    this.enter(job, due.now);
    return true;
  }

  extend(id: string, token: string, until: number): boolean {
    const lock = this.locks.get(id);
    if (lock?.token !== token) return false;
    lock.until = until;
    return true;
  }

  /** Puts jobs whose lock has expired back in the line, and says which. */
  freeStalled(now: number): string[] {
    const stalled = [...this.locks.values()].filter((lock) => lock.until < now);
    for (const { job } of stalled) {
      this.locks.delete(job.id);
      job.times_stalled++;
      this.line.push(job);
    }
    return stalled.map(({ job }) => job.id);
  }

  /** The instant from which something may be taken: 0 when it may at once, null when nothing waits. */
  nextAt(): number | null {
    if (this.firstInLine() !== undefined) return 0;
    return this.delayed.peek()?.at ?? null;
  }

  sizes(): { waiting: number; delayed: number; active: number } {
    const [delayed, active] = [this.delayed.size, this.locks.size];
    return { waiting: this.jobs.size - delayed - active, delayed, active };
  }

  private enter(job: StoredJob, now: number): void {
    if (job.at > now) this.delayed.push(job);
    else this.line.push(job);
  }

  private promote(now: number): void {
    for (let job = this.delayed.peek(); job !== undefined && job.at <= now; job = this.delayed.peek()) {
      this.delayed.remove(job);
      this.line.push(job);
    }
  }

  /** Passes over jobs that were removed while they stood in the line. */
  private firstInLine(): StoredJob | undefined {
    for (; this.head < this.line.length; this.head++) {
      const job = this.line[this.head];
      assert(job !== undefined, 'the line of waiting jobs has a hole');
      if (this.jobs.get(job.id) === job) return job;
    }
    this.line = [];
    this.head = 0;
    return undefined;
  }

  private unlock(id: string, token: string): StoredJob | undefined {
    const lock = this.locks.get(id);
    if (lock?.token !== token) return undefined;
    this.locks.delete(id);
    return lock.job;
  }
}

/**
 * The same text in as few bytes as it can take. JSON.stringify leaves spare room behind its text, and a joined text
 * keeps its parts: a delayed job takes 320 B, and took 450 B without this (measured on Node 20).
 */
function compact(text: string): string {
  return Buffer.from(text).toString();
}
