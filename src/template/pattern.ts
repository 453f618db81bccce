/**
 * Parses the regular expressions of conditions: the part of PCRE that a machine without backtracking can match. Back
 * references, look-behind, atomic groups and possessive quantifiers are refused, because they need backtracking.
 */
import { LIMITS } from '../base/limits.ts';
import { type CharSet, charOf, classEscape, parseClass, union } from './pattern_class.ts';

export type Pattern =
  | { kind: 'set'; set: CharSet }
  | { kind: 'sequence' | 'choice'; items: Pattern[] }
  | { kind: 'repeat'; item: Pattern; min: number; max: number }
  | { kind: 'at'; where: Anchor }
  | { kind: 'look'; item: Pattern; negative: boolean };
export type Anchor = 'start' | 'end' | 'line_start' | 'line_end' | 'very_end' | 'word' | 'no_word';

export type ParsedPattern = { ok: true; pattern: Pattern } | { ok: false; problem: string; position: number };

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
}

export function parsePattern(source: string): ParsedPattern {
  if (source.length > LIMITS.regexp_pattern_chars) {
    const problem = `the pattern is longer than ${LIMITS.regexp_pattern_chars} characters`;
    return { ok: false, problem, position: LIMITS.regexp_pattern_chars };
  }
  return new PatternParser(source).parsed();
}

const NOTHING: Pattern = { kind: 'sequence', items: [] };
const ANCHORS: Record<string, Anchor> = { b: 'word', B: 'no_word', A: 'start', z: 'very_end', Z: 'end' };
const NOT_NEW_LINE: CharSet = { ranges: [[10, 10]], negated: true };
const ANYTHING: CharSet = { ranges: [[0, 0x10ffff]] };

class PatternParser {
  private at = 0;
  private depth = 0;
  private problem: { problem: string; position: number } | undefined;
  private flags: Flags = { i: false, m: false, s: false };
  constructor(private readonly source: string) {}

  parsed(): ParsedPattern {
    const pattern = this.choice();
    if (this.at < this.source.length) this.fail('")" without "("');
    return this.problem === undefined ? { ok: true, pattern } : { ok: false, ...this.problem };
  }

  private fail(problem: string): Pattern {
    this.problem ??= { problem, position: Math.min(this.at, this.source.length) };
    this.at = this.source.length;
    return NOTHING;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Flags set inside a group end with it. */
  private choice(): Pattern {
    const flags = this.flags;
    const items = [this.sequence()];
    while (this.take('|')) items.push(this.sequence());
    this.flags = flags;
    return items.length === 1 ? (items[0] as Pattern) : { kind: 'choice', items };
  }

  private sequence(): Pattern {
    const items: Pattern[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      items.push(this.quantified(this.atom()));
    }
    return { kind: 'sequence', items };
  }

  private quantified(item: Pattern): Pattern {
    const bounds = this.bounds();
    if (bounds === undefined) return item;
    if (item.kind === 'at' || item.kind === 'look') return this.fail('nothing to repeat');
    if (this.take('+')) return this.fail('possessive quantifiers are not supported');
    // A lazy quantifier matches the same texts, only in another order.
    this.take('?');
    if (bounds.max < bounds.min) return this.fail('the bounds of {} are the wrong way round');
    if (this.bounds() !== undefined) return this.fail('nothing to repeat');
    return { kind: 'repeat', item, ...bounds };
  }

  private bounds(): { min: number; max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,5})(,(\d{1,5})?)?\}/.exec(this.source.slice(this.at, this.at + 14));
    if (counted === null) return undefined;
    this.at += counted[0].length;
    const min = Number(counted[1]);
    const max =
      counted[2] === undefined ? min : counted[3] === undefined ? Number.POSITIVE_INFINITY : Number(counted[3]);
    return { min, max };
  }

  private atom(): Pattern {
    const char = charOf(this.source, this.at);
    this.at += char.length;
    switch (char) {
      case '(':
        return this.group();
      case '[': {
        const found = parseClass(this.source, this.at);
        if (found === undefined) return this.fail('the class in brackets cannot be read');
        this.at = found.end;
        return this.set(found.set);
      }
      case '.':
        return { kind: 'set', set: this.flags.s ? ANYTHING : NOT_NEW_LINE };
      case '^':
        return { kind: 'at', where: this.flags.m ? 'line_start' : 'start' };
      case '$':
        return { kind: 'at', where: this.flags.m ? 'line_end' : 'end' };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        this.at--;
        return this.fail('nothing to repeat');
      default:
        return this.set(union(char));
    }
  }

  private set(set: CharSet): Pattern {
    return { kind: 'set', set: this.flags.i ? { ...set, anyCase: true } : set };
  }

  private escape(): Pattern {
    const letter = this.source[this.at] ?? '';
    const where = ANCHORS[letter];
    if (where !== undefined) {
      this.at++;
      return { kind: 'at', where };
    }
    if (/[1-9kg]/.test(letter)) return this.fail('back references are not supported');
    const found = classEscape(this.source, this.at);
    if (found === undefined) return this.fail(`"\\${letter}" is not supported`);
    this.at = found.end;
    return this.set(found.set);
  }

  private group(): Pattern {
    if (++this.depth > LIMITS.expression_depth) return this.fail('groups nest too deeply');
    const result = this.groupBody();
    this.depth--;
    return result;
  }

  private groupBody(): Pattern {
    if (this.take('?=')) return this.closed({ kind: 'look', item: this.choice(), negative: false });
    if (this.take('?!')) return this.closed({ kind: 'look', item: this.choice(), negative: true });
    if (this.take('?:')) return this.closed(this.choice());
    const head = /^\?(?:P?<[A-Za-z_]\w*>|([ims]{0,3})(?:-([ims]{1,3}))?([:)]))/.exec(
      this.source.slice(this.at, this.at + 60),
    );
    if (head === null) {
      return this.source[this.at] === '?'
        ? this.fail('this kind of group is not supported')
        : this.closed(this.choice());
    }
    this.at += head[0].length;
    const [, on, off = '', end] = head;
    if (on === undefined) return this.closed(this.choice());
    const before = this.flags;
    const flags = { ...before };
    for (const flag of on) flags[flag as keyof Flags] = true;
    for (const flag of off) flags[flag as keyof Flags] = false;
    this.flags = flags;
    if (end === ')') return NOTHING;
    const item = this.closed(this.choice());
    this.flags = before;
    return item;
  }

  private closed(item: Pattern): Pattern {
    return this.take(')') ? item : this.fail('")" is missing');
  }
}
