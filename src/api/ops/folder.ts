/** Folders: made, listed, moved, shared, thrown away. Projects and stages of clients are folders too. */
import { z } from 'zod';
import type { ListPage } from '../../app/list_page.ts';
import type { Described, ListFilter, PlacedKind } from '../../app/objects.ts';
import { TEMPLATES_FOLDER_ID, TEMPLATES_FOLDER_TITLE } from '../../app/templates.ts';
import type { JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { flag, folderOf, id, optionalCount, optionalFlag, optionalText, place } from './fields.ts';
import { type OpHandler, op, readFields } from './op.ts';
import { listShares, share, shareFields } from './share.ts';
import { description, item, NOWHERE, owner, privs, times } from './views.ts';

const one = z.object({ obj_id: id });

/** Filters of clients and what they mean here; those of objects that Takt does not have show nothing. */
const FILTERS: Record<string, ListFilter | 'nothing'> = {
  folder: 'folder',
  conv: 'conv',
  conveyor: 'conv',
  my: 'my',
  shared: 'shared',
  deleted: 'deleted',
  dashboard: 'dashboard',
  instance: 'instance',
  process: 'process',
  state: 'state',
};

export const create = op(
  z.object({ ...place, title: z.string().min(1).max(255).default('New folder'), description: optionalText }),
  async ({ app, actor }, op) => {
    const fields = { title: op.title, folder_id: folderOf(op), description: op.description ?? '' };
    return { obj_id: (await app.objects.createFolder(actor, fields)).id };
  },
);

export const modify = op(
  z.object({ obj_id: id, title: optionalText, description: optionalText }),
  async ({ app, actor }, { obj_id, title, description: about }) => {
    await app.objects.modify(actor, 'folder', obj_id, {
      ...(title === undefined || title === '' ? {} : { title }),
      ...(about === undefined ? {} : { description: about }),
    });
    return { obj_id };
  },
);

const listFields = z.object({
  obj_id: id.default(0),
  list_obj: optionalText,
  filter: optionalText,
  sort: optionalText,
  order: optionalText,
  folders_first: optionalFlag,
  limit: optionalCount,
  offset: optionalCount,
});
type ListFields = z.output<typeof listFields>;

/** What is not named otherwise is sorted by the title; without `sort` a list is as the store has it. */
function pageOf({ sort, order, folders_first, limit, offset }: ListFields): ListPage {
  const by = sort === 'date' || sort === 'owner' ? sort : 'title';
  return {
    ...(sort === undefined ? {} : { sort: by, descending: order === 'desc' }),
    ...(limit === undefined ? {} : { limit }),
    offset: offset ?? 0,
    folders_first: folders_first === true,
  };
}

export const list = op(listFields, async (ctx, asked) => {
  const { obj_id, list_obj, filter, sort } = asked;
  if (obj_id === TEMPLATES_FOLDER_ID) return { obj_id, ...ROOT_ABOVE, list: templateItems(ctx) };
  if (list_obj === 'group' && filter === undefined && obj_id !== 0 && sort === undefined) {
    return listShares(ctx, 'folder', obj_id);
  }
  const starred = await ctx.app.favorites.ids(ctx.actor);
  const rowOf = (described: Described): JsonObject => ({
    ...item(described),
    favorite: starred.has(described.object.id),
  });
  if (filter === 'favorites') {
    const list = (await ctx.app.objects.some(ctx.actor, starred)).map(rowOf);
    return { obj_id, ...ROOT_ABOVE, count: list.length, list };
  }
  const wanted = filter === undefined ? undefined : FILTERS[filter];
  const asks = wanted === 'nothing' ? undefined : wanted;
  const { folder, items, count } = await ctx.app.objects.list(ctx.actor, obj_id, asks, pageOf(asked));
  const above = folder === null ? 0 : folder.parent_id;
  const parent = above === 0 ? null : await ctx.app.ports.catalog.read('folder', above);
  const rows = wanted === 'nothing' ? [] : items.map(rowOf);
  // Whoever pages counts what is stored.
  const whole = asked.limit === undefined;
  if (obj_id === 0 && whole && (filter === undefined || filter === 'folder')) rows.push(templatesFolder());
  const parent_folder_title = parent?.title ?? 'Root folder';
  return { obj_id, parent_folder_id: above, parent_folder_title, count: wanted === 'nothing' ? 0 : count, list: rows };
});

/** A star of the actor's own: `favorite conv`, `favorite folder`, `favorite instance`. */
export function favorite(kind: PlacedKind): OpHandler {
  return op(z.object({ obj_id: id, favorite: flag.default(true) }), async ({ app, actor }, asked) => {
    await app.favorites.mark(actor, { kind, id: asked.obj_id }, asked.favorite);
    return { obj_id: asked.obj_id, favorite: asked.favorite };
  });
}

export const branch = op(z.object({ obj_id: id.default(0) }), async ({ app, actor }, { obj_id }) => {
  const { items } = await app.objects.list(actor, obj_id, 'folder');
  return { obj_id, list: items.map(item) };
});

export const path = op(one, async ({ app, actor }, { obj_id }) => {
  const found = obj_id === 0 ? [] : await app.objects.path(actor, obj_id);
  const rows = found.map((described) => ({
    obj_id: described.object.id,
    title: described.object.title,
    description: description(described.object),
    type: 'folder',
    privs: privs(described.privs),
    favorite: false,
    immutable: false,
    ...owner(described),
    company_id: null,
  }));
  const root = { obj_id: 0, title: 'Root folder', company_id: null, privs: [], favorite: false, ...NOBODY };
  return { list: [root, ...rows] };
});

export const show = op(one, async ({ app, actor }, { obj_id }) => {
  if (obj_id === 0) return { obj_id, title: 'Root folder', obj_type: 1, parent_obj_id: 0, parent_obj_type: 'folder' };
  if (obj_id === TEMPLATES_FOLDER_ID) {
    return { obj_id, title: TEMPLATES_FOLDER_TITLE, obj_type: 0, parent_obj_id: 0, parent_obj_type: 'folder' };
  }
  const described = await app.objects.show(actor, 'folder', obj_id);
  const { object } = described;
  return {
    obj_id,
    title: object.title,
    description: description(object),
    obj_type: 0,
    status: object.status,
    parent_obj_id: object.parent_id,
    parent_obj_type: 'folder',
    privs: privs(described.privs),
    ...owner(described),
    ...times(object),
    childs: await app.objects.countInside(actor, obj_id),
  };
});

const moveFields = z.object({
  obj_id: id,
  obj_type: z.enum(['conv', 'folder', 'instance', 'dashboard']),
  folder_id: id,
});

/** Two operations in one: with obj_to something is shared, with folder_id it is moved. */
export const link = op(z.looseObject({ obj_to: optionalText }), async (ctx, raw) => {
  if (raw.obj_to !== undefined) return share(ctx, 'folder', readFields(z.object(shareFields), raw as JsonObject));
  return move(ctx, readFields(moveFields, raw as JsonObject));
});

async function move(ctx: OpContext, { obj_id, obj_type, folder_id }: z.output<typeof moveFields>): Promise<JsonObject> {
  const { from, to } = await ctx.app.objects.move(ctx.actor, obj_type, obj_id, folder_id);
  return {
    obj_type,
    obj_id,
    obj_to_type: 'folder',
    obj_to_id: folder_id,
    obj_to_title: to?.title ?? 'Root folder',
    action_type: 'move',
    from_folder: from?.id ?? 0,
    to_folder: folder_id,
    from_folder_name: from?.title ?? 'Root folder',
    to_folder_name: to?.title ?? 'Root folder',
    user_id: ctx.actor.user_id,
    user_name: ctx.actor.name,
  };
}

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.delete(actor, 'folder', obj_id);
  return { obj_id };
});

