/**
 * Groups of users: what is shared with a group is shared with everybody in it. A group is an object; that a user is in
 * it is another, which lies in the user, so that the groups of who asks are one read. Whoever made a group, and
 * administrators, say who is in it.
 */
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { type Actor, groupsOf } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export class Groups {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, writes: Writes) {
    this.ports = ports;
    this.writes = writes;
  }

  async create(actor: Actor, title: string): Promise<CatalogObject> {
    const object = { ...this.fields(actor), kind: 'group' as const, parent_id: 0, title, name: null };
    const [made] = await this.writes.write([{ do: 'create', object }], []);
    return made as CatalogObject;
  }

  /** Its title, or whose it is from now on. */
  async modify(actor: Actor, id: number, fields: { title?: string; owner_id?: number }): Promise<CatalogObject> {
    if (fields.owner_id !== undefined) await this.demandUser(fields.owner_id);
    const [changed] = await this.writes.settle(async () => {
      const group = await this.demandOwn(actor, id);
      const { title = group.title, owner_id = group.owner_id } = fields;
      return [{ do: 'update', object: { ...group, title, owner_id, change_time: this.ports.clock.now() } }];
    }, [id]);
    return changed as CatalogObject;
  }

  /** With what was shared with it. */
  async delete(actor: Actor, id: number): Promise<CatalogObject> {
    const group = await this.demandOwn(actor, id);
    await this.writes.settle(async () => {
      const { catalog } = this.ports;
      const name = nameOf(id);
      const going = [
        group,
        ...(await allOf(catalog, { kind: 'member', name })),
        ...(await allOf(catalog, { kind: 'share', name })),
      ];
      return going.map((object): CatalogChange => ({ do: 'delete', kind: object.kind, id: object.id }));
    }, [id]);
    return group;
  }

  /** Everybody may see which groups there are: things are shared with them. */
  list(): Promise<CatalogObject[]> {
    return allOf(this.ports.catalog, { kind: 'group' });
  }

  async show(id: number): Promise<CatalogObject> {
    const group = await this.ports.catalog.read('group', id);
    if (group === null) throw new TaktError('not_found', `there is no group with id ${id}`);
    return group;
  }

  /** Puts a user (a person or a key) into a group, or takes them out. */
  async link(actor: Actor, id: number, user_id: number, isIn: boolean): Promise<void> {
    await this.demandOwn(actor, id);
    const user = await this.demandUser(user_id);
    const query = { kind: 'member' as const, parent_id: user_id, name: nameOf(id), limit: 1 };
    await this.writes.settle(async () => {
      const [known] = await this.ports.catalog.list(query);
      if (isIn === (known !== undefined)) return [];
      if (known !== undefined) return [{ do: 'delete', kind: 'member', id: known.id }];
      await this.demandRoom(id, user_id);
      const place = { kind: 'member' as const, parent_id: user_id, name: nameOf(id), title: user.title };
      return [{ do: 'create', object: { ...this.fields(actor), ...place } }];
    }, [user_id]);
  }

  /** The users of a group. */
  async members(id: number): Promise<CatalogObject[]> {
    const found: CatalogObject[] = [];
    for (const { parent_id } of await allOf(this.ports.catalog, { kind: 'member', name: nameOf(id) })) {
      const user = await this.ports.catalog.read('user', parent_id);
      if (user !== null) found.push(user);
    }
    return found;
  }

  /** The groups of every user who is in one. */
  async byUser(): Promise<Map<number, CatalogObject[]>> {
    const groups = new Map((await this.list()).map((group) => [group.id, group]));
    const found = new Map<number, CatalogObject[]>();
    for (const { parent_id, name } of await allOf(this.ports.catalog, { kind: 'member' })) {
      const group = groups.get(Number(name?.split(':')[1]));
      if (group !== undefined) found.set(parent_id, [...(found.get(parent_id) ?? []), group]);
    }
    return found;
  }

  private fields(actor: Actor): Omit<CatalogObject, 'id' | 'rev' | 'kind' | 'parent_id' | 'title' | 'name'> {
    const now = this.ports.clock.now();
    return { owner_id: actor.user_id, status: 'active', create_time: now, change_time: now, body: {} };
  }

  private async demandOwn(actor: Actor, id: number): Promise<CatalogObject> {
    const group = await this.show(id);
    if (actor.admin || group.owner_id === actor.user_id) return group;
    throw new TaktError('access_denied', `Access denied: ${actor.name} has no right to group ${id}`);
  }

  private async demandUser(id: number): Promise<CatalogObject> {
    const user = await this.ports.catalog.read('user', id);
    if (user === null) throw new TaktError('not_found', `there is no user with id ${id}`);
    return user;
  }

  private async demandRoom(id: number, user_id: number): Promise<void> {
    const groups = await groupsOf(this.ports.catalog, user_id);
    if (groups.length >= LIMITS.groups_per_user) {
      throw new TaktError('too_large', `a user is in at most ${LIMITS.groups_per_user} groups`);
    }
    const users = await this.ports.catalog.list({ kind: 'member', name: nameOf(id), limit: LIMITS.users_per_group });
    if (users.length < LIMITS.users_per_group) return;
    throw new TaktError('too_large', `a group has at most ${LIMITS.users_per_group} users`);
  }
}

/** What belonging to a group, and shares with it, are named by. */
function nameOf(id: number): string {
  return `group:${id}`;
}
