/**
 * Numbers of objects in a process that came from elsewhere: what came along is meant by its new number wherever it is
 * named: processes, folders and connections in logics, `conv[…]` and `env_var[…]` inside templates, and direct URLs.
 * The source of a Code node is left alone: templates are not evaluated in it.
 */
import { isObject, type Json, type JsonObject, setOwn } from '../base/json.ts';

/** Of the objects that came along, by their old numbers. */
export interface NewIds {
  /** With the hash of the direct URL. */
  convs: ReadonlyMap<number, { id: number; hash: string }>;
  folders: ReadonlyMap<number, number>;
  variables: ReadonlyMap<number, number>;
  instances: ReadonlyMap<number, number>;
}

/** Which fields hold the number of what. */
const FIELDS: Record<string, (ids: NewIds, id: number) => number | undefined> = {
  conv_id: (ids, id) => ids.convs.get(id)?.id,
  obj_to_id: (ids, id) => ids.convs.get(id)?.id,
  project_id: (ids, id) => ids.folders.get(id),
  stage_id: (ids, id) => ids.folders.get(id),
  instance_id: (ids, id) => ids.instances.get(id),
};
const SOURCES = ['src', 'code'];

export function remapIds(raw: JsonObject, ids: NewIds): JsonObject {
  const mapped: JsonObject = { ...raw };
  for (const key of ['scheme', 'nodes']) {
    const value = mapped[key];
    if (value !== undefined) mapped[key] = remapValue(value, ids);
  }
  return mapped;
}

/** A value with all numbers in it replaced. */
export function remapValue(value: Json, ids: NewIds): Json {
  if (typeof value === 'string') return remapText(value, ids);
  if (Array.isArray(value)) return value.map((item) => remapValue(item, ids));
  if (!isObject(value)) return value;
  const mapped: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(FIELDS, key) && isNumber(item) ? FIELDS[key] : undefined;
    const found = field?.(ids, Number(item));
    const name = remapText(key, ids);
    if (found !== undefined) setOwn(mapped, name, typeof item === 'string' ? String(found) : found);
    else setOwn(mapped, name, SOURCES.includes(key) ? item : remapValue(item, ids));
  }
  return mapped;
}

/** Numbers of objects stand as numbers or as texts; exports of any age hold anything else too. */
function isNumber(value: Json): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^\s*\d{1,15}\s*$/.test(String(value));
}

const DIRECT_URL = /\/public\/(\d{1,15})\/[0-9a-fA-F]{40}/g;
/** What opens and closes a template, and the references in it. `a.conv[7]` is a place in the task's own data. */
const REFERENCE = /\{\{|<<|\}\}|>>|(?<![\w.$\]])(conv|env_var)\[(\s{0,9})(\d{1,15})(\s{0,9})\]/g;

function remapText(text: string, ids: NewIds): string {
  const direct = text.replace(DIRECT_URL, (all: string, id: string) => {
    const found = ids.convs.get(Number(id));
    return found === undefined || found.hash === '' ? all : `/public/${found.id}/${found.hash}`;
  });
  if (!/\{\{|<</.test(direct)) return direct;
  let depth = 0;
  return direct.replace(
    REFERENCE,
    (all: string, what: string | undefined, before: string, id: string, after: string) => {
      if (what === undefined) {
        depth = all === '{{' || all === '<<' ? depth + 1 : Math.max(0, depth - 1);
        return all;
      }
      const found = what === 'conv' ? ids.convs.get(Number(id))?.id : ids.variables.get(Number(id));
      return depth === 0 || found === undefined ? all : `${what}[${before}${found}${after}]`;
    },
  );
}
