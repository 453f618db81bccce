/** How what a scenario names is held against what is: a subset, with texts between slashes as regular expressions. */
import { deepEqual, isObject, type Json, ownValue } from '../base/json.ts';

/** The regular expression that a text between slashes is; null for any other text. */
export function patternOf(text: string): string | null {
  return /^\/(.+)\/$/s.exec(text)?.[1] ?? null;
}

/** The body of a request as JSON, a form as an object, anything else as text; null where there is none. */
export function readBody(body: string | null): Json {
  if (body === null || body === '') return null;
  const json = MAY_BE_JSON.test(body) ? parsed(body) : undefined;
  if (json !== undefined) return json;
  return /^[^\s=&{[<]+=/.test(body) ? Object.fromEntries(new URLSearchParams(body)) : body;
}

/** An exception costs more than all the rest. */
const MAY_BE_JSON = /^\s*(?:["[{\d-]|true|false|null)/;

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whether an address or statement holds the text, or fits /the regular expression/. */
export function textFits(wanted: string, text: string): boolean {
  const pattern = patternOf(wanted);
  return pattern === null ? text.includes(wanted) : new RegExp(pattern, 'u').test(text);
}

export function isSubset(wanted: Json, value: Json | undefined): boolean {
  return differences(wanted, value, '').length === 0;
}

/** What of `wanted` is not so in `value`, a sentence each. Lists must be whole; null fits what is absent too. */
export function differences(wanted: Json, value: Json | undefined, place: string): string[] {
  if (isObject(wanted) && isObject(value)) {
    return Object.entries(wanted).flatMap(([key, item]) => differences(item, ownValue(value, key), at(place, key)));
  }
  if (Array.isArray(wanted) && Array.isArray(value) && wanted.length === value.length) {
    return wanted.flatMap((item, index) => differences(item, value[index], at(place, String(index))));
  }
  if (wanted === null && value === undefined) return [];
  if (value !== undefined && leafFits(wanted, value)) return [];
  const shown = value === undefined ? 'absent' : JSON.stringify(value);
  return [`${place === '' ? 'the value' : place}: expected ${JSON.stringify(wanted)}, is ${shown}`];
}

function leafFits(wanted: Json, value: Json): boolean {
  const pattern = typeof wanted === 'string' ? patternOf(wanted) : null;
  if (pattern === null) return deepEqual(wanted, value);
  return new RegExp(pattern, 'u').test(typeof value === 'string' ? value : JSON.stringify(value));
}

function at(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`;
}
