/** What changed between two states of data, by the path of the value: objects and lists are looked into. */
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

function compare(before: JsonObject, after: JsonObject, place: Place): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    compareValues(own(before, name), own(after, name), { ...place, path });
  }
}

/** What is alike at both ends stands where it stood; what lies between is compared one by one. */
function compareLists(before: readonly Json[], after: readonly Json[], place: Place): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSame(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const longest = Math.max(before.length, after.length) - tail;
  for (let at = head; at < longest; at++) {
    const [a, b] = [
      at < before.length - tail ? before[at] : undefined,
      at < after.length - tail ? after[at] : undefined,
    ];
    compareValues(a, b, { ...place, path: `${place.path}[${at}]` });
  }
}

function compareValues(a: Json | undefined, b: Json | undefined, { path, depth, found }: Place): void {
  if (found.length >= AT_MOST || (a === undefined && b === undefined)) return;
  const inside = { path, depth: depth + 1, found };
  if (a === undefined && b !== undefined) found.push({ kind: 'added', path, after: b });
  else if (b === undefined && a !== undefined) found.push({ kind: 'removed', path, before: a });
  else if (isObject(a) && isObject(b) && depth < DEPTH) compare(a, b, inside);
  else if (Array.isArray(a) && Array.isArray(b) && depth < DEPTH) compareLists(a, b, inside);
  else if (a !== undefined && b !== undefined && !isSame(a, b))
    found.push({ kind: 'changed', path, before: a, after: b });
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function own(data: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(data, name) ? data[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
