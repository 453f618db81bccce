/** The arithmetic of `$.math`: + - * / with the usual precedence, parentheses and a leading minus, on decimal numbers. */

import { sixDecimals } from '../base/decimals.ts';
import { LIMITS } from '../base/limits.ts';

export type Calculated = { ok: true; value: number } | { ok: false; problem: string };

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

export function calculate(text: string): Calculated {
  const reader = new Reader(text);
  const value = reader.sum(0);
  const problem = reader.end();
  if (problem !== undefined) return { ok: false, problem };
  if (!Number.isFinite(value)) return { ok: false, problem: 'the result is too large' };
  return { ok: true, value: sixDecimals(value) };
}

/** Reads and calculates in one go. The first problem stays; after it every number is 0 and nothing more is read. */
class Reader {
  private at = 0;
  private problem: string | undefined;
  constructor(private readonly text: string) {
    this.skip();
  }

  end(): string | undefined {
    if (this.at < this.text.length) this.fail(`"${this.text.slice(this.at, this.at + 20)}" is not expected`);
    return this.problem;
  }

  sum(depth: number): number {
    let value = this.product(depth);
    for (;;) {
      if (this.take('+')) value += this.product(depth);
      else if (this.take('-')) value -= this.product(depth);
      else return value;
    }
  }

  private product(depth: number): number {
    let value = this.factor(depth);
    for (;;) {
      if (this.take('*')) value *= this.factor(depth);
      else if (this.take('/')) value = this.quotient(value, this.factor(depth));
      else return value;
    }
  }

  private quotient(value: number, by: number): number {
    return by === 0 ? this.fail('division by zero') : value / by;
  }

  private factor(depth: number): number {
    let sign = 1;
    while (this.take('-')) sign = -sign;
    if (!this.take('(')) return sign * this.number();
    if (depth >= LIMITS.expression_depth) return this.fail(`parentheses nest deeper than ${LIMITS.expression_depth}`);
    const value = this.sum(depth + 1);
    if (!this.take(')')) this.fail('")" is missing');
    return sign * value;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) {
      const rest = this.text.slice(this.at, this.at + 20);
      return this.fail(rest === '' ? 'a number is missing at the end' : `"${rest}" is not a number`);
    }
    this.at += found[0].length;
    this.skip();
    return Number(found[0]);
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    this.skip();
    return true;
  }

  private skip(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t' || this.text[this.at] === '\n') this.at++;
  }

  private fail(problem: string): number {
    this.problem ??= problem;
    this.at = this.text.length;
    return 0;
  }
}
