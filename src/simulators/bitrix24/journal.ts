/** The log of what was asked and what came of it, for judging a client from outside. It holds secrets: they are made up. */
import type { JsonObject } from '../../base/json.ts';

export interface RequestRecord {
  /** Milliseconds, by the look-alike's clock. */
  at: number;
  target: 'authorize' | 'token' | 'rest';
  /** HTTP method. */
  verb: string;
  host: string;
  path: string;
  /** REST method; null elsewhere. */
  method: string | null;
  params: JsonObject;
  /** Kind of the fault that hit it. */
  fault: string | null;
  /** `cut`: the connection ended without an answer. */
  outcome: 'open' | 'answered' | 'cut';
  /** HTTP status of the answer that was made, sent or not; null while there is none. */
  status: number | null;
  /** `error` of that answer. */
  error: string | null;
}

/** The oldest records beyond this many are dropped, so that a look-alike may run for weeks. */
const KEPT = 10_000;

type Condition = (records: readonly RequestRecord[]) => boolean;

export class Journal {
  readonly records: RequestRecord[] = [];
  private waiting: { condition: Condition; resolve: () => void }[] = [];

  open(record: Omit<RequestRecord, 'fault' | 'outcome' | 'status' | 'error'>): RequestRecord {
    const opened: RequestRecord = { ...record, fault: null, outcome: 'open', status: null, error: null };
    this.records.push(opened);
    if (this.records.length > KEPT) this.records.shift();
    this.changed();
    return opened;
  }

  close(record: RequestRecord, outcome: 'answered' | 'cut'): void {
    record.outcome = outcome;
    this.changed();
  }

  /** Resolves once the records satisfy the condition: an event to wait for in place of a sleep. */
  until(condition: Condition): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ condition, resolve });
      this.changed();
    });
  }

  private changed(): void {
    this.waiting = this.waiting.filter(({ condition, resolve }) => {
      if (!condition(this.records)) return true;
      resolve();
      return false;
    });
  }
}
