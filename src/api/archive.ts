/**
 * Exports as archives: one JSON file per object, a directory per folder, named as Corezoid names them:
 * `<id>_<title>.conv.json`, `.folder.json`, `.project.json`, `.stage.json`, `.alias.json`, and all variables in
 * `_ENV_VARS_.json`. Reading goes by the names' endings and by what is in the files; where they lie does not matter.
 */
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import { readZip, writeZip, type ZipFile } from './zip.ts';

const VARIABLES = '_ENV_VARS_.json';
/** Characters of a title in a file's name. */
const TITLE_CHARS = 60;

/** What a file's ending says of an object that does not say it itself. */
const ENDINGS: Record<string, Json> = {
  conv: 1,
  folder: 0,
  dashboard: 3,
  config: 4,
  project: 5,
  stage: 6,
  version: 7,
  alias: 'alias',
  env_var: 'env_var',
  instance: 'instance',
};

export function packExport(elements: JsonObject[]): Buffer {
  const folders = new Map<Json, JsonObject>();
  for (const element of elements) if (endingOf(element) in FOLDERS) folders.set(element.obj_id ?? null, element);
  const variables = elements.filter(({ obj_type }) => obj_type === 'env_var');
  const files = elements.flatMap((element): ZipFile[] => {
    if (element.obj_type === 'env_var') return [];
    const ending = endingOf(element);
    const inside = ending in FOLDERS ? element : folders.get(element.parent_id ?? null);
    const name = `${directory(inside, folders)}${nameOf(element)}.${ending}.json`;
    return [{ name, body: Buffer.from(JSON.stringify(element)) }];
  });
  if (variables.length > 0) files.push({ name: VARIABLES, body: Buffer.from(JSON.stringify(variables)) });
  return writeZip(files);
}

/** The objects of all files, as one list. */
export function unpackExport(zip: Buffer): Json[] {
  const elements: Json[] = [];
  for (const { name, body } of readZip(zip, LIMITS.upload_bytes)) {
    if (!name.toLowerCase().endsWith('.json')) continue;
    const parsed = parseJson(body.toString('utf8'));
    if ('failure' in parsed) throw new TaktError('bad_json', `${name}: ${parsed.failure.message}`);
    elements.push(...(name.endsWith(VARIABLES) ? variablesIn(parsed.value) : objectsIn(parsed.value, name)));
  }
  return elements;
}

function objectsIn(value: Json, name: string): Json[] {
  const ending = /\.([a-z_]+)\.json$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(ENDINGS, ending) ? { obj_type: ENDINGS[ending] as Json } : {};
  const list = Array.isArray(value) ? value : [value];
  return list.filter(isObject).map((object) => ({ ...known, ...object }));
}

/** A list of variables, or an object that holds one, or an object of variables or values by their short names. */
function variablesIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.filter(isObject).map((one) => ({ ...one, obj_type: 'env_var' }));
  if (!isObject(value)) return [];
  const list = Object.values(value).find(Array.isArray);
  if (list !== undefined) return variablesIn(list);
  if (typeof value.short_name === 'string') return variablesIn([value]);
  return Object.entries(value).map(([short_name, one]): Json => {
    return { short_name, ...(isObject(one) ? one : { value: one }), obj_type: 'env_var' };
  });
}

const FOLDERS: Record<string, true> = { folder: true, project: true, stage: true };

function endingOf({ obj_type = null }: JsonObject): string {
  const found = Object.entries(ENDINGS).find(([ending, type]) => type === obj_type || ending === obj_type);
  return found?.[0] ?? 'conv';
}

function nameOf({ obj_id = null, title = null, short_name = null }: JsonObject): string {
  const text = typeof title === 'string' && title !== '' ? title : String(short_name ?? '');
  const plain = text
    .replace(/[^\p{L}\p{N} .-]+/gu, '_')
    .slice(0, TITLE_CHARS)
    .replace(/^[ .]+|[ .]+$/g, '');
  return `${String(obj_id)}_${plain}`;
}

/** Where a folder's objects lie; '' where there is no folder. */
function directory(folder: JsonObject | undefined, folders: ReadonlyMap<Json, JsonObject>): string {
  const names: string[] = [];
  for (
    let at = folder;
    at !== undefined && names.length < LIMITS.folder_depth;
    at = folders.get(at.parent_id ?? null)
  ) {
    names.unshift(nameOf(at));
  }
  return names.map((name) => `${name}/`).join('');
}
