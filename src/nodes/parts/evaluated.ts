/** Several fields evaluated as one: what they all lack is asked for in one round, and the first failure fails them. */
import { type Json, type JsonObject, setOwn } from '../../base/json.ts';
import type { Read } from '../../model/read.ts';
import { evaluate, type Evaluated as Found } from '../../template/evaluate.ts';
import type { ExpressionFailure } from '../../template/failure.ts';
import type { Scope } from '../../template/reads.ts';
import { evaluateRows } from '../../template/rows.ts';
import type { ConveyorError, Outcome } from '../node_type.ts';
import { convertText, software } from './failures.ts';
import type { Rows, Types } from './lenient.ts';

export type Evaluated<T> = { ok: true; value: T } | { ok: false; error: ConveyorError } | { need: Read[] };

/** The values of fields, by name. A field that is a single `{{param}}` keeps its type. */
export function evaluateFields<K extends string>(
  prefix: string,
  fields: Record<K, string>,
  scope: Scope,
): Evaluated<Record<K, Json>> {
  const values: JsonObject = {};
  const needs: Read[] = [];
  let error: ConveyorError | null = null;
  for (const name of Object.keys(fields)) {
    const found = evaluate(fields[name as K], scope);
    if ('need' in found) needs.push(...found.need);
    else if (found.ok) setOwn(values, name, found.value ?? '');
    else error ??= expressionError(prefix, name, found.error);
  }
  if (error !== null) return { ok: false, error };
  if (needs.length > 0) return { need: needs };
  return { ok: true, value: values as Record<K, Json> };
}

/** Rows evaluated and cast: what is sent away, or with `into` what the data become. */
export function evaluateParams(
  prefix: string,
  values: Rows,
  types: Types,
  scope: Scope,
  into?: JsonObject,
): Evaluated<JsonObject> {
  const found = evaluateRows(values, types, scope, into);
  if ('need' in found) return found;
  if (found.ok) return { ok: true, value: found.data };
  const { param, value, type, error } = found;
  if (error !== undefined) return { ok: false, error: expressionError(prefix, param, error) };
  return { ok: false, error: convertError(prefix, param, value, type) };
}

/** Two evaluations as one. */
export function both<A, B>(a: Evaluated<A>, b: Evaluated<B>): Evaluated<[A, B]> {
  if (!('need' in a) && !a.ok) return a;
  if (!('need' in b) && !b.ok) return b;
  if ('need' in a) return 'need' in b ? { need: [...a.need, ...b.need] } : a;
  return 'need' in b ? b : { ok: true, value: [a.value, b.value] };
}

/** What a node does with an evaluation: asks for what it lacks, fails, or goes on with the value. */
export function withValue<T>(
  evaluated: Evaluated<T>,
  go: (value: T) => Outcome,
  fail: (error: ConveyorError) => Outcome = (error) => ({ do: 'fail', error }),
): Outcome {
  if ('need' in evaluated) return { do: 'need', needs: evaluated.need };
  return evaluated.ok ? go(evaluated.value) : fail(evaluated.error);
}

/** The result of one expression, as the node it stands in sees it. Missing is the empty text. */
export function asEvaluated(prefix: string, field: string, found: Found): Evaluated<Json> {
  if ('need' in found) return found;
  if (!found.ok) return { ok: false, error: expressionError(prefix, field, found.error) };
  return { ok: true, value: found.value ?? '' };
}

/** An expression that failed, as the error of the node it stands in. */
export function expressionError(prefix: string, field: string, failure: ExpressionFailure): ConveyorError {
  if (failure.failure !== undefined) {
    return software(prefix, failure.failure.tag, `Param: ${field}, ${failure.failure.description}`);
  }
  return software(prefix, wrongConvert(prefix), `Param: ${field}, Error: ${failure.message}`);
}

/** A value that does not become its type. */
export function convertError(prefix: string, param: string, value: Json | undefined, type: string): ConveyorError {
  return software(prefix, wrongConvert(prefix), convertText(param, value, type));
}

/** Corezoid calls the error of a call `rpc_task_…`, all others by their prefix. */
function wrongConvert(prefix: string): string {
  return `${prefix === 'rpc' ? 'rpc_task' : prefix}_wrong_convert_param`;
}
