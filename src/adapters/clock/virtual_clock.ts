/**
 * Time that stands still until it is moved: for tests, and for simulations that run thirty days in a second.
 * Like a machine's, it has two parts: time that passes, on which callbacks wait, and what the clock shows, which
 * somebody may set (`step`) without any time passing.
 */
import { assert } from '../../base/errors.ts';
import { Heap, OUT_OF_HEAP } from '../../base/heap.ts';
import type { Clock } from '../../ports/clock.ts';

interface Alarm {
  place: number;
  /** In time passed since the clock was made. */
  at: number;
  /** Alarms of one instant ring in the order in which they were set. */
  order: number;
  callback: () => void;
}

/** One turn of the event loop: every chain of promises that waits for nothing outside has run to its end. */
const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class VirtualClock implements Clock {
  private passed = 0;
  private shown: number;
  private alarmsSet = 0;
  private readonly alarms = new Heap<Alarm>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));

  /** `start` is what the clock shows first, ms since 1970. */
  constructor(start: number) {
    this.shown = start;
  }

  now(): number {
    return this.shown + this.passed;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { place: OUT_OF_HEAP, at: this.passed + Math.max(0, ms), order: this.alarmsSet++, callback };
    this.alarms.push(alarm);
    return () => this.alarms.remove(alarm);
  }

  /** When the next callback comes, as the clock shows time now; null while none waits. */
  nextDue(): number | null {
    const next = this.alarms.peek();
    return next === undefined ? null : this.shown + next.at;
  }

  /** Lets time pass and calls what is due, in order, without letting promises settle in between. */
  advance(ms: number): void {
    assert(ms >= 0, 'time does not pass backwards; `step` sets the clock back');
    const end = this.passed + ms;
    while (this.ringNext(end));
    this.passed = end;
  }

  /** The same up to an instant. */
  advanceTo(instant: number): void {
    this.advance(instant - this.now());
  }

  /**
   * Lets time pass as it does in life: after each callback waits until what it began has settled. `settle` says how
   * that is known; a turn of the event loop is enough unless the work waits for threads, files or sockets.
   */
  async run(ms: number, settle: () => Promise<void> = oneTurn): Promise<void> {
    assert(ms >= 0, 'time does not pass backwards; `step` sets the clock back');
    const end = this.passed + ms;
    do await settle();
    while (this.ringNext(end));
    this.passed = Math.max(this.passed, end);
  }

  /** Sets the clock, back when negative: it shows another time, and no time passes. */
  step(ms: number): void {
    this.shown += ms;
  }

  private ringNext(end: number): boolean {
    const next = this.alarms.peek();
    if (next === undefined || next.at > end) return false;
    this.alarms.remove(next);
    this.passed = Math.max(this.passed, next.at);
    next.callback();
    return true;
  }
}
