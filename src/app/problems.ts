/**
 * What goes wrong, over all processes that somebody may see: grouped by cause, process and node, with counts and a few
 * tasks each. What can be counted is counted by the store in one read; causes that stand in the tasks themselves are
 * read from the newest of a node.
 */
import { errorText } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { DAY, HOUR, MINUTE } from '../base/time.ts';
import type { Task } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { FlowRow, HeldRow } from '../ports/overview.ts';
import type { Deploys } from './deploys.ts';
import { isInDoubt, tagOf } from './error_tag.ts';
import { shownRefOf } from './masked_data.ts';
import { type NodeRoles, rolesOf } from './node_roles.ts';
import type { ProblemsSeen } from './problems_seen.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { TokenConnections } from './token_connections.ts';
import { visibleProcesses } from './visible.ts';
import type { Ports } from './world.ts';

/**
 * connection: a token that is not refreshed any more; stopped: the engine stopped the task; in_doubt: it is unknown
 * whether a request was carried out; error: ended in a final node for errors; escalated: stands where errors lead;
 * overdue: its timer should have fired; paused, not_deployed: tasks wait for the process.
 */
export type ProblemKind =
  | 'connection'
  | 'stopped'
  | 'in_doubt'
  | 'error'
  | 'escalated'
  | 'overdue'
  | 'paused'
  | 'not_deployed';

export interface ProblemGroup {
  kind: ProblemKind;
  /** What is known more exactly: the code of a stop, the tag of an error. */
  code: string;
  conv_id: number;
  conv_title: string;
  /** null: of the process as a whole. */
  node_id: string | null;
  node_title: string;
  count: number;
  /** Whether there are more than were counted. */
  more: boolean;
  /** When the first of them began, ms; null where that is not known. */
  since: number | null;
  /** In words, where somebody said something. */
  text: string;
  tasks: { obj_id: string; ref: string | null }[];
  /** Whether they have ended: such tasks can be run again, and nothing else. */
  ended: boolean;
  /** Whether who asks may act on its tasks, and change the process. */
  may: { act: boolean; modify: boolean };
}

export interface ProblemsParts {
  processes: Processes;
  rights: Rights;
  deploys: Deploys;
  connections: TokenConnections;
  seen: ProblemsSeen;
}

/** How far back an end in error is told, and how late a timer must be. */
const LATELY_MS = DAY;
const LATE_MS = MINUTE;
const SAMPLE = 5;
/** Tasks read at a time: each may have a megabyte. */
const TASKS_IN_MEMORY = 100;
/** The cause of those whose tasks were not read. */
const UNREAD = 'unread';

interface Looked {
  now: number;
  live: LiveProcess;
  roles: NodeRoles;
  may: ProblemGroup['may'];
  /** Until when the errors of a node were seen, ms. */
  seen: ReadonlyMap<string, number>;
}

/** What is told of a task, and by what. */
interface Brief {
  obj_id: string;
  ref: string;
  tag: string;
  change_time: number;
}

export class Problems {
  private readonly ports: Pick<Ports, 'catalog' | 'archive' | 'tasks' | 'overview' | 'clock'>;
  private readonly parts: ProblemsParts;

