/** Short names of processes. */
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { CatalogObject } from '../../ports/catalog.ts';
import type { OpContext } from '../app.ts';
import { folderOf, id, optionalFlag, optionalId, optionalText, place } from './fields.ts';
import { op } from './op.ts';
import { description, NO_STAGE, NOWHERE, ownerById, privs, times, uuidOf } from './views.ts';

const one = z.object({ obj_id: id });

const fields = {
  title: optionalText,
  description: optionalText,
  obj_to_id: optionalId,
  obj_to_type: z.literal('conv', 'an alias leads to a process: obj_to_type is conv').nullish(),
};
type Fields = z.output<z.ZodObject<typeof fields>>;

function given({ title, description: about, obj_to_id }: Fields) {
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    ...(about === undefined ? {} : { description: about }),
    ...(obj_to_id === undefined ? {} : { obj_to_id }),
  };
}

const newAlias = z.object({ ...fields, ...place, short_name: z.string() });

export const create = op(newAlias, async ({ app, actor }, op) => {
  const made = await app.aliases.create(actor, { short_name: op.short_name, folder_id: folderOf(op), ...given(op) });
  return { obj_id: made.id };
});

export const modify = op(
  z.object({ ...fields, obj_id: id, short_name: optionalText }),
  async ({ app, actor }, { obj_id, short_name, ...rest }) => {
    const name = short_name === undefined ? {} : { short_name };
    await app.aliases.modify(actor, obj_id, { ...name, ...given(rest) });
    return { obj_id };
  },
);

export const upsert = op(
  z.object({ ...fields, ...place, obj_id: optionalId, short_name: z.string() }),
  async ({ app, actor }, op) => {
    const known = op.obj_id ?? (await sameName(app, op.short_name, folderOf(op)));
    const given_fields = { short_name: op.short_name, ...given(op) };
    if (known === null) {
      return { obj_id: (await app.aliases.create(actor, { ...given_fields, folder_id: folderOf(op) })).id };
    }
    await app.aliases.modify(actor, known, given_fields);
    return { obj_id: known };
  },
);

export const show = op(one, async (ctx, { obj_id }) => view(ctx, await ctx.app.aliases.show(ctx.actor, obj_id)));

export const list = op(
  z.object({ ...place, conv_id: optionalId, pattern: optionalText }),
  async (ctx, { conv_id, pattern, ...at }) => {
    const folder_id = folderOf(at);
    const found = await ctx.app.aliases.list(ctx.actor, {
      ...(folder_id === 0 ? {} : { folder_id }),
      ...(conv_id === undefined ? {} : { conv_id }),
      ...(pattern === undefined ? {} : { pattern }),
    });
    const rows: JsonObject[] = [];
    for (const alias of found) rows.push(await view(ctx, alias));
    return { list: rows };
  },
);

export const link = op(
  z.object({ obj_id: id, obj_to_id: optionalId, link: optionalFlag }),
  async ({ app, actor }, { obj_id, obj_to_id, link: leads = true }) => {
    await app.aliases.link(actor, obj_id, leads ? (obj_to_id ?? null) : null);
    return { obj_id };
  },
);

/** An alias has no trash: deleted is gone. */
export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.aliases.delete(actor, obj_id);
  return { obj_id };
});

async function sameName({ ports }: OpContext['app'], name: string, parent_id: number): Promise<number | null> {
  const [known] = await ports.catalog.list({ kind: 'alias', parent_id, name, limit: 1 });
  return known?.id ?? null;
}

async function view(ctx: OpContext, alias: CatalogObject): Promise<JsonObject> {
  const { catalog } = ctx.app.ports;
  const obj_to_id = typeof alias.body.obj_to_id === 'number' ? alias.body.obj_to_id : null;
  const conv = obj_to_id === null ? null : await catalog.read('conv', obj_to_id);
  return {
    obj_id: alias.id,
    obj_type: 'alias',
    title: alias.title,
    description: description(alias),
    short_name: alias.name,
    folder_id: alias.parent_id,
    obj_to_id,
    obj_to_type: 'conv',
    obj_to_title: conv?.title ?? '',
    ...NOWHERE,
    ...NO_STAGE,
    is_favorite: false,
    ...(await ownerById(ctx, alias.owner_id)),
    ...times(alias),
    uuid: uuidOf(alias),
    privs: privs(['view']),
  };
}
