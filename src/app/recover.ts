/**
 * Brings back what a crash, a wiped queue or a lost job took away (I8). The feeder makes jobs of what is due soon; the
 * sweeper does by itself, without the queue, what is overdue by two recovery intervals. Both read the due index only.
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
const SWEEP_AT_ONCE = 32;

export class Recover {
  private readonly ports: Pick<Ports, 'tasks' | 'clock' | 'log'>;
  private readonly settings: Pick<AppSettings, 'recover_ms'>;
  private readonly scheduler: Scheduler;
  private readonly work: Work;
  private cancel: (() => void) | null = null;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    ports: Pick<Ports, 'tasks' | 'clock' | 'log'>,
    settings: Pick<AppSettings, 'recover_ms'>,
    parts: { scheduler: Scheduler; work: Work },
  ) {
    this.ports = ports;
    this.settings = settings;
    this.scheduler = parts.scheduler;
    this.work = parts.work;
  }

  /** Begins at once, and comes again every recovery interval. */
  start(): void {
    const round = (): void => {
      this.running = this.round()
        .catch((error) => this.ports.log.error('recovery failed; it will be tried again', { error: errorText(error) }))
        .then(() => {
          if (!this.stopped) this.cancel = this.ports.clock.after(this.settings.recover_ms, round);
        });
    };
    round();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel?.();
    await this.running;
  }

  /** One round: sweep what is overdue, feed what is due soon, trim a piece. */
  async round(): Promise<void> {
    await this.sweep();
    await this.feed();
    await this.ports.tasks.trim(this.ports.clock.now());
  }

  private async sweep(): Promise<void> {
    const before = this.ports.clock.now() - 2 * this.settings.recover_ms;
    await this.pages(before, async (items) => {
      for (let i = 0; i < items.length && !this.stopped; i += SWEEP_AT_ONCE) {
        await Promise.all(items.slice(i, i + SWEEP_AT_ONCE).map((item) => this.sweepOne(item)));
      }
      return !this.stopped;
    });
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
