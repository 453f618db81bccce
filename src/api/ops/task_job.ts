/** Takt's own: one act on all tasks of a node that fit a filter, see app/bulk_jobs. */
import { z } from 'zod';
import type { BulkAct, BulkFilter, BulkOrder } from '../../app/bulk_jobs.ts';
import type { Job } from '../../app/jobs.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { failureOf } from '../failure.ts';
import { maskedRef } from '../task_view.ts';
import { data, hexId, id, optionalCount, optionalText } from './fields.ts';
import { op } from './op.ts';

const filter = z
  .object({
    ref: z.string().max(255).optional(),
    older_sec: optionalCount,
    younger_sec: optionalCount,
    code: z.string().max(100).optional(),
  })
  .default({});

const which = { conv_id: id, node_id: hexId, filter };
const order = z.object({
  ...which,
  action: z.enum(['move', 'modify', 'delete', 'again']),
  /** Where to; without it the tasks do their node anew. */
  to_node_id: optionalText,
  data,
});

export const check = op(z.object(which), async (ctx, asked) => {
  const { count, sample } = await ctx.app.bulkJobs.count(ctx.actor, { ...asked, filter: filterOf(asked.filter) });
  const live = await ctx.app.processes.get(asked.conv_id);
  const tasks = sample.map((task) => ({ obj_id: task.obj_id, ref: maskedRef(task, live, false) }));
  return { count, tasks };
});

export const create = op(order, async (ctx, asked) => {
  const { conv_id, node_id } = asked;
  const wanted: BulkOrder = { conv_id, node_id, filter: filterOf(asked.filter), act: actOf(asked) };
  return view(ctx, await ctx.app.bulkJobs.begin(ctx.actor, wanted, failing(ctx)));
});

const named = z.object({ hash: z.string().max(100) });

export const show = op(named, async (ctx, { hash }) => view(ctx, find(ctx, hash)));

export const stop = op(named, async (ctx, { hash }) => {
  find(ctx, hash);
  return view(ctx, ctx.app.jobs.stop(ctx.actor, hash));
});

/** What it did is put back by a job of its own. */
export const undo = op(named, async (ctx, { hash }) => {
  return view(ctx, await ctx.app.bulkJobs.undo(ctx.actor, find(ctx, hash).hash, failing(ctx)));
});

export const list = op(z.object({}), async (ctx) => {
  const jobs = ctx.app.jobs.list(ctx.actor).filter(({ action }) => action === 'bulk');
  return { list: jobs.reverse().map((job) => view(ctx, job)) };
});

function find({ app, actor }: OpContext, hash: string): Job {
  const job = app.jobs.find(actor, hash);
  if (job.action !== 'bulk') throw new TaktError('not_found', 'there is no such job on tasks');
  return job;
}

function failing({ app }: OpContext): (error: unknown) => TaktError {
  return (error) => failureOf(error, app.ports, 'a job on tasks');
}

function view({ app }: OpContext, job: Job): JsonObject {
  const { hash, status, ok, err, all, progress, obj_id, result, about = {} } = job;
  return {
    hash,
    conv_id: obj_id,
    ...about,
    status,
    ok,
    err,
    all,
    progress,
    can_undo: app.bulkJobs.canUndo(job),
    ...result,
  };
}

function filterOf({ ref, older_sec, younger_sec, code }: z.output<typeof filter>): BulkFilter {
  return { ref: ref === '' ? undefined : ref, older_sec, younger_sec, code: code === '' ? undefined : code };
}

function actOf({ action, to_node_id, data: changed }: z.output<typeof order>): BulkAct {
  if (action === 'delete' || action === 'again') return { do: action };
  if (action === 'move') return { do: 'move', node_id: to_node_id || null };
  if (Object.keys(changed).length === 0)
    throw new TaktError('bad_request', "Key 'data' is empty: nothing would change");
  return { do: 'modify', data: changed };
}
