/**
 * Compiles the syntax tree of a fun into closures. Which variables have a value where is decided here, as Erlang
 * does, so that a fun that reads one without a value is refused before it ever runs.
 */
import { charactersOf } from './binaries.ts';
import { callNamed } from './calls.ts';
import { type Branch, compileBranch, compileChoice, compileComprehension } from './compile_branches.ts';
import { compilePattern } from './compile_pattern.ts';
import type { Problem } from './lexer.ts';
import type { Machine } from './machine.ts';
import { isBoolean, OPERATORS, UNARY } from './operators.ts';
import { keyOf } from './order.ts';
import type { Clause, Expr } from './syntax.ts';
import { Atom, isAtom, isList, MapTerm, shown, type Term, Tuple, UNDEFINED } from './term.ts';

export type Code = (machine: Machine) => Term;

export interface Compiled {
  branches: Branch[];
  /** Variables that the machine needs room for. */
  slots: number;
}

export function compileClauses(clauses: readonly Clause[]): Compiled | Problem {
  const compiler = new Compiler();
  const branches = clauses.map((clause) => {
    compiler.forget();
    return compileBranch(clause, compiler);
  });
  return compiler.failure ?? { branches, slots: compiler.slots };
}

/** Variables with a value, by their slots; 'unsafe' are those that have one in some branches only. */
export type Scope = Map<string, number | 'unsafe'>;

/** What has no place in a guard: a guard only looks. */
const NOT_IN_GUARDS = ['match', 'case', 'if', 'block', 'comprehension'];

export class Compiler {
  slots = 0;
  failure: Problem | undefined;
  scope: Scope = new Map();
  private inGuard = false;

  forget(): void {
    this.scope = new Map();
  }

  fail(at: number, problem: string): void {
    this.failure ??= { at, problem };
  }

  /** A variable in a pattern: it has a value already, or gets one. */
  bind(name: string, at: number): { slot: number; known: boolean } {
    const known = this.scope.get(name);
    if (typeof known === 'number') return { slot: known, known: true };
    if (known === 'unsafe') this.fail(at, `${name} has a value in some branches only`);
    const slot = this.slots++;
    this.scope.set(name, slot);
    return { slot, known: false };
  }

  expr(expr: Expr): Code {
    if (this.inGuard && NOT_IN_GUARDS.includes(expr.kind)) this.fail(expr.at, `this cannot stand in a guard`);
    switch (expr.kind) {
      case 'integer':
      case 'float': {
        const { value } = expr;
        return () => value;
      }
      case 'atom':
        return constant(new Atom(expr.name));
      case 'string':
        return constant(charactersOf(expr.text));
      case 'variable':
        return this.variable(expr.name, expr.at);
      case 'tuple': {
        const items = this.exprs(expr.items);
        return (machine) => (machine.spend(items.length) ? new Tuple(items.map((item) => item(machine))) : UNDEFINED);
      }
      case 'list':
        return this.list(expr);
      case 'map':
        return this.map(expr);
      case 'binary':
        return this.binary(expr);
      case 'unary':
        return this.unary(expr);
      default:
        return this.larger(expr);
    }
  }

  private larger(expr: Expr): Code {
    switch (expr.kind) {
      case 'binary_operator':
        return this.operator(expr);
      case 'match':
        return this.match(expr);
      case 'case':
        return compileChoice(expr.at, this.expr(expr.value), expr.clauses, this);
      case 'if':
        return compileChoice(expr.at, null, expr.clauses, this);
      case 'block':
        return this.body(expr.body);
      case 'call':
        return this.call(expr);
      case 'comprehension':
        return compileComprehension(expr, this);
      default:
        return constant(UNDEFINED);
    }
  }

  exprs(exprs: readonly Expr[]): Code[] {
    return exprs.map((one) => this.expr(one));
  }

  private variable(name: string, at: number): Code {
    const slot = this.scope.get(name);
    if (slot === 'unsafe') this.fail(at, `${name} has a value in some branches only`);
    else if (slot === undefined) this.fail(at, name === '_' ? '_ has no value' : `${name.slice(0, 30)} has no value`);
    return (machine) => machine.slots[slot as number] as Term;
  }

  private list({ at, items, tail }: Extract<Expr, { kind: 'list' }>): Code {
    const heads = this.exprs(items);
    const rest = tail === null ? null : this.expr(tail);
    return (machine) => {
      if (!machine.spend(heads.length)) return [];
      const made = heads.map((head) => head(machine));
      if (rest === null) return made;
      const last = rest(machine);
      machine.at = at;
      if (!isList(last)) return machine.fail(`after | stands a list, not ${shown(last)}`);
      return machine.spend(last.length) ? [...made, ...last] : [];
    };
  }

