/**
 * Tasks: create, modify, show (get is the same), delete. Consecutive ones of a request are carried out together, see
 * app/task_ops. The right "Task management" (create) makes and modifies tasks; whoever may not modify the process sees
 * secret values masked.
 */
import { z } from 'zod';
import type { LiveProcess } from '../../app/processes.ts';
import type { Right } from '../../app/rights.ts';
import { TaktError } from '../../base/errors.ts';
import type { TaskKey } from '../../ports/tasks.ts';
import type { OpContext } from '../app.ts';
import { shownRef, taskView } from '../task_view.ts';
import { data, folderOf, hexId, optionalConvRef, optionalText, place, ref } from './fields.ts';
import { op, taskOp } from './op.ts';

const whose = {
  conv_id: optionalConvRef,
  obj_alias: optionalText,
  ref,
  obj_id: z.preprocess((value) => (value === null || value === '' ? undefined : value), z.string().optional()),
  ...place,
};
type Whose = z.output<z.ZodObject<typeof whose>>;

/** The id of the process that an op is about. */
async function convId(ctx: OpContext, { conv_id, obj_alias, ...at }: Whose): Promise<number> {
  const name = conv_id ?? (obj_alias === undefined ? undefined : `@${obj_alias.replace(/^@/, '')}`);
  if (name === undefined) throw new TaktError('bad_request', "Key 'conv_id' is required", { key: 'conv_id', value: null });
  if (typeof name === 'number') return name;
  const found = await ctx.app.processes.resolveId(name, folderOf(at));
  if (found === null) throw new TaktError('not_found', `the alias ${name} leads to no process`);
  return found;
}

/** The process, for one who has the right; `live` is null where nothing in it can be run yet. */
async function demand(ctx: OpContext, right: Right, conv_id: number): Promise<LiveProcess | null> {
  const live = await ctx.app.processes.get(conv_id);
  if (live !== null && (await ctx.app.rights.may(ctx.actor, right, live.object))) return live;
  await ctx.app.rights.demand(ctx.actor, right, 'conv', conv_id);
  return live;
}

async function demandLive(ctx: OpContext, conv_id: number): Promise<LiveProcess> {
  const live = await demand(ctx, 'create', conv_id);
  if (live === null) throw new TaktError('not_deployed', `process ${conv_id} has no node in which a task could stand`);
  return live;
}

function keyOf(conv_id: number, { obj_id, ref }: Whose): TaskKey {
  if (obj_id !== undefined) return { conv_id, obj_id };
  if (ref !== undefined) return { conv_id, ref };
  throw new TaktError('bad_request', "Key 'ref' or 'obj_id' is required", { key: 'ref', value: null });
}

export const create = taskOp(z.object({ ...whose, data }), async (ctx, op) => {
  const live = await demandLive(ctx, await convId(ctx, op));
  return {
    op: { do: 'create', live, ref: op.ref ?? null, data: op.data, user_id: ctx.actor.user_id },
    answer: (task) => ({ ref: op.ref ?? null, obj_id: task.obj_id }),
  };
});

export const modify = taskOp(z.object({ ...whose, data }), async (ctx, op) => {
  const conv_id = await convId(ctx, op);
  const live = await demandLive(ctx, conv_id);
  return {
    op: { do: 'modify', live, key: keyOf(conv_id, op), data: op.data, user_id: ctx.actor.user_id },
    answer: (task) => ({ ref: shownRef(task), obj_id: task.obj_id }),
  };
});

export const show = taskOp(z.object(whose), async (ctx, op) => {
  const conv_id = await convId(ctx, op);
  const live = await demand(ctx, 'view', conv_id);
  const clear = live !== null && (await ctx.app.rights.may(ctx.actor, 'modify', live.object));
  return { op: { do: 'show', key: keyOf(conv_id, op) }, answer: (task) => taskView(task, live, clear) };
});

export const remove = op(z.object({ ...whose, obj_id: hexId }), async (ctx, op) => {
  const conv_id = await convId(ctx, op);
  await demand(ctx, 'create', conv_id);
  const removed = await ctx.app.ports.tasks.remove({ conv_id, obj_id: op.obj_id });
  if (!removed) throw new TaktError('not_found_task', 'not found task');
  return { obj_id: op.obj_id };
});
