/** Conditions of `go_if_const`: a parameter, how to compare, and what with. */
import { deepEqual, isObject, type Json } from '../base/json.ts';
import { type CastType, castTo, isCastType } from './cast.ts';
import { evaluated, isPlain, textValue } from './evaluate.ts';
import type { ExpressionFailure } from './failure.ts';
import type { Read, Scope } from './reads.ts';
import { regexp } from './regexp.ts';
import { toText } from './text.ts';

export type Comparison = 'eq' | 'not_eq' | 'less' | 'more' | 'less_or_eq' | 'more_or_eq' | 'regexp';

export interface Condition {
  /** A bare path (`a.b`), a template, or a function. */
  param: string;
  /** A literal or a template; old exports also hold numbers and booleans. */
  const: Json;
  fun: string;
  cast: string;
}

/** By every name that exports and documentation give them. */
const COMPARISONS: Record<string, Comparison> = {
  eq: 'eq',
  not_eq: 'not_eq',
  ne: 'not_eq',
  less: 'less',
  lt: 'less',
  more: 'more',
  gt: 'more',
  less_or_eq: 'less_or_eq',
  le: 'less_or_eq',
  more_or_eq: 'more_or_eq',
  ge: 'more_or_eq',
  regexp: 'regexp',
  regex: 'regexp',
};

/** The comparison that a process means by a name; undefined when there is none. */
export function comparisonNamed(fun: string): Comparison | undefined {
  return Object.hasOwn(COMPARISONS, fun) ? COMPARISONS[fun] : undefined;
}

/**
 * Whether a condition holds. A missing parameter fails every condition but `eq ""`. Against `""` the question is
 * whether there is a value: missing, null and `""` are none, whatever the cast. A number never equals a text, nor is
 * it less or more; else both sides are cast, and what cannot be cast equals nothing.
 */
export function compare(param: Json | undefined, fun: string, constant: Json | undefined, cast: string): boolean {
  const comparison = comparisonNamed(fun);
  if (comparison === undefined) return false;
  const wanted = constant ?? '';
  if (wanted === '' && (comparison === 'eq' || comparison === 'not_eq')) {
    const empty = param === undefined || param === null || param === '';
    return empty === (comparison === 'eq');
  }
  if (param === undefined) return false;
  if (comparison === 'regexp') return matches(param, wanted);
  const type = isCastType(cast) ? cast : typeOf(param);
  const mixed = (typeof param === 'number' && type === 'string') || (typeof param === 'string' && type === 'number');
  const left = castTo(param, type);
  const right = castTo(wanted, type);
  if (mixed || !left.ok || !right.ok) return comparison === 'not_eq';
  if (comparison === 'eq' || comparison === 'not_eq') {
    return deepEqual(left.value, right.value) === (comparison === 'eq');
  }
  return ordered(left.value, right.value, comparison);
}

/** The type to compare in where a condition names none: the parameter's own. */
function typeOf(value: Json): CastType {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
}

/** Numbers by size, texts by their characters; nothing else has an order. */
function ordered(left: Json, right: Json, comparison: Comparison): boolean {
  const numbers = typeof left === 'number' && typeof right === 'number';
  const texts = typeof left === 'string' && typeof right === 'string';
  if (!numbers && !texts) return false;
  if (comparison === 'less') return left < right;
  if (comparison === 'more') return left > right;
  return comparison === 'less_or_eq' ? left <= right : left >= right;
}

/** Texts, numbers and booleans are matched as text; a structure, and a pattern that cannot be read, match nothing. */
function matches(param: Json, pattern: Json): boolean {
  if (typeof param === 'object') return false;
  const compiled = regexp(toText(pattern));
  return compiled.ok && compiled.test(toText(param));
}

/** Whether a condition holds for a task. */
export function evaluateCondition(
  condition: Condition,
  scope: Scope,
): { ok: true; value: boolean } | { ok: false; error: ExpressionFailure } | { need: Read[] } {
  return evaluated(scope, (run) => {
    const param = textValue(paramText(condition.param), false, run);
    const constant = typeof condition.const === 'string' ? textValue(condition.const, false, run) : condition.const;
    return compare(param, condition.fun, constant, condition.cast);
  });
}

/** The param as a text to evaluate: a bare path is one without its braces. */
export function paramText(param: string): string {
  return isPlain(param) ? `{{${param}}}` : param;
}