  private map({ at, base, pairs }: Extract<Expr, { kind: 'map' }>): Code {
    const from = base === null ? null : this.expr(base);
    const made = pairs.map(({ key, value, exact }) => ({ key: this.expr(key), value: this.expr(value), exact }));
    if (base === null && pairs.some(({ exact }) => exact)) this.fail(at, 'a map is made by #{Key => Value}');
    return (machine) => {
      const under = from?.(machine);
      machine.at = at;
      if (under !== undefined && !(under instanceof MapTerm)) return machine.fail(`${shown(under)} is no map`);
      const entries = new Map(under?.entries);
      if (!machine.spend(1 + entries.size + made.length)) return UNDEFINED;
      for (const { key, value, exact } of made) {
        const name = key(machine);
        const known = keyOf(name, machine);
        if (exact && !entries.has(known)) return machine.fail(`the map has no key ${shown(name)}`);
        entries.set(known, [name, value(machine)]);
      }
      return new MapTerm(entries);
    };
  }

  private binary({ at, segments }: Extract<Expr, { kind: 'binary' }>): Code {
    const parts = segments.map((segment) => (typeof segment === 'string' ? constant(segment) : this.expr(segment)));
    if (segments.every((segment) => typeof segment === 'string')) return constant(segments.join(''));
    return (machine) => {
      let text = '';
      for (const part of parts) {
        const value = part(machine);
        machine.at = at;
        if (typeof value !== 'string') return machine.fail(`<< >> needs a binary, not ${shown(value)}`);
        if (!machine.spendText(text.length + value.length)) return '';
        text += value;
      }
      return text;
    };
  }

  private unary({ at, operator, operand }: Extract<Expr, { kind: 'unary' }>): Code {
    const value = this.expr(operand);
    const apply = UNARY[operator] as (operand: Term, machine: Machine) => Term;
    return (machine) => {
      const term = value(machine);
      machine.at = at;
      return machine.spend(1) ? apply(term, machine) : UNDEFINED;
    };
  }

  private operator({ at, operator, left, right }: Extract<Expr, { kind: 'binary_operator' }>): Code {
    const first = this.expr(left);
    if (operator === 'andalso' || operator === 'orelse') {
      return shortened(
        operator,
        at,
        first,
        this.inBranch(() => this.expr(right)),
      );
    }
    const second = this.expr(right);
    const apply = OPERATORS[operator] as (left: Term, right: Term, machine: Machine) => Term;
    return (machine) => {
      const a = first(machine);
      const b = second(machine);
      machine.at = at;
      return machine.spend(1) ? apply(a, b, machine) : UNDEFINED;
    };
  }

  /** The value first: what it gives a value to, the pattern already compares with. */
  private match({ at, pattern, value }: Extract<Expr, { kind: 'match' }>): Code {
    const of = this.expr(value);
    const matches = compilePattern(pattern, this);
    return (machine) => {
      const term = of(machine);
      machine.at = at;
      return machine.spend(1) && matches(term, machine) ? term : machine.fail(`${shown(term)} does not match`);
    };
  }

  private call({ at, module, name, args }: Extract<Expr, { kind: 'call' }>): Code {
    const perform = callNamed(module, name, args.length);
    const given = this.exprs(args);
    if (typeof perform === 'string') {
      this.fail(at, perform);
      return constant(UNDEFINED);
    }
    if (this.inGuard && module !== 'erlang') this.fail(at, `${module}:${name} cannot be called in a guard`);
    return (machine) => {
      const values = given.map((value) => value(machine));
      machine.at = at;
      return machine.spend(1) && machine.failure === undefined ? perform(values, machine) : UNDEFINED;
    };
  }

  body(exprs: readonly Expr[]): Code {
    const codes = this.exprs(exprs);
    const only = codes[0];
    if (codes.length === 1 && only !== undefined) return only;
    return (machine) => {
      let value: Term = UNDEFINED;
      for (const code of codes) {
        value = code(machine);
        if (machine.failure !== undefined) break;
      }
      return value;
    };
  }

  /** Compiles tests of a guard, which look and change nothing. */
  guarded<T>(compile: () => T): T {
    this.inGuard = true;
    const made = compile();
    this.inGuard = false;
    return made;
  }

  /** Compiles what may not be carried out: what it gives a value to has none afterwards. */
  private inBranch<T>(compile: () => T): T {
    const before = this.scope;
    this.scope = new Map(before);
    const made = compile();
    const after = this.scope;
    this.scope = new Map(before);
    for (const name of after.keys()) if (!before.has(name)) this.scope.set(name, 'unsafe');
    return made;
  }
}

function constant(value: Term): Code {
  return () => value;
}

/** The second side is not looked at where the first decides; it may be anything. */
function shortened(operator: 'andalso' | 'orelse', at: number, first: Code, second: Code): Code {
  const deciding = operator === 'andalso' ? 'false' : 'true';
  return (machine) => {
    const term = first(machine);
    machine.at = at;
    if (!machine.spend(1)) return UNDEFINED;
    if (!isBoolean(term)) return machine.fail(`${operator} needs true or false, not ${shown(term)}`);
    return isAtom(term, deciding) ? term : second(machine);
  };
}
