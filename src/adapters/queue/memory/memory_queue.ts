/**
 * The smallest queue there is: jobs in a map, each with a timer of the clock. For tests and simulations, on virtual time.
 * It can be made to misbehave as far as the port allows, so that those who use a queue are tried against a bad one.
 */
import type { Clock } from '../../../ports/clock.ts';
import type { Job, Queue } from '../../../ports/queue.ts';

/** A job that keeps failing is given up, as on BullMQ; the sweeper finds it. */
const ATTEMPTS = 5;
const FIRST_RETRY_MS = 1000;

type Handler = (job: Job) => Promise<void>;

interface Held {
  job: Job;
  state: 'delayed' | 'waiting' | 'active';
  failures: number;
  cancel: () => void;
}

export class MemoryQueue implements Queue {
  private readonly clock: Clock;
  private readonly mischief: (job: Job) => number;
  private readonly held = new Map<string, Held>();
  private readonly running = new Set<Promise<void>>();
  private handler: Handler | null = null;
  private closed = false;

  /** `mischief` says how many times at once a due job is handed out: 0 loses it, 2 repeats it. */
  constructor(options: { clock: Clock; mischief?: (job: Job) => number }) {
    this.clock = options.clock;
    this.mischief = options.mischief ?? (() => 1);
  }

  async add(jobs: Job[]): Promise<void> {
    if (this.closed) return;
    for (const job of jobs) {
      if (this.held.has(job.id)) continue;
      const held: Held = { job, state: 'delayed', failures: 0, cancel: () => {} };
      this.held.set(job.id, held);
      this.arm(held, job.due);
    }
  }

  async remove(ids: { id: string }[]): Promise<void> {
    for (const { id } of ids) {
      const held = this.held.get(id);
      if (held === undefined || held.state === 'active') continue;
      held.cancel();
      this.held.delete(id);
    }
  }

  async work(handler: Handler): Promise<void> {
    this.handler = handler;
    for (const held of [...this.held.values()]) if (held.state === 'waiting') this.handOut(held);
  }

  async sizes(): Promise<{ waiting: number; delayed: number; active: number }> {
    const sizes = { waiting: 0, delayed: 0, active: 0 };
    for (const held of this.held.values()) sizes[held.state]++;
    return sizes;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const held of this.held.values()) held.cancel();
    await this.idle();
    this.held.clear();
  }

  /** Resolves once no handler runs: how a simulation knows that an instant is over. */
  async idle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.running.size > 0 && (await Promise.all(this.running)));
  }

  /** Waits until the clock shows `due`; it may have been set back meanwhile, so that is asked again each time. */
  private arm(held: Held, due: number): void {
    held.state = 'delayed';
    held.cancel = this.clock.after(due - this.clock.now(), () => {
      if (this.clock.now() < due) return this.arm(held, due);
      held.state = 'waiting';
      if (this.handler !== null) this.handOut(held);
    });
  }

  private handOut(held: Held): void {
    const times = this.mischief(held.job);
    if (times === 0) this.held.delete(held.job.id);
    else this.track(this.perform(held, times));
  }

  private async perform(held: Held, times: number): Promise<void> {
    held.state = 'active';
    const handler = this.handler;
    if (handler === null) return;
    const tries = Array.from({ length: times }, async () => handler({ ...held.job }));
    const failed = (await Promise.allSettled(tries)).some((result) => result.status === 'rejected');
    if (failed && ++held.failures < ATTEMPTS && !this.closed) {
      this.arm(held, this.clock.now() + FIRST_RETRY_MS * 2 ** (held.failures - 1));
    } else this.held.delete(held.job.id);
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }
}
