/** Compiles what takes one of several ways: clauses with patterns and guards, and list comprehensions. */
import type { Code, Compiler, Scope } from './compile_fun.ts';
import { compilePattern, type Match } from './compile_pattern.ts';
import type { Machine } from './machine.ts';
import { isBoolean } from './operators.ts';
import type { Clause, Expr, Qualifier } from './syntax.ts';
import { isAtom, isList, shown, type Term, UNDEFINED } from './term.ts';

type Test = (machine: Machine) => boolean;

/** Whether it is taken for a value, and what it yields. */
export interface Branch {
  takes: (term: Term, machine: Machine) => boolean;
  body: Code;
}

export function compileBranch({ pattern, guard, body }: Clause, compiler: Compiler): Branch {
  const matches: Match = pattern === null ? () => true : compilePattern(pattern, compiler);
  if (guard === null) return { takes: matches, body: compiler.body(body) };
  const holds = compileGuard(guard, compiler);
  return { takes: (term, machine) => matches(term, machine) && holds(machine), body: compiler.body(body) };
}

/** A test that fails only does not hold; of a limit, or of something before the guard, the failure stays. */
function compileGuard(alternatives: readonly Expr[][], compiler: Compiler): Test {
  const tests = compiler.guarded(() => alternatives.map((all) => compiler.exprs(all)));
  const holds = (test: Code, machine: Machine): boolean => {
    const value = test(machine);
    const { failure } = machine;
    if (failure === undefined) return isAtom(value, 'true');
    if (!failure.limit) machine.failure = undefined;
    return false;
  };
  return (machine) => machine.failure === undefined && tests.some((all) => all.every((test) => holds(test, machine)));
}

/** `case`, or without a value `if`. */
export function compileChoice(at: number, value: Code | null, clauses: readonly Clause[], compiler: Compiler): Code {
  const before = compiler.scope;
  const scopes: Scope[] = [];
  const branches = clauses.map((clause) => {
    compiler.scope = new Map(before);
    const made = compileBranch(clause, compiler);
    scopes.push(compiler.scope);
    return made;
  });
  const join = joined(before, scopes, compiler);
  return (machine) => {
    const term = value === null ? UNDEFINED : value(machine);
    machine.at = at;
    if (!machine.spend(1)) return UNDEFINED;
    const index = branches.findIndex(({ takes }) => takes(term, machine));
    const taken = branches[index];
    machine.at = at;
    if (taken === undefined) {
      return machine.fail(value === null ? 'no branch of the if holds' : `no branch of the case is for ${shown(term)}`);
    }
    const result = taken.body(machine);
    join(index, machine);
    return result;
  };
}

/** A variable that every branch gives a value to has one afterwards: the branch taken copies it to where it is read. */
function joined(
  before: Scope,
  scopes: readonly Scope[],
  compiler: Compiler,
): (index: number, machine: Machine) => void {
  compiler.scope = new Map(before);
  const copies: { from: number[]; to: number }[] = [];
  for (const name of new Set(scopes.flatMap((scope) => [...scope.keys()]))) {
    if (before.has(name)) continue;
    const from = scopes.map((scope) => scope.get(name));
    if (from.every((slot) => typeof slot === 'number')) {
      const to = compiler.slots++;
      copies.push({ from, to });
      compiler.scope.set(name, to);
    } else compiler.scope.set(name, 'unsafe');
  }
  return (index, machine) => {
    for (const { from, to } of copies) machine.slots[to] = machine.slots[from[index] as number] as Term;
  };
}

/** Variables of a generator's pattern are new ones, whatever has their names outside. */
export function compileComprehension(expr: Extract<Expr, { kind: 'comprehension' }>, compiler: Compiler): Code {
  const { at, value, qualifiers } = expr;
  const outside = compiler.scope;
  compiler.scope = new Map(outside);
  const steps = qualifiers.map((qualifier) => compileQualifier(qualifier, at, compiler));
  const last = compiler.expr(value);
  compiler.scope = outside;
  return (machine) => {
    const made: Term[] = [];
    const from = (index: number): void => {
      const step = steps[index];
      if (step === undefined) made.push(last(machine));
      else step(machine, () => from(index + 1));
    };
    from(0);
    return made;
  };
}

type Step = (machine: Machine, go: () => void) => void;

function compileQualifier({ pattern, value }: Qualifier, at: number, compiler: Compiler): Step {
  const of = compiler.expr(value);
  if (pattern === null) {
    return (machine, go) => {
      const term = of(machine);
      machine.at = at;
      if (!isBoolean(term)) machine.fail(`a filter yields true or false, not ${shown(term)}`);
      else if (isAtom(term, 'true') && machine.failure === undefined) go();
    };
  }
  const shadowed = compiler.scope;
  compiler.scope = new Map();
  const matches = compilePattern(pattern, compiler);
  compiler.scope = new Map([...shadowed, ...compiler.scope]);
  return (machine, go) => {
    const items = of(machine);
    machine.at = at;
    if (!isList(items)) {
      machine.fail(`<- needs a list, not ${shown(items)}`);
      return;
    }
    for (const item of items) {
      if (!machine.spend(1) || machine.failure !== undefined) return;
      if (matches(item, machine)) go();
    }
  };
}
