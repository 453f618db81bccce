/**
 * Parses a text into literal text, templates `{{…}}` or `<<…>>`, and calls `$.name(…)`. The first thing that cannot
 * be read is the failure; positions are indices into the text. Values never come here: only what a process's author
 * wrote is parsed.
 */
import { LIMITS } from '../base/limits.ts';
import { funOf, placed } from './erlang/fun.ts';
import type { ExpressionFailure, FailureTag } from './failure.ts';
import { FUN_FUNCTIONS, functionNamed, ZONED_FUNCTIONS } from './functions.ts';
import { resolveHead } from './head.ts';
import type { Node, Part, Path, Segment, Text } from './nodes.ts';
import { isEscape, splitPath, step, unescaped } from './path.ts';
import { callEnd, type Delimiters, pairDelimiters } from './scan.ts';

export interface Parsed {
  text: Text;
  failure: ExpressionFailure | undefined;
  /** Delimiters that open nothing: they stand as text, but were hardly meant so. */
  doubts: ExpressionFailure[];
}

export function parse(text: string): Parsed {
  if (text.length > LIMITS.template_chars) {
    const message = `the text is longer than ${LIMITS.template_chars} characters`;
    return { text: [], failure: { tag: 'limit', message, position: LIMITS.template_chars }, doubts: [] };
  }
  return new Parser(text).parsed();
}

/** Gathers parts; neighbouring literal text becomes one. */
class Parts {
  readonly parts: Part[] = [];
  add(part: Part): void {
    const last = this.parts.at(-1);
    if (part === '') return;
    if (typeof part === 'string' && typeof last === 'string') this.parts[this.parts.length - 1] = last + part;
    else this.parts.push(part);
  }
}

