/** Objects as answers show them. Takt has no companies, projects and stages: those fields are there and say so. */
import type { Described } from '../../app/objects.ts';
import type { Right } from '../../app/rights.ts';
import { derivedId } from '../../base/ids.ts';
import type { JsonObject } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import type { CatalogObject } from '../../ports/catalog.ts';
import type { OpContext } from '../app.ts';

/** What every object would have of the workspace it lies in. */
export const NOWHERE = { company_id: null, project_id: 0, stage_id: 0 };

/** The names of the project and stage that an object does not lie in. */
export const NO_STAGE = { project_title: '', project_short_name: '', stage_title: '', stage_short_name: '' };

/** An id in the form that clients expect where they ask for a UUID (RFC 9562, version 8): it follows from the object. */
export function uuidOf({ kind, id, create_time }: Pick<CatalogObject, 'kind' | 'id' | 'create_time'>): string {
  const hex = derivedId('uuid', kind, id, create_time) + derivedId('uuid, the rest', kind, id, create_time).slice(0, 8);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join('-');
}

/** Whose something is, where only the owner's number is known. */
export async function ownerById(ctx: OpContext, owner_id: number): Promise<JsonObject> {
  const user = await ctx.app.ports.catalog.read('user', owner_id);
  return {
    is_owner: owner_id === ctx.actor.user_id,
    owner_id,
    owner_name: user?.title ?? '',
    owner_login: user?.name ?? '',
  };
}

export function privs(rights: Right[]): JsonObject[] {
  return rights.map((type) => ({ type, list_obj: ['all'] }));
}

export function description(object: CatalogObject): string {
  return typeof object.body.description === 'string' ? object.body.description : '';
}

export function times(object: { create_time: number; change_time: number }): JsonObject {
  return { create_time: unixSeconds(object.create_time), change_time: unixSeconds(object.change_time) };
}

export function owner(described: Described): JsonObject {
  const { is_owner, owner_name, owner_login, object } = described;
  return { is_owner, owner_id: object.owner_id, owner_name, owner_login };
}

/** A folder, process or database connection in the list of a folder. */
export function item(described: Described): JsonObject {
  const { object, draft, live } = described;
  const { kind, id, parent_id, title } = object;
  const own: JsonObject =
    kind === 'conv'
      ? { status: object.status, conv_type: object.body.conv_type ?? 'process' }
      : kind === 'instance'
        ? { status: object.status, instance_type: 'db_call' }
        : { status: object.status };
  return {
    obj: kind,
    obj_type: kind,
    obj_id: id,
    title,
    description: description(object),
    ...own,
    ...owner(described),
    ...times(object),
    ...NOWHERE,
    privs: privs(described.privs),
    is_shared: described.is_shared,
    favorite: false,
    undeployed: draft === null ? 0 : 1,
    version: draft,
    live_version: live,
    childs: 0,
    size: 0,
    owner_group_id: 0,
    parent_id,
  };
}
