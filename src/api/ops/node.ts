/** Nodes: edited in a draft, listed with the tasks that stand in them, their counters set to zero. */
import { z } from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import { LIMITS, MASK } from '../../base/limits.ts';
import type { Task } from '../../model/task.ts';
import type { NodeFields } from '../../model/write_process.ts';
import type { OpContext } from '../app.ts';
import { taskRow } from '../task_view.ts';
import { convRef, hexId, optionalCount, optionalId, optionalText } from './fields.ts';
import { keptSecret, optionsOf, shownNodes } from './node_secrets.ts';
import { op } from './op.ts';
import { demandProcess } from './process_of.ts';
import { Rows } from './rows.ts';
import { secrets, seesSecrets } from './secrets.ts';

/** Tasks answered at once. */
const TASKS_AT_MOST = 1000;
/** The store counts microseconds, exactly up to the year 2255. */
const LAST_MS = 9_000_000_000_000;
/** Of these, tasks read at a time: each may have a megabyte. */
const TASKS_IN_MEMORY = 100;

const conv = { conv_id: convRef };
const node = { ...conv, obj_id: hexId };

const objectOrText = z
  .union([z.string(), z.null(), z.custom<JsonObject>((value) => typeof value === 'object' && !Array.isArray(value))])
  .optional();
const listOfAny = z.custom<Json[]>(Array.isArray, 'expected a list').nullish();

const edited = {
  title: optionalText,
  description: optionalText,
  obj_type: optionalId,
  logics: listOfAny,
  semaphors: listOfAny,
  stub: z
    .custom<JsonObject | null>((value) => typeof value === 'object' && !Array.isArray(value), 'expected an object')
    .optional(),
  position: listOfAny,
  extra: objectOrText,
  options: objectOrText,
  version: optionalId,
};
type Edited = z.output<z.ZodObject<typeof edited>>;

function fieldsOf(op: Edited): NodeFields {
  const { title, description, obj_type, logics, semaphors, stub, position, extra, options } = op;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(obj_type === undefined ? {} : { obj_type }),
    ...(logics == null ? {} : { logics }),
    ...(semaphors == null ? {} : { semaphors }),
    ...(stub === undefined ? {} : { stub }),
    ...(position == null ? {} : { position }),
    ...(extra === undefined ? {} : { extra }),
    ...(options === undefined ? {} : { options }),
  };
}

/** An id for the new node may come along: an editor that takes a deletion back wants the node it had. */
const ownId = z
  .string()
  .regex(/^[0-9a-f]{24}$/, 'expected an id of 24 hex digits')
  .nullish();

export const create = op(z.object({ ...conv, ...edited, obj_id: ownId }), async (ctx, op) => {
  const conv_id = await idOf(ctx, op.conv_id);
  const version = op.version ?? null;
  const given = op.obj_id == null ? {} : { id: op.obj_id };
  const obj_id = await ctx.app.editor.createNode(ctx.actor, conv_id, { ...fieldsOf(op), ...given }, version);
  return { conv_id, obj_id, version };
});

export const modify = op(z.object({ ...node, ...edited }), async (ctx, op) => {
  const conv_id = await idOf(ctx, op.conv_id);
  const version = op.version ?? null;
  const fields = fieldsOf(op);
  const options = optionsOf({ options: fields.options ?? null });
  if (options.secret === MASK) {
    const before = await ctx.app.editor.showNode(ctx.actor, conv_id, op.obj_id, version);
    fields.options = JSON.stringify(keptSecret(options, before));
  }
  await ctx.app.editor.modifyNode(ctx.actor, { conv_id, node_id: op.obj_id }, fields, version);
  return { conv_id, obj_id: op.obj_id };
});

/** The nodes that take failures, as Corezoid's editor makes them: for one node, or for all whose action has none. */
export const escalate = op(
  z.object({ ...conv, obj_id: hexId.nullish(), version: optionalId }),
  async (ctx, { conv_id: ref, obj_id, version = null }) => {
    const conv_id = await idOf(ctx, ref);
    const at = { conv_id, node_id: obj_id ?? null, version };
    const added = await ctx.app.editor.createEscalations(ctx.actor, at);
    return { conv_id, version, list: added.map((one): JsonObject => ({ ...one })) };
  },
);

export const remove = op(z.object({ ...node, version: optionalId }), async (ctx, op) => {
  const conv_id = await idOf(ctx, op.conv_id);
  await ctx.app.editor.deleteNode(ctx.actor, { conv_id, node_id: op.obj_id }, op.version ?? null);
  return { conv_id, obj_id: op.obj_id };
});

