/** Processes: made, shown with their nodes, renamed, paused, shared, thrown away. */
import { z } from 'zod';
import type { Template } from '../../app/templates.ts';
import { TEMPLATES_FOLDER_ID } from '../../app/templates.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { ConvType } from '../../model/process.ts';
import { rawNodes } from '../../model/read_process.ts';
import { apiNode } from '../../model/write_process.ts';
import type { OpContext } from '../app.ts';
import { folderOf, id, optionalCount, optionalId, optionalText, place } from './fields.ts';
import { shownNodes } from './node_secrets.ts';
import { op } from './op.ts';
import { listShares, share, shareFields } from './share.ts';
import { description, NO_STAGE, NOWHERE, owner, privs, times } from './views.ts';

const one = z.object({ obj_id: id });

/** Processes of one search. */
const FOUND_AT_MOST = 1000;

/** Corezoid's numbers of a status in the answer to a change. */
const STATUS_NUMBER: Record<string, number> = { active: 1, paused: 2, deleted: 3, blocked: 4, debug: 5 };

const newConv = z.object({
  ...place,
  title: z.string().min(1).max(255).default('New process'),
  description: optionalText,
  conv_type: ConvType.default('process'),
  status: optionalText,
});

export const create = op(newConv, async ({ app, actor }, op) => {
  const { title, description: about = '', conv_type, status = 'active' } = op;
  const fields = { title, description: about, conv_type, status, folder_id: folderOf(op) };
  const made = await app.objects.createConv(actor, fields);
  return { obj_id: made.id, folder_id: made.parent_id, hash: made.body.hash ?? '' };
});

export const modify = op(
  z.object({ obj_id: id, title: optionalText, description: optionalText, status: optionalText }),
  async ({ app, actor }, { obj_id, title, description: about, status }) => {
    const { before, after } = await app.objects.modify(actor, 'conv', obj_id, {
      ...(title === undefined || title === '' ? {} : { title }),
      ...(about === undefined ? {} : { description: about }),
      ...(status === undefined ? {} : { status }),
    });
    const [old_status, new_status] = [STATUS_NUMBER[before.status] ?? 0, STATUS_NUMBER[after.status] ?? 0];
    return { obj_id, new_status, old_status, is_changed: old_status !== new_status };
  },
);

export const list = op(z.object({ obj_id: id, list_obj: optionalText }), async (ctx, { obj_id, list_obj }) => {
  if (list_obj === 'group') return listShares(ctx, 'conv', obj_id);
  const template = ctx.app.templates.byId(obj_id);
  if (template !== null) return listTemplate(ctx, template);
  const { nodes, draft, object } = await ctx.app.editor.nodes(ctx.actor, obj_id);
  const described = await ctx.app.objects.show(ctx.actor, 'conv', obj_id);
  const { folder_name, shared } = {
    folder_name: await folderTitle(ctx, object.parent_id),
    shared: described.is_shared,
  };
  const commits = draft === null ? [] : await ctx.app.drafts.show(ctx.actor, obj_id, draft);
  const last = (await ctx.app.deploys.versions(ctx.actor, obj_id)).find(({ state }) => state === 'live');
  return {
    obj_id,
    title: object.title,
    description: description(object),
    status: object.status,
    conv_type: object.body.conv_type ?? 'process',
    ...owner(described),
    ...times(object),
    ...NOWHERE,
    immutable: false,
    privs: privs(described.privs),
    escalation_conv: 'undefined',
    shared,
    folder_id: object.parent_id,
    folder_name,
    tacts: 0,
    favorite: (await ctx.app.favorites.ids(ctx.actor)).has(obj_id),
    commits: {
      version: draft ?? 0,
      size: commits.length,
      last_confirmed_version: last?.version ?? 0,
      list: await shownNodes(ctx, obj_id, commits),
    },
    list: await shownNodes(ctx, obj_id, nodes),
  };
});

export const show = op(one, async (ctx, { obj_id }) => {
  const template = ctx.app.templates.byId(obj_id);
  if (template !== null) {
    const { list: _nodes, commits: _commits, ...shown } = listTemplate(ctx, template);
    return { ...shown, size: 0, parent_obj_id: TEMPLATES_FOLDER_ID, parent_obj_type: 'folder' };
  }
  const described = await ctx.app.objects.show(ctx.actor, 'conv', obj_id);
  const { object } = described;
  const counts = await ctx.app.ports.archive.counts(obj_id);
  return {
    obj_id,
    title: object.title,
    description: description(object),
    status: object.status,
    conv_type: object.body.conv_type ?? 'process',
    size: counts.reduce((sum, { count }) => sum + count, 0),
    ...owner(described),
    ...times(object),
    ...NOWHERE,
    immutable: false,
    privs: privs(described.privs),
    parent_obj_id: object.parent_id,
    parent_obj_type: 'folder',
  };
});

export const link = op(z.object(shareFields), (ctx, op) => share(ctx, 'conv', op));

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.delete(actor, 'conv', obj_id);
  return { obj_id };
});

export const restore = op(one, async ({ app, actor }, { obj_id }) => {
  const back = await app.objects.restore(actor, 'conv', obj_id);
  return { obj_id, parent_folder_id: back.parent_id };
});

export const destroy = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.destroy(actor, 'conv', obj_id);
  return { obj_id, obj_type: 'conv' };
});

/** Processes anywhere, by a part of the title. */
export const search = op(
  z.object({ pattern: optionalText, obj_type: optionalText, limit: optionalCount, owner_id: optionalId }),
  async ({ app, actor }, { pattern, obj_type, limit, owner_id }) => {
    const found = await app.objects.find(actor, 'conv', {
      ...(pattern === undefined ? {} : { pattern }),
      ...(limit === undefined ? {} : { limit: Math.min(limit, FOUND_AT_MOST) }),
      ...(owner_id === undefined ? {} : { owner_id }),
    });
    const wanted = found.filter(({ object }) => obj_type === undefined || object.body.conv_type === obj_type);
    const list = wanted.map((described) => ({
      obj_id: described.object.id,
      obj_type: 'conv',
      title: described.object.title,
      description: description(described.object),
      status: described.object.status,
      conv_type: described.object.body.conv_type ?? 'process',
      folder_id: described.object.parent_id,
      ...owner(described),
      ...times(described.object),
      ...NOWHERE,
      ...NO_STAGE,
      escalation_conv: 'undefined',
    }));
    return { list };
  },
);

async function folderTitle(ctx: OpContext, folder_id: number): Promise<string> {
  if (folder_id === 0) return 'Root folder';
  return (await ctx.app.ports.catalog.read('folder', folder_id))?.title ?? '';
}

/** A template as a process that nobody can change. */
function listTemplate({ app }: OpContext, { obj_id, name, title, description: about }: Template): JsonObject {
  const nodes = (rawNodes(app.templates.scheme(name)) ?? []).filter(isObject);
  return {
    obj_id,
    title,
    description: about,
    status: 'active',
    conv_type: 'process',
    is_owner: false,
    owner_id: 0,
    owner_name: 'takt',
    owner_login: 'takt',
    create_time: 0,
    change_time: 0,
    ...NOWHERE,
    immutable: true,
    privs: privs(['view']),
    folder_id: TEMPLATES_FOLDER_ID,
    folder_name: 'Templates',
    commits: { version: 0, size: 0, last_confirmed_version: 0, list: [] },
    list: nodes.map((node) => ({ ...apiNode(node), count: 0 })),
  };
}
