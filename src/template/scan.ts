/** Finds where templates and function calls begin and end, before anything of them is read. Linear in the text. */
import { type FunText, type Problem, readFun } from './erlang/lexer.ts';
import { isEscape } from './path.ts';

export interface Delimiters {
  /** From the position of an opening delimiter to that of its closing one; of a fun, from its first to its last word. */
  closes: ReadonlyMap<number, number>;
  /** By the position of the `$` of their call: funs are in a language of their own. */
  funs: ReadonlyMap<number, FunText | Problem>;
  /** Opening delimiters without an end: ordinary text. */
  unclosed: number[];
}

/**
 * Pairs `{{` with `}}` and `<<` with `>>`. They nest, and each kind only closes its own. Of an odd run of opening
 * characters the first is text: `{{{a}}}` is `{{a}}` in single braces, as in `{{{id}}:1}`.
 */
export function pairDelimiters(text: string): Delimiters {
  const funs = new Map<number, FunText | Problem>();
  const closes = new Map<number, number>();
  const unclosed: number[] = [];
  const open: { at: number; kind: string }[] = [];
  const count: Record<string, number> = { '}': 0, '>': 0 };
  const push = (at: number, kind: string): void => {
    open.push({ at, kind });
    count[kind] = (count[kind] ?? 0) + 1;
  };
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '{' || char === '<') {
      const end = runEnd(text, at);
      for (let from = at + ((end - at) % 2); from < end; from += 2) push(from, char === '{' ? '}' : '>');
      at = end;
    } else if ((char === '}' || char === '>') && text[at + 1] === char && (count[char] ?? 0) > 0) {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        count[top.kind] = (count[top.kind] ?? 0) - 1;
        if (top.kind === char) {
          closes.set(top.at, at);
          break;
        }
        unclosed.push(top.at);
      }
      at += 2;
    } else if (char === '$' && FUN_CALL.test(text.slice(at, at + 10))) {
      const fun = readFun(text, text.indexOf('(', at) + 1);
      funs.set(at, fun);
      // Where a fun has no end nothing after it can be told apart; the text cannot be read anyway.
      if ('problem' in fun) break;
      closes.set(fun.at, fun.end - LAST_WORD.length);
      at = fun.end;
    } else at += open.length > 0 && isEscape(text, at) ? 2 : 1;
  }
  for (const { at } of open) unclosed.push(at);
  return { closes, unclosed, funs };
}

const FUN_CALL = /^\$\.(?:map|filter)\(/;
const LAST_WORD = 'end';

function runEnd(text: string, from: number): number {
  let end = from;
  while (text[end] === text[from]) end++;
  return end;
}

/** The position of the `)` that ends what begins at `from`; those inside templates do not count. -1 without one. */
export function callEnd(text: string, from: number, to: number, closes: ReadonlyMap<number, number>): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const close = closes.get(at);
    if (close !== undefined) at = close + 1;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && depth-- === 0) return at;
  }
  return -1;
}