const CALL = /([A-Za-z_]\w*)\(/y;

class Parser {
  private readonly delimiters: Delimiters;
  private failure: ExpressionFailure | undefined;
  private depth = 0;
  private nodes = 0;
  constructor(readonly source: string) {
    this.delimiters = pairDelimiters(source);
  }

  parsed(): Parsed {
    const text = this.text(0, this.source.length);
    const doubts = this.delimiters.unclosed.map((position): ExpressionFailure => {
      const open = this.source.slice(position, position + 2);
      return { tag: 'syntax', message: `"${open}" has no end and stands as text`, position };
    });
    return { text: this.failure === undefined ? text : [], failure: this.failure, doubts };
  }

  private fail(position: number, message: string, tag: FailureTag = 'syntax'): undefined {
    this.failure ??= { tag, message, position };
    return undefined;
  }

  /** Text with templates and calls in it, where a backslash and a bracket are ordinary characters. */
  private text(from: number, to: number): Text {
    const parts = new Parts();
    let literal = from;
    let at = from;
    while (at < to && this.failure === undefined) {
      const found = this.nodeAt(at, to);
      if (found === undefined) at++;
      else {
        parts.add(this.source.slice(literal, at));
        parts.add(found.node);
        literal = at = found.end;
      }
    }
    parts.add(this.source.slice(literal, to));
    return parts.parts;
  }

  /** The template or call that begins here, if one does. */
  private nodeAt(at: number, to: number): { node: Node; end: number } | undefined {
    const char = this.source[at];
    if (char === '$') {
      const name = this.callName(at);
      return name === undefined ? undefined : this.nested(at, () => this.call(at, name, to));
    }
    if (char !== '{' && char !== '<') return undefined;
    const close = this.delimiters.closes.get(at);
    if (close === undefined || close >= to) return undefined;
    return this.nested(at, () => {
      const node = this.template(at + 2, close);
      return node && { node, end: close + 2 };
    });
  }

  private nested<T>(at: number, read: () => T | undefined): T | undefined {
    if (++this.nodes > LIMITS.expression_parts) {
      return this.fail(at, `more than ${LIMITS.expression_parts} templates in one text`, 'limit');
    }
    if (this.depth >= LIMITS.expression_depth) {
      return this.fail(at, `templates nest deeper than ${LIMITS.expression_depth}`, 'limit');
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  /** The name in `$.name(`; without the parenthesis it is text. */
  private callName(at: number): string | undefined {
    if (this.source[at + 1] !== '.') return undefined;
    CALL.lastIndex = at + 2;
    return CALL.exec(this.source)?.[1];
  }

  private call(at: number, name: string, to: number): { node: Node; end: number } | undefined {
    const open = at + 2 + name.length;
    if (FUN_FUNCTIONS.includes(name)) return this.each(at, name, to);
    if (functionNamed(name) === undefined) return this.fail(at, `there is no function $.${name}`);
    const close = callEnd(this.source, open + 1, to, this.delimiters.closes);
    if (close < 0) return this.fail(at, `$.${name}( has no closing ")"`);
    const argument = this.text(open + 1, close);
    let end = close + 1;
    let zone: Text | null = null;
    if (ZONED_FUNCTIONS.includes(name) && this.source.startsWith('.tz(', end)) {
      const zoneEnd = callEnd(this.source, end + 4, to, this.delimiters.closes);
      if (zoneEnd < 0) return this.fail(end, '.tz( has no closing ")"');
      zone = this.quoted(end + 4, zoneEnd);
      end = zoneEnd + 1;
    }
    return { node: { kind: 'call', at, name, argument, zone }, end };
  }

  /** `$.map(fun, array)`: the fun is no template, the array is. */
  private each(at: number, name: string, to: number): { node: Node; end: number } | undefined {
    const text = this.delimiters.funs.get(at);
    const fun = text === undefined || 'problem' in text ? text : funOf(text);
    if (fun === undefined) return this.fail(at, `$.${name}( cannot be read here`);
    if ('problem' in fun) return this.fail(fun.at, `$.${name}: ${placed(fun, this)}`);
    const { end } = fun.text;
    const close = end > to ? -1 : callEnd(this.source, end, to, this.delimiters.closes);
    if (close < 0) return this.fail(at, `$.${name}( has no closing ")"`);
    const [comma, last] = this.trimmed(end, close);
    if (this.source[comma] !== ',') return this.fail(comma, `$.${name}: after the fun come a comma and the array`);
    const [start, stop] = this.trimmed(comma + 1, last);
    if (start === stop) return this.fail(comma, `$.${name}: after the comma comes the array`);
    return { node: { kind: 'each', at, name, fun, argument: this.text(start, stop) }, end: close + 1 };
  }

  /** Text in quotes of either kind, or without. */
  private quoted(from: number, to: number): Text {
    const [start, end] = this.trimmed(from, to);
    const quote = this.source[start];
    const inQuotes = (quote === "'" || quote === '"') && end - start > 1 && this.source[end - 1] === quote;
    return inQuotes ? this.text(start + 1, end - 1) : this.text(start, end);
  }

  private trimmed(from: number, to: number): [number, number] {
    const inner = this.source.slice(from, to);
    const start = from + inner.length - inner.trimStart().length;
    return [start, Math.max(start, from + inner.trimEnd().length)];
  }

  /** What stands inside braces: one call, or a path. */
  private template(from: number, to: number): Node | undefined {
    const [start, end] = this.trimmed(from, to);
    if (start === end) return this.fail(from - 2, 'the braces are empty');
    const call = this.source[start] === '$' ? this.nodeAt(start, end) : undefined;
    if (call?.end === end) return call.node;
    const path = this.path(start, end);
    if (path === undefined || this.failure !== undefined) return undefined;
    const head = resolveHead(from - 2, path);
    return 'problem' in head ? this.fail(from - 2, head.problem) : head;
  }

  private path(from: number, to: number): Path | undefined {
    const segments: Segment[] = [];
    let at = from;
    while (at < to && this.failure === undefined) {
      if (this.source[at] === '[') {
        if (segments.length === 0) return this.fail(at, 'a path begins with a name');
        at = this.index(at, to, segments);
      } else at = this.names(at, to, segments);
    }
    return segments;
  }

  /** Names between dots, up to a bracket or the end. */
  private names(from: number, to: number, segments: Segment[]): number {
    const parts = new Parts();
    let at = from;
    if (segments.length > 0) {
      if (this.source[at] !== '.') this.fail(at, 'after "]" a "." or "[" is expected');
      at++;
    }
    let literal = at;
    while (at < to && this.source[at] !== '[' && this.failure === undefined) {
      if (this.source[at] === ']') this.fail(at, '"]" without "["');
      const found = this.nodeAt(at, to);
      if (found !== undefined) {
        parts.add(this.source.slice(literal, at));
        parts.add(found.node);
        literal = at = found.end;
      } else at += isEscape(this.source, at) ? 2 : 1;
    }
    at = Math.min(at, to);
    parts.add(this.source.slice(literal, at));
    const only = parts.parts[0] ?? '';
    if (parts.parts.length > 1 || typeof only !== 'string') segments.push({ kind: 'built', text: parts.parts });
    else {
      const steps = splitPath(only);
      if (steps === undefined) this.fail(from, 'a name is missing beside a "."');
      else segments.push({ kind: 'steps', steps });
    }
    return at;
  }

  /** What stands in brackets is one name: dots mean nothing in it. */
  private index(open: number, to: number, segments: Segment[]): number {
    const parts = new Parts();
    let at = open + 1;
    let literal = at;
    while (at < to && this.source[at] !== ']' && this.failure === undefined) {
      if (this.source[at] === '[') this.fail(at, '"[" inside brackets needs a backslash');
      const found = this.nodeAt(at, to);
      if (found !== undefined) {
        parts.add(unescaped(this.source.slice(literal, at)));
        parts.add(found.node);
        literal = at = found.end;
      } else at += isEscape(this.source, at) ? 2 : 1;
    }
    if (at >= to) {
      this.fail(open, '"[" has no closing "]"');
      return to;
    }
    parts.add(unescaped(this.source.slice(literal, at)));
    segments.push(indexSegment(parts.parts));
    if (parts.parts.every((part) => typeof part === 'string' && part.trim() === '')) {
      this.fail(open, 'the brackets are empty');
    }
    return at + 1;
  }
}

function indexSegment(text: Text): Segment {
  const only = text[0];
  if (text.length === 1 && typeof only === 'string') return { kind: 'steps', steps: [step(only.trim(), true)] };
  return { kind: 'index', text };
}
