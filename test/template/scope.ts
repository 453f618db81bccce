/** Scopes for the tests of expressions: one place that makes them. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { prng } from '../../src/base/prng.ts';
import { evaluate } from '../../src/template/evaluate.ts';
import { type Read, type ReadAnswer, readKey, type Scope } from '../../src/template/reads.ts';

/** Monday, 7 April 2025, 09:41:07 UTC. */
export const NOW = Date.UTC(2025, 3, 7, 9, 41, 7, 250);

export function scope(data: JsonObject = {}, answers: [Read, ReadAnswer][] = []): Scope {
  return {
    data,
    root: { task_id: '5f1e', status: '1', conv_id: '77' },
    now: NOW,
    random: prng('seed'),
    answers: new Map(answers.map(([read, answer]) => [readKey(read), answer])),
  };
}

/** The value of a text that must evaluate; undefined is what missing gives. */
export function resultOf(text: string, data: JsonObject = {}, answers: [Read, ReadAnswer][] = []): Json | undefined {
  const result = evaluate(text, scope(data, answers));
  if ('need' in result || !result.ok) throw new Error(`${text}: ${JSON.stringify(result)}`);
  return result.value;
}
