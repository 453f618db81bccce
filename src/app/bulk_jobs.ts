/**
 * One act on all tasks of a node that fit a filter: move them into another node (or into the same one anew), change
 * their data, or delete them. It goes on after its caller was answered, can be stopped, and what was moved or changed
 * can be put back as long as nothing else has happened to the task since. Final tasks are never touched: those that a
 * final node keeps can be run again, as new tasks with their data.
 */
import { type Failure, TaktError } from '../base/errors.ts';
import { type JsonObject, ownValue } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { NODE_KIND } from '../model/process.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Audit } from './audit.ts';
import { isInDoubt, tagOf, withoutErrors } from './error_tag.ts';
import type { Job, JobAbout, JobReins, Jobs } from './jobs.ts';
import type { Live } from './live.ts';
import { into } from './move_task.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import { type TaskOps, withoutMasks } from './task_ops.ts';
import type { Ports } from './world.ts';

/** Tasks must fit everything that is given. */
export interface BulkFilter {
  /** A part of the reference; `*` stands for anything. */
  ref?: string | undefined;
  /** Seconds in which nothing has happened to the task. */
  older_sec?: number | undefined;
  /** Seconds in which something has. */
  younger_sec?: number | undefined;
  /** The code of a stopped task, or the tag of its error. */
  code?: string | undefined;
}

export type BulkAct =
  /** Without a node: into the one they stand in, which is then done anew. */
  { do: 'move'; node_id: string | null } | { do: 'modify'; data: JsonObject } | { do: 'delete' } | { do: 'again' };

export interface BulkOrder {
  conv_id: number;
  node_id: string;
  filter: BulkFilter;
  act: BulkAct;
}

/** A task as the job left it, and what puts it back. */
interface Changed {
  obj_id: string;
  rev: number;
  before: { node_id: string; prev_node_id: string | null } | { data: JsonObject };
}

interface Undo {
  order: BulkOrder;
  changed: Changed[];
  chars: number;
  done: boolean;
}

export interface BulkParts {
  processes: Processes;
  rights: Rights;
  ops: TaskOps;
  jobs: Jobs;
  audit: Audit;
  live: Pick<Live, 'hearAnew'>;
}

const PAGE = 500;

export class BulkJobs {
  private readonly ports: Pick<Ports, 'tasks' | 'archive' | 'clock'>;
  private readonly parts: BulkParts;
  private readonly undos = new Map<string, Undo>();
  /** Ended tasks that are being run again. */
  private readonly underWay = new Set<string>();

