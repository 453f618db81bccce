/**
 * What an expression may ask of the world outside the task. Nothing here goes and looks: an evaluation that lacks an
 * answer says what it needs, the caller gets it, and evaluates again with the answer at hand.
 */
import type { Json, JsonObject } from '../base/json.ts';
import type { Prng } from '../base/prng.ts';

export type Read =
  /** The data of the task with this reference; `conv` is "123" or "@alias". */
  | { kind: 'task'; conv: string; ref: string }
  /** A variable: "@name" or its number. The answer to a JSON variable is the JSON value, not its text. */
  | { kind: 'env_var'; name: string }
  /** How many tasks stand in a node; without `conv`, of the process the expression is in. */
  | { kind: 'count'; conv: string | null; node: string }
  /** A total of a Sum node. */
  | { kind: 'sum'; conv: string | null; node: string; id: string }
  /** The address that releases a task from a callback node; `style` is what follows `public_callback_`. */
  | { kind: 'callback_url'; conv: string | null; node: string; style: string };

/** `value` undefined: there is no such thing, which reads as missing. A `failure` fails the expression. */
export type ReadAnswer =
  | { value: Json | undefined; secret?: boolean }
  | { failure: { tag: string; description: string } };

/** Taken from as funs go. */
export interface FunBudget {
  steps: number;
}

/**
 * What an expression is evaluated against. `now` is the instant in milliseconds. `random` must start from the same
 * seed in every round, so that an evaluation repeated for the sake of a read draws the same numbers (I4).
 */
export interface Scope {
  data: JsonObject;
  root: Record<string, string>;
  now: number;
  random: Prng;
  /** By `readKey`. */
  answers: ReadonlyMap<string, ReadAnswer>;
  /** What the funs of all evaluations against this scope may still do; without it those of each have the whole limit. */
  funs?: FunBudget;
}

/** The same text for the same read, whoever asks. */
export function readKey(read: Read): string {
  switch (read.kind) {
    case 'task':
      return JSON.stringify(['task', read.conv, read.ref]);
    case 'env_var':
      return JSON.stringify(['env_var', read.name]);
    case 'count':
      return JSON.stringify(['count', read.conv, read.node]);
    case 'sum':
      return JSON.stringify(['sum', read.conv, read.node, read.id]);
    case 'callback_url':
      return JSON.stringify(['callback_url', read.conv, read.node, read.style]);
  }
}
