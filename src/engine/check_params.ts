/**
 * Checks a task's data against the declared parameters of its process, as Corezoid does on create, copy and call.
 * Patterns of an import run on the matcher that no pattern can hold; one that it cannot read fits nothing, and keeps a
 * version from being deployed.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Param, ParamType } from '../model/process.ts';
import { paramPath, valuesAt } from '../template/param_path.ts';
import { regexp, type Work } from '../template/regexp.ts';

const IS: Record<ParamType, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) =>
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))),
  boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  object: (value) => isObject(value),
  array: (value) => Array.isArray(value),
};

/**
 * The first thing wrong, in Corezoid's words, or null. Only input parameters are checked. A name may be a path
 * (`order.id`, `items[].price`): then every value it leads to, and a required one must be there in each element.
 */
export function checkParams(params: Param[], data: JsonObject): string | null {
  const work = { left: LIMITS.regexp_steps };
  for (const param of params) {
    if (!param.flags.includes('input')) continue;
    for (const value of valuesAt(data, paramPath(param.name))) {
      const error = checkParam(param, value, work);
      if (error !== null) return `Param: ${param.name}, Error: ${error}`;
    }
  }
  return null;
}

function checkParam(param: Param, value: Json | undefined, work: Work): string | null {
  if (value === undefined) return param.flags.includes('required') ? 'required param is missing' : null;
  if (!IS[param.type](value)) return `value is not ${param.type}`;
  if (param.regex === '' || (typeof value !== 'string' && typeof value !== 'number')) return null;
  return matches(param.regex, String(value), work)
    ? null
    : param.regex_error_text || `value does not match ${param.regex}`;
}

/** What is wrong with the pattern of a parameter, or null. */
export function patternProblem({ regex }: Param): string | null {
  const compiled = regex === '' ? null : regexp(regex);
  return compiled === null || compiled.ok ? null : compiled.problem;
}

/** The patterns of all parameters share the work of one match: their number is not bounded. */
function matches(pattern: string, value: string, work: Work): boolean {
  const compiled = regexp(pattern);
  return compiled.ok && compiled.test(value, work);
}
