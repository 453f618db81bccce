/** The Overview port in memory. */
import { HELD_KINDS } from '../../model/task.ts';
import type { FlowRow, HeldRow, OverdueRow, Overview } from '../../ports/overview.ts';
import type { MemoryRows } from './memory_rows.ts';
import { sumFlow } from './stats.ts';

export class MemoryOverview implements Overview {
  private readonly rows: MemoryRows;

  constructor(rows: MemoryRows) {
    this.rows = rows;
  }

  async flow({ from, to, interval_ms }: Parameters<Overview['flow']>[0]): Promise<FlowRow[]> {
    const parts: FlowRow[] = [];
    for (const [conv_id, minutes] of this.rows.stats) {
      for (const { node_id, at, came, went } of minutes.values()) {
        if (at < from || at >= to) continue;
        const start = from + Math.floor((at - from) / interval_ms) * interval_ms;
        parts.push({ at: start, conv_id, node_id, in: came, out: went });
      }
    }
    return sumFlow(parts);
  }

  async held(): Promise<HeldRow[]> {
    const found = new Map<string, HeldRow>();
    for (const { task } of this.rows.tasks.values()) {
      const kind = HELD_KINDS.find((known) => known === task.wait?.kind);
      if (kind === undefined) continue;
      const { conv_id, node_id, change_time } = task;
      const key = `${kind} ${conv_id} ${node_id}`;
      const row = found.get(key) ?? { kind, conv_id, node_id, count: 0, since: change_time };
      found.set(key, { ...row, count: row.count + 1, since: Math.min(row.since, change_time) });
    }
    return [...found.values()];
  }

  async overdue(before: number): Promise<OverdueRow[]> {
    const found = new Map<number, OverdueRow>();
    for (const { task } of this.rows.tasks.values()) {
      if (task.wait === null || task.timer === null || task.timer >= before) continue;
      const row = found.get(task.conv_id) ?? { conv_id: task.conv_id, count: 0, oldest: task.timer };
      found.set(task.conv_id, { ...row, count: row.count + 1, oldest: Math.min(row.oldest, task.timer) });
    }
    return [...found.values()];
  }

  async bytes(): Promise<number> {
    return 0;
  }
}
