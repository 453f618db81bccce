/** What is told of an object beside the object itself: whose it is, and what the one who asks may do with it. */
import type { CatalogObject } from '../ports/catalog.ts';
import type { Described } from './objects.ts';
import type { Actor, Right, Rights } from './rights.ts';
import type { Ports } from './world.ts';

export const ALL_RIGHTS: Right[] = ['create', 'modify', 'delete', 'view'];

/** An object that the actor may view, and what he may do with it. */
export interface Seen {
  object: CatalogObject;
  privs: Right[];
}

export class Describe {
  private readonly catalog: Ports['catalog'];
  private readonly rights: Rights;

  constructor(catalog: Ports['catalog'], rights: Rights) {
    this.catalog = catalog;
    this.rights = rights;
  }

  /** Those of the objects that the actor may view. `inherited` are his rights on the folder they lie in. */
  async visible(actor: Actor, objects: CatalogObject[], inherited: Right[]): Promise<Described[]> {
    return this.tellAll(actor, await this.seen(actor, objects, inherited));
  }

  /** The same without what is told of them: of a long list one page is told. */
  async seen(actor: Actor, objects: CatalogObject[], inherited: Right[]): Promise<Seen[]> {
    const seen: Seen[] = [];
    for (const object of objects) {
      const privs = await this.privs(actor, object, inherited);
      if (privs.includes('view')) seen.push({ object, privs });
    }
    return seen;
  }

  async tellAll(actor: Actor, seen: Seen[]): Promise<Described[]> {
    const owners = new Map<number, Promise<CatalogObject | null>>();
    const told: Described[] = [];
    for (const { object, privs } of seen) told.push(await this.tell(actor, object, { privs, owners }));
    return told;
  }

  async one(actor: Actor, object: CatalogObject): Promise<Described> {
    return this.tell(actor, object, { privs: await this.privs(actor, object, []), owners: new Map() });
  }

  async privs(actor: Actor, object: CatalogObject, inherited: Right[]): Promise<Right[]> {
    if (actor.admin || object.owner_id === actor.user_id) return ALL_RIGHTS;
    const privs: Right[] = [];
    for (const right of ALL_RIGHTS) {
      if (inherited.includes(right) || (await this.rights.may(actor, right, object))) privs.push(right);
    }
    return privs;
  }

  private async tell(
    actor: Actor,
    object: CatalogObject,
    known: { privs: Right[]; owners: Map<number, Promise<CatalogObject | null>> },
  ): Promise<Described> {
    const owner = known.owners.get(object.owner_id) ?? this.catalog.read('user', object.owner_id);
    known.owners.set(object.owner_id, owner);
    const is_owner = object.owner_id === actor.user_id;
    const versions = object.kind === 'conv' ? await this.catalog.versions(object.id) : [];
    return {
      object,
      privs: known.privs,
      is_owner,
      owner_name: (await owner)?.title ?? '',
      owner_login: (await owner)?.name ?? '',
      is_shared: !is_owner && !actor.admin,
      draft: versions.find(({ state }) => state === 'draft')?.version ?? null,
      live: versions.find(({ state }) => state === 'live')?.version ?? null,
    };
  }
}
