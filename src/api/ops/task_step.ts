/**
 * Stepping through a task of a process in debug mode. Each answer tells the node before the step and after it, the
 * logics there, the branches that the next step may take, and the history, newest first.
 */
import { z } from 'zod';
import { branchesOf, type DebugStep, type Stepped } from '../../app/debugging.ts';
import type { LiveProcess } from '../../app/processes.ts';
import type { JsonObject } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import type { ProcessNode } from '../../model/process.ts';
import type { HistoryRow } from '../../ports/archive.ts';
import type { OpContext } from '../app.ts';
import { maskedRef, nodeTitle, shownData, statusOf } from '../task_view.ts';
import { convRef, data, folderOf, hexId, place } from './fields.ts';
import { op } from './op.ts';
import { processId } from './process_of.ts';
import { Rows } from './rows.ts';

/** Corezoid's numbers of a task's status: in work, and closed. */
const IN_WORK = 1;
const CLOSED = 4;

const which = { conv_id: convRef, obj_id: hexId, data, ...place };

const branch = z.preprocess(
  (value) => (value === null || value === '' ? undefined : value),
  z.enum(['timer', 'logic']).optional(),
);

const target = z.preprocess((value) => (value === null || value === '' ? undefined : value), hexId.optional());

export const next = op(z.object({ ...which, branch }), (ctx, op) => step(ctx, op, { do: 'next', branch: op.branch }));

/** Takt's own: on to the next breakpoint. */
export const run = op(z.object(which), (ctx, op) => step(ctx, op, { do: 'run' }));

export const prev = op(z.object(which), (ctx, op) => step(ctx, op, { do: 'prev' }));

/** The node is named by `node_id`, or by `obj_to_id`, as other operations name their targets. */
export const goTo = op(
  z
    .object({ ...which, node_id: target, obj_to_id: target })
    .refine((op) => (op.node_id ?? op.obj_to_id) !== undefined, { path: ['node_id'], error: 'name the node to go to' }),
  (ctx, op) => step(ctx, op, { do: 'goto', node_id: op.node_id ?? op.obj_to_id ?? '' }),
);

async function step(ctx: OpContext, op: z.output<z.ZodObject<typeof which>>, wanted: DebugStep): Promise<JsonObject> {
  const conv_id = await processId(ctx, op.conv_id, folderOf(op));
  const key = { conv_id, obj_id: op.obj_id };
  const stepped = await ctx.app.debugging.step(ctx.actor, key, { step: wanted, data: op.data });
  return told(ctx, stepped, await ctx.app.debugging.history(key));
}

async function told(ctx: OpContext, { before, after, live }: Stepped, past: HistoryRow[]): Promise<JsonObject> {
  const clear = await ctx.app.rights.may(ctx.actor, 'modify', live.object);
  const conv = { conv_id: after.conv_id, conv_name: live.object.title };
  const [from, to] = [nodeOf(live, before.node_id), nodeOf(live, after.node_id)];
  const history = new Rows(ctx);
  past.every((row, index) => history.add(historyRow(row, after.wait === null && index === 0, { live, clear })));
  return {
    obj_id: after.obj_id,
    ref: maskedRef(after, live, clear),
    prev_conv_id: conv.conv_id,
    prev_conv_name: conv.conv_name,
    prev_node_id: before.node_id,
    prev_node_name: nodeTitle(live, before.node_id),
    prev_logic: from?.logics ?? [],
    prev_semaphor: semaphorsOf(from),
    ...conv,
    node_id: after.node_id,
    node_name: nodeTitle(live, after.node_id),
    logic: to?.logics ?? [],
    semaphor: semaphorsOf(to),
    branches: branchesOf(after, live),
    status: statusOf(after),
    wait: after.wait?.kind ?? null,
    end_time: after.timer === null ? 0 : unixSeconds(after.timer),
    data: shownData(after.data, live, clear),
    history: history.list,
  } as JsonObject;
}

function historyRow(
  row: HistoryRow,
  closed: boolean,
  { live, clear }: { live: LiveProcess; clear: boolean },
): JsonObject {
  const conv_id = live.object.id;
  return {
    time: unixSeconds(row.at),
    prev_conv_id: conv_id,
    conv_id,
    prev_node_id: row.prev_node_id,
    node_id: row.node_id,
    status: closed ? CLOSED : IN_WORK,
    cause: row.cause,
    data: shownData(row.data, live, clear),
  };
}

function nodeOf(live: LiveProcess, node_id: string): ProcessNode | undefined {
  return live.process.nodes.find(({ id }) => id === node_id);
}

function semaphorsOf(node: ProcessNode | undefined): JsonObject[] {
  return [node?.timer, node?.alarm].flatMap((semaphor) => (semaphor ? [semaphor as unknown as JsonObject] : []));
}
