/** Sharing of a folder or process with a user, and the list of those with whom it is shared. */
import { z } from 'zod';
import type { PlacedKind } from '../../app/objects.ts';
import type { Right } from '../../app/rights.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { id } from './fields.ts';
import { privs } from './views.ts';

export const shareFields = {
  obj_id: id,
  obj_to: z.string(),
  obj_to_id: id,
  privs: z.array(z.looseObject({ type: z.enum(['create', 'modify', 'delete', 'view']) })).default([]),
};
type Share = z.output<z.ZodObject<typeof shareFields>>;

/** Empty privs take back what was shared. */
export async function share(ctx: OpContext, kind: PlacedKind, op: Share): Promise<JsonObject> {
  if (op.obj_to !== 'user' && op.obj_to !== 'group') {
    throw new TaktError(
      'not_supported',
      `sharing with obj_to ${op.obj_to}: not supported yet by this server; share with a user`,
    );
  }
  const rights: Right[] = op.privs.map(({ type }) => type);
  const to = { kind: op.obj_to, id: op.obj_to_id } as const;
  const done = await ctx.app.sharing.link(ctx.actor, { kind, id: op.obj_id }, to, rights);
  return {
    obj_type: kind,
    obj_id: op.obj_id,
    obj_to_type: op.obj_to,
    obj_to_id: op.obj_to_id,
    obj_to_title: done.to.title,
    action_type: done.action,
  };
}

export async function listShares(ctx: OpContext, kind: PlacedKind, obj_id: number): Promise<JsonObject> {
  const shares = await ctx.app.sharing.list(ctx.actor, kind, obj_id);
  const list = shares.map(({ to, privs: rights }) => ({
    obj: to.kind,
    obj_id: to.id,
    login_id: to.id,
    title: to.title,
    login: to.name ?? '',
    privs: privs(rights),
  }));
  return { obj_id, list_obj: 'group', list };
}
