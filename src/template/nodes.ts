/** What a text is once it is parsed: literal text, and between it templates and function calls. */
import type { Fun } from './erlang/fun.ts';
import type { Step } from './path.ts';
import type { Read } from './reads.ts';

export type Text = readonly Part[];
export type Part = string | Node;

export type Node =
  | { kind: 'data'; at: number; path: Path }
  | { kind: 'root'; at: number; path: Path }
  | { kind: 'task'; at: number; conv: Text; ref: Text; path: Path }
  | { kind: 'env_var'; at: number; name: Text; path: Path }
  | { kind: 'node'; at: number; conv: Text | null; node: Text; path: Path }
  | { kind: 'call'; at: number; name: string; argument: Text; zone: Text | null }
  | { kind: 'each'; at: number; name: string; fun: Fun; argument: Text };

/**
 * Between brackets stands one name. Between dots stand names: known steps, or, where inner braces take part, a text
 * that is split only once it is complete.
 */
export type Segment = { kind: 'steps'; steps: Step[] } | { kind: 'built'; text: Text } | { kind: 'index'; text: Text };
export type Path = readonly Segment[];

/** The text when it is known without evaluating anything. */
export function literal(text: Text): string | undefined {
  if (text.length === 0) return '';
  const only = text[0];
  return text.length === 1 && typeof only === 'string' ? only : undefined;
}

/** What a read of a node asks for, by what stands after `node[…].`. */
export function nodeRead(conv: string | null, node: string, what: string): Read {
  if (what === 'count') return { kind: 'count', conv, node };
  const style = /^public_callback_(.+)$/.exec(what)?.[1];
  return style === undefined ? { kind: 'sum', conv, node, id: what } : { kind: 'callback_url', conv, node, style };
}
