/**
 * Tasks: create, modify, show (get is the same), delete. Consecutive ones of a request are carried out together, see
 * app/task_ops. The right "Task management" (create) makes and modifies tasks; whoever may not modify the process sees
 * secret values masked.
 */
import { z } from 'zod';
import { moveTask } from '../../app/move_task.ts';
import type { LiveProcess } from '../../app/processes.ts';
import type { Right } from '../../app/rights.ts';
import { TaktError } from '../../base/errors.ts';
import type { TaskKey } from '../../ports/tasks.ts';
import type { OpContext } from '../app.ts';
import { shownRef, taskView } from '../task_view.ts';
import { data, folderOf, hexId, optionalConvRef, optionalText, place, ref } from './fields.ts';
import { op, taskOp } from './op.ts';
import { demandProcess } from './process_of.ts';
import { secrets, seesSecrets } from './secrets.ts';

const whose = {
  conv_id: optionalConvRef,
  obj_alias: optionalText,
  ref,
  obj_id: z.preprocess((value) => (value === null || value === '' ? undefined : value), z.string().optional()),
  ...place,
};
type Whose = z.output<z.ZodObject<typeof whose>>;

function demand(ctx: OpContext, right: Right, op: Whose): Promise<{ id: number; live: LiveProcess | null }> {
  const { conv_id, obj_alias } = op;
  const name = conv_id ?? (obj_alias === undefined ? undefined : `@${obj_alias.replace(/^@/, '')}`);
  if (name === undefined)
    throw new TaktError('bad_request', "Key 'conv_id' is required", { key: 'conv_id', value: null });
  return demandProcess(ctx, right, name, folderOf(op));
}

async function demandLive(ctx: OpContext, op: Whose): Promise<{ id: number; live: LiveProcess }> {
  const { id, live } = await demand(ctx, 'create', op);
  if (live === null) throw new TaktError('not_deployed', `process ${id} has no node in which a task could stand`);
  return { id, live };
}

function keyOf(conv_id: number, { obj_id, ref }: Whose): TaskKey {
  if (obj_id !== undefined) return { conv_id, obj_id };
  if (ref !== undefined) return { conv_id, ref };
  throw new TaktError('bad_request', "Key 'ref' or 'obj_id' is required", { key: 'ref', value: null });
}

export const create = taskOp(z.object({ ...whose, data }), async (ctx, op) => {
  const { live } = await demandLive(ctx, op);
  return {
    op: { do: 'create', live, ref: op.ref ?? null, data: op.data, user_id: ctx.actor.user_id },
    answer: (task) => ({ ref: op.ref ?? null, obj_id: task.obj_id }),
  };
});

export const modify = taskOp(z.object({ ...whose, data }), async (ctx, op) => {
  const { id, live } = await demandLive(ctx, op);
  return {
    op: { do: 'modify', live, key: keyOf(id, op), data: op.data, user_id: ctx.actor.user_id },
    answer: (task) => ({ ref: shownRef(task), obj_id: task.obj_id }),
  };
});

export const show = taskOp(
  z.object({ ...whose, secrets }),
  async (ctx, op) => {
    const { id, live } = await demand(ctx, 'view', op);
    const at = { task: op.obj_id ?? op.ref ?? '' };
    const clear = await seesSecrets(ctx, live, { secrets: op.secrets, at });
    return { op: { do: 'show', key: keyOf(id, op) }, answer: (task) => taskView(task, live, clear) };
  },
  true,
);

export const remove = op(z.object({ ...whose, obj_id: hexId }), async (ctx, op) => {
  const { id: conv_id } = await demand(ctx, 'create', op);
  const removed = await ctx.app.ports.tasks.remove({ conv_id, obj_id: op.obj_id });
  if (!removed) throw new TaktError('not_found_task', 'not found task');
  ctx.app.live.hearAnew(conv_id, op.obj_id);
  return { obj_id: op.obj_id };
});

/** Takt's own: into a node, from whatever it waits for; its own node is done anew. */
export const move = op(z.object({ ...whose, obj_id: hexId, node_id: hexId }), async (ctx, op) => {
  const { id: conv_id } = await demand(ctx, 'create', op);
  const task = await moveTask(ctx.app, ctx.actor, { conv_id, obj_id: op.obj_id }, op.node_id);
  return { obj_id: task.obj_id, node_id: task.node_id };
});
