/** A failing database or Redis fails every job, many a second: of all those warnings one in a while is logged, with the number of the others. */
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';

const EVERY_MS = 10_000;

export class RareWarnings {
  private readonly clock: Clock;
  private readonly log: Log;
  private lastAt = Number.NEGATIVE_INFINITY;
  private held = 0;

  constructor(clock: Clock, log: Log) {
    this.clock = clock;
    this.log = log;
  }

  warn(message: string, fields: Record<string, unknown>): void {
    const sinceLast = Math.abs(this.clock.now() - this.lastAt);
    if (sinceLast < EVERY_MS) {
      this.held++;
      return;
    }
    this.log.warn(message, { ...fields, others_not_logged: this.held });
    this.lastAt = this.clock.now();
    this.held = 0;
  }
}
