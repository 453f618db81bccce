/** Groups of users: made, renamed, given to another, deleted; who is in one. `user link` puts people in and takes them out. */
import { z } from 'zod';
import type { Actor } from '../../app/rights.ts';
import type { JsonObject } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import type { CatalogObject } from '../../ports/catalog.ts';
import { id, optionalId } from './fields.ts';
import { op } from './op.ts';

const title = z.string().min(1).max(255);
const one = z.object({ obj_id: id });

export const create = op(z.object({ title }), async ({ app, actor }, op) => {
  const group = await app.groups.create(actor, op.title);
  return { obj_id: group.id, title: group.title };
});

export const modify = op(
  z.object({ obj_id: id, title: title.optional(), owner_id: optionalId }),
  async ({ app, actor }, op) => {
    const fields = {
      ...(op.title === undefined ? {} : { title: op.title }),
      ...(op.owner_id === undefined ? {} : { owner_id: op.owner_id }),
    };
    const group = await app.groups.modify(actor, op.obj_id, fields);
    return { obj_id: group.id, title: group.title, owner_id: group.owner_id };
  },
);

export const show = op(one, async ({ app, actor }, { obj_id }) => {
  const group = await app.groups.show(obj_id);
  const owner = await app.ports.catalog.read('user', group.owner_id);
  return groupView(group, new Map([[group.owner_id, owner?.title ?? '']]), actor);
});

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  const group = await app.groups.delete(actor, obj_id);
  return { obj_id, title: group.title };
});

export const members = op(one, async ({ app }, { obj_id }) => {
  await app.groups.show(obj_id);
  const list = (await app.groups.members(obj_id)).map((user) => ({
    obj: 'user',
    obj_id: user.id,
    title: user.title,
    type: user.body.type === 'api' ? 'api' : 'person',
    login: user.name ?? '',
  }));
  return { obj_id, list_obj: 'user', list };
});

/** A group in the list of what a user belongs to. */
export function groupRef({ id: obj_id, title: name }: CatalogObject): JsonObject {
  return { obj: 'group', obj_id, title: name };
}

export function groupView(
  group: CatalogObject,
  owners: Map<number, string>,
  actor: Actor,
): JsonObject & { title: string; create_time: number; owner_name: string } {
  return {
    obj: 'group',
    obj_id: group.id,
    title: group.title,
    owner_id: group.owner_id,
    owner_name: owners.get(group.owner_id) ?? '',
    is_owner: group.owner_id === actor.user_id,
    create_time: unixSeconds(group.create_time),
    status: 'actived',
  };
}
