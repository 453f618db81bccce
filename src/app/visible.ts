/** The processes that somebody may see, wherever they lie, without those in the trash: what pages over all processes show. */
import { LIMITS } from '../base/limits.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

export async function visibleProcesses(
  catalog: Ports['catalog'],
  rights: Rights,
  actor: Actor,
): Promise<CatalogObject[]> {
  const seen: CatalogObject[] = [];
  for (const object of await allOf(catalog, { kind: 'conv' })) {
    if (seen.length >= LIMITS.overview_processes) break;
    if (object.status !== 'deleted' && (await rights.may(actor, 'view', object))) seen.push(object);
  }
  return seen;
}
