/**
 * What an export consists of, in the order in which it can be made: folders before what lies in them. The hierarchy is
 * told by `parent_id` alone; what lies in a folder that did not come along lies at the top.
 */
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { type ExportElement, readExport } from '../model/read_process.ts';

export type ItemKind = 'folder' | 'conv' | 'alias' | 'env_var' | 'instance' | 'dashboard';

/** An object of an export. */
export interface Item {
  kind: ItemKind;
  element: ExportElement;
  /** The folder of the export it lies in; null: where the import goes. */
  within: Item | null;
}

/** An object of an export that was not made, and why. */
export interface Skipped {
  obj_type: Json;
  obj_id: number | null;
  title: string;
  reason: string;
}

export interface ImportSet {
  /** In the order of the export. */
  items: Item[];
  /** Old numbers of the folders that the target stands in for. */
  roots: number[];
  skipped: Skipped[];
}

export interface SetOptions {
  /** In place of the title of the first element. */
  title?: string;
  /** The folders at the top are not made: what lies in them goes where the import goes. */
  skip_root?: boolean;
  /** false: aliases stay behind. */
  with_alias?: boolean;
}

export function readSet(text: string, options: SetOptions): ImportSet {
  const read = readExport(text);
  if ('failure' in read) throw new TaktError(read.failure.code, read.failure.message, read.failure.details);
  if (read.elements.length > LIMITS.archive_entries) {
    const count = read.elements.length;
    throw new TaktError('too_large', `the export has ${count} objects; at most ${LIMITS.archive_entries} are taken`);
  }
  const skipped: Skipped[] = [];
  const items: Item[] = [];
  for (const element of read.elements) {
    const kind = kindOf(element);
    if (kind === null) skipped.push(skip(element, 'objects of this kind are not known here'));
    else if (kind !== 'alias' || options.with_alias !== false) items.push({ kind, element, within: null });
  }
  if (items.length === 0) throw new TaktError('bad_process', 'The export holds neither a process nor a folder.');
  const folders = placeAll(items);
  const tops =
    options.skip_root === true ? new Set([...folders.values()].filter(({ within }) => within === null)) : null;
  const kept = tops === null ? items : items.filter((item) => !tops.has(item));
  for (const item of kept) if (item.within !== null && tops?.has(item.within) === true) item.within = null;
  const [first] = kept;
  if (first !== undefined && options.title !== undefined) first.element = { ...first.element, title: options.title };
  return { items: kept, roots: [...(tops ?? [])].flatMap(({ element }) => element.obj_id ?? []), skipped };
}

export function skip({ raw, obj_id, title }: ExportElement, reason: string): Skipped {
  return { obj_type: raw.obj_type ?? null, obj_id, title: title || text(raw.short_name), reason };
}

/** What others name comes before them: folders, each after the one it lies in, then processes, then the rest. */
export function inOrder(items: Item[]): Item[] {
  const rank = (item: Item): number => {
    if (item.kind === 'folder') return depthOf(item);
    return LIMITS.folder_depth + (item.kind === 'conv' ? 0 : 1);
  };
  const ranks = new Map(items.map((item) => [item, rank(item)]));
  return items.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

/** The folder that an element says it lies in: variables and aliases of Corezoid name their stage. */
function parentOf({ parent_id, raw }: ExportElement): number {
  return [parent_id, raw.folder_id, raw.stage_id, raw.project_id].map(Number).find((id) => id > 0) ?? 0;
}

function kindOf({ kind, raw }: ExportElement): ItemKind | null {
  if (kind !== 'other') return kind;
  if (raw.obj_type === 'env_var' || raw.env_var_type !== undefined) return 'env_var';
  if (raw.obj_type === 3 || raw.obj_type === '3' || raw.obj_type === 'dashboard') return 'dashboard';
  if (raw.obj_type === 'instance' || raw.instance_type !== undefined) return 'instance';
  return raw.obj_type === 'alias' || raw.obj_to_type !== undefined ? 'alias' : null;
}

/** Finds the folder of every item; answers the folders by their old numbers. */
function placeAll(items: Item[]): Map<number, Item> {
  const folders = new Map<number, Item>();
  for (const item of items) {
    const { obj_id } = item.element;
    if (item.kind === 'folder' && obj_id !== null && !folders.has(obj_id)) folders.set(obj_id, item);
  }
  for (const item of items) item.within = folders.get(parentOf(item.element)) ?? null;
  const placed = new Set<Item>();
  for (const folder of folders.values()) {
    const path = new Set<Item>();
    for (let at: Item | null = folder; at !== null && !placed.has(at); at = at.within) {
      path.add(at);
      // Folders that lie in each other: one of them lies at the top.
      if (at.within !== null && path.has(at.within)) at.within.within = null;
    }
    for (const item of path) placed.add(item);
  }
  for (const folder of folders.values()) depthOf(folder);
  return folders;
}

function depthOf(item: Item): number {
  let depth = 0;
  for (let at = item.within; at !== null; at = at.within) {
    if (++depth >= LIMITS.folder_depth) {
      throw new TaktError('bad_process', `folders lie in each other deeper than ${LIMITS.folder_depth} levels`);
    }
  }
  return depth;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The fields of a raw object but for those named: what comes out again as it came in. */
export function without(raw: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name))) as JsonObject;
}
