/** Compiles patterns. What a variable in a pattern does is known beforehand: one that has a value is compared. */
import type { Compiler } from './compile_fun.ts';
import type { Machine } from './machine.ts';
import { keyOf, same } from './order.ts';
import type { Expr } from './syntax.ts';
import { isList, MapTerm, type Term, Tuple } from './term.ts';

export type Match = (term: Term, machine: Machine) => boolean;

const ALWAYS: Match = () => true;

export function compilePattern(pattern: Expr, compiler: Compiler): Match {
  switch (pattern.kind) {
    case 'variable':
      return variable(pattern.name, pattern.at, compiler);
    case 'tuple': {
      const items = all(pattern.items, compiler);
      return (term, machine) =>
        term instanceof Tuple && term.items.length === items.length && items.every(matches(term.items, machine));
    }
    case 'list':
      return list(pattern.items, pattern.tail, compiler);
    case 'map':
      return map(pattern, compiler);
    case 'binary':
      return binary(pattern, compiler);
    case 'match': {
      const [left, right] = [compilePattern(pattern.pattern, compiler), compilePattern(pattern.value, compiler)];
      return (term, machine) => left(term, machine) && right(term, machine);
    }
    case 'integer':
    case 'float':
    case 'atom':
    case 'string': {
      const value = compiler.expr(pattern);
      return (term, machine) => same(value(machine), term, machine);
    }
    default:
      compiler.fail(pattern.at, 'this cannot stand in a pattern');
      return ALWAYS;
  }
}

function all(patterns: readonly Expr[], compiler: Compiler): Match[] {
  return patterns.map((one) => compilePattern(one, compiler));
}

function matches(items: readonly Term[], machine: Machine) {
  return (match: Match, index: number): boolean => match(items[index] as Term, machine);
}

function variable(name: string, at: number, compiler: Compiler): Match {
  if (name === '_') return ALWAYS;
  const { slot, known } = compiler.bind(name, at);
  if (known) return (term, machine) => same(machine.slots[slot] as Term, term, machine);
  return (term, machine) => {
    machine.slots[slot] = term;
    return true;
  };
}

function list(patterns: readonly Expr[], rest: Expr | null, compiler: Compiler): Match {
  const items = all(patterns, compiler);
  const tail = rest === null ? null : compilePattern(rest, compiler);
  return (term, machine) => {
    if (!isList(term) || term.length < items.length || (tail === null && term.length > items.length)) return false;
    if (!items.every(matches(term, machine))) return false;
    return tail === null || (machine.spend(term.length) && tail(term.slice(items.length), machine));
  };
}

function map(pattern: Extract<Expr, { kind: 'map' }>, compiler: Compiler): Match {
  const odd = pattern.base !== null || pattern.pairs.some(({ exact }) => !exact);
  if (odd) compiler.fail(pattern.at, 'a map is matched by #{Key := Value}');
  const pairs = pattern.pairs.map(({ key, value }) => ({
    key: compiler.expr(key),
    value: compilePattern(value, compiler),
  }));
  return (term, machine) =>
    term instanceof MapTerm &&
    pairs.every(({ key, value }) => {
      const entry = term.entries.get(keyOf(key(machine), machine));
      return entry !== undefined && value(entry[1], machine);
    });
}

/** A text, or a text and a variable for all that comes after it. */
function binary({ at, segments }: Extract<Expr, { kind: 'binary' }>, compiler: Compiler): Match {
  const last = segments.at(-1);
  const texts = segments.slice(0, typeof last === 'object' ? -1 : undefined);
  if (texts.some((text) => typeof text !== 'string')) {
    compiler.fail(at, 'in a pattern only the last part of << >> can be a variable');
  }
  const start = texts.filter((text) => typeof text === 'string').join('');
  if (typeof last !== 'object') return (term) => term === start;
  const rest = compilePattern(last, compiler);
  return (term, machine) =>
    typeof term === 'string' && term.startsWith(start) && rest(term.slice(start.length), machine);
}
