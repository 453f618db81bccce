/**
 * What goes wrong, over all processes that somebody may see: grouped by cause, process and node, with counts and a few
 * tasks each. What can be counted is counted by the store in one read; causes that stand in the tasks themselves are
 * read from the newest of a node.
 */
import { errorText } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { DAY, HOUR, MINUTE } from '../base/time.ts';
import type { Task } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { FlowRow, HeldRow } from '../ports/overview.ts';
import type { Deploys } from './deploys.ts';
import { shownRefOf } from './masked_data.ts';
import { type NodeRoles, rolesOf } from './node_roles.ts';
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
}

export interface ProblemsParts {
  processes: Processes;
  rights: Rights;
  deploys: Deploys;
  connections: TokenConnections;
}

/** How far back an end in error is told, and how late a timer must be. */
const LATELY_MS = DAY;
const LATE_MS = MINUTE;
const SAMPLE = 5;

const TAG = '__conveyor_api_return_type_tag__';
/** A tag is a short word; a task may hold anything under its name. */
const TAG_CHARS = 100;

interface Seen {
  actor: Actor;
  now: number;
  live: LiveProcess;
  roles: NodeRoles;
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
    let looked = 0;
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
      if (looked++ >= LIMITS.problem_processes || found.length >= LIMITS.problems_shown) {
        more = true;
        break;
      }
      const seen: Seen = { actor, now, live, roles };
      found.push(...(await this.held(seen, held.get(object.id) ?? [])));
      const overdue = late.get(object.id);
      if (overdue !== undefined) {
        const { count, oldest: since } = overdue;
        found.push({ ...groupOf(seen.live, 'overdue', null), count, since, more: count >= LIMITS.overview_rows });
      }
      found.push(...(await this.failed(seen, moves)));
    }
    return { list: found.slice(0, LIMITS.problems_shown), more: more || found.length > LIMITS.problems_shown };
  }

  private async connections(actor: Actor): Promise<ProblemGroup[]> {
    const { list } = await this.parts.connections.list(actor);
    const bad = list.filter(({ state }) => state === 'broken' || state === 'expired');
    return bad.map(({ conv_id, conv_title, node_id, obj_id, ref, provider, state, error }) => ({
      ...{ kind: 'connection' as const, code: state, conv_id, conv_title, node_id, node_title: provider },
      ...{ count: 1, more: false, since: error?.at ?? null, text: error?.what ?? '', tasks: [{ obj_id, ref }] },
    }));
  }

  private async undeployed(actor: Actor, object: CatalogObject, held: HeldRow[]): Promise<ProblemGroup> {
    const rows = held.filter(({ kind }) => kind === 'not_deployed');
    const why = await this.parts.deploys.problems(actor, object.id, null).catch((error: unknown) => errorText(error));
    const first = typeof why === 'string' ? why : (why.find(({ level }) => level === 'error')?.message ?? '');
    const since = rows.length === 0 ? object.change_time : Math.min(...rows.map((row) => row.since));
    const about = { kind: 'not_deployed' as const, code: '', conv_id: object.id, conv_title: object.title };
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    return { ...about, node_id: null, node_title: '', count, more: false, since, text: first, tasks: [] };
  }

  /** Tasks that the engine stopped, by code; and those that wait because the process is paused. */
  private async held(seen: Seen, rows: HeldRow[]): Promise<ProblemGroup[]> {
    const { live } = seen;
    const found: ProblemGroup[] = [];
    const paused = rows.filter(({ kind }) => kind === 'paused');
    if (paused.length > 0) {
      const count = paused.reduce((sum, row) => sum + row.count, 0);
      found.push({ ...groupOf(live, 'paused', null), count, since: Math.min(...paused.map(({ since }) => since)) });
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
        found.push({ ...groupOf(live, 'stopped', node_id), ...this.sample(seen, of), code, count: counted, since });
      });
    }
    return found;
  }

  /** Where errors led tasks lately: to their end, or to where they stand now. */
  private async failed(seen: Seen, flow: FlowRow[]): Promise<ProblemGroup[]> {
    const { live, roles } = seen;
    const conv_id = live.object.id;
    const found: ProblemGroup[] = [];
    const ended = flow.filter((row) => roles.errors.has(row.node_id) && row.in > 0);
    for (const { node_id, in: count } of ended) {
      found.push(...(await this.causes(seen, { kind: 'error', node_id, count })));
    }
    if (roles.escalations.size === 0 || !flow.some(({ node_id }) => roles.escalations.has(node_id))) return found;
    for (const { node_id, count } of await this.ports.archive.counts(conv_id)) {
      if (count <= 0 || !roles.escalations.has(node_id)) continue;
      found.push(...(await this.causes(seen, { kind: 'escalated', node_id, count })));
    }
    return found;
  }

  /** The tasks of a node by the tag of their error: those that are in doubt are a kind of their own. */
  private async causes(
    seen: Seen,
    { kind, node_id, count }: { kind: 'error' | 'escalated'; node_id: string; count: number },
  ): Promise<ProblemGroup[]> {
    const limit = Math.min(count, LIMITS.problem_tasks);
    const page = { conv_id: seen.live.object.id, node_id, limit, offset: 0, order: 'DESC' as const };
    const { tasks } = await this.ports.archive.in_node(page);
    const groups = [...groupBy(tasks, ({ data }) => tagOf(data))];
    if (groups.length === 0) groups.push(['', []]);
    return groups.map(([code, of], index) => {
      const counted = of.length + (index === 0 ? Math.max(0, count - tasks.length) : 0);
      const since = of.length === 0 ? null : Math.min(...of.map(({ change_time }) => change_time));
      const about = groupOf(seen.live, code === 'api_in_doubt' ? 'in_doubt' : kind, node_id);
      return { ...about, ...this.sample(seen, of), code, count: counted, more: count > tasks.length, since };
    });
  }

  private sample({ live }: Seen, tasks: Task[]): Pick<ProblemGroup, 'tasks'> {
    return {
      tasks: tasks.slice(0, SAMPLE).map(({ obj_id, ref }) => {
        return { obj_id, ref: ref === obj_id ? null : shownRefOf(ref, live) };
      }),
    };
  }
}

function groupOf({ object, process }: LiveProcess, kind: ProblemKind, node_id: string | null): ProblemGroup {
  const node_title = process.nodes.find(({ id }) => id === node_id)?.title ?? '';
  const place = { conv_id: object.id, conv_title: object.title, node_id, node_title };
  return { kind, code: '', ...place, count: 0, more: false, since: null, text: '', tasks: [] };
}

/** The tag that an API Call, or another logic, has left in the task. */
function tagOf(data: JsonObject): string {
  const own = data[TAG];
  if (typeof own === 'string') return own.slice(0, TAG_CHARS);
  const name = Object.keys(data).find((key) => /^__conveyor_\w+_return_type_tag__$/.test(key));
  const value = name === undefined ? undefined : data[name];
  return typeof value === 'string' ? value.slice(0, TAG_CHARS) : '';
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
