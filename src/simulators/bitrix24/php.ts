/**
 * What makes the look-alike speak as PHP does: parameters in bracket form, arrays that are lists only while their keys
 * run from zero, and JSON with escaped slashes and no character outside ASCII.
 */
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../../base/json.ts';

/** PHP's own bound of nesting in a parameter's name; deeper ones are dropped there too. */
const DEPTH = 64;

/** `fields[PHONE][0][VALUE]=1&select[]=ID` as PHP reads it. Values are strings. */
export function parsePhpQuery(text: string): JsonObject {
  return phpParams([...new URLSearchParams(text)]);
}

export function phpParams(pairs: Iterable<readonly [string, string]>): JsonObject {
  const tree: JsonObject = {};
  for (const [name, value] of pairs) {
    const path = pathOf(name);
    if (path.length > 0 && path.length <= DEPTH) put(tree, path, value);
  }
  return listsOf(tree) as JsonObject;
}

/** `a[b][]` as `a`, `b` and an empty step. Dots and spaces of the first step become underscores, as in PHP. */
function pathOf(name: string): string[] {
  const [, first = '', rest = ''] = /^([^[]+)((?:\[[^\]]*\])*)/.exec(name) ?? [];
  if (first === '') return [];
  return [first.replace(/[. ]/g, '_'), ...[...rest.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
}

function put(tree: JsonObject, path: string[], value: string): void {
  let holder = tree;
  for (const [index, step] of path.entries()) {
    const key = step === '' ? nextIndex(holder) : step;
    if (index === path.length - 1) {
      setOwn(holder, key, value);
      return;
    }
    const inner = ownValue(holder, key);
    const next = isObject(inner) ? inner : {};
    setOwn(holder, key, next);
    holder = next;
  }
}

/** The key PHP gives to `a[]`: one more than the largest whole number among the keys. */
function nextIndex(holder: JsonObject): string {
  const numbers = Object.keys(holder).filter((key) => /^\d+$/.test(key));
  return String(numbers.reduce((next, key) => Math.max(next, Number(key) + 1), 0));
}

function listsOf(value: Json): Json {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => [key, listsOf(inner)]);
  return entries.length === 0 ? value : phpArray(entries);
}

/** A PHP array as its JSON: a list if the keys run 0, 1, 2 …, and `[]` where an object would have been empty. */
export function phpArray(entries: readonly (readonly [string, Json])[]): Json[] | JsonObject {
  if (entries.every(([key], index) => key === String(index))) return entries.map(([, value]) => value);
  const object: JsonObject = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}

/** JSON as PHP's json_encode writes it by default: `\/`, and \uXXXX for everything that is not ASCII. */
export function phpJson(value: Json): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same value as the answer of a call that ended in `.xml`; members of a list are called `item`. */
export function phpXml(value: Json): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<response>${xmlInner(value)}</response>`;
}

function xmlInner(value: Json): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${xmlInner(item)}</item>`).join('');
  if (isObject(value)) {
    return Object.entries(value)
      .map(([key, inner]) => `<${xmlName(key)}>${xmlInner(inner)}</${xmlName(key)}>`)
      .join('');
  }
  if (value === null || value === false) return '';
  return xmlText(value === true ? '1' : String(value));
}

/** A key that cannot be the name of an element becomes one that can. */
function xmlName(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) ? key : `item_${key.replace(/[^\w.-]/g, '_')}`;
}

export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
