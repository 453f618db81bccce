/** Checks a task's data against the declared parameters of its process, as Corezoid does on create, copy and call. */
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import type { Param, ParamType } from './process.ts';

const IS: Record<ParamType, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) =>
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))),
  boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  object: (value) => isObject(value),
  array: (value) => Array.isArray(value),
};

/** The first thing wrong, in Corezoid's words, or null. Only input parameters with a plain name are checked. */
export function checkParams(params: Param[], data: JsonObject): string | null {
  for (const param of params) {
    if (!param.flags.includes('input')) continue;
    const error = checkParam(param, ownValue(data, param.name));
    if (error !== null) return `Param: ${param.name}, Error: ${error}`;
  }
  return null;
}

function checkParam(param: Param, value: Json | undefined): string | null {
  if (value === undefined) {
    const nested = /[.[\]\\]/.test(param.name);
    return param.flags.includes('required') && !nested ? 'required param is missing' : null;
  }
  if (!IS[param.type](value)) return `value is not ${param.type}`;
  if (param.regex === '' || typeof value !== 'string') return null;
  return matches(param.regex, value) ? null : param.regex_error_text || `value does not match ${param.regex}`;
}

/** Values longer than this are not matched: a pattern of an import must not hold the server. */
const REGEX_SUBJECT_CHARS = 1000;

function matches(pattern: string, value: string): boolean {
  try {
    return value.length <= REGEX_SUBJECT_CHARS && new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}
