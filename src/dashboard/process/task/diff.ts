/** What changed between two states of data, by the path of the value: objects are looked into, lists are compared whole. */
import type { Json, JsonObject } from '../../../base/json.ts';

export type Change =
  | { kind: 'added'; path: string; after: Json }
  | { kind: 'changed'; path: string; before: Json; after: Json }
  | { kind: 'removed'; path: string; before: Json };

/** More are told by their number. */
const AT_MOST = 500;
const DEPTH = 6;

export function changesOf(before: JsonObject, after: JsonObject): Change[] {
  const found: Change[] = [];
  compare(before, after, { path: '', depth: 0, found });
  return found;
}

interface Place {
  path: string;
  depth: number;
  found: Change[];
}

function compare(before: JsonObject, after: JsonObject, { path, depth, found }: Place): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (found.length >= AT_MOST) return;
    const here = path === '' ? name : `${path}.${name}`;
    const [a, b] = [own(before, name), own(after, name)];
    if (a === undefined && b !== undefined) found.push({ kind: 'added', path: here, after: b });
    else if (b === undefined && a !== undefined) found.push({ kind: 'removed', path: here, before: a });
    else if (isObject(a) && isObject(b) && depth < DEPTH) compare(a, b, { path: here, depth: depth + 1, found });
    else if (a !== undefined && b !== undefined && JSON.stringify(a) !== JSON.stringify(b)) {
      found.push({ kind: 'changed', path: here, before: a, after: b });
    }
  }
}

function own(data: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(data, name) ? data[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
