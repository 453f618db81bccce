/** Which parameters of a task a text reads, as far as their names are written out: for checking without a task. */
import { innerTexts, isPlain, templateOf } from './evaluate.ts';
import type { Node, Text } from './nodes.ts';
import { splitPath } from './path.ts';

/** Names at the top of the task's data, each once. A name that is put together when a task comes is not among them. */
export function paramsRead(text: string): string[] {
  const found = new Set<string>();
  if (!isPlain(text)) collect(templateOf(text).text, found);
  return [...found];
}

function collect(text: Text, found: Set<string>): void {
  for (const part of text) {
    if (typeof part === 'string') continue;
    const name = part.kind === 'data' ? rootOf(part) : undefined;
    if (name !== undefined) found.add(name);
    for (const inner of innerTexts(part)) collect(inner, found);
  }
}

function rootOf(node: Node & { kind: 'data' }): string | undefined {
  const [first] = node.path;
  if (first?.kind === 'steps') return first.steps[0]?.name;
  const text = first?.kind === 'built' ? first.text[0] : undefined;
  // In `a.{{b}}` the author wrote where the path begins; in `a{{b}}` he did not.
  return typeof text === 'string' && text.includes('.') ? text.slice(0, text.indexOf('.')) : undefined;
}

/** What a row writes: the names that may stand for its key; null where the key is put together when a task comes. */
export function namesWritten(key: string): string[] | null {
  if (isPlain(key)) return [key, ...(splitPath(key)?.slice(0, 1) ?? []).map(({ name }) => name)];
  const { text } = templateOf(key);
  const [only] = text;
  if (text.length !== 1 || typeof only !== 'object' || only.kind !== 'data') return null;
  const name = rootOf(only);
  return name === undefined ? null : [name];
}
