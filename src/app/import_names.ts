/**
 * What becomes of the short names of an export. A variable whose name means something where the import goes is that
 * one: its value is never overwritten. An alias that is there already goes on leading where it does, unless the import
 * is asked to have it lead to what came along.
 */
import type { Json, JsonObject } from '../base/json.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { isShortName } from './aliases.ts';
import { connectionBody } from './import_instance.ts';
import { type Item, type Skipped, skip } from './import_set.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

export interface Decided {
  /** What is to be made, names or not. */
  made: Item[];
  /** Variables that are there already. */
  kept: Map<Item, CatalogObject>;
  /** Aliases that are there already and are to lead to what came along. */
  relinked: Map<Item, CatalogObject>;
  skipped: Skipped[];
}

interface Parts {
  rights: Rights;
  processes: Processes;
  catalog: Ports['catalog'];
}

/** The value of a secret variable that was imported: exports do not hold the real one. */
export const SECRET_PLACEHOLDER = 'not set: the value of a secret variable is not part of an export';

export async function decideNames(
  parts: Parts,
  actor: Actor,
  { folder_id, items, rewrite_alias }: { folder_id: number; items: Item[]; rewrite_alias: boolean },
): Promise<Decided> {
  const decided: Decided = { made: [], kept: new Map(), relinked: new Map(), skipped: [] };
  const taken = new Map<Item | null, Set<string>>();
  for (const item of items) {
    if (item.kind !== 'alias' && item.kind !== 'env_var') {
      const isKnown = item.kind !== 'instance' || connectionBody(item.element.raw) !== null;
      if (isKnown) decided.made.push(item);
      else decided.skipped.push(skip(item.element, 'connections of this kind are not known here'));
      continue;
    }
    const here = taken.get(item.within) ?? new Set<string>();
    const name = `${item.kind} ${shortName(item)}`;
    const reason = wrongName(item) ?? (here.has(name) ? 'the name is given twice in the export' : null);
    if (reason !== null) decided.skipped.push(skip(item.element, reason));
    else if (item.within !== null) decided.made.push(item);
    else await decideAtTop(parts, actor, { item, folder_id, rewrite_alias }, decided);
    taken.set(item.within, here.add(name));
  }
  return decided;
}

export function shortName({ element }: Item): string {
  return typeof element.raw.short_name === 'string' ? element.raw.short_name : '';
}

/** The body of a variable; a secret one has the placeholder for its value. */
export function variableBody(raw: JsonObject): JsonObject {
  const { description, scopes, env_var_type } = raw;
  const isSecret = env_var_type === 'secret';
  const isJson = raw.data_type === 'json';
  return {
    description: typeof description === 'string' ? description : '',
    env_var_type: isSecret ? 'secret' : 'visible',
    data_type: isJson ? 'json' : 'raw',
    value: isSecret ? (isJson ? JSON.stringify(SECRET_PLACEHOLDER) : SECRET_PLACEHOLDER) : valueText(raw.value),
    scopes: Array.isArray(scopes) ? scopes : [{ type: '*', fields: '*' }],
  };
}

/** Of a name that would lie where the import goes. */
async function decideAtTop(
  parts: Parts,
  actor: Actor,
  { item, folder_id, rewrite_alias }: { item: Item; folder_id: number; rewrite_alias: boolean },
  decided: Decided,
): Promise<void> {
  const { rights, catalog, processes } = parts;
  const name = shortName(item);
  const [here] = await catalog.list({ kind: item.kind, parent_id: folder_id, name, limit: 1 });
  const skipFor = (reason: string): unknown => decided.skipped.push(skip(item.element, reason));
  if (item.kind === 'env_var') {
    const found = await processes.variable(`@${name}`, folder_id);
    if (found !== null && (await rights.may(actor, 'view', found))) decided.kept.set(item, found);
    else if (here !== undefined) skipFor('a variable of this name is there already');
    else if (folder_id === 0 && !actor.admin) skipFor(AT_ROOT);
    else decided.made.push(item);
    return;
  }
  if (here === undefined) {
    if (folder_id === 0 && !actor.admin) skipFor(AT_ROOT);
    else decided.made.push(item);
  } else if (!rewrite_alias) skipFor(`the alias is there already and leads to process ${String(here.body.obj_to_id)}`);
  else if (await rights.may(actor, 'modify', here)) decided.relinked.set(item, here);
  else skipFor('the alias is there already and may not be changed');
}

const AT_ROOT = 'only administrators make short names at the root: import into a folder';

function wrongName(item: Item): string | null {
  if (!isShortName(shortName(item))) return 'short_name is missing or not valid';
  const { data_type, env_var_type, value } = item.element.raw;
  if (item.kind !== 'env_var' || data_type !== 'json' || env_var_type === 'secret') return null;
  try {
    JSON.parse(valueText(value));
    return null;
  } catch {
    return 'the value is not JSON';
  }
}

function valueText(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
