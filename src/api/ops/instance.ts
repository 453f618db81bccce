/** Database connections. The password is never answered. */
import { z } from 'zod';
import type { ConnectionData } from '../../app/connections.ts';
import type { InstanceFields } from '../../app/instances.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { DRIVERS, dialectOf, unsupportedText } from '../../model/sql.ts';
import { flag, folderOf, id, optionalId, optionalText, place } from './fields.ts';
import { op } from './op.ts';
import { listShares, share, shareFields } from './share.ts';
import { description, NOWHERE, ownerById, times } from './views.ts';

/** Names that people give the databases. */
const SPELLINGS: Record<string, string> = {
  postgresql: 'postgres',
  pg: 'postgres',
  mariadb: 'mysql',
  mongodb: 'mongo',
};

const driver = z.preprocess(
  (value) => (typeof value === 'string' ? (SPELLINGS[value.toLowerCase()] ?? value.toLowerCase()) : value),
  z.enum(DRIVERS),
);
const scalar = z.union([z.string(), z.number().transform(String)]);
const data = z.looseObject({
  driver: driver.optional(),
  host: z.string().optional(),
  port: scalar.optional(),
  username: z.string().optional(),
  password: scalar.optional(),
  database: z.string().optional(),
  timeoutMs: z.coerce.number().optional(),
  ssl: flag.optional(),
  ssl_verify: flag.optional(),
  ssl_ca: z.string().optional(),
});
const type = { instance_type: z.literal('db_call').default('db_call') };
const texts = { title: optionalText, description: optionalText };
const one = z.object({ obj_id: id });

function fieldsOf(op: {
  title?: string | undefined;
  description?: string | undefined;
  data?: z.output<typeof data> | undefined;
}): InstanceFields {
  const known = Object.entries(op.data ?? {}).filter(
    ([key, value]) => value !== undefined && Object.hasOwn(data.shape, key),
  );
  return {
    ...(op.title === undefined ? {} : { title: op.title }),
    ...(op.description === undefined ? {} : { description: op.description }),
    ...(op.data === undefined ? {} : { data: Object.fromEntries(known) as Partial<ConnectionData> }),
  };
}

export const create = op(z.object({ ...type, ...texts, ...place, data }), async ({ app, actor }, op) => {
  const made = await app.instances.create(actor, { ...fieldsOf(op), folder_id: folderOf(op) });
  return { obj_id: made.id, instance_type: 'db_call' };
});

export const modify = op(
  z.object({ ...type, ...texts, obj_id: id, data: data.optional() }),
  async ({ app, actor }, op) => {
    await app.instances.modify(actor, op.obj_id, fieldsOf(op));
    return { obj_id: op.obj_id, instance_type: 'db_call' };
  },
);

export const show = op(one, async (ctx, { obj_id }) => {
  const { object, data: shown } = await ctx.app.instances.show(ctx.actor, obj_id);
  const answer: JsonObject = {
    obj_id,
    title: object.title,
    description: description(object),
    instance_type: 'db_call',
    status: object.status,
    folder_id: object.parent_id,
    parent_obj_id: object.parent_id,
    parent_obj_type: 'folder',
    data: shown,
  };
  return { ...answer, ...NOWHERE, ...(await ownerById(ctx, object.owner_id)), ...times(object) };
});

/** With whom it is shared. */
export const list = op(one, (ctx, { obj_id }) => listShares(ctx, 'instance', obj_id));

export const link = op(z.object(shareFields), (ctx, op) => share(ctx, 'instance', op));

/** Tries a connection before it is saved, or, with obj_id, one that is there. */
export const check = op(
  z.object({ ...type, ...texts, ...place, obj_id: optionalId, data: data.optional() }),
  async ({ app, actor }, op) => {
    const wanted = op.data?.driver;
    if (wanted !== undefined && dialectOf(wanted) === null)
      throw new TaktError('not_supported', unsupportedText(wanted));
    const at = { folder_id: folderOf(op), ...(op.obj_id === undefined ? {} : { id: op.obj_id }) };
    await app.instances.check(actor, fieldsOf(op), at);
    return {};
  },
);

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.delete(actor, 'instance', obj_id);
  return { obj_id };
});

export const restore = op(one, async ({ app, actor }, { obj_id }) => {
  const back = await app.objects.restore(actor, 'instance', obj_id);
  return { obj_id, parent_folder_id: back.parent_id };
});

export const destroy = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.destroy(actor, 'instance', obj_id);
  return { obj_id, obj_type: 'instance' };
});