export const show = op(z.object({ ...node, version: optionalId }), async (ctx, op) => {
  const conv_id = await idOf(ctx, op.conv_id);
  const node = await ctx.app.editor.showNode(ctx.actor, conv_id, op.obj_id, op.version ?? null);
  return (await shownNodes(ctx, conv_id, [node]))[0] ?? node;
});

const filter = z.looseObject({ name: z.string(), value: z.union([z.string(), z.number()]) });
const listFields = {
  ...node,
  limit: optionalCount,
  offset: optionalCount,
  sort: optionalText,
  filters: z.array(filter).nullish(),
  /** Takt's own: only tasks that came into the node before this instant. */
  before_ms: z.coerce.number().int().min(0).max(LAST_MS).nullish(),
  /** Takt's own: false leaves out the counts, which look at every task of the node. */
  counts: z.boolean().default(true),
  secrets,
};

/** The tasks in a node, in the order in which they came, as of an instant that further pages may name. A page that became too large ends early, at `next_offset`. */
export const list = op(z.object(listFields), async (ctx, op) => {
  const { id: conv_id, live } = await demandProcess(ctx, 'view', op.conv_id);
  const clear = await seesSecrets(ctx, live, { secrets: op.secrets, at: { node_id: op.obj_id } });
  const ref = op.filters?.find(({ name }) => name === 'ref')?.value;
  const query = {
    conv_id,
    node_id: op.obj_id,
    ...(ref === undefined ? {} : { ref: String(ref) }),
    ...(op.before_ms == null ? {} : { before: op.before_ms }),
  };
  const order = op.sort?.toUpperCase() === 'DESC' ? 'DESC' : 'ASC';
  // What has come in this very instant is on this page already, and so must be on the next ones.
  const as_of_ms = ctx.app.ports.clock.now() + 1;
  const { offset = 0 } = op;
  const rows = new Rows(ctx);
  const wanted = Math.min(op.limit ?? 100, TASKS_AT_MOST);
  let page: Task[] = [];
  let fits = true;
  do {
    const limit = Math.min(wanted - rows.list.length, TASKS_IN_MEMORY);
    page = await ctx.app.ports.archive.in_node({ ...query, order, limit, offset: offset + rows.list.length });
    fits = page.every((task) => rows.add({ obj: 'task', ...taskRow(task, live, clear) }));
  } while (fits && page.length === TASKS_IN_MEMORY && rows.list.length < wanted);
  const { list } = rows;
  return {
    obj_id: op.obj_id,
    conv_id,
    as_of_ms,
    ...(op.counts ? countsOf(await ctx.app.ports.archive.count_in_node(query)) : {}),
    ...(fits ? {} : { next_offset: offset + list.length }),
    list,
  };
});

function countsOf(count: number): JsonObject {
  return { count, count_created: count, count_processing: 0, count_delayed: 0 };
}

export const reset = op(z.object(node), async (ctx, op) => {
  const { id: conv_id } = await demandProcess(ctx, 'modify', op.conv_id);
  await ctx.app.ports.archive.reset(conv_id, op.obj_id);
  ctx.app.live.hearAnew(conv_id);
  return { obj_id: op.obj_id };
});

/** Nodes of a process by a part of the title; without a process, of all that are seen, by id and address too. */
export const search = op(
  z.object({ conv_id: optionalId, pattern: z.string().default('') }),
  async (ctx, { conv_id, pattern }) => {
    if (conv_id === undefined) return searchAll(ctx, pattern.trim());
    const found = await ctx.app.editor.findNodes(ctx.actor, conv_id, pattern);
    const list = found.map(({ obj_id, title, description, obj_type }) => ({
      conv_id,
      id: obj_id ?? '',
      title: title ?? '',
      description: description ?? '',
      type: obj_type ?? 0,
      status: 1,
    }));
    return { list };
  },
);

async function searchAll({ app, actor }: OpContext, pattern: string): Promise<JsonObject> {
  if (pattern === '') return { list: [], complete: true };
  const { found, complete } = await app.search.nodes(actor, pattern, LIMITS.search_found);
  const list = found.map(({ conv: { id: conv_id, title: conv_title }, node_id, title, by }) => {
    return { conv_id, conv_title, id: node_id, title, by };
  });
  return { list, complete };
}

async function idOf(ctx: OpContext, conv_id: number | string): Promise<number> {
  return typeof conv_id === 'number' ? conv_id : (await demandProcess(ctx, 'view', conv_id)).id;
}
