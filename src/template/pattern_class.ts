/** Sets of characters in patterns: single ones, escapes such as `\d`, and classes in brackets. */

export interface CharSet {
  /** Code points, first and last. */
  ranges: readonly (readonly [number, number])[];
  negated?: boolean;
  /** Letters match in either case. */
  anyCase?: boolean;
  /** Further sets that belong to this one: `\D` or `\p{L}` inside brackets. */
  also?: readonly CharSet[];
  /** A Unicode property, tested by a pattern of exactly one character. */
  property?: RegExp;
}

export function contains(set: CharSet, code: number): boolean {
  if (!set.anyCase) return holds(set, code);
  const char = String.fromCodePoint(code);
  const found = [char, char.toLowerCase(), char.toUpperCase()].some((form) => within(set, form.codePointAt(0) ?? code));
  return found !== (set.negated === true);
}

function holds(set: CharSet, code: number): boolean {
  return within(set, code) !== (set.negated === true);
}

function within(set: CharSet, code: number): boolean {
  for (const [from, to] of set.ranges) if (code >= from && code <= to) return true;
  if (set.property?.test(String.fromCodePoint(code))) return true;
  return set.also?.some((other) => holds(other, code)) ?? false;
}

/** The whole character that begins here. */
export function charOf(source: string, at: number): string {
  return String.fromCodePoint(source.codePointAt(at) ?? 0);
}

/** The set of one character. */
export function union(char: string): CharSet {
  const code = char.codePointAt(0) ?? 0;
  return { ranges: [[code, code]] };
}

const DIGIT: CharSet['ranges'] = [[48, 57]];
const LOWER: CharSet['ranges'] = [[97, 122]];
const UPPER: CharSet['ranges'] = [[65, 90]];
const WORD: CharSet['ranges'] = [...DIGIT, ...UPPER, ...LOWER, [95, 95]];
const SPACE: CharSet['ranges'] = [
  [9, 13],
  [32, 32],
];
const BLANK: CharSet['ranges'] = [
  [9, 9],
  [32, 32],
];
const KINDS: Record<string, CharSet['ranges']> = { d: DIGIT, w: WORD, s: SPACE, h: BLANK };
const POSIX: Record<string, CharSet['ranges']> = {
  alpha: [...UPPER, ...LOWER],
  digit: DIGIT,
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  upper: UPPER,
  lower: LOWER,
  space: SPACE,
  blank: BLANK,
  word: WORD,
  xdigit: [...DIGIT, [65, 70], [97, 102]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};
const CONTROL: Record<string, string> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  e: '\x1b',
  a: '\x07',
  '0': '\0',
};

type Found = { set: CharSet; end: number };

export function isWordCode(code: number | undefined): boolean {
  return code !== undefined && within({ ranges: WORD }, code);
}

/** What an escape stands for; `at` is after the backslash. Undefined when it is none that is known. */
export function classEscape(source: string, at: number): Found | undefined {
  const letter = charOf(source, at);
  if (at >= source.length) return undefined;
  const end = at + letter.length;
  const kind = KINDS[letter.toLowerCase()];
  if (kind !== undefined) return { set: { ranges: kind, negated: letter !== letter.toLowerCase() }, end };
  const control = CONTROL[letter];
  if (control !== undefined) return { set: union(control), end };
  if (letter === 'x' || letter === 'u') return hexEscape(source, at);
  if (letter === 'p' || letter === 'P') return property(source, at);
  return /[A-Za-z0-9]/.test(letter) ? undefined : { set: union(letter), end };
}

function hexEscape(source: string, at: number): Found | undefined {
  const found = /^(?:x\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(source.slice(at, at + 10));
  if (found === null) return undefined;
  const code = Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '', 16);
  return code > 0x10ffff ? undefined : { set: { ranges: [[code, code]] }, end: at + found[0].length };
}

function property(source: string, at: number): Found | undefined {
  const found = /^[pP]\{(\w{1,30})\}/.exec(source.slice(at, at + 40));
  if (found === null) return undefined;
  try {
    const test = new RegExp(`^\\p{${found[1]}}$`, 'u');
    return { set: { ranges: [], property: test, negated: source[at] === 'P' }, end: at + found[0].length };
  } catch {
    return undefined;
  }
}

/** A class in brackets; `at` is after the `[`. Undefined when it has no end or a range runs backwards. */
export function parseClass(source: string, from: number): Found | undefined {
  let at = from;
  const negated = source[at] === '^';
  if (negated) at++;
  const ranges: [number, number][] = [];
  const also: CharSet[] = [];
  for (let first = true; at < source.length; first = false) {
    if (source[at] === ']' && !first) return { set: { ranges, negated, also }, end: at + 1 };
    const posix = /^\[:(\w{1,10}):\]/.exec(source.slice(at, at + 16));
    if (posix !== null) {
      const named = POSIX[posix[1] ?? ''];
      if (named === undefined) return undefined;
      also.push({ ranges: named });
      at += posix[0].length;
      continue;
    }
    const low = member(source, at);
    if (low === undefined) return undefined;
    at = low.end;
    const start = single(low.set);
    if (start === undefined) also.push(low.set);
    else if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
      const high = member(source, at + 1);
      const stop = high && single(high.set);
      if (high === undefined || stop === undefined || stop < start) return undefined;
      ranges.push([start, stop]);
      at = high.end;
    } else ranges.push([start, start]);
  }
  return undefined;
}

function member(source: string, at: number): Found | undefined {
  const char = charOf(source, at);
  if (char === '\\') {
    if (source[at + 1] === 'b') return { set: union('\b'), end: at + 2 };
    return classEscape(source, at + 1);
  }
  return { set: union(char), end: at + char.length };
}

/** The code of a set of exactly one character. */
function single(set: CharSet): number | undefined {
  const [only] = set.ranges;
  const one = set.ranges.length === 1 && only !== undefined && only[0] === only[1] && !set.negated;
  return one ? only[0] : undefined;
}
