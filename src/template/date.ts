/**
 * `$.date` and `$.unixtime`: formats of `%y %m %d %h %i %s`, each of which may be followed by `+N` or `-N`, which
 * moves the date before anything of it is written, so that days carry into months and minutes into hours.
 */
import { DAY, HOUR, MINUTE, SECOND, unixSeconds } from '../base/time.ts';
import { instantOf, zoneOffset } from './zone.ts';

export type Dated = { ok: true; value: string | number } | { ok: false; problem: string };

type Field = 'y' | 'm' | 'd' | 'h' | 'i' | 's';
type Token = string | { field: Field; add: number };

const UNIT: Record<'d' | 'h' | 'i' | 's', number> = { d: DAY, h: HOUR, i: MINUTE, s: SECOND };
const DEFAULT_FORMAT = '%y-%m-%d';
const READABLE = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?\s*$/;

/** The text of a format at `now`, by the clocks of the zone (UTC without one). */
export function dateText(format: string, now: number, zone: string | null): Dated {
  const wall = wallClock(now, zone);
  if (wall === undefined) return noZone(zone);
  const text = formatted(format.trim() === '' ? DEFAULT_FORMAT : format, wall);
  return text === undefined ? OUT_OF_RANGE : { ok: true, value: text };
}

/**
 * Without a format: now, in seconds; with a zone, what its clocks show, counted as if they showed UTC.
 * With a format: the instant at which the clocks of the zone show the time that the format makes.
 */
export function unixTime(format: string, now: number, zone: string | null): Dated {
  const wall = wallClock(now, zone);
  if (wall === undefined) return noZone(zone);
  if (format.trim() === '') return { ok: true, value: unixSeconds(wall) };
  const text = formatted(format, wall);
  if (text === undefined) return OUT_OF_RANGE;
  const read = READABLE.exec(text);
  if (read === null) return { ok: false, problem: `"${text.slice(0, 40)}" is not a date like 2025-04-07 09:30:00` };
  const [, y, m, d, h = 0, i = 0, s = 0] = read;
  const time = Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(i), Number(s));
  const instant = zone === null ? time : instantOf(zone, time);
  return instant === undefined ? noZone(zone) : { ok: true, value: unixSeconds(instant) };
}

const OUT_OF_RANGE: Dated = { ok: false, problem: 'the date is outside the years 0 to 9999' };

function noZone(zone: string | null): Dated {
  return { ok: false, problem: `there is no time zone "${(zone ?? '').slice(0, 40)}"` };
}

function wallClock(now: number, zone: string | null): number | undefined {
  if (zone === null) return now;
  const offset = zoneOffset(zone, now);
  return offset === undefined ? undefined : now + offset;
}

function formatted(format: string, wall: number): string | undefined {
  const tokens = tokensOf(format);
  const date = new Date(moved(wall, tokens));
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  const shown: Record<Field, string> = {
    y: String(year).padStart(4, '0'),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    h: two(date.getUTCHours()),
    i: two(date.getUTCMinutes()),
    s: two(date.getUTCSeconds()),
  };
  return tokens.map((token) => (typeof token === 'string' ? token : shown[token.field])).join('');
}

/** Years and months first: a day that the new month lacks becomes its last. Then the rest, which carries by itself. */
function moved(wall: number, tokens: Token[]): number {
  const add: Record<Field, number> = { y: 0, m: 0, d: 0, h: 0, i: 0, s: 0 };
  for (const token of tokens) if (typeof token !== 'string') add[token.field] += token.add;
  const date = new Date(wall);
  if (add.y !== 0 || add.m !== 0) {
    const day = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCFullYear(date.getUTCFullYear() + add.y, date.getUTCMonth() + add.m);
    date.setUTCDate(Math.min(day, daysInMonth(date)));
  }
  return date.getTime() + add.d * UNIT.d + add.h * UNIT.h + add.i * UNIT.i + add.s * UNIT.s;
}

function daysInMonth(date: Date): number {
  const last = new Date(date);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return last.getUTCDate();
}

function tokensOf(format: string): Token[] {
  const tokens: Token[] = [];
  const specifier = /%([ymdhis])([+-]\d{1,9})?/g;
  let from = 0;
  for (let found = specifier.exec(format); found !== null; found = specifier.exec(format)) {
    const field = found[1] as Field;
    const tail = found[2] ?? '';
    const literal = tail !== '' && isLiteral(field, tail, format);
    if (literal) specifier.lastIndex -= tail.length;
    if (found.index > from) tokens.push(format.slice(from, found.index));
    tokens.push({ field, add: literal || tail === '' ? 0 : Number(tail) });
    from = specifier.lastIndex;
  }
  if (from < format.length) tokens.push(format.slice(from));
  return tokens;
}

/**
 * Whether a minus and digits are a part of the date rather than arithmetic: `%y-01`, with a leading nought, and two
 * digits where the month or day would stand and no specifier says it (`%y-%m-15 00:00:00` is the 15th).
 */
function isLiteral(field: Field, tail: string, format: string): boolean {
  if (tail.startsWith('+')) return false;
  if (tail.startsWith('-0')) return true;
  const next = field === 'y' ? '%m' : field === 'm' ? '%d' : '';
  return tail.length === 3 && next !== '' && !format.includes(next);
}