export const restore = op(one, async ({ app, actor }, { obj_id }) => {
  const back = await app.objects.restore(actor, 'folder', obj_id);
  return { obj_id, parent_folder_id: back.parent_id };
});

export const destroy = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.destroy(actor, 'folder', obj_id);
  return { obj_id, obj_type: 'folder' };
});

/** Who may do what with an object. */
export const object = op(
  z.object({ obj_type: z.enum(['conv', 'folder', 'instance', 'dashboard']), obj_id: id }),
  async ({ app, actor }, op) => {
    const described = await app.objects.show(actor, op.obj_type, op.obj_id);
    return {
      ...NOWHERE,
      obj_id: op.obj_id,
      owner_id: described.object.owner_id,
      owner_title: described.owner_name,
      parent_id: described.object.parent_id,
      privs: privs(described.privs),
    };
  },
);

/** The owner of what is nobody's: the root and the templates. */
const NOBODY = { is_owner: false, owner_id: 0, owner_name: 'takt', owner_login: 'takt' };

const ROOT_ABOVE = { parent_folder_id: 0, parent_folder_title: 'Root folder' };

function readOnly(kind: 'folder' | 'conv', obj_id: number, title: string, about: string): JsonObject {
  const rest = { favorite: false, undeployed: 0, version: null, childs: 0, size: 0, owner_group_id: 0 };
  const type: JsonObject = kind === 'conv' ? { conv_type: 'process' } : {};
  const place = { parent_id: kind === 'conv' ? TEMPLATES_FOLDER_ID : 0, create_time: 0, change_time: 0, ...NOWHERE };
  return {
    obj: kind,
    obj_type: kind,
    obj_id,
    title,
    description: about,
    status: 'active',
    ...type,
    ...NOBODY,
    is_shared: false,
    ...place,
    ...rest,
    privs: privs(['view']),
  };
}

function templatesFolder(): JsonObject {
  return readOnly('folder', TEMPLATES_FOLDER_ID, TEMPLATES_FOLDER_TITLE, 'Ready-made processes: copy one to use it.');
}

function templateItems({ app }: OpContext): JsonObject[] {
  return app.templates.list().map(({ obj_id, title, description: about }) => readOnly('conv', obj_id, title, about));
}