  constructor(ports: Pick<Ports, 'tasks' | 'archive' | 'clock'>, parts: BulkParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /** How many tasks the filter finds now, and a few of them. */
  async count(actor: Actor, order: Omit<BulkOrder, 'act'>): Promise<{ count: number; sample: Task[] }> {
    await this.demand(actor, order.conv_id);
    const found = await this.find(order, () => false);
    const sample = await Promise.all(
      found.slice(0, 5).map((obj_id) => this.ports.tasks.load({ conv_id: order.conv_id, obj_id })),
    );
    return { count: found.length, sample: sample.filter((task) => task !== null) };
  }

  async begin(actor: Actor, order: BulkOrder, failed: (error: unknown) => Failure): Promise<Job> {
    await this.demand(actor, order.conv_id);
    const live = await this.parts.processes.get(order.conv_id);
    const to = order.act.do === 'move' ? (order.act.node_id ?? order.node_id) : order.node_id;
    if (live === null || !live.compiled.byId.has(to)) {
      throw new TaktError('not_found', `there is no node ${to} in the version that runs`);
    }
    if (isFinal(live, order.node_id) !== (order.act.do === 'again')) {
      throw new TaktError('bad_request', 'tasks of a final node can be run again, and only they');
    }
    const undo: Undo = { order, changed: [], chars: 0, done: false };
    const about = this.about(order, order.act.do, live);
    const job = this.start(actor, about, failed, async (reins) => {
      const ids = await this.find(order, reins.isStopped);
      return this.each(reins, ids, async (obj_id) => this.one(actor, order, obj_id, undo));
    });
    if (order.act.do === 'move' || order.act.do === 'modify') this.keep(job.hash, undo);
    await this.record(actor, order, `bulk_${order.act.do}`, job);
    return job;
  }

  /** Puts back what a job has done, where nothing else has happened to the task since. */
  async undo(actor: Actor, hash: string, failed: (error: unknown) => Failure): Promise<Job> {
    const job = this.parts.jobs.find(actor, hash);
    const undo = this.undos.get(hash);
    if (undo !== undefined) await this.demand(actor, undo.order.conv_id);
    if (undo === undefined || undo.done) throw new TaktError('conflict', 'this job cannot be undone (any more)');
    if (job.status === 'in_progress') throw new TaktError('conflict', 'the job is not done yet: stop it first');
    const { changed, order } = undo;
    const live = await this.parts.processes.get(order.conv_id);
    const begun = this.start(actor, this.about(order, 'undo', live), failed, (reins) =>
      this.each(reins, changed, (one) => this.putBack(actor, order, one)),
    );
    forget(undo);
    await this.record(actor, order, 'bulk_undo', begun);
    return begun;
  }

  canUndo({ hash, status }: Job): boolean {
    const undo = this.undos.get(hash);
    return status !== 'in_progress' && undo !== undefined && !undo.done && undo.changed.length > 0;
  }

  private start(
    actor: Actor,
    about: JobAbout,
    failed: (error: unknown) => Failure,
    work: (reins: JobReins) => Promise<JsonObject>,
  ): Job {
    return this.parts.jobs.begin(actor, about, work, failed);
  }

  private about({ conv_id, node_id, act }: BulkOrder, deed: string, live: LiveProcess | null): JobAbout {
    const title = (id: string): string => live?.process.nodes.find((node) => node.id === id)?.title || id;
    const to = act.do === 'move' && act.node_id !== null ? { to_node_title: title(act.node_id) } : {};
    const place = { conv_title: live?.object.title ?? '', node_id, node_title: title(node_id), ...to };
    const about = { act: deed, begun: this.ports.clock.now(), ...place };
    return { action: 'bulk', obj_type: 'tasks', obj_id: conv_id, about };
  }

  /** Ids of the tasks of the node that fit: live ones, of a final node those not run again yet. They are held before the first is touched, as acts change the node. */
  private async find(
    { conv_id, node_id, filter }: Omit<BulkOrder, 'act'>,
    isStopped: () => boolean,
  ): Promise<string[]> {
    const found = new Set<string>();
    const now = this.ports.clock.now();
    const live = await this.parts.processes.get(conv_id);
    const final = live !== null && isFinal(live, node_id);
    for (let offset = 0; offset < LIMITS.csv_tasks_looked_at && !isStopped(); ) {
      const page = { conv_id, node_id, limit: PAGE, offset, order: 'ASC' as const };
      const tasks = await this.ports.archive.in_node(page);
      for (const task of tasks) {
        const isOpen = final ? task.wait === null && task.again === undefined : task.wait !== null;
        if (isOpen && fits(task, filter, now)) found.add(task.obj_id);
      }
      if (found.size > LIMITS.bulk_tasks) {
        throw new TaktError('too_large', `more than ${LIMITS.bulk_tasks} tasks fit: narrow the filter`);
      }
      // A page of large tasks is short: only an empty one is the last.
      if (tasks.length === 0) break;
      offset += tasks.length;
    }
    return [...found];
  }

  /** Some at a time; one that fails does not end the others. */
  private async each<T>(reins: JobReins, all: T[], act: (one: T) => Promise<boolean>): Promise<JsonObject> {
    let [ok, err, skipped] = [0, 0, 0];
    let first_error = '';
    for (let from = 0; from < all.length && !reins.isStopped(); from += LIMITS.bulk_at_once) {
      const piece = all.slice(from, from + LIMITS.bulk_at_once);
      for (const result of await Promise.allSettled(piece.map(act))) {
        if (result.status === 'fulfilled' && result.value) ok++;
        else if (result.status === 'fulfilled') skipped++;
        else if (result.reason instanceof TaktError) {
          if (result.reason.code === 'not_found_task') skipped++;
          else if (err++ === 0) first_error = result.reason.message;
        } else throw result.reason;
      }
      const done = ok + err + skipped;
      reins.tell({ ok, err, all: all.length, progress: Math.floor((done / all.length) * 99) });
    }
    return { done: ok, skipped, failed: err, all: all.length, first_error };
  }

  /** False where the task no longer fits. */
  private async one(actor: Actor, order: BulkOrder, obj_id: string, undo: Undo): Promise<boolean> {
    const { conv_id, act } = order;
    const key = { conv_id, obj_id };
    const now = this.ports.clock.now();
    if (act.do === 'again') return this.again(actor, order, key);
    if (act.do === 'delete') {
      const task = await this.ports.tasks.load(key);
      const isThere =
        task !== null && task.wait !== null && task.node_id === order.node_id && fits(task, order.filter, now);
      const removed = isThere && (await this.ports.tasks.remove(key));
      if (removed) this.parts.live.hearAnew(conv_id, obj_id);
      return removed;
    }
    const { before, after } = await this.parts.ops.signal(key, async (task): Promise<Signal> => {
      if (task.node_id !== order.node_id || !fits(task, order.filter, now)) throw gone();
      if (act.do === 'modify') {
        return { kind: 'modify', data: withoutMasks(act.data, task.data), user_id: actor.user_id };
      }
      return into(task, act.node_id ?? order.node_id, task.node_id, actor);
    });
    this.remember(undo, act, before, after);
    return true;
  }

  /** What may have been carried out is left alone unless it is asked for. */
  private async again(actor: Actor, order: BulkOrder, key: { conv_id: number; obj_id: string }): Promise<boolean> {
    // Two jobs at once would see the same of a task that no commit can mark.
    if (this.underWay.has(key.obj_id)) return false;
    this.underWay.add(key.obj_id);
    try {
      return await this.parts.ops.again(key, actor.user_id, ({ node_id, data }) => {
        const tag = tagOf(data);
        const isLeft = node_id !== order.node_id || (isInDoubt(tag) && order.filter.code !== tag);
        return isLeft ? null : withoutErrors(data);
      });
    } finally {
      this.underWay.delete(key.obj_id);
    }
  }

  private remember(undo: Undo, act: BulkAct, before: Task, after: Task): void {
    const { obj_id, node_id, prev_node_id } = before;
    if (undo.done || act.do === 'delete' || act.do === 'again') return;
    // Nothing takes a parameter away from a task: one that was added becomes empty.
    const names = act.do === 'modify' ? Object.keys(act.data) : [];
    const data = Object.fromEntries(names.map((name) => [name, ownValue(before.data, name) ?? '']));
    const changed = { obj_id, rev: after.rev, before: act.do === 'modify' ? { data } : { node_id, prev_node_id } };
    undo.chars += JSON.stringify(changed).length;
    undo.changed.push(changed);
    this.makeRoom(undo);
  }

  /** What all jobs keep has one limit: the oldest others are forgotten for this one, and then this one. */
  private makeRoom(mine: Undo): void {
    let chars = 0;
    for (const undo of this.undos.values()) chars += undo.chars;
    for (const undo of [...this.undos.values()].filter((one) => one !== mine).concat(mine)) {
      if (chars <= LIMITS.bulk_undo_chars) return;
      chars -= undo.chars;
      forget(undo);
    }
  }

  /** False where something else has happened since. */
  private async putBack(actor: Actor, { conv_id }: BulkOrder, { obj_id, rev, before }: Changed): Promise<boolean> {
    await this.parts.ops.signal({ conv_id, obj_id }, async (task): Promise<Signal> => {
      if (task.rev !== rev) throw gone();
      if ('node_id' in before) return into(task, before.node_id, before.prev_node_id, actor);
      return { kind: 'modify', data: before.data, user_id: actor.user_id };
    });
    return true;
  }

  private keep(hash: string, undo: Undo): void {
    this.undos.set(hash, undo);
    for (const [hash_of_oldest, oldest] of this.undos) {
      if (this.undos.size <= LIMITS.bulk_jobs_kept) return;
      // Its job may still be under way.
      forget(oldest);
      this.undos.delete(hash_of_oldest);
    }
  }

  private async demand(actor: Actor, conv_id: number): Promise<void> {
    await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    await this.parts.rights.demand(actor, 'create', 'conv', conv_id);
  }

  private async record(actor: Actor, order: BulkOrder, action: string, job: Job): Promise<void> {
    const { conv_id: obj_id, node_id, filter, act } = order;
    const title = (await this.parts.processes.get(obj_id))?.object.title ?? '';
    const to = act.do === 'move' ? { to_node_id: act.node_id ?? node_id } : {};
    const names = act.do === 'modify' ? { params: Object.keys(act.data).slice(0, 100) } : {};
    const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const details = { node_id, ...to, ...names, filter: asked as JsonObject, hash: job.hash };
    await this.parts.audit.record(actor, { action, obj: 'conv', obj_id, title, details });
  }
}

function forget(undo: Undo): void {
  undo.done = true;
  undo.changed = [];
  undo.chars = 0;
}

function gone(): TaktError {
  return new TaktError('not_found_task', 'the task is not as it was looked for any more');
}

function isFinal({ process }: LiveProcess, node_id: string): boolean {
  return process.nodes.some(({ id, obj_type }) => id === node_id && obj_type === NODE_KIND.final);
}

function fits({ wait, ref, data, change_time }: Task, filter: BulkFilter, now: number): boolean {
  if (filter.code !== undefined && wait?.code !== filter.code && tagOf(data) !== filter.code) return false;
  if (filter.younger_sec !== undefined && now - change_time > filter.younger_sec * 1000) return false;
  if (filter.older_sec !== undefined && now - change_time < filter.older_sec * 1000) return false;
  return filter.ref === undefined || fitsPattern(ref.toLowerCase(), filter.ref.toLowerCase());
}

/** Whether the parts between the stars stand in the text, in their order. */
function fitsPattern(text: string, pattern: string): boolean {
  let at = 0;
  for (const part of pattern.split('*')) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
