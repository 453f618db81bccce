/**
 * What people have starred. A star is an object of its own that belongs to what it marks, so that it goes with it; it is
 * found by the person. Two people's stars on one thing know nothing of each other.
 */
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { PlacedKind } from './objects.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export class Favorites {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly rights: Rights;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: { rights: Rights; writes: Writes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
  }

  /** Sets or takes away the actor's star; doing it twice is doing it once. */
  async mark(actor: Actor, at: { kind: PlacedKind; id: number }, starred: boolean): Promise<void> {
    await this.rights.demand(actor, 'view', at.kind, at.id);
    await this.writes.settle(async () => {
      const known = await this.star(actor, at.id);
      if (starred === (known !== null)) return [];
      if (known !== null) return [{ do: 'delete', kind: 'setting', id: known.id }];
      const now = this.ports.clock.now();
      const place = { kind: 'setting', parent_id: at.id, owner_id: actor.user_id, name: nameOf(actor) } as const;
      const rest = { title: 'favorite', status: 'active', create_time: now, change_time: now };
      return [{ do: 'create', object: { ...place, ...rest, body: { kind: at.kind } } }];
    }, [at.id]);
  }

  /** The ids of what the actor has starred. */
  async ids(actor: Actor): Promise<Set<number>> {
    const stars = await allOf(this.ports.catalog, { kind: 'setting', name: nameOf(actor) });
    return new Set(stars.map(({ parent_id }) => parent_id));
  }

  private async star(actor: Actor, id: number): Promise<CatalogObject | null> {
    const query = { kind: 'setting', parent_id: id, name: nameOf(actor), limit: 1 } as const;
    return (await this.ports.catalog.list(query))[0] ?? null;
  }
}

function nameOf({ user_id }: Actor): string {
  return `favorite:${user_id}`;
}
