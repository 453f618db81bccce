/** The operators, as Erlang defines them. Integers are exact up to a bound; `/` always yields a float. */
import { INTEGER_BOUND } from './json_terms.ts';
import type { Machine } from './machine.ts';
import { compare, same } from './order.ts';
import { boolean, isAtom, isList, shown, type Term } from './term.ts';

export type Operator = (left: Term, right: Term, machine: Machine) => Term;

function isNumber(term: Term): term is bigint | number {
  return typeof term === 'bigint' || typeof term === 'number';
}

export function isBoolean(term: Term): boolean {
  return isAtom(term, 'true') || isAtom(term, 'false');
}

/** An integer within the bound, a float that is a number: or a failure. */
export function number(value: bigint | number, machine: Machine): Term {
  if (typeof value === 'number') return Number.isFinite(value) ? value : machine.fail('the result is too large');
  if (value < INTEGER_BOUND && value > -INTEGER_BOUND) return value;
  return machine.exceed('the integer is too large');
}

function arithmetic(
  name: string,
  integers: (left: bigint, right: bigint) => bigint,
  floats: (left: number, right: number) => number,
): Operator {
  return (left, right, machine) => {
    if (typeof left === 'bigint' && typeof right === 'bigint') return number(integers(left, right), machine);
    if (isNumber(left) && isNumber(right)) return number(floats(Number(left), Number(right)), machine);
    return machine.fail(`${name} needs numbers, not ${shown(isNumber(left) ? right : left)}`);
  };
}

function integral(name: string, of: (left: bigint, right: bigint) => bigint): Operator {
  return (left, right, machine) => {
    if (typeof left === 'bigint' && typeof right === 'bigint') return number(of(left, right), machine);
    return machine.fail(`${name} needs integers, not ${shown(typeof left === 'bigint' ? right : left)}`);
  };
}

function dividing(name: string, of: (left: bigint, right: bigint) => bigint): Operator {
  const divided = integral(name, of);
  return (left, right, machine) => (right === 0n ? machine.fail('division by zero') : divided(left, right, machine));
}

function shifting(name: string, direction: 1n | -1n): Operator {
  return integral(name, (value, by) => {
    const left = by * direction;
    // Past the bound on either side the result is known, and too large or nothing.
    if (left > 1024n) return value === 0n ? 0n : value < 0n ? -INTEGER_BOUND : INTEGER_BOUND;
    if (left < -1024n) return value < 0n ? -1n : 0n;
    return value << left;
  });
}

function logical(name: string, of: (left: boolean, right: boolean) => boolean): Operator {
  return (left, right, machine) => {
    if (isBoolean(left) && isBoolean(right)) return boolean(of(isAtom(left, 'true'), isAtom(right, 'true')));
    return machine.fail(`${name} needs true or false, not ${shown(isBoolean(left) ? right : left)}`);
  };
}

function ordered(holds: (order: number) => boolean): Operator {
  return (left, right, machine) => boolean(holds(compare(left, right, machine)));
}

function divide(left: Term, right: Term, machine: Machine): Term {
  if (!isNumber(left) || !isNumber(right)) {
    return machine.fail(`/ needs numbers, not ${shown(isNumber(left) ? right : left)}`);
  }
  return Number(right) === 0 ? machine.fail('division by zero') : number(Number(left) / Number(right), machine);
}

function append(left: Term, right: Term, machine: Machine): Term {
  if (!isList(left) || !isList(right)) {
    return machine.fail(`++ needs lists, not ${shown(isList(left) ? right : left)}`);
  }
  return machine.spend(left.length + right.length) ? [...left, ...right] : [];
}

/** Takes the first equal item away for each of the right. */
function subtract(left: Term, right: Term, machine: Machine): Term {
  if (!isList(left) || !isList(right)) {
    return machine.fail(`-- needs lists, not ${shown(isList(left) ? right : left)}`);
  }
  const rest = [...left];
  for (const item of right) {
    if (!machine.spend(rest.length + 1)) return [];
    const found = rest.findIndex((one) => same(one, item, machine));
    if (found >= 0) rest.splice(found, 1);
  }
  return rest;
}

/** All but `andalso` and `orelse`, which do not always need both sides. */
export const OPERATORS: Record<string, Operator> = {
  '+': arithmetic(
    '+',
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  '-': arithmetic(
    '-',
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': arithmetic(
    '*',
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': divide,
  div: dividing('div', (a, b) => a / b),
  rem: dividing('rem', (a, b) => a % b),
  band: integral('band', (a, b) => a & b),
  bor: integral('bor', (a, b) => a | b),
  bxor: integral('bxor', (a, b) => a ^ b),
  bsl: shifting('bsl', 1n),
  bsr: shifting('bsr', -1n),
  and: logical('and', (a, b) => a && b),
  or: logical('or', (a, b) => a || b),
  xor: logical('xor', (a, b) => a !== b),
  '==': ordered((order) => order === 0),
  '/=': ordered((order) => order !== 0),
  '<': ordered((order) => order < 0),
  '=<': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '=:=': (a, b, machine) => boolean(same(a, b, machine)),
  '=/=': (a, b, machine) => boolean(!same(a, b, machine)),
  '++': append,
  '--': subtract,
};

export const UNARY: Record<string, (operand: Term, machine: Machine) => Term> = {
  '-': (operand, machine) =>
    isNumber(operand) ? number(-operand, machine) : machine.fail(`- needs a number, not ${shown(operand)}`),
  '+': (operand, machine) => (isNumber(operand) ? operand : machine.fail(`+ needs a number, not ${shown(operand)}`)),
  bnot: (operand, machine) =>
    typeof operand === 'bigint'
      ? number(~operand, machine)
      : machine.fail(`bnot needs an integer, not ${shown(operand)}`),
  not: (operand, machine) =>
    isBoolean(operand)
      ? boolean(isAtom(operand, 'false'))
      : machine.fail(`not needs true or false, not ${shown(operand)}`),
};
