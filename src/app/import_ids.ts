/** The new numbers of what an import makes, and of what it finds already there. */
import type { CatalogObject } from '../ports/catalog.ts';
import type { Decided } from './import_names.ts';
import type { Item } from './import_set.ts';
import type { NewIds } from './remap_ids.ts';

/** `roots` are folders that the target stands in for. */
export function newIds(
  made: Map<Item, CatalogObject>,
  decided: Decided,
  { roots, folder_id }: { roots: number[]; folder_id: number },
): NewIds {
  const convs = new Map<number, { id: number; hash: string }>();
  const folders = new Map(roots.map((old) => [old, folder_id]));
  const variables = new Map<number, number>();
  const instances = new Map<number, number>();
  for (const [{ kind, element }, { id, body }] of [...made, ...decided.kept]) {
    const old = element.obj_id;
    if (old === null) continue;
    if (kind === 'conv') convs.set(old, { id, hash: typeof body.hash === 'string' ? body.hash : '' });
    else if (kind === 'folder') folders.set(old, id);
    else if (kind === 'env_var') variables.set(old, id);
    else if (kind === 'instance') instances.set(old, id);
  }
  return { convs, folders, variables, instances };
}
