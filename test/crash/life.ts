/**
 * One life of a server: every call it makes through a port is numbered, and at one of them it may die, before the call
 * takes effect or after it took effect but before its answer arrives. From then on nothing of this life does anything
 * any more: its promises never settle, its timers never ring, as after `kill -9`.
 *
 * Reading the clock and drawing random bytes are not numbered: they change nothing, so that dying there is the same as
 * dying before the next call that is.
 */
import type { Clock } from '../../src/ports/clock.ts';

export type Mode = 'before' | 'after';

/** The server dies at this call of a life. */
export interface Kill {
  at: number;
  mode: Mode;
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** What a dead server is still waiting for. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

export class Life {
  calls = 0;
  /** The call at which it died. */
  diedAt: string | null = null;
  /** Null: it lives as long as the test. */
  kill: Kill | null;
  private readonly onDeath: () => void;
  private readonly pause: () => Promise<void>;

  /** `pause` is how long a call is on its way, there and back: others come in between. */
  constructor(kill: Kill | null, onDeath: () => void, pause: () => Promise<void>) {
    this.kill = kill;
    this.onDeath = onDeath;
    this.pause = pause;
  }

  get dead(): boolean {
    return this.diedAt !== null;
  }

  /** The same port, each of whose calls is numbered and is this life's own. */
  port<T extends object>(name: string, port: T): T {
    const get = (target: T, key: string | symbol): unknown => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as Method;
      return (...args: unknown[]) => this.call(`${name}.${String(key)}`, () => method(...args));
    };
    return new Proxy(port, { get });
  }

  /** Timers that ring only while the server lives. */
  clock(clock: Clock): Clock {
    const guarded = (callback: () => void) => (): void => {
      if (!this.dead) callback();
    };
    return { now: () => clock.now(), after: (ms, callback) => clock.after(ms, guarded(callback)) };
  }

  /** Dies now, between two calls. */
  die(what: string): void {
    if (this.dead) return;
    this.diedAt = what;
    this.onDeath();
  }

  private async call(what: string, perform: () => Promise<unknown>): Promise<unknown> {
    await this.pause();
    if (this.dead) return never();
    const mode = this.kill?.at === ++this.calls ? this.kill.mode : null;
    if (mode === 'before') {
      this.die(what);
      return never();
    }
    const answer = perform();
    if (mode === 'after') this.die(what);
    try {
      const result = await answer;
      await this.pause();
      return this.dead ? never() : result;
    } catch (error) {
      if (this.dead) return never();
      throw error;
    }
  }
}
