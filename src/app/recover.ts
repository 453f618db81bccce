/**
 * Brings back what a crash, a wiped queue or a lost job took away (I8). The feeder makes jobs of what is due soon; the
 * sweeper does by itself, without the queue, what is overdue by two recovery intervals. Both read the due index only.
 * A start also lets those tasks go on that were held by a process's status: whoever changed it may have died over that.
 */
import { errorText } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { DueItem } from '../ports/tasks.ts';
import type { Scheduler } from './scheduler.ts';
import type { Work } from './work.ts';
import type { AppSettings, Ports } from './world.ts';

/** Rows of the due index read at once. */
const PAGE = 1000;
/** Overdue items the sweeper does at the same time. */
const SWEEP_AT_ONCE = 128;

export class Recover {
  private readonly ports: Pick<Ports, 'tasks' | 'catalog' | 'clock' | 'log'>;
  private readonly settings: Pick<AppSettings, 'recover_ms'>;
  private readonly scheduler: Scheduler;
  private readonly work: Work;
  private readonly release: (conv_id: number) => Promise<void>;
  /** The process up to which held tasks have been released since the start; null once all have. */
  private releasedTo: number | null = Number.MIN_SAFE_INTEGER;
  private readonly again = new Set<number>();
  private readonly cancels = new Set<() => void>();
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    ports: Pick<Ports, 'tasks' | 'catalog' | 'clock' | 'log'>,
    settings: Pick<AppSettings, 'recover_ms'>,
    parts: { scheduler: Scheduler; work: Work; release: (conv_id: number) => Promise<void> },
  ) {
    this.ports = ports;
    this.settings = settings;
    this.scheduler = parts.scheduler;
    this.work = parts.work;
    this.release = parts.release;
  }

  /** Begins at once, and comes again every recovery interval. Feeding does not wait for a sweep that takes long. */
  start(): void {
    this.repeat(() => this.feed());
    this.repeat(() => this.sweep());
    this.repeat(() => this.releaseHeld());
    this.repeat(() => this.trim());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const cancel of this.cancels) cancel();
    await Promise.all(this.running);
  }

  /** One round of everything. */
  async round(): Promise<void> {
    await this.sweep();
    await this.feed();
    await this.releaseHeld();
    await this.trim();
  }

  private repeat(work: () => Promise<void>): void {
    const once = (): void => {
      const done = work()
        .catch((error) => this.ports.log.error('recovery failed; it will be tried again', { error: errorText(error) }))
        .then(() => {
          this.running.delete(done);
          if (!this.stopped) this.later(once);
        });
      this.running.add(done);
    };
    once();
  }

  private later(callback: () => void): void {
    const cancel = this.ports.clock.after(this.settings.recover_ms, () => {
      this.cancels.delete(cancel);
      callback();
    });
    this.cancels.add(cancel);
  }

  /** A resume or a deploy could not wake all tasks it should: the next round goes on with it. */
  releaseLater(conv_id: number): void {
    this.again.add(conv_id);
  }

  /** Once after a start, and again for the processes where it failed. */
  private async releaseHeld(): Promise<void> {
    const again = [...this.again];
    this.again.clear();
    for (const conv_id of again) await this.releaseOf(conv_id);
    while (this.releasedTo !== null && !this.stopped) {
      const convs = await this.ports.catalog.list({ kind: 'conv', limit: PAGE, after: this.releasedTo });
      for (const { id } of convs) {
        await this.releaseOf(id);
        this.releasedTo = id;
      }
      if (convs.length < PAGE) this.releasedTo = null;
    }
  }

  /** What is wrong with one process does not hold up the others. */
  private async releaseOf(conv_id: number): Promise<void> {
    try {
      await this.release(conv_id);
    } catch (error) {
      this.ports.log.warn('tasks that a process held could not all go on', { conv_id, error: errorText(error) });
      this.again.add(conv_id);
    }
  }

  /** Drops what retention no longer keeps, a piece at a time. */
  private async trim(): Promise<void> {
    while (!this.stopped && (await this.ports.tasks.trim(this.ports.clock.now())));
  }

  private async sweep(): Promise<void> {
    const before = this.ports.clock.now() - 2 * this.settings.recover_ms;
    const doing = new Set<Promise<void>>();
    await this.pages(before, async (items) => {
      for (const item of items) {
        if (this.stopped) break;
        const done = this.sweepOne(item).then(() => {
          doing.delete(done);
        });
        doing.add(done);
        if (doing.size >= SWEEP_AT_ONCE) await Promise.race(doing);
      }
      return !this.stopped;
    });
    await Promise.all(doing);
  }

  private async sweepOne(item: DueItem): Promise<void> {
    try {
      await this.work.do(item);
    } catch (error) {
      this.ports.log.warn('overdue work failed; it will be tried again', { id: item.id, error: errorText(error) });
    }
  }

  private async feed(): Promise<void> {
    const now = this.ports.clock.now();
    await this.pages(now + LIMITS.feed_ms, async (items) => {
      this.scheduler.feed(items, now + 2 * this.settings.recover_ms);
      return this.scheduler.room() > 0 && !this.stopped;
    });
  }

  /** Reads the due index page by page until it ends or `use` says enough. */
  private async pages(before: number, use: (items: DueItem[]) => Promise<boolean>): Promise<void> {
    let after: { due: number; id: string } | undefined;
    for (;;) {
      const items = await this.ports.tasks.due({ before, limit: PAGE, ...(after === undefined ? {} : { after }) });
      if (items.length === 0 || !(await use(items)) || items.length < PAGE) return;
      const last = items[items.length - 1] as DueItem;
      after = { due: last.due, id: last.id };
    }
  }
}
