/**
 * Debug mode: in a process whose status is `debug` tasks are held before each node, or before the nodes with a
 * breakpoint where there are any, and a person leads them on by steps. New tasks begin in the start point, where there
 * is one. Both are the process's own and stand in its object, `breakpoints` and `start_point`, not in its scheme: they
 * are never exported. Leaving the mode lets all held tasks go on.
 */
import { TaktError } from '../base/errors.ts';
import { type JsonObject, mergeData } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Signal } from '../model/step.ts';
import type { Task, WaitKind } from '../model/task.ts';
import type { Archive, HistoryRow } from '../ports/archive.ts';
import { type Points, pointsOf } from './debug_points.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import { type TaskOps, withoutMasks } from './task_ops.ts';
import type { Writes } from './writes.ts';

/** The ways on from where a task stands. */
export type Branch = 'logic' | 'timer';

export type DebugStep =
  /** The task does its node and is held at the next; without a branch it takes the first there is. */
  | { do: 'next'; branch?: Branch | undefined }
  /** The same, but it is held only at the next breakpoint. */
  | { do: 'run' }
  /** Back into the node it came from, with the data it had when it came there, as far as its history tells. */
  | { do: 'prev' }
  /** Into a node by its id. */
  | { do: 'goto'; node_id: string };

export interface Stepped {
  before: Task;
  after: Task;
  live: LiveProcess;
}

export interface DebuggingParts {
  rights: Rights;
  writes: Writes;
  processes: Processes;
  ops: TaskOps;
}

/** Waits that a step ends as if what they wait for had come. */
const OPENED: readonly WaitKind[] = ['callback', 'state', 'form'];

export class Debugging {
  private readonly archive: Pick<Archive, 'history'>;
  private readonly parts: DebuggingParts;

  constructor(archive: Pick<Archive, 'history'>, parts: DebuggingParts) {
    this.archive = archive;
    this.parts = parts;
  }

  /** Takes the rights to see tasks and to manage them. `data` are merged before the step. */
  async step(
    actor: Actor,
    key: { conv_id: number; obj_id: string },
    { step, data }: { step: DebugStep; data: JsonObject },
  ): Promise<Stepped> {
    await this.parts.rights.demand(actor, 'view', 'conv', key.conv_id);
    await this.parts.rights.demand(actor, 'create', 'conv', key.conv_id);
    return this.parts.ops.signal(key, (task, live) => {
      if (live.object.status !== 'debug') {
        throw new TaktError('conflict', `process ${key.conv_id} is not in debug mode: set its status to debug first`);
      }
      const changes = withoutMasks(data, task.data);
      return this.signal(task, live, { step, changes, user_id: actor.user_id });
    });
  }

  /** The newest moves of a task, newest first. */
  history({ conv_id, obj_id }: { conv_id: number; obj_id: string }): Promise<HistoryRow[]> {
    return this.archive.history({ conv_id, obj_id, limit: LIMITS.history_tacts, offset: 0 });
  }

  async points(actor: Actor, conv_id: number): Promise<Points> {
    const { body } = await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    return pointsOf(body);
  }

  /** Takes task management. Tasks that are held already stay held until their next step. What is not named stays. */
  async setPoints(actor: Actor, conv_id: number, wanted: Partial<Points>): Promise<Points> {
    const live = await this.parts.processes.get(conv_id);
    const known = new Set(live?.process.nodes.map(({ id }) => id));
    const named = [...(wanted.breakpoints ?? []), ...(wanted.start_point == null ? [] : [wanted.start_point])];
    const unknown = named.find((id) => !known.has(id));
    let points: Points = { breakpoints: [], start_point: null };
    await this.parts.writes.settle(async () => {
      const object = await this.parts.rights.demand(actor, 'create', 'conv', conv_id);
      if (unknown !== undefined) throw noNode(unknown);
      const { breakpoints, start_point } = { ...pointsOf(object.body), ...wanted };
      points = { breakpoints: [...new Set(breakpoints)], start_point };
      return [{ do: 'update', object: { ...object, body: { ...object.body, ...points } } }];
    }, [conv_id]);
    return points;
  }

  private async signal(
    task: Task,
    live: LiveProcess,
    wanted: { step: DebugStep; changes: JsonObject; user_id: number },
  ): Promise<Signal> {
    const { step, changes, user_id } = wanted;
    if (step.do === 'goto') {
      demandNode(live, step.node_id);
      const data = mergeData(task.data, changes);
      return { kind: 'step_to', node_id: step.node_id, prev_node_id: task.node_id, data, user_id };
    }
    if (step.do === 'prev') {
      const { node_id, prev_node_id, data } = await this.cameFrom(task);
      demandNode(live, node_id);
      return { kind: 'step_back', node_id, prev_node_id, data: mergeData(data, changes), user_id };
    }
    const branches = branchesOf(task, live);
    const branch = (step.do === 'next' ? step.branch : undefined) ?? branches[0] ?? 'logic';
    if (branch === 'timer' && !branches.includes('timer')) {
      throw new TaktError('conflict', `the node ${task.node_id} has no timer whose link could be taken`);
    }
    return { kind: 'step', branch, stop: step.do === 'next', data: changes, user_id };
  }

  /** What was before the stay in the node where the task is; steps back take their stay off the way again. */
  private async cameFrom(task: Task): Promise<{ node_id: string; prev_node_id: string | null; data: JsonObject }> {
    const way: HistoryRow[] = [];
    for (const row of (await this.history(task)).reverse()) {
      if (row.prev_node_id === row.node_id) continue;
      if (row.cause === 'step_back') way.pop();
      else way.push(row);
    }
    const from = way.at(-2);
    if (from !== undefined) return { node_id: from.node_id, prev_node_id: from.prev_node_id, data: from.data };
    if (task.prev_node_id === null) throw new TaktError('conflict', 'the task stands where it began');
    return { node_id: task.prev_node_id, prev_node_id: null, data: task.data };
  }
}

/** The branches that a step may take from where the task stands; `logic` first. */
export function branchesOf(task: Task, live: LiveProcess): Branch[] {
  const node = live.compiled.nodes[live.compiled.byId.get(task.node_id) ?? -1];
  if (task.wait === null || node === undefined) return [];
  const { kind } = task.wait;
  const held = kind === 'debug';
  const logic = held ? node.logics.length > 0 : OPENED.includes(kind);
  const timer = node.node.timer !== null && (held || task.timer !== null);
  return [...(logic ? (['logic'] as const) : []), ...(timer ? (['timer'] as const) : [])];
}

function demandNode(live: LiveProcess, node_id: string): void {
  if (!live.compiled.byId.has(node_id)) throw noNode(node_id);
}

function noNode(node_id: string): TaktError {
  return new TaktError('not_found', `there is no node ${node_id} in the version that runs`);
}
