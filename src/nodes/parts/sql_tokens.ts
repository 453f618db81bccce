/**
 * Splits SQL into tokens as far as it must be known where a template stands: in code, in a string, in a quoted name, in
 * a comment. Templates come as the character NUL, which no SQL holds. Nothing here decides whether a statement is safe:
 * whatever a token is taken for, values never become part of the text (sql_bind).
 */
import type { Dialect } from '../../model/sql.ts';

export const TEMPLATE = '\0';

export type TokenKind =
  | 'space'
  | 'comment'
  | 'string'
  | 'name'
  | 'word'
  | 'number'
  | 'template'
  | 'own_param'
  | 'symbol';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Of a string and a quoted name: what stands inside, escapes resolved; null where that cannot be known (`U&'…'`). */
  content: string | null;
}

interface Lexer {
  source: string;
  dialect: Dialect;
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const SPACE = /\s+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const LINE_END = /[\r\n]/g;
const LINE_FEED = /\n/g;
const OWN_PARAM = /\$\d+/y;

export function sqlTokens(source: string, dialect: Dialect): Token[] {
  const lexer = { source, dialect };
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const token = tokenAt(lexer, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(lexer: Lexer, at: number): Token {
  const { source, dialect } = lexer;
  const char = source[at] ?? '';
  if (char === TEMPLATE) return plain('template', char);
  const space = match(SPACE, source, at);
  if (space !== null) return plain('space', space);
  const end = commentEnd(lexer, at);
  if (end > at) return plain('comment', source.slice(at, end));
  if (char === "'" || (char === '"' && dialect === 'mysql')) return quoted(lexer, at, at, dialect === 'mysql');
  if (char === '"' || (char === '`' && dialect === 'mysql')) return { ...quoted(lexer, at, at, false), kind: 'name' };
  if (dialect === 'postgres' && char === '$') return dollar(source, at);
  const word = match(WORD, source, at);
  if (word !== null) return prefixed(lexer, at, word);
  const number = match(NUMBER, source, at);
  if (number !== null) return plain('number', number);
  return plain(dialect === 'mysql' && char === '?' ? 'own_param' : 'symbol', char);
}

function plain(kind: TokenKind, text: string): Token {
  return { kind, text, content: null };
}

function match(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

/** `at` where none begins here. One without an end goes to the end of the text. */
function commentEnd({ source, dialect }: Lexer, at: number): number {
  if (source.startsWith('/*', at)) return blockEnd(source, at, dialect === 'postgres');
  const dashes = source.startsWith('--', at) && (dialect === 'postgres' || /^\s?$/.test(source[at + 2] ?? ''));
  if (!dashes && !(dialect === 'mysql' && source[at] === '#')) return at;
  // PostgreSQL takes a carriage return alone for the end of a line too.
  const line_end = dialect === 'postgres' ? LINE_END : LINE_FEED;
  line_end.lastIndex = at;
  return line_end.exec(source)?.index ?? source.length;
}

function blockEnd(source: string, from: number, nests: boolean): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    if (source.startsWith('*/', at)) {
      at += 2;
      if (--depth === 0) return at;
    } else if (source.startsWith('/*', at) && (nests || depth === 0)) {
      depth++;
      at += 2;
    } else at++;
  }
  return source.length;
}

/** From `from` on, whose quote stands at `open`. A doubled quote stands for itself. */
function quoted({ source }: Lexer, from: number, open: number, backslashes: boolean): Token {
  const quote = source[open];
  let content = '';
  for (let at = open + 1; at < source.length; at++) {
    const char = source[at] ?? '';
    if (char === '\\' && backslashes) {
      at++;
      content += escaped(source[at] ?? '');
    } else if (char !== quote) content += char;
    else if (source[at + 1] === quote) {
      content += char;
      at++;
    } else return { kind: 'string', text: source.slice(from, at + 1), content };
  }
  return { kind: 'string', text: source.slice(from), content: null };
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** In a pattern `\%` and `\_` stand for themselves together with the backslash. */
function escaped(char: string): string {
  return char === '%' || char === '_' ? `\\${char}` : (ESCAPES[char] ?? char);
}

function dollar(source: string, at: number): Token {
  const own = match(OWN_PARAM, source, at);
  if (own !== null) return plain('own_param', own);
  const tag = match(DOLLAR_TAG, source, at);
  if (tag === null) return plain('symbol', '$');
  const end = source.indexOf(tag, at + tag.length);
  if (end < 0) return { kind: 'string', text: source.slice(at), content: null };
  return { kind: 'string', text: source.slice(at, end + tag.length), content: source.slice(at + tag.length, end) };
}

/** A word, or a string with a letter before its quote. */
function prefixed(lexer: Lexer, at: number, word: string): Token {
  const { source, dialect } = lexer;
  const open = at + word.length;
  if (/^u$/i.test(word) && dialect === 'postgres' && /^&['"]/.test(source.slice(open, open + 2))) {
    return { ...quoted(lexer, at, open + 1, false), content: null };
  }
  if (source[open] !== "'" || !/^[benx]$/i.test(word)) return plain('word', word);
  if (/^e$/i.test(word)) return dialect === 'postgres' ? quoted(lexer, at, open, true) : plain('word', word);
  const token = quoted(lexer, at, open, dialect === 'mysql');
  return /^n$/i.test(word) ? token : { ...token, content: null };
}
