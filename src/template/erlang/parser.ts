/** Parses the words of a fun into its syntax tree, with Erlang's precedence. The first thing that cannot be read stays. */
import { LIMITS } from '../../base/limits.ts';
import { type FunText, integerOf, type Problem, type Token } from './lexer.ts';
import type { Clause, Expr, ExprKind, MapPair, Qualifier } from './syntax.ts';

/** Operators between two values: how tightly they bind, and to which side. Comparisons do not chain. */
const OPERATORS = new Map<string, { level: number; side: 'left' | 'right' | 'none' }>();
for (const [level, side, names] of [
  [1, 'left', 'orelse'],
  [2, 'left', 'andalso'],
  [3, 'none', '== /= =< < >= > =:= =/='],
  [4, 'right', '++ --'],
  [5, 'left', '+ - bor bxor bsl bsr or xor'],
  [6, 'left', '* / div rem band and'],
] as const) {
  for (const name of names.split(' ')) OPERATORS.set(name, { level, side });
}
const UNARY = ['-', '+', 'not', 'bnot'];

/** Atoms that stand without quotes: any other is most likely a variable in small letters. */
const ATOMS = new Set(
  'true false undefined null ok error none global trim trim_all aliases negations expand'.split(' '),
);

export function parseFun(text: FunText): { clauses: Clause[] } | Problem {
  return new Parser(text).fun();
}

const NOTHING: Token = { kind: 'nothing', text: '', at: 0 };

class Parser {
  private next = 0;
  private depth = 0;
  private failure: Problem | undefined;
  constructor(private readonly text: FunText) {}

  fun(): { clauses: Clause[] } | Problem {
    this.take('fun');
    if (this.peek().kind === 'variable') this.fail('a fun has no name here: fun(Item) -> … end');
    const clauses = this.clauses(() => {
      this.take('(');
      const pattern = this.expr();
      if (this.peek().text === ',') this.fail('the fun takes one argument');
      this.take(')');
      return pattern;
    });
    this.take('end');
    return this.failure ?? { clauses };
  }

  private peek(): Token {
    return this.text.tokens[this.next] ?? { ...NOTHING, at: this.text.end };
  }

  private is(text: string): boolean {
    const token = this.peek();
    return (token.kind === 'sign' || token.kind === 'word') && token.text === text;
  }

