/**
 * How much goes on: tacts, new tasks and errors over time, and the busiest processes, of all that somebody may see; and
 * for administrators how the server is.
 */
import { TaktError } from '../base/errors.ts';
import { DAY, HOUR, MINUTE } from '../base/time.ts';
import type { FlowRow } from '../ports/overview.ts';
import { type NodeRoles, rolesOf } from './node_roles.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import { visibleProcesses } from './visible.ts';
import type { Ports } from './world.ts';

export interface Numbers {
  /** Moves of tasks into nodes. */
  tacts: number;
  /** Tasks made. */
  tasks: number;
  /** Tasks that ended in a final node for errors. */
  errors: number;
}

export interface ActivityReport {
  from: number;
  to: number;
  interval_ms: number;
  points: (Numbers & { at: number })[];
  total: Numbers;
  top: (Numbers & { conv_id: number; title: string; owner: string })[];
  /** null for whoever is no administrator. */
  server: {
    tasks: number;
    outbox: number;
    overdue: number;
    oldest_due: number | null;
    queue: Record<string, number>;
    store_bytes: number;
    memory_bytes: number;
  } | null;
}

const TOP = 10;
const POINTS_AT_MOST = 400;
/** Statistics by the hour are kept for two years. */
const LONGEST_MS = 731 * DAY;

type ActivityPorts = Pick<Ports, 'catalog' | 'overview' | 'archive' | 'queue' | 'clock'>;

export class Activity {
  private readonly ports: ActivityPorts;
  private readonly parts: { processes: Processes; rights: Rights };

  constructor(ports: ActivityPorts, parts: { processes: Processes; rights: Rights }) {
    this.ports = ports;
    this.parts = parts;
  }

  /** In whole intervals: the first and the last may reach beyond what was asked for. */
  async report(actor: Actor, asked: { from: number; to: number; by?: keyof Numbers }): Promise<ActivityReport> {
    if (!(asked.to > asked.from) || asked.to - asked.from > LONGEST_MS) {
      throw new TaktError('bad_request', 'the time must begin before it ends, and be two years at most');
    }
    const interval_ms = intervalFor(asked.to - asked.from);
    const unit = interval_ms % HOUR === 0 ? HOUR : MINUTE;
    const from = Math.floor(asked.from / unit) * unit;
    const to = from + Math.min(POINTS_AT_MOST, Math.ceil((asked.to - from) / interval_ms)) * interval_ms;
    const rows = await this.ports.overview.flow({ from, to, interval_ms });
    const visible = new Map(
      (await visibleProcesses(this.ports.catalog, this.parts.rights, actor)).map((object) => [object.id, object]),
    );
    const roles = new Map<number, NodeRoles>();
    for (const conv_id of new Set(rows.map((row) => row.conv_id))) {
      const live = visible.has(conv_id) ? await this.parts.processes.get(conv_id) : null;
      if (live !== null) roles.set(conv_id, rolesOf(live.process));
    }
    const points = new Map<number, Numbers>();
    for (let at = from; at < to; at += interval_ms) points.set(at, nothing());
    const byProcess = new Map<number, Numbers>();
    const total = nothing();
    for (const row of rows) {
      const role = roles.get(row.conv_id);
      if (role === undefined) continue;
      const process = byProcess.get(row.conv_id) ?? nothing();
      byProcess.set(row.conv_id, process);
      for (const sum of [total, process, points.get(row.at)]) if (sum !== undefined) add(sum, row, role);
    }
    const { by = 'tacts' } = asked;
    const busy = [...byProcess].filter(([, sums]) => sums[by] > 0);
    const top = busy.sort(([, a], [, b]) => b[by] - a[by]).slice(0, TOP);
    return {
      ...{ from, to, interval_ms, total },
      points: [...points].map(([at, sums]) => ({ at, ...sums })),
      top: await Promise.all(
        top.map(async ([conv_id, sums]) => {
          const object = visible.get(conv_id);
          const owner = await this.ports.catalog.read('user', object?.owner_id ?? 0);
          return { conv_id, title: object?.title ?? '', owner: owner?.title ?? '', ...sums };
        }),
      ),
      server: actor.admin ? await this.server() : null,
    };
  }

  private async server(): Promise<NonNullable<ActivityReport['server']>> {
    const { archive, queue, overview, clock } = this.ports;
    const [totals, sizes, store_bytes] = await Promise.all([
      archive.totals(clock.now()),
      queue.sizes(),
      overview.bytes(),
    ]);
    return { ...totals, queue: { ...sizes }, store_bytes, memory_bytes: process.memoryUsage.rss() };
  }
}

/** Fine enough to see something, and coarse enough to be read fast. */
function intervalFor(span: number): number {
  if (span <= 2 * HOUR) return MINUTE;
  if (span <= 8 * HOUR) return 5 * MINUTE;
  if (span <= 8 * DAY) return HOUR;
  return span <= 40 * DAY ? 6 * HOUR : DAY * Math.ceil(span / (DAY * POINTS_AT_MOST));
}

function nothing(): Numbers {
  return { tacts: 0, tasks: 0, errors: 0 };
}

function add(sum: Numbers, row: FlowRow, { start, errors }: NodeRoles): void {
  sum.tacts += row.in;
  if (row.node_id === start) sum.tasks += row.in;
  if (errors.has(row.node_id)) sum.errors += row.in;
}
