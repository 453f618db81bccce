/** The functions `$.name(…)`. Each takes its argument after substitution and yields a value or says what is wrong. */
import { createHash } from 'node:crypto';
import { sixDecimals } from '../base/decimals.ts';
import type { Json } from '../base/json.ts';
import type { Prng } from '../base/prng.ts';
import { type CastType, castTo } from './cast.ts';
import { dateText, unixTime } from './date.ts';
import { calculate } from './math.ts';
import { bytesOfBase64, readable } from './text.ts';

export interface Input {
  /** The argument; keeps its type where it is exactly one template. */
  value: Json | undefined;
  /** The argument as text. */
  text: string;
  /** The argument as bytes: those of its text in UTF-8, or those a function inside it yielded. */
  bytes: () => Buffer;
  /** Of `.tz('…')`, null without. */
  zone: string | null;
  now: number;
  random: Prng;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: string };

/** A function of bytes hands them on as they are to the function around it, and becomes text only where text is due. */
export type TemplateFunction =
  | { yields: 'value'; run: (input: Input) => Outcome<Json> }
  | { yields: 'bytes'; run: (input: Input) => Outcome<Buffer>; text: (bytes: Buffer) => string };

const table = new Map<string, TemplateFunction>();

export function functionNamed(name: string): TemplateFunction | undefined {
  return table.get(name);
}

export function functionNames(): string[] {
  return [...table.keys()];
}

/** Functions whose first argument is a fun, which is no template: see erlang/. */
export const FUN_FUNCTIONS: readonly string[] = ['map', 'filter'];
/** Functions that `.tz('…')` may follow. */
export const ZONED_FUNCTIONS: readonly string[] = ['date', 'unixtime'];

const value = (run: (input: Input) => Outcome<Json>): TemplateFunction => ({ yields: 'value', run });
const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

table.set(
  'math',
  value(({ text }) => calculate(text)),
);
table.set(
  'date',
  value(({ text, now, zone }) => dateText(text, now, zone)),
);
table.set(
  'unixtime',
  value(({ text, now, zone }) => unixTime(text, now, zone)),
);
table.set('random', value(random));
table.set(
  'base64_encode',
  value(({ bytes }) => ({ ok: true, value: bytes().toString('base64') })),
);
table.set('base64_decode', { yields: 'bytes', run: decoded, text: readable });
for (const hash of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']) {
  const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  table.set(hash, { yields: 'bytes', run: ({ bytes }) => ({ ok: true, value: digest(bytes()) }), text: latin1 });
  table.set(
    `${hash}_hex`,
    value(({ bytes }) => ({ ok: true, value: digest(bytes()).toString('hex') })),
  );
}
for (const type of ['object', 'number', 'array', 'string'] satisfies CastType[]) {
  table.set(
    `to_${type}`,
    value((input) => {
      const cast = castTo(input.value, type);
      return cast.ok ? cast : { ok: false, problem: `"${input.text.slice(0, 40)}" cannot become ${type}` };
    }),
  );
}

/** `()` a float from 0 to 1, `(N)` an integer from 1 to N (or N to -1), `(a,b)` an integer from a to b, both included. */
function random({ text, random: source }: Input): Outcome<Json> {
  if (text.trim() === '') return { ok: true, value: sixDecimals(source.next()) };
  const bounds = text.split(',').map((part) => (/^\s*-?\d+\s*$/.test(part) ? clamped(Number(part)) : Number.NaN));
  if (bounds.length > 2 || bounds.some(Number.isNaN)) {
    return { ok: false, problem: `"${text.slice(0, 40)}" is not one or two whole numbers` };
  }
  const [first = 0, second] = bounds;
  if (second === undefined) {
    if (first === 0) return { ok: true, value: 0 };
    return { ok: true, value: first > 0 ? source.int(1, first) : source.int(first, -1) };
  }
  if (first > second) return { ok: false, problem: `${first} is larger than ${second}` };
  return { ok: true, value: Math.min(second, source.int(first, second)) };
}

function clamped(bound: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, bound));
}

function decoded({ text }: Input): Outcome<Buffer> {
  const bytes = bytesOfBase64(text);
  return bytes === undefined ? { ok: false, problem: 'the argument is not base64' } : { ok: true, value: bytes };
}
