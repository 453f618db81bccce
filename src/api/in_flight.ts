/**
 * What each key has under way: its requests beyond the first so many wait for their turn, and the answers that it has
 * not taken yet have a limit together, so that no key fills the memory by asking more than it reads.
 */
import { LIMITS } from '../base/limits.ts';

interface Load {
  requests: number;
  /** Of answers that are made and not sent. */
  bytes: number;
  waiting: (() => void)[];
}

/** The right of one request to be answered, until its answer was sent. */
export interface Place {
  /** Bytes that its answer may still have. */
  left(): number;
  /** Counts what the answer will have more. */
  add(bytes: number): void;
  /** Counts what the answer has so far, whatever was added before. */
  set(bytes: number): void;
  /** May be called twice: before its answer left by who keeps nobody else from being answered. */
  leave(): void;
}

export class InFlight {
  private readonly keys = new Map<number, Load>();

  /** Waits for a place; null where too many wait already. */
  async enter(user_id: number): Promise<Place | null> {
    const load = this.keys.get(user_id) ?? { requests: 0, bytes: 0, waiting: [] };
    this.keys.set(user_id, load);
    if (load.requests >= LIMITS.requests_in_flight) {
      if (load.waiting.length >= LIMITS.requests_waiting) return null;
      // Who leaves hands on its place: the number of requests stays as it is.
      await new Promise<void>((resolve) => load.waiting.push(resolve));
    } else {
      load.requests += 1;
    }
    return this.place(user_id, load);
  }

  private place(user_id: number, load: Load): Place {
    let own = 0;
    let left = false;
    const set = (bytes: number): void => {
      load.bytes += bytes - own;
      own = bytes;
    };
    return {
      left: () => Math.max(0, Math.min(LIMITS.answer_bytes - own, LIMITS.untaken_answers_bytes - load.bytes)),
      add: (bytes) => set(own + bytes),
      set,
      leave: () => {
        set(0);
        if (left) return;
        left = true;
        const next = load.waiting.shift();
        if (next !== undefined) next();
        else if (--load.requests === 0) this.keys.delete(user_id);
      },
    };
  }
}
