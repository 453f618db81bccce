/** The folder in which something is to be made or looked for. */
import { TaktError } from '../base/errors.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Actor, Right, Rights } from './rights.ts';

/** null for the root (0), where everybody may make things of his own. */
export async function folderAt(rights: Rights, actor: Actor, right: Right, id: number): Promise<CatalogObject | null> {
  if (id === 0) return null;
  const folder = await rights.demand(actor, right, 'folder', id);
  if (folder.status === 'deleted') throw new TaktError('not_found', `Folder not found: ${id} is in the trash`);
  return folder;
}

/**
 * The folder in which a short name is to be made. A name at the root is seen from everywhere, so that whoever holds it
 * stands in for whatever others mean by it: only administrators give names there.
 */
export async function folderOfName(rights: Rights, actor: Actor, id: number): Promise<CatalogObject | null> {
  if (id === 0 && !actor.admin) {
    const message = `Access denied: only administrators make short names at the root; ${actor.name} can in a folder (folder_id)`;
    throw new TaktError('access_denied', message);
  }
  return folderAt(rights, actor, 'modify', id);
}
