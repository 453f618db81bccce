/**
 * Numbers of processes in a process that came from elsewhere: those that came along get their new numbers wherever they
 * are named: in logics, in `conv[…]` of templates, and in direct URLs. The source of a Code node is left alone.
 */
import { isObject, type Json, type JsonObject, setOwn } from '../base/json.ts';

export interface NewNumber {
  id: number;
  /** Of the direct URL. */
  hash: string;
}

const NUMBERS = ['conv_id', 'obj_to_id'];
const SOURCES = ['src', 'code'];

export function remapConvs(raw: JsonObject, numbers: ReadonlyMap<number, NewNumber>): JsonObject {
  if (numbers.size === 0) return raw;
  const mapped: JsonObject = { ...raw };
  for (const key of ['scheme', 'nodes']) {
    const value = mapped[key];
    if (value !== undefined) mapped[key] = remapValue(value, numbers);
  }
  return mapped;
}

function remapValue(value: Json, numbers: ReadonlyMap<number, NewNumber>): Json {
  if (typeof value === 'string') return remapText(value, numbers);
  if (Array.isArray(value)) return value.map((item) => remapValue(item, numbers));
  if (!isObject(value)) return value;
  const mapped: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const isNumber = NUMBERS.includes(key) && /^\s*\d{1,15}\s*$/.test(String(item));
    const found = isNumber ? numbers.get(Number(item)) : undefined;
    const name = remapText(key, numbers);
    if (found !== undefined) setOwn(mapped, name, typeof item === 'string' ? String(found.id) : found.id);
    else setOwn(mapped, name, SOURCES.includes(key) ? item : remapValue(item, numbers));
  }
  return mapped;
}

function remapText(text: string, numbers: ReadonlyMap<number, NewNumber>): string {
  const direct = text.replace(/\/public\/(\d{1,15})\/[0-9a-fA-F]{40}/g, (all: string, id: string) => {
    const found = numbers.get(Number(id));
    return found === undefined ? all : `/public/${found.id}/${found.hash}`;
  });
  if (!/\{\{|<</.test(direct)) return direct;
  return direct.replace(
    /\bconv\[(\s{0,9})(\d{1,15})(\s{0,9})\]/g,
    (all: string, before: string, id: string, after: string) => {
      const found = numbers.get(Number(id));
      return found === undefined ? all : `conv[${before}${found.id}${after}]`;
    },
  );
}
