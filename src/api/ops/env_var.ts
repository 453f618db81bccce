/** Variables. The value of a secret one is never answered. */
import { z } from 'zod';
import type { Variable } from '../../app/variables.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { anyList, folderOf, id, optionalText, place } from './fields.ts';
import { op } from './op.ts';
import { NO_STAGE, NOWHERE, ownerById, privs, times, uuidOf } from './views.ts';

const one = z.object({ obj_id: id });
const fields = {
  title: optionalText,
  description: optionalText,
  env_var_type: z.enum(['visible', 'secret']).nullish(),
  data_type: z.enum(['raw', 'json']).nullish(),
  value: optionalText,
  scopes: anyList.nullish(),
};
type Fields = z.output<z.ZodObject<typeof fields>>;

function given(op: Fields) {
  const { title, description, env_var_type, data_type, value, scopes } = op;
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(env_var_type == null ? {} : { env_var_type }),
    ...(data_type == null ? {} : { data_type }),
    ...(value === undefined ? {} : { value }),
    ...(scopes == null ? {} : { scopes }),
  };
}

export const create = op(z.object({ ...fields, ...place, short_name: z.string() }), async ({ app, actor }, op) => {
  const made = await app.variables.create(actor, { short_name: op.short_name, folder_id: folderOf(op), ...given(op) });
  return { obj_id: made.obj_id, fingerprints: fingerprints(made) };
});

export const modify = op(
  z.object({ ...fields, obj_id: id, short_name: optionalText }),
  async ({ app, actor }, { obj_id, short_name, ...rest }) => {
    const name = short_name === undefined ? {} : { short_name };
    const changed = await app.variables.modify(actor, obj_id, { ...name, ...given(rest) });
    return { obj_id, fingerprints: fingerprints(changed) };
  },
);

export const show = op(one, async (ctx, { obj_id }) => view(ctx, await ctx.app.variables.show(ctx.actor, obj_id)));

export const list = op(z.object(place), async (ctx, op) => {
  const folder_id = folderOf(op);
  const found = await ctx.app.variables.list(ctx.actor, folder_id === 0 ? {} : { folder_id });
  const rows: JsonObject[] = [];
  for (const variable of found) rows.push(await view(ctx, variable));
  return { list: rows };
});

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.variables.delete(actor, obj_id);
  return { obj_id };
});

function fingerprints({ fingerprints: prints }: Variable): Json[] {
  return prints.map(({ algo, value }) => ({ algo, value }));
}

/** Clients go through the fields of a scope: a single one is a list too. */
function withFieldList(scope: Json): Json {
  if (!isObject(scope)) return scope;
  const { fields = [] } = scope;
  return { ...scope, fields: Array.isArray(fields) ? fields : [fields] };
}

async function view(ctx: OpContext, variable: Variable): Promise<JsonObject> {
  const { obj_id, title, description, short_name, env_var_type, data_type, value, scopes, folder_id } = variable;
  return {
    obj_id,
    obj_type: 'env_var',
    title,
    description,
    short_name,
    env_var_type,
    data_type,
    value,
    scopes: scopes.map(withFieldList),
    uuid: uuidOf({ ...variable, kind: 'env_var', id: obj_id }),
    fingerprints: fingerprints(variable),
    folder_id,
    ...(await ownerById(ctx, variable.owner_id)),
    is_favorite: false,
    privs: privs(['view']),
    ...NOWHERE,
    ...NO_STAGE,
    ...times(variable),
  };
}
