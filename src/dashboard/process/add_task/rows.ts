/** The rows of Add task: names, types and values as a person types them, and the data they make. */
import type { Json, JsonObject } from '../../../base/json.ts';
import type { Param } from '../data.ts';
import { isSecretName } from '../secret_name.ts';

export const TYPES = ['string', 'number', 'boolean', 'array', 'object'] as const;
export type ValueType = (typeof TYPES)[number];

export interface Row {
  key: number;
  name: string;
  type: ValueType;
  value: string;
  /** What the process declares of it; its name and type stand then. */
  param: Param | null;
  /** The task has it already: a Modify can give it another value, but cannot take it away. */
  isKept?: boolean;
}

/** What is wrong: a key of words (process.add.errors), or a text of the process's author. */
export type Fault = { key: string } | { text: string };

let next = 1;

export function newRow(name = '', type: ValueType = 'string', value = ''): Row {
  return { key: next++, name, type, value, param: null };
}

export function typeOf(value: Json): ValueType {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  return typeof value === 'number' || typeof value === 'boolean' ? (typeof value as ValueType) : 'string';
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Rows for what is declared, filled with `data`, and further ones for what else is in it. */
export function rowsOf(params: Param[], data: JsonObject): Row[] {
  const inputs = params.filter(({ flags }) => flags.length === 0 || flags.includes('input'));
  const declared = inputs.map((param): Row => {
    const value = Object.hasOwn(data, param.name) ? data[param.name] : undefined;
    const type = TYPES.find((one) => one === param.type) ?? 'string';
    return { ...newRow(param.name, type, value === undefined ? '' : textOf(value)), param };
  });
  const names = new Set(inputs.map(({ name }) => name));
  const more = Object.entries(data).filter(([name]) => !names.has(name));
  return [...declared, ...more.map(([name, value]) => newRow(name, typeOf(value), textOf(value)))];
}

/** Rows for a task that is to be modified: what it has, and what is to be added. */
export function keptRows(before: JsonObject, data: JsonObject): Row[] {
  return rowsOf([], { ...before, ...data }).map((row) => ({ ...row, isKept: Object.hasOwn(before, row.name) }));
}

export function isSecret({ name, param }: Row): boolean {
  return isSecretName(name) || param?.flags.includes('auto-clear') === true;
}

/** What of `data` is not as it was: a Modify sends no more, and so takes nothing back that others change meanwhile. */
export function changedData(before: JsonObject, data: JsonObject): JsonObject {
  const changed = Object.entries(data).filter(([name, value]) => {
    return !Object.hasOwn(before, name) || JSON.stringify(before[name]) !== JSON.stringify(value);
  });
  return Object.fromEntries(changed);
}

/** `creating`: required ones must be there. A row that was left empty is not sent, unless it is a text of one's own. */
export function readRows(rows: Row[], creating: boolean): { data: JsonObject; faults: Map<number, Fault> } {
  const data: JsonObject = {};
  const faults = new Map<number, Fault>();
  for (const row of rows) {
    const { key, name, type, value, param, isKept } = row;
    if (name === '' && value === '') continue;
    if (name === '') faults.set(key, { key: 'name' });
    else if (value === '' && isKept !== true && (param !== null || type !== 'string')) {
      if (creating && param?.flags.includes('required') === true) faults.set(key, { key: 'required' });
    } else {
      const read = readValue(type, value);
      const fault = read === undefined ? { key: type } : faultOf(row);
      if (fault !== null) faults.set(key, fault);
      if (read !== undefined) Object.defineProperty(data, name, { value: read, ...OWN });
    }
  }
  return { data, faults };
}

/** A name such as `__proto__` is a parameter like any other. */
const OWN = { enumerable: true, writable: true, configurable: true };

function faultOf({ param, value }: Row): Fault | null {
  if (param === null || param.regex === '') return null;
  try {
    if (new RegExp(param.regex, 'u').test(value)) return null;
  } catch {
    // A pattern that only the server understands: it will say so.
    return null;
  }
  return param.regexText === '' ? { key: 'regex' } : { text: param.regexText };
}

function readValue(type: ValueType, value: string): Json | undefined {
  if (type === 'string') return value;
  const trimmed = value.trim();
  if (type === 'number') return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
  if (type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined;
  const read = parsedJson(trimmed);
  if (type === 'array') return Array.isArray(read) ? read : undefined;
  return read !== undefined && typeof read === 'object' && !Array.isArray(read) ? read : undefined;
}

export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What was sent last, without secrets. */
export interface Last {
  auto: boolean;
  ref: string;
  data: JsonObject;
}

function place(convId: number): string {
  return `takt.add_task.${convId}`;
}

export function lastOf(convId: number): Last | null {
  const read = parsedJson(localStorage.getItem(place(convId)) ?? '');
  if (read === null || typeof read !== 'object' || Array.isArray(read)) return null;
  const { auto, ref, data } = read;
  const known = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  return { auto: auto !== false, ref: typeof ref === 'string' ? ref : '', data: known };
}

export function remember(convId: number, { auto, ref, rows }: { auto: boolean; ref: string; rows: Row[] }): void {
  const { data } = readRows(
    rows.filter((row) => !isSecret(row)),
    false,
  );
  try {
    localStorage.setItem(place(convId), JSON.stringify({ auto, ref, data: withoutSecrets(data) }));
  } catch {
    // No room in the browser: then it is not remembered.
  }
}

/** Also those inside of objects. */
function withoutSecrets(data: JsonObject): JsonObject {
  const entries = Object.entries(data).filter(([name]) => !isSecretName(name));
  const kept = entries.map(([name, value]): [string, Json] => [name, plain(value)]);
  return Object.fromEntries(kept) as JsonObject;
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  return value !== null && typeof value === 'object' ? withoutSecrets(value) : value;
}
