/**
 * The catalog as it will be once an import is written: processes of it are checked before they are there, and find each
 * other, their aliases and variables.
 */
import type { CatalogObject } from '../ports/catalog.ts';
import type { Processes } from './processes.ts';
import type { Surroundings } from './surroundings.ts';
import type { Ports } from './world.ts';

export function viewWith(
  made: Iterable<CatalogObject>,
  { catalog, processes }: { catalog: Ports['catalog']; processes: Processes },
): Surroundings {
  const byId = new Map<string, CatalogObject>();
  const byName = new Map<string, CatalogObject>();
  for (const object of made) {
    byId.set(`${object.kind} ${object.id}`, object);
    if (object.name !== null) byName.set(`${object.kind} ${object.parent_id} ${object.name}`, object);
  }
  const find: Surroundings['processes']['names']['find'] = async (kind, name, folder_id) => {
    for (let at = folder_id; ; ) {
      const own = byName.get(`${kind} ${at} ${name}`);
      const folder = byId.get(`folder ${at}`);
      if (own !== undefined) return own;
      if (folder === undefined) return processes.names.find(kind, name, at);
      at = folder.parent_id;
    }
  };
  return {
    catalog: { read: async (kind, id) => byId.get(`${kind} ${id}`) ?? catalog.read(kind, id) },
    processes: {
      names: { find },
      resolveId: async (conv, folder_id) => {
        if (!conv.startsWith('@')) return processes.resolveId(conv, folder_id);
        const id = (await find('alias', conv.slice(1), folder_id))?.body.obj_to_id;
        return typeof id === 'number' ? id : null;
      },
    },
  };
}
