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
