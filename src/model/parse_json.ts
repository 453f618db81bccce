/**
 * JSON text of unknown origin. What the platform's own parser says about a mistake differs from version to version and
 * often names no place; so the place is found here, by reading the text once more, only after it was refused.
 */
import type { Failure } from '../base/errors.ts';
import { isDeeper, type Json } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';

export type ParsedJson = { value: Json } | { failure: Failure };

export function parseJson(text: string): ParsedJson {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let value: Json;
  try {
    value = JSON.parse(plain) as Json;
  } catch {
    const { offset, expected } = findMistake(plain);
    const { line, column } = placeOf(plain, offset);
    const found = offset >= plain.length ? 'the end of the text' : JSON.stringify(plain[offset]);
    const message = `Line ${line}, column ${column}: expected ${expected}, found ${found}.`;
    return { failure: { code: 'bad_json', message, details: { line, column } } };
  }
  if (isDeeper(value, LIMITS.data_depth)) {
    return { failure: { code: 'bad_json', message: `The JSON is nested deeper than ${LIMITS.data_depth} levels.` } };
  }
  return { value };
}

/** Line and column, both from 1. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

interface Mistake {
  offset: number;
  expected: string;
}

type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'separator';

const WORDS: Record<Expect, string> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a name in double quotes',
  'key or }': 'a name in double quotes or "}"',
  colon: '":"',
  separator: 'a comma or the closing bracket',
};

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/** Where a text stops being JSON, and what would have been right there. */
function findMistake(text: string): Mistake {
  const open: string[] = [];
  let expect: Expect = 'value';
  let at = 0;
  for (;;) {
    at = skipSpace(text, at);
    if (expect === 'separator' && open.length === 0) return { offset: at, expected: 'the end of the text' };
    const next = readToken(text, at, expect, open);
    if (next === null) return { offset: at, expected: WORDS[expect] };
    if ('offset' in next) return next;
    expect = next.expect;
    at = next.at;
  }
}

/** Takes the one token that is allowed here; null where another stands there. */
function readToken(
  text: string,
  at: number,
  expect: Expect,
  open: string[],
): { expect: Expect; at: number } | Mistake | null {
  const char = text[at];
  if (expect === 'colon') return char === ':' ? { expect: 'value', at: at + 1 } : null;
  if (expect === 'separator' && char === ',') return { expect: open.at(-1) === '{' ? 'key' : 'value', at: at + 1 };
  if ((expect === 'separator' || expect === 'key or }') && char === '}' && open.at(-1) === '{') return close(open, at);
  if ((expect === 'separator' || expect === 'value or ]') && char === ']' && open.at(-1) === '[')
    return close(open, at);
  if (expect === 'separator') return null;
  if (char === '"') {
    const after = isKey(expect) ? 'colon' : 'separator';
    const end = readString(text, at + 1);
    return typeof end === 'number' ? { expect: after, at: end } : end;
  }
  if (isKey(expect)) return null;
  if (char === '{' || char === '[') {
    open.push(char);
    return { expect: char === '{' ? 'key or }' : 'value or ]', at: at + 1 };
  }
  const word = new RegExp(LITERAL, 'y');
  word.lastIndex = at;
  return word.test(text) ? { expect: 'separator', at: word.lastIndex } : null;
}

function isKey(expect: Expect): boolean {
  return expect === 'key' || expect === 'key or }';
}

function close(open: string[], at: number): { expect: Expect; at: number } {
  open.pop();
  return { expect: 'separator', at: at + 1 };
}

/** The offset after the closing quote, or the mistake in the string. */
function readString(text: string, start: number): number | Mistake {
  let at = start;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '"') return at + 1;
    if (char < ' ') return { offset: at, expected: 'a closing quote (a line break in a string is written \\n)' };
    if (char !== '\\') at += 1;
    else if (/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))) at += text[at + 1] === 'u' ? 6 : 2;
    else return { offset: at, expected: 'a character, or one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX' };
  }
  return { offset: at, expected: 'a closing quote' };
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at++;
  return at;
}
