/**
 * The mapping of a customized response: which parts of `header` and `body` go to which parameters. The names are
 * evaluated before the call and kept with the wait; the values are evaluated when the answer is there.
 */
import { type Json, type JsonObject, mergeData } from '../../base/json.ts';
import type { Read } from '../../model/read.ts';
import { type CastType, castTo, isCastType } from '../../template/cast.ts';
import { evaluate, evaluated } from '../../template/evaluate.ts';
import { placeOf, writeAt } from '../../template/keys.ts';
import { step } from '../../template/path.ts';
import type { Scope } from '../../template/reads.ts';
import type { NodeContext } from '../node_type.ts';
import { asEvaluated, convertError, type Evaluated, expressionError } from './evaluated.ts';
import type { Rows, Types } from './lenient.ts';

/** One row, as it lies in the wait's memo. */
export type ResponseRow = {
  /** Names on the way to the parameter, and whether each stood in brackets. */
  place: [string, boolean][];
  value: Json;
  type: string;
};

const WHOLE_ANSWER: Rows = { header: '{{header}}', body: '{{body}}' };

/** An empty mapping stands for the one that new nodes have: everything, under the names `header` and `body`. */
export function responseRows(response: Rows, types: Types, scope: Scope): Evaluated<ResponseRow[]> {
  const rows: ResponseRow[] = [];
  const needs: Read[] = [];
  for (const [key, value] of Object.entries(Object.keys(response).length === 0 ? WHOLE_ANSWER : response)) {
    const found = evaluated(scope, (run) => placeOf(key, run));
    if ('need' in found) needs.push(...found.need);
    else if (!found.ok) return { ok: false, error: expressionError('api', key, found.error) };
    else rows.push({ place: (found.value ?? []).map((at) => [at.name, at.bracket]), value, type: types[key] ?? '' });
  }
  return needs.length > 0 ? { need: needs } : { ok: true, value: rows };
}

/** The task's data with the mapped parameters written into them. */
export function mapResponse(
  ctx: NodeContext,
  base: JsonObject,
  rows: ResponseRow[],
  answer: { header: JsonObject; body: Json },
): Evaluated<JsonObject> {
  const scope: Scope = { ...ctx.scope, data: mergeData(base, answer) };
  const data = { ...base };
  const needs: Read[] = [];
  for (const { place, value, type } of rows) {
    const field = place.map(([name]) => name).join('.');
    const found =
      typeof value === 'string'
        ? asEvaluated('api', field, evaluate(value, scope))
        : ({ ok: true, value } satisfies Evaluated<Json>);
    if ('need' in found) {
      needs.push(...found.need);
      continue;
    }
    if (!found.ok) return found;
    const cast = coerced(found.value, type);
    if (cast === undefined) return { ok: false, error: convertError('api', field, found.value, type) };
    const steps = place.map(([name, bracket]) => step(name, bracket));
    if (writeAt(data, steps, cast) !== undefined) return { ok: false, error: convertError('api', field, cast, type) };
  }
  return needs.length > 0 ? { need: needs } : { ok: true, value: data };
}

/** Missing stays the empty text whatever the type; an array of one is made where an array is wanted. */
function coerced(value: Json, type: string): Json | undefined {
  if (value === '' || !isCastType(type)) return value;
  const cast = castTo(value, type);
  if (cast.ok) return cast.value;
  return almost(value, type);
}

/** A list where an object was declared is kept: the type that new nodes have is `object`, whatever comes. */
function almost(value: Json, type: CastType): Json | undefined {
  if (type === 'array') return [value];
  if (type === 'object' && Array.isArray(value)) return value;
  return undefined;
}
