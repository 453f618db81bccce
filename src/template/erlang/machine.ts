/**
 * What one evaluation of a fun has: its variables, and how much it may still do. The first failure stays; after it
 * every value is a placeholder and the rest is done quickly for nothing. Everything that takes longer for larger
 * values pays for it here, so an evaluation ends soon, whatever the fun and the data.
 */
import { type Term, UNDEFINED } from './term.ts';

export interface FunFailure {
  /** Index into the text of the fun. */
  at: number;
  problem: string;
  /** Of a limit: no guard swallows it. */
  limit: boolean;
}

export class Machine {
  readonly slots: Term[];
  /** What is being done now, for the failure that may come of it. */
  at = 0;
  failure: FunFailure | undefined;
  constructor(
    slots: number,
    public steps: number,
    public chars: number,
  ) {
    this.slots = new Array<Term>(slots).fill(UNDEFINED);
  }

  fail(problem: string): Term {
    this.failure ??= { at: this.at, problem, limit: false };
    return UNDEFINED;
  }

  exceed(problem: string): Term {
    this.failure ??= { at: this.at, problem, limit: true };
    return UNDEFINED;
  }

  /** Pays for work; false, and failed, when nothing is left. */
  spend(work: number): boolean {
    this.steps -= work;
    if (this.steps >= 0) return true;
    this.exceed('the fun does too much work');
    return false;
  }

  /** Pays for going over a text. */
  spendText(chars: number): boolean {
    // No shift: that would make a number beyond 31 bits negative, and pay for what it should cost.
    return this.spend(1 + Math.floor(chars / 4));
  }

  /** Pays for a part of the result. */
  yieldChars(chars: number): boolean {
    this.chars -= chars;
    if (this.chars >= 0) return true;
    this.exceed('the result is too large');
    return false;
  }
}