  constructor(ports: Pick<Ports, 'catalog' | 'archive' | 'tasks' | 'overview' | 'clock'>, parts: ProblemsParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /** `more`: there are problems that were not looked into. */
  async list(actor: Actor): Promise<{ list: ProblemGroup[]; more: boolean }> {
    const now = this.ports.clock.now();
    const { overview } = this.ports;
    const from = Math.floor((now - LATELY_MS) / HOUR) * HOUR;
    const visible = await visibleProcesses(this.ports.catalog, this.parts.rights, actor);
    const held = groupBy(await overview.held(), ({ conv_id }) => conv_id);
    const late = new Map((await overview.overdue(now - LATE_MS)).map((row) => [row.conv_id, row]));
    const flow = groupBy(
      await overview.flow({ from, to: now + MINUTE, interval_ms: LATELY_MS + HOUR }),
      (row) => row.conv_id,
    );
    const found: ProblemGroup[] = await this.connections(actor);
    let seen = 0;
    let more = false;
    for (const object of visible) {
      const busy = held.has(object.id) || late.has(object.id) || flow.has(object.id);
      // A process that cannot be deployed comes in paused: one that is active and still need not be read for it.
      if (!busy && object.status === 'active') continue;
      const live = await this.parts.processes.get(object.id);
      if (live === null || !live.compiled.facts.deployed) {
        found.push(await this.undeployed(actor, object, held.get(object.id) ?? []));
      }
      if (live === null) continue;
      const roles = rolesOf(live.process);
      const moves = flow.get(object.id) ?? [];
      const failing = moves.some(({ node_id }) => roles.errors.has(node_id) || roles.escalations.has(node_id));
      if (!failing && !held.has(object.id) && !late.has(object.id)) continue;
      if (seen++ >= LIMITS.problem_processes || found.length >= LIMITS.problems_shown) {
        more = true;
        break;
      }
      const [may, read] = [await this.mayOf(actor, object), await this.parts.seen.of(object.id)];
      const looked: Looked = { now, live, roles, may, seen: read };
      found.push(...(await this.held(looked, held.get(object.id) ?? [])));
      const overdue = late.get(object.id);
      if (overdue !== undefined) {
        const { count, oldest: since } = overdue;
        found.push({ ...groupOf(looked, 'overdue', null), count, since, more: count >= LIMITS.overview_rows });
      }
      found.push(...(await this.failed(looked, moves)));
    }
    return { list: found.slice(0, LIMITS.problems_shown), more: more || found.length > LIMITS.problems_shown };
  }

  private async connections(actor: Actor): Promise<ProblemGroup[]> {
    const { list } = await this.parts.connections.list(actor);
    const bad = list.filter(({ state }) => state === 'broken' || state === 'expired');
    return bad.map(({ conv_id, conv_title, node_id, obj_id, ref, provider, state, error, may }) => ({
      ...{ kind: 'connection' as const, code: state, conv_id, conv_title, node_id, node_title: provider },
      ...{ count: 1, more: false, since: error?.at ?? null, text: error?.what ?? '', tasks: [{ obj_id, ref }] },
      ...{ ended: false, may: { act: may.connect, modify: false } },
    }));
  }

  private async undeployed(actor: Actor, object: CatalogObject, held: HeldRow[]): Promise<ProblemGroup> {
    const rows = held.filter(({ kind }) => kind === 'not_deployed');
    const why = await this.parts.deploys.problems(actor, object.id, null).catch((error: unknown) => errorText(error));
    const first = typeof why === 'string' ? why : (why.find(({ level }) => level === 'error')?.message ?? '');
    const since = rows.length === 0 ? object.change_time : Math.min(...rows.map((row) => row.since));
    const about = { kind: 'not_deployed' as const, code: '', conv_id: object.id, conv_title: object.title };
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    const may = await this.mayOf(actor, object);
    return {
      ...about,
      node_id: null,
      node_title: '',
      count,
      more: false,
      since,
      text: first,
      tasks: [],
      ended: false,
      may,
    };
  }

  /** Tasks that the engine stopped, by code; and those that wait because the process is paused. */
  private async held(looked: Looked, rows: HeldRow[]): Promise<ProblemGroup[]> {
    const { live } = looked;
    const found: ProblemGroup[] = [];
    const paused = rows.filter(({ kind }) => kind === 'paused');
    if (paused.length > 0) {
      const count = paused.reduce((sum, row) => sum + row.count, 0);
      found.push({ ...groupOf(looked, 'paused', null), count, since: Math.min(...paused.map(({ since }) => since)) });
    }
    const stopped = rows.filter(({ kind }) => kind === 'stopped');
    if (stopped.length === 0) return found;
    const query = { conv_id: live.object.id, kinds: ['stopped'], limit: LIMITS.problem_tasks };
    const tasks = await this.ports.tasks.waiting(query);
    for (const { node_id, count, since } of stopped) {
      const here = tasks.filter((task) => task.node_id === node_id);
      const byCode = [...groupBy(here, ({ wait }) => wait?.code ?? '')];
      // Of more tasks than were read the codes of those that were stand for all.
      const rest = count - here.length;
      if (byCode.length === 0) byCode.push(['', []]);
      byCode.forEach(([code, of], index) => {
        const counted = index === 0 ? of.length + Math.max(0, rest) : of.length;
        found.push({ ...groupOf(looked, 'stopped', node_id), ...this.sample(looked, of), code, count: counted, since });
      });
    }
    return found;
  }

  /** Where errors led tasks lately: to their end, or to where they stand now. */
  private async failed(looked: Looked, flow: FlowRow[]): Promise<ProblemGroup[]> {
    const { live, roles, seen } = looked;
    const conv_id = live.object.id;
    const found: ProblemGroup[] = [];
    const ended = flow.filter((row) => roles.errors.has(row.node_id) && row.in > 0);
    for (const { node_id, in: all } of ended) {
      const until = seen.get(node_id) ?? 0;
      const count = until === 0 ? all : await this.endedSince(conv_id, node_id, { from: until, to: looked.now });
      found.push(...(await this.causes(looked, { kind: 'error', node_id, count, until })));
    }
    if (roles.escalations.size === 0 || !flow.some(({ node_id }) => roles.escalations.has(node_id))) return found;
    for (const { node_id, count } of await this.ports.archive.counts(conv_id)) {
      if (count <= 0 || !roles.escalations.has(node_id)) continue;
      found.push(...(await this.causes(looked, { kind: 'escalated', node_id, count, until: 0 })));
    }
    return found;
  }

  /** From the next full minute on: finer nothing is counted. */
  private async endedSince(
    conv_id: number,
    node_id: string,
    { from, to }: { from: number; to: number },
  ): Promise<number> {
    const earliest = Math.max(from, to - LATELY_MS);
    const span = { from: Math.ceil(earliest / MINUTE) * MINUTE, to: to + MINUTE, interval_ms: MINUTE };
    const rows = await this.ports.archive.stats({ conv_id, node_ids: [node_id], ...span });
    return rows.reduce((sum, row) => sum + row.in, 0);
  }

  /**
   * The tasks of a node by the tag of their error: those that are in doubt are a kind of their own. Of more than were
   * read the rest is told apart: among them may be any cause.
   */
  private async causes(
    looked: Looked,
    asked: { kind: 'error' | 'escalated'; node_id: string; count: number; until: number },
  ): Promise<ProblemGroup[]> {
    const { kind, node_id, until } = asked;
    const from = kind === 'error' ? Math.max(until, looked.now - LATELY_MS) : 0;
    const { tasks, older } = await this.newest(looked.live.object.id, node_id, from);
    const isAll = older || (kind === 'escalated' && tasks.length >= asked.count);
    const count = isAll ? tasks.length : Math.max(tasks.length, asked.count);
    if (count === 0) return [];
    const groups = [...groupBy(tasks, ({ tag }) => tag)];
    const rest = count - tasks.length;
    if (rest > 0) groups.push([tasks.length === 0 ? '' : UNREAD, []]);
    const ended = kind === 'error';
    return groups.map(([code, of]) => {
      const counted = of.length === 0 ? rest : of.length;
      const since = of.length === 0 ? null : Math.min(...of.map(({ change_time }) => change_time));
      const about = groupOf(looked, isInDoubt(code) ? 'in_doubt' : kind, node_id);
      const more = rest > 0 && of.length > 0;
      return {
        ...about,
        ...this.sample(looked, of),
        code,
        count: counted,
        more,
        since,
        ended,
      };
    });
  }

  /**
   * The newest tasks of a node that something happened to after an instant, newest first, and whether there are older
   * ones. Little of each is held: their data may be large.
   */
  private async newest(conv_id: number, node_id: string, from: number): Promise<{ tasks: Brief[]; older: boolean }> {
    const tasks: Brief[] = [];
    while (tasks.length < LIMITS.problem_tasks) {
      const limit = Math.min(TASKS_IN_MEMORY, LIMITS.problem_tasks - tasks.length);
      const page = { conv_id, node_id, limit, offset: tasks.length, order: 'DESC' as const };
      const read = await this.ports.archive.in_node(page);
      const found = read.filter(({ change_time }) => change_time > from);
      tasks.push(...found.map(briefOf));
      if (found.length < read.length) return { tasks, older: true };
      if (read.length === 0) break;
    }
    return { tasks, older: false };
  }

  private async mayOf(actor: Actor, object: CatalogObject): Promise<ProblemGroup['may']> {
    const { rights } = this.parts;
    return { act: await rights.may(actor, 'create', object), modify: await rights.may(actor, 'modify', object) };
  }

  private sample({ live }: Looked, tasks: Pick<Task, 'obj_id' | 'ref'>[]): Pick<ProblemGroup, 'tasks'> {
    return {
      tasks: tasks.slice(0, SAMPLE).map(({ obj_id, ref }) => {
        return { obj_id, ref: ref === obj_id ? null : shownRefOf(ref, live) };
      }),
    };
  }
}

function groupOf({ live, may }: Looked, kind: ProblemKind, node_id: string | null): ProblemGroup {
  const { object, process } = live;
  const node_title = process.nodes.find(({ id }) => id === node_id)?.title ?? '';
  const place = { conv_id: object.id, conv_title: object.title, node_id, node_title };
  const nothing = { count: 0, more: false, since: null, text: '', tasks: [], ended: false };
  return { kind, code: '', ...place, ...nothing, may };
}

function briefOf({ obj_id, ref, data, change_time }: Task): Brief {
  return { obj_id, ref, tag: tagOf(data), change_time };
}

function groupBy<T, K>(all: T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