  /** Takes the sign or word, if it comes next. */
  private takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.next++;
    return true;
  }

  private take(text: string): void {
    if (this.takes(text)) return;
    const { text: found } = this.peek();
    this.fail(`"${text}" is expected before "${found.slice(0, 20)}"`);
  }

  /** After a failure nothing comes any more, so that every loop ends. */
  private fail(problem: string, at: number = this.peek().at): void {
    this.failure ??= { at, problem };
    this.next = this.text.tokens.length;
  }

  private make(at: number, made: ExprKind, ...inside: (Expr | null)[]): Expr {
    let depth = 0;
    for (const one of inside) depth = Math.max(depth, one?.depth ?? 0);
    if (depth >= LIMITS.fun_depth) this.fail(`the fun nests deeper than ${LIMITS.fun_depth}`, at);
    return { ...made, at, depth: depth + 1 };
  }

  private nothing(): Expr {
    return this.make(this.peek().at, { kind: 'atom', name: 'undefined' });
  }

  private listOf<T>(read: () => T, separator: string): T[] {
    const items = [read()];
    while (this.takes(separator)) items.push(read());
    return items;
  }

  private clauses(pattern: () => Expr | null): Clause[] {
    return this.listOf(() => {
      const { at } = this.peek();
      const on = pattern();
      const guard = on === null || this.takes('when') ? this.guard() : null;
      this.take('->');
      return { at, pattern: on, guard, body: this.body() };
    }, ';');
  }

  private guard(): Expr[][] {
    return this.listOf(() => this.body(), ';');
  }

  private body(): Expr[] {
    return this.listOf(() => this.expr(), ',');
  }

  private expr(): Expr {
    if (++this.depth > LIMITS.fun_depth) this.fail(`the fun nests deeper than ${LIMITS.fun_depth}`);
    const left = this.failure === undefined ? this.operation(1) : this.nothing();
    const { at } = this.peek();
    const made = this.takes('=') ? this.match(at, left) : left;
    this.depth--;
    return made;
  }

  private match(at: number, pattern: Expr): Expr {
    const value = this.expr();
    return this.make(at, { kind: 'match', pattern, value }, pattern, value);
  }

  private operation(least: number): Expr {
    let left = this.unary();
    for (;;) {
      const { kind, text: operator, at } = this.peek();
      const known = kind === 'sign' || kind === 'word' ? OPERATORS.get(operator) : undefined;
      if (known === undefined || known.level < least) return left;
      this.next++;
      const right =
        known.side === 'right' ? this.nested(() => this.operation(known.level)) : this.operation(known.level + 1);
      left = this.make(at, { kind: 'binary_operator', operator, left, right }, left, right);
      const { text } = this.peek();
      if (known.side === 'none' && OPERATORS.get(text)?.level === known.level && this.is(text)) {
        this.fail('comparisons do not chain: put one of them in parentheses');
      }
    }
  }

  private nested(read: () => Expr): Expr {
    if (++this.depth > LIMITS.fun_depth) this.fail(`the fun nests deeper than ${LIMITS.fun_depth}`);
    const made = read();
    this.depth--;
    return made;
  }

  private unary(): Expr {
    const { text: operator, at } = this.peek();
    if (!UNARY.includes(operator) || !this.takes(operator)) return this.postfix();
    const operand = this.nested(() => this.unary());
    if (operator === '-' && operand.kind === 'integer') return { ...operand, at, value: -operand.value };
    if (operator === '-' && operand.kind === 'float') return { ...operand, at, value: -operand.value };
    return this.make(at, { kind: 'unary', operator, operand }, operand);
  }

  /** A value, and what changes it as a map. */
  private postfix(): Expr {
    let made = this.primary();
    while (this.is('#')) made = this.map(made);
    return made;
  }

  private primary(): Expr {
    const { kind, text, at } = this.peek();
    switch (kind) {
      case 'integer':
        return this.integer(text, at);
      case 'float':
        this.next++;
        return this.make(at, { kind: 'float', value: Number(text) });
      case 'string':
        this.next++;
        return this.make(at, { kind: 'string', text });
      case 'variable':
        this.next++;
        return this.make(at, { kind: 'variable', name: text });
      case 'atom':
        return this.atomOrCall();
      default:
        return this.compound(text, at);
    }
  }

  private integer(text: string, at: number): Expr {
    this.next++;
    const value = text.length > 300 ? undefined : integerOf(text, 10);
    if (value === undefined) this.fail('the number is too large', at);
    return this.make(at, { kind: 'integer', value: value ?? 0n });
  }

  private compound(text: string, at: number): Expr {
    if (this.is('#')) return this.map(null);
    if (this.takes('(')) {
      const made = this.expr();
      this.take(')');
      return made;
    }
    if (this.takes('{')) {
      const items = this.is('}') ? [] : this.body();
      this.take('}');
      return this.make(at, { kind: 'tuple', items }, ...items);
    }
    if (this.takes('[')) return this.list(at);
    if (this.takes('<<')) return this.binary(at);
    if (this.takes('case')) return this.caseOf(at);
    if (this.takes('if')) return this.ended(at, { kind: 'if', clauses: this.clauses(() => null) });
    if (this.takes('begin')) return this.ended(at, { kind: 'block', body: this.body() });
    this.fail(text === '' ? 'a value is missing at the end' : unexpected(text), at);
    return this.nothing();
  }

  private caseOf(at: number): Expr {
    const value = this.expr();
    this.take('of');
    return this.ended(at, { kind: 'case', value, clauses: this.clauses(() => this.expr()) });
  }

  private ended(at: number, made: ExprKind): Expr {
    this.take('end');
    return this.make(at, made, ...insideOf(made));
  }

  private list(at: number): Expr {
    if (this.takes(']')) return this.make(at, { kind: 'list', items: [], tail: null });
    const first = this.expr();
    if (this.takes('||')) {
      const qualifiers = this.listOf(() => this.qualifier(), ',');
      this.take(']');
      if (qualifiers.length > LIMITS.fun_depth) this.fail(`more than ${LIMITS.fun_depth} generators and filters`, at);
      const inside = qualifiers.flatMap(({ pattern, value }) => [pattern, value]);
      return this.make(at, { kind: 'comprehension', value: first, qualifiers }, first, ...inside);
    }
    const items = this.takes(',') ? [first, ...this.body()] : [first];
    const tail = this.takes('|') ? this.expr() : null;
    this.take(']');
    return this.make(at, { kind: 'list', items, tail }, ...items, tail);
  }

  private qualifier(): Qualifier {
    const first = this.expr();
    return this.takes('<-') ? { pattern: first, value: this.expr() } : { pattern: null, value: first };
  }

  private map(base: Expr | null): Expr {
    const { at } = this.peek();
    this.take('#');
    this.take('{');
    const pairs = this.is('}') ? [] : this.listOf(() => this.pair(), ',');
    this.take('}');
    return this.make(at, { kind: 'map', base, pairs }, base, ...pairs.flatMap(({ key, value }) => [key, value]));
  }

  private pair(): MapPair {
    const key = this.expr();
    const exact = this.takes(':=');
    if (!exact) this.take('=>');
    return { key, value: this.expr(), exact };
  }

  private binary(at: number): Expr {
    const segments = this.is('>>') ? [] : this.listOf(() => this.segment(), ',');
    this.take('>>');
    return this.make(at, { kind: 'binary', segments }, ...segments.filter((segment) => typeof segment !== 'string'));
  }

  /** `"text"`, with or without `/utf8`, or `Variable/binary`. */
  private segment(): string | Expr {
    const { kind, text, at } = this.peek();
    const value = kind === 'string' || this.is('(') ? null : this.variable();
    if (kind === 'string') this.next++;
    const inner = value ?? (kind === 'string' ? text : this.primary());
    const type = this.takes('/') ? this.name() : '';
    const expected = typeof inner === 'string' ? ['', 'utf8'] : ['binary', 'bytes'];
    if (!expected.includes(type)) this.fail('what stands in << >> is "text" or Variable/binary', at);
    return inner;
  }

  private variable(): Expr {
    const { kind, text, at } = this.peek();
    if (kind !== 'variable') this.fail('what stands in << >> is "text" or Variable/binary');
    else this.next++;
    return this.make(at, { kind: 'variable', name: text });
  }

  private name(): string {
    const { kind, text } = this.peek();
    if (kind !== 'atom') this.fail('a name is expected');
    else this.next++;
    return text;
  }

  private atomOrCall(): Expr {
    const { text, at, quoted } = this.peek();
    this.next++;
    if (this.takes(':')) return this.call(at, text, this.name());
    if (this.is('(')) return this.call(at, 'erlang', text);
    if (quoted !== true && !ATOMS.has(text)) {
      const capital = text[0]?.toUpperCase() + text.slice(1);
      this.fail(
        `"${text.slice(0, 30)}" is no variable: it would be ${capital.slice(0, 30)}; an atom stands in quotes`,
        at,
      );
    }
    return this.make(at, { kind: 'atom', name: text });
  }

  private call(at: number, module: string, name: string): Expr {
    this.take('(');
    const args = this.is(')') ? [] : this.body();
    this.take(')');
    return this.make(at, { kind: 'call', module, name, args }, ...args);
  }
}

function unexpected(text: string): string {
  if (text === 'fun') return 'a fun inside the fun is not supported: use a list comprehension';
  return `"${text.slice(0, 20)}" is not expected`;
}

function insideOf(made: ExprKind): Expr[] {
  if (made.kind === 'block') return made.body;
  if (made.kind !== 'if' && made.kind !== 'case') return [];
  const inside = made.clauses.flatMap(({ pattern, guard, body }) => [
    ...(pattern === null ? [] : [pattern]),
    ...(guard ?? []).flat(),
    ...body,
  ]);
  return made.kind === 'case' ? [made.value, ...inside] : inside;
}
