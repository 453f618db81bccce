/**
 * Runs the JavaScript of Code nodes where it can reach nothing. Promised: memory, CPU time and output are bounded, a
 * crash takes nothing along, never throws, and the same code on the same data gives the same result except for Date
 * and Math.random, which are fixed by `now` and `seed`.
 */
import type { JsonObject } from '../base/json.ts';
import type { CodeTag } from '../model/effect.ts';

export interface CodeRun {
  src: string;
  data: JsonObject;
  /** What the code sees as data.__root. */
  root: Record<string, string>;
  now: number;
  seed: string;
}

export type CodeOutcome = { data: JsonObject } | { tag: CodeTag; text: string };

export interface CodeSandbox {
  run(run: CodeRun): Promise<CodeOutcome>;
  /**
   * Null when the source can be parsed, else the error text with its line. Undefined when that cannot be told now: the
   * machine is too busy or was ended, which says nothing about the source.
   */
  check(src: string): Promise<string | null | undefined>;
  close(): Promise<void>;
}
