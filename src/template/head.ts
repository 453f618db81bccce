/**
 * Decides what a path speaks of by its first words: `root.`, `conv[…].ref[…]`, `node[…].`, `env_var[…]`, else the
 * task's own data. Only words the author wrote count: the value of an inner brace never makes one of these.
 */
import type { Node, Path, Segment, Text } from './nodes.ts';
import { literal } from './nodes.ts';
import type { Step } from './path.ts';

export function resolveHead(at: number, path: Path): Node | { problem: string } {
  const word = firstWord(path[0]);
  if (word === 'root') return rootNode(at, path);
  const index = bracketText(path[1]);
  if (index === undefined || !isAlone(path[0])) return { kind: 'data', at, path };
  if (word === 'env_var') return { kind: 'env_var', at, name: index, path: path.slice(2) };
  if (word === 'node' && !isElement(path[1])) return nodeNode(at, null, index, path.slice(2));
  const inner = bracketText(path[3]);
  if (word === 'conv' && inner !== undefined && isAlone(path[2])) {
    const second = firstWord(path[2]);
    if (second === 'ref') return { kind: 'task', at, conv: index, ref: inner, path: path.slice(4) };
    if (second === 'node') return nodeNode(at, index, inner, path.slice(4));
  }
  return { kind: 'data', at, path };
}

/** `root` by itself is a parameter of that name; with something after it, it is the system's. */
function rootNode(at: number, path: Path): Node {
  const [first, ...rest] = path;
  if (first?.kind === 'steps') {
    const steps = first.steps.slice(1);
    const tail: Path = steps.length === 0 ? rest : [{ kind: 'steps', steps }, ...rest];
    return tail.length === 0 ? { kind: 'data', at, path } : { kind: 'root', at, path: tail };
  }
  if (first?.kind !== 'built') return { kind: 'data', at, path };
  const text: Text = [String(first.text[0]).slice('root.'.length), ...first.text.slice(1)];
  return { kind: 'root', at, path: [{ kind: 'built', text }, ...rest] };
}

function nodeNode(at: number, conv: Text | null, node: Text, path: Path): Node | { problem: string } {
  const only = path[0];
  const one = path.length === 1 && (only?.kind !== 'steps' || only.steps.length === 1);
  return one
    ? { kind: 'node', at, conv, node, path }
    : { problem: 'after node[…] stands one name: ".count", a sum or a callback' };
}

/** The first name of a segment, when the author wrote it out. */
function firstWord(segment: Segment | undefined): string | undefined {
  if (segment?.kind === 'steps') return segment.steps[0]?.bracket ? undefined : segment.steps[0]?.name;
  if (segment?.kind !== 'built') return undefined;
  const text = segment.text[0];
  return typeof text === 'string' && text.startsWith('root.') ? 'root' : undefined;
}

function isAlone(segment: Segment | undefined): boolean {
  return segment?.kind === 'steps' && segment.steps.length === 1;
}

/** What stands in brackets, when the segment is one. */
function bracketText(segment: Segment | undefined): Text | undefined {
  if (segment?.kind === 'index') return segment.text;
  const only: Step | undefined = segment?.kind === 'steps' && segment.steps.length === 1 ? segment.steps[0] : undefined;
  return only?.bracket ? [only.name] : undefined;
}

/** `node[0]` is an element of a parameter named `node`: no node is called that. */
function isElement(segment: Segment | undefined): boolean {
  const text = bracketText(segment);
  return text !== undefined && /^\d{1,6}$/.test(literal(text) ?? '');
}
