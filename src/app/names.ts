/**
 * Finds aliases and variables from where a process lies: in its folder, else in the folder above, up to the root.
 * What was found is remembered until an object is written anywhere (News), and no longer than a few seconds.
 */
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { CatalogObject, ObjectKind } from '../ports/catalog.ts';
import type { Ports } from './world.ts';

/** How long a change made at another server may go unseen when its news was lost, ms. */
const REMEMBER_MS = 5 * SECOND;

/** Names remembered: those made of data could be any number. */
const REMEMBERED = 10_000;

/** The topic told when any object was written. */
export const OBJECTS_CHANGED = 'objects';

export class Names {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'news'>;
  /** Counts the writes seen. */
  private written = 0;
  private readonly found = new Map<string, { at: number; object: CatalogObject | null }>();

  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'news'>) {
    this.ports = ports;
    ports.news.subscribe(OBJECTS_CHANGED, () => this.forget());
  }

  /** The object of this name nearest above `folder_id`, or null. */
  async find(kind: ObjectKind, name: string, folder_id: number): Promise<CatalogObject | null> {
    const key = `${kind}\u0000${name}\u0000${folder_id}`;
    const now = this.ports.clock.now();
    const known = this.found.get(key);
    if (known !== undefined && Math.abs(now - known.at) < REMEMBER_MS) return known.object;
    const { written } = this;
    const object = await this.search(kind, name, folder_id);
    // What was looked for before a write may be old already.
    if (written !== this.written) return object;
    this.found.delete(key);
    this.found.set(key, { at: now, object });
    if (this.found.size > REMEMBERED) this.found.delete(this.found.keys().next().value as string);
    return object;
  }

  forget(): void {
    this.written++;
    this.found.clear();
  }

  private async search(kind: ObjectKind, name: string, folder_id: number): Promise<CatalogObject | null> {
    let parent_id = folder_id;
    for (let depth = 0; depth < LIMITS.folder_depth; depth++) {
      const [object] = await this.ports.catalog.list({ kind, parent_id, name, limit: 1 });
      if (object !== undefined) return object;
      if (parent_id === 0) return null;
      parent_id = (await this.ports.catalog.read('folder', parent_id))?.parent_id ?? 0;
    }
    return null;
  }
}
