/**
 * Rows: the pairs `extra`/`extra_type`, `data`/`data_type`, `res_data`/`res_data_type`. Keys may be dynamic, values are
 * texts with templates, and the types say what to cast to. All or nothing: one bad row, and none is written.
 */
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../base/json.ts';
import { type Cast, castTo, isCastType } from './cast.ts';
import { evaluated, textValue } from './evaluate.ts';
import type { ExpressionFailure } from './failure.ts';
import type { Run } from './join.ts';
import { placeOf, writeAt } from './keys.ts';
import type { Step } from './path.ts';
import type { Read, Scope } from './reads.ts';

export interface RowFailure {
  ok: false;
  /** The key of the row, as written. */
  param: string;
  /** What could not be cast; undefined when missing, or when `error` says what went wrong before. */
  value: Json | undefined;
  type: string;
  error?: ExpressionFailure;
}

export type RowsResult = { ok: true; data: JsonObject } | RowFailure | { need: Read[] };

interface Row {
  place: readonly Step[];
  value: Json;
}

/**
 * Evaluates all rows against the data of the scope as they are, and writes them into a copy of `into`: the task's data
 * where parameters are set; nothing, the default, where the rows are sent away.
 */
export function evaluateRows(
  values: JsonObject,
  types: Record<string, string>,
  scope: Scope,
  into: JsonObject = {},
): RowsResult {
  const needs: Read[] = [];
  const rows: Row[] = [];
  let failed: RowFailure | undefined;
  for (const key of Object.keys(values)) {
    const type = ownValue(types, key);
    const row = evaluateRow(key, values[key] as Json, typeof type === 'string' ? type : '', scope);
    if ('need' in row) needs.push(...row.need);
    else if ('ok' in row) failed ??= row;
    else rows.push(row);
  }
  if (needs.length > 0) return { need: needs };
  if (failed !== undefined) return failed;
  const data = { ...into };
  for (const [index, { place, value }] of rows.entries()) {
    const problem = writeAt(data, place, value);
    if (problem === undefined) continue;
    const param = Object.keys(values)[index] as string;
    const type = ownValue(types, param);
    const error: ExpressionFailure = { tag: 'convert', message: problem, position: 0 };
    return { ok: false, param, value, type: typeof type === 'string' ? type : '', error };
  }
  return { ok: true, data };
}

function evaluateRow(key: string, given: Json, type: string, scope: Scope): Row | RowFailure | { need: Read[] } {
  const result = evaluated(scope, (run) => {
    const place = placeOf(key, run);
    const value = rowValue(given, type, run);
    const cast: Cast = typeof given === 'string' ? castRow(value, type) : { ok: true, value: present(value) };
    return { place, value, cast };
  });
  if ('need' in result) return result;
  if (!result.ok) return { ok: false, param: key, value: undefined, type, error: result.error };
  const { place, value, cast } = result.value;
  return cast.ok && place !== undefined ? { place, value: cast.value } : { ok: false, param: key, value, type };
}

/** Without a type it knows, a value stays what it is; missing is the empty text. */
function castRow(value: Json | undefined, type: string): Cast {
  return isCastType(type) ? castTo(value, type) : { ok: true, value: present(value) };
}

function present(value: Json | undefined): Json {
  return value === undefined ? '' : value;
}

/** A text is evaluated, as JSON where the type is a structure; anything else stands as it is, but for its texts. */
function rowValue(given: Json, type: string, run: Run): Json | undefined {
  if (typeof given === 'string') return textValue(given, type === 'object' || type === 'array', run);
  return walked(given, run);
}

function walked(given: Json, run: Run): Json {
  if (typeof given === 'string') return present(textValue(given, false, run));
  if (Array.isArray(given)) return given.map((item) => walked(item, run));
  if (!isObject(given)) return given;
  const copy: JsonObject = {};
  for (const key of Object.keys(given)) setOwn(copy, key, walked(given[key] as Json, run));
  return copy;
}
