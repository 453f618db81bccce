/** A task with what happened to it, told as stays: each time it stood in a node, what that changed, and how long it took. */
import type { Json, JsonObject } from '../../../base/json.ts';
import { ask, number, RequestError, rows, text } from '../../data/client.ts';
import type { GraphModel } from '../../graph/model.ts';
import { type ProcessInfo, type TaskRow, taskRow } from '../data.ts';
import { type Change, changesOf } from './diff.ts';
import { type Exchange, exchangeOf } from './exchange.ts';

export interface TaskWait {
  kind: string;
  code: string;
  logic: string;
  node: string;
  /** ms; null without a timer. */
  until: number | null;
  effect: JsonObject | null;
}

export interface Tact {
  id: string;
  at: number;
  node: string;
  from: string | null;
  cause: string;
  /** The data as they were when the task left `from`. */
  data: JsonObject;
  /** What it asked of others while it then stood in `node`. */
  effects: Exchange[];
}

/** A task that this one hangs together with. */
export interface Relative {
  via: 'rpc' | 'copy';
  conv: number;
  convTitle: string;
  /** null where it is no longer kept. */
  id: string | null;
  ref: string | null;
}

export interface Task extends TaskRow {
  node: string;
  nodeTitle: string;
  waits: string | null;
  /** Newest first. */
  tacts: Tact[];
  wait: TaskWait | null;
  /** The one that called or copied it. */
  parent: Relative | null;
  /** The one that it called and waits for. */
  called: Relative | null;
}

export type Secrets = 'masked' | 'revealed';

/** The history is read first: what happens in between is then missing, and not told twice. */
export async function readTask(conv_id: number, obj_id: string, secrets: Secrets): Promise<Task> {
  const [history, shown] = await Promise.allSettled([
    ask({ type: 'list', obj: 'task_history', conv_id, obj_id, secrets }),
    ask({ type: 'show', obj: 'task', conv_id, obj_id, secrets }),
  ]);
  if (shown.status === 'rejected') throw shown.reason;
  if (history.status === 'rejected' && !(history.reason instanceof RequestError)) throw history.reason;
  const told = history.status === 'fulfilled' ? history.value : {};
  const wait = (told.wait ?? null) as JsonObject | null;
  return {
    ...taskRow(shown.value),
    node: text(shown.value.node_id),
    nodeTitle: text(shown.value.node_title),
    waits: text(shown.value.wait) || null,
    tacts: rows(told.list).map((row) => ({
      id: String(row.history_id),
      at: number(row.create_time_ms),
      node: text(row.node_id),
      from: text(row.node_prev_id) || null,
      cause: text(row.cause),
      data: (row.data ?? {}) as JsonObject,
      effects: rows(row.effects).map(exchangeOf),
    })),
    wait: wait === null ? null : readWait(wait),
    parent: readRelative(told.parent),
    called: readRelative(told.called),
  };
}

function readRelative(value: Json | undefined): Relative | null {
  const [row] = rows([value ?? null]);
  if (row === undefined) return null;
  return {
    via: row.via === 'copy' ? 'copy' : 'rpc',
    conv: number(row.conv_id),
    convTitle: text(row.conv_title),
    id: text(row.obj_id) || null,
    ref: text(row.ref) || null,
  };
}

function readWait(wait: JsonObject): TaskWait {
  return {
    kind: text(wait.kind),
    code: text(wait.code),
    logic: text(wait.logic_type),
    node: text(wait.node_id),
    until: wait.until_ms === null ? null : number(wait.until_ms),
    effect: (wait.effect ?? null) as JsonObject | null,
  };
}

const PATIENT = new Set(['callback', 'delay', 'state', 'queue', 'form']);

/** For the engine a task that waits for somebody is in work; for a person it waits. */
export function statusOf({ status, wait }: Task): string {
  return status === 'processing' && PATIENT.has(wait?.kind ?? '') ? 'delayed' : status;
}

/** A time the task stood in a node. */
export interface Stay {
  id: string;
  node: string;
  from: string | null;
  cause: string;
  at: number;
  /** ms; null while it stands there. */
  took: number | null;
  changes: Change[];
  effects: Exchange[];
  /** Something from outside brought the task here; else it came on by itself. */
  woken: boolean;
}

/** Newest first. What a stay changed lies between the data it came with and those it left with. */
export function staysOf({ tacts, data }: Task): Stay[] {
  return tacts.map(({ id, node, from, cause, at, data: came, effects }, index): Stay => {
    const next = tacts[index - 1];
    const before = tacts[index + 1];
    const changes = changesOf(came, next?.data ?? data);
    const woken = before === undefined || before.cause !== cause || before.at < at;
    return { id, node, from, cause, at, took: next === undefined ? null : next.at - at, changes, effects, woken };
  });
}

/** The data the task began with, as far back as history goes. */
export function firstData({ tacts, data }: Task): JsonObject {
  return tacts.at(-1)?.data ?? data;
}

/** What the task was sent with: to be sent again. Those who may not see secrets leave them out. */
export async function sentData({ id, may }: ProcessInfo, task: Task): Promise<JsonObject> {
  const whole = may.modify ? await readTask(id, task.id, 'revealed') : task;
  return Object.fromEntries(Object.entries(firstData(whole)).filter(([, value]) => value !== '***'));
}

export function wayOf({ tacts, node }: Task, { edges }: GraphModel) {
  const pairs = new Set(tacts.map(({ from, node: to }) => `${from} ${to}`));
  const seen = new Set<string>();
  // Of several links between the same two nodes one is drawn.
  const taken = edges.filter(({ source, target }) => {
    const pair = `${source} ${target}`;
    return pairs.has(pair) && !seen.has(pair) && seen.add(pair) !== undefined;
  });
  const nodes = new Set([node, ...tacts.flatMap(({ from, node: to }) => (from === null ? [to] : [from, to]))]);
  return { nodes, edges: new Set(taken.map(({ id }) => id)) };
}
