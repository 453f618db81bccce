/** The words of a fun. Reading stops at the `end` that belongs to the first `fun`, so the fun's own text is found too. */
import { LIMITS } from '../../base/limits.ts';

export type TokenKind = 'integer' | 'float' | 'atom' | 'variable' | 'string' | 'word' | 'sign' | 'nothing';

export interface Token {
  kind: TokenKind;
  /** As written; of a string and a quoted atom what it says. */
  text: string;
  /** Index into the text around the fun. */
  at: number;
  /** Of an atom: whether it is in quotes. */
  quoted?: boolean;
}

/** `at`: where, in the text around the fun. */
export interface Problem {
  at: number;
  problem: string;
}

export interface FunText {
  /** The whole text that the fun stands in, and where in it the fun begins and ends. */
  source: string;
  at: number;
  end: number;
  tokens: Token[];
}

const WORDS = new Set(
  (
    'after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let maybe not of or orelse ' +
    'receive rem try when xor'
  ).split(' '),
);
const OPENING = new Set(['fun', 'case', 'if', 'begin', 'receive', 'try']);
const SPACE = /(?:\s|%[^\n]*)*/y;
const NAME = /[A-Za-z_][\w@]*/y;
const NUMBER = /(\d{1,2})#([0-9A-Za-z]+)|\d+(?:\.\d+(?:[eE][+-]?\d+)?)?/y;
const SIGN = /=:=|=\/=|==|\/=|=<|>=|=>|:=|->|<-|\+\+|--|\|\||<<|>>|[-+*/=<>()[\]{},;:|#]/y;

/** The fun that begins here. Its positions are those of the whole text. */
export function readFun(source: string, at: number): FunText | Problem {
  const lexer = new Lexer(source, at);
  return lexer.fun();
}

class Lexer {
  private at: number;
  private readonly limit: number;
  private failure: Problem | undefined;
  constructor(
    private readonly source: string,
    private readonly from: number,
  ) {
    this.at = from;
    this.limit = from + LIMITS.fun_chars;
  }

  fun(): FunText | Problem {
    const tokens: Token[] = [];
    let open = 0;
    do {
      const token = this.token();
      if (this.failure !== undefined) return this.failure;
      if (token === undefined) {
        const first = tokens[0];
        if (first?.text !== 'fun') return notFun(first?.at ?? this.from);
        return { at: first.at, problem: 'the fun has no "end"' };
      }
      if (tokens.length === 0 && token.text !== 'fun') return notFun(token.at);
      tokens.push(token);
      if (token.kind === 'word' && OPENING.has(token.text)) open++;
      if (token.kind === 'word' && token.text === 'end') open--;
    } while (open > 0);
    return { source: this.source, at: (tokens[0] as Token).at, end: this.at, tokens };
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  private fail(at: number, problem: string): undefined {
    this.failure ??= { at, problem };
    return undefined;
  }

  private token(): Token | undefined {
    this.match(SPACE);
    const at = this.at;
    if (at >= this.limit) return this.fail(this.from, `a fun is longer than ${LIMITS.fun_chars} characters`);
    const name = this.match(NAME)?.[0];
    if (name !== undefined) return this.name(name, at);
    const number = this.match(NUMBER);
    if (number !== null) return this.number(number, at);
    const char = this.source[at];
    if (char === '"' || char === "'") return this.quoted(char, at);
    if (this.source.startsWith('{{', at)) {
      return this.fail(
        at,
        'templates cannot stand inside the fun, which goes on to its "end"; a tuple in a tuple is written { {',
      );
    }
    const sign = this.match(SIGN)?.[0];
    if (sign !== undefined) return { kind: 'sign', text: sign, at };
    return char === undefined ? undefined : this.unexpected(char, at);
  }

  private name(name: string, at: number): Token {
    const kind = /^[A-Z_]/.test(name) ? 'variable' : WORDS.has(name) ? 'word' : 'atom';
    return { kind, text: name, at };
  }

  private number([text, base, digits]: RegExpExecArray, at: number): Token | undefined {
    if (base === undefined || digits === undefined) {
      return { kind: text.includes('.') ? 'float' : 'integer', text, at };
    }
    const value = integerOf(digits, Number(base));
    if (value === undefined) return this.fail(at, `"${text.slice(0, 30)}" is no number`);
    return { kind: 'integer', text: String(value), at };
  }

  private unexpected(char: string, at: number): undefined {
    if (char === '.') {
      return this.fail(at, 'a field is read by eutils:get_value(<<"name">>, Item), not with a dot');
    }
    if (char === '$') return this.fail(at, 'functions $.name() cannot be called inside the fun');
    return this.fail(at, `"${String.fromCodePoint(this.source.codePointAt(at) ?? 0)}" is not expected`);
  }

  private quoted(quote: string, at: number): Token | undefined {
    let text = '';
    this.at++;
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined || this.at >= this.limit) return this.fail(at, `${quote} is not closed`);
      if (char === quote) break;
      text += char === '\\' ? this.escape() : char;
      this.at++;
    }
    this.at++;
    return quote === '"' ? { kind: 'string', text, at } : { kind: 'atom', text, at, quoted: true };
  }

  /** What a backslash and what follows stand for; ends at its last character. */
  private escape(): string {
    HEX.lastIndex = this.at;
    const hex = HEX.exec(this.source);
    if (hex !== null) {
      this.at = HEX.lastIndex - 1;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    this.at++;
    const char = this.source[this.at] ?? '';
    return ESCAPES[char] ?? char;
  }
}

const HEX = /\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/y;
const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  s: ' ',
  d: '\x7f',
  '0': '\0',
};

function notFun(at: number): Problem {
  return { at, problem: 'the first argument is a fun: fun(Item) -> … end' };
}

/** The integer that digits of a base are; undefined when they are none, or too many. */
export function integerOf(digits: string, base: number): bigint | undefined {
  if (base < 2 || base > 36 || digits.length > 1024 || digits === '') return undefined;
  let value = 0n;
  for (const digit of digits.toLowerCase()) {
    const worth = Number.parseInt(digit, 36);
    if (!(worth < base)) return undefined;
    value = value * BigInt(base) + BigInt(worth);
  }
  return value;
}
