/**
 * `$.map` and `$.filter`: a fun, from its text to what it makes of an array. Total: it ends, within limits, for every
 * text and every data, and what goes wrong is a value that says where.
 */
import type { Json } from '../../base/json.ts';
import { type Compiled, compileClauses } from './compile_fun.ts';
import { fromJson, toJson } from './json_terms.ts';
import type { FunText, Problem } from './lexer.ts';
import { Machine } from './machine.ts';
import { parseFun } from './parser.ts';
import { isAtom, shown, type Term, UNDEFINED } from './term.ts';

export interface Fun extends Compiled {
  /** The whole text that the fun stands in, and where in it the fun begins and ends. */
  text: { source: string; at: number; end: number };
}

/** What an evaluation may still do; taken from as it goes. */
export interface Budget {
  steps: number;
  chars: number;
}

export type Applied = { ok: true; value: Json[] } | { ok: false; at: number; problem: string; limit: boolean };

export function funOf(text: FunText): Fun | Problem {
  const parsed = parseFun(text);
  if ('problem' in parsed) return parsed;
  const compiled = compileClauses(parsed.clauses);
  const { source, at, end } = text;
  return 'problem' in compiled ? compiled : { ...compiled, text: { source, at, end } };
}

/** A place as people count: `2:14` is the 14th character of the second line. */
export function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `${before.split('\n').length}:${at - before.lastIndexOf('\n')}`;
}

/** What the fun makes of every item. */
export function mapped(fun: Fun, items: readonly Json[], budget: Budget): Applied {
  const made: Json[] = [];
  return each(fun, items, budget, (term, machine) => {
    made.push(toJson(term, machine));
    return made;
  });
}

/** The items for which the fun says true. */
export function filtered(fun: Fun, items: readonly Json[], budget: Budget): Applied {
  const kept: Json[] = [];
  return each(fun, items, budget, (term, machine, item) => {
    if (isAtom(term, 'true')) kept.push(item);
    else if (!isAtom(term, 'false')) machine.fail(`a filter yields true or false, not ${shown(term)}`);
    return kept;
  });
}

function each(
  fun: Fun,
  items: readonly Json[],
  budget: Budget,
  take: (term: Term, machine: Machine, item: Json) => Json[],
): Applied {
  const machine = new Machine(fun.slots, budget.steps, budget.chars);
  let value: Json[] = [];
  let at = 0;
  for (; at < items.length && machine.failure === undefined; at++) {
    const item = items[at] as Json;
    const term = apply(fun, fromJson(item, machine), machine);
    if (machine.failure === undefined) value = take(term, machine, item);
  }
  // What failed has been work too.
  budget.steps = machine.steps;
  budget.chars = machine.chars;
  const { failure } = machine;
  if (failure === undefined) return { ok: true, value };
  return { ok: false, ...failure, problem: `item ${at - 1}, ${placed(failure, fun.text)}` };
}

export function placed({ at, problem }: Problem, { source }: Pick<FunText, 'source'>): string {
  return `${placeIn(source, at)}: ${problem}`;
}

function apply(fun: Fun, item: Term, machine: Machine): Term {
  machine.at = fun.text.at;
  if (!machine.spend(1)) return UNDEFINED;
  const branch = fun.branches.find(({ takes }) => takes(item, machine));
  if (branch !== undefined) return branch.body(machine);
  machine.at = fun.text.at;
  return machine.fail(`no clause of the fun is for ${shown(item)}`);
}
