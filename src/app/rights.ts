/**
 * Who may do what. A right on a folder holds for everything in it; the owner has every right; administrators too.
 * Rights are Corezoid's: view, create (task management), modify, delete. What is shared with a group holds for whoever
 * is in it.
 */
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { CatalogObject, ObjectKind } from '../ports/catalog.ts';
import type { Ports } from './world.ts';

export type Right = 'view' | 'create' | 'modify' | 'delete';

/** Whoever acts: a person, or the key of a program. */
export interface Actor {
  user_id: number;
  name: string;
  admin: boolean;
}

/** Takt itself: first start, templates, recovery. */
export const SYSTEM: Actor = { user_id: 0, name: 'takt', admin: true };

export class Rights {
  private readonly catalog: Ports['catalog'];

  constructor(catalog: Ports['catalog']) {
    this.catalog = catalog;
  }

  async may(actor: Actor, right: Right, object: CatalogObject): Promise<boolean> {
    if (actor.admin || object.owner_id === actor.user_id) return true;
    let holders: Promise<Set<string>> | undefined;
    const isHeld = async (holder: string | null): Promise<boolean> => {
      if (holder === `user:${actor.user_id}`) return true;
      if (holder === null || !holder.startsWith('group:')) return false;
      holders ??= groupsOf(this.catalog, actor.user_id).then((names) => new Set(names));
      return (await holders).has(holder);
    };
    let at: CatalogObject | null = object;
    for (let depth = 0; at !== null && depth < LIMITS.folder_depth; depth++) {
      if (at.owner_id === actor.user_id || (await this.shared(right, at, isHeld))) return true;
      at = at.parent_id === 0 ? null : await this.catalog.read('folder', at.parent_id);
    }
    return false;
  }

  /** Whether the owner of a process, for whom it acts, may do this. */
  async ownerMay(owner_id: number, right: Right, object: CatalogObject): Promise<boolean> {
    if (owner_id === object.owner_id) return true;
    const owner = await this.catalog.read('user', owner_id);
    const admin = owner_id === SYSTEM.user_id || owner?.body.admin === true;
    return this.may({ user_id: owner_id, name: '', admin }, right, object);
  }

  /** Whether a process may read a variable: a secret one only where its owner could change it, and so use it anyhow. */
  ownerMayRead(owner_id: number, variable: CatalogObject): Promise<boolean> {
    return this.ownerMay(owner_id, variable.body.env_var_type === 'secret' ? 'modify' : 'view', variable);
  }

  /** The object, for one who has the right; throws where it is missing or forbidden. */
  async demand(actor: Actor, right: Right, kind: ObjectKind, id: number): Promise<CatalogObject> {
    const object = await this.catalog.read(kind, id);
    if (object === null) throw new TaktError('not_found', `there is no ${kind} with id ${id}`);
    if (!(await this.may(actor, right, object))) {
      throw new TaktError('access_denied', `Access denied: ${actor.name} has no right to ${right} ${kind} ${id}`);
    }
    return object;
  }

  /** Whether one of the shares of an object gives this right to somebody of whom `isHeld` is true. */
  private async shared(
    right: Right,
    object: CatalogObject,
    isHeld: (holder: string | null) => Promise<boolean>,
  ): Promise<boolean> {
    const query = { kind: 'share' as const, parent_id: object.id, limit: LIMITS.shares_per_object };
    for (const { name, body } of await this.catalog.list(query)) {
      const { privs } = body;
      if (Array.isArray(privs) && privs.includes(right) && (await isHeld(name))) return true;
    }
    return false;
  }
}

/** The groups a user is in, as shares name them. */
export async function groupsOf(catalog: Ports['catalog'], user_id: number): Promise<string[]> {
  const query = { kind: 'member' as const, parent_id: user_id, limit: LIMITS.groups_per_user };
  return (await catalog.list(query)).flatMap(({ name }) => (name === null ? [] : [name]));
}
