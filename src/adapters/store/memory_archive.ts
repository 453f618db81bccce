/** The Archive port in memory. */
import { copyOf } from '../../base/json.ts';
import type { Task } from '../../model/task.ts';
import type { Archive, HistoryRow, InNode, NodeCount, NodeSum, StatRow } from '../../ports/archive.ts';
import type { Finished } from './finished.ts';
import { rebuildHistory } from './history.ts';
import type { MemoryRows } from './memory_rows.ts';
import { sumStats } from './stats.ts';

export class MemoryArchive implements Archive {
  private readonly rows: MemoryRows;
  private readonly finished: Finished;
  private readonly now: () => number;

  constructor(rows: MemoryRows, finished: Finished, now: () => number) {
    this.rows = rows;
    this.finished = finished;
    this.now = now;
  }

  async counts(conv_id: number): Promise<NodeCount[]> {
    return [...this.rows.counts.values()]
      .filter((count) => count.conv_id === conv_id)
      .map(({ node_id, live }) => ({ node_id, count: live }));
  }

  async sums(conv_id: number, node_id: string): Promise<NodeSum[]> {
    return [...(this.rows.sums.get(`${conv_id} ${node_id}`) ?? [])].map(([sum_id, total]) => ({ sum_id, total }));
  }

  async in_node(query: Parameters<Archive['in_node']>[0]): Promise<Task[]> {
    const found = this.allIn(query);
    if (query.order === 'DESC') found.reverse();
    return found.slice(query.offset, query.offset + query.limit).map((get) => get());
  }

  async count_in_node(query: InNode): Promise<number> {
    return this.allIn(query).length;
  }

  async history({ conv_id, obj_id, limit, offset }: Parameters<Archive['history']>[0]): Promise<HistoryRow[]> {
    const stored = this.rows.tasks.get(obj_id);
    if (stored?.task.conv_id !== conv_id) return [];
    const { data } = copyOf(stored.task);
    return rebuildHistory(obj_id, data, stored.history).slice(offset, offset + limit);
  }

  async stats(query: Parameters<Archive['stats']>[0]): Promise<StatRow[]> {
    const minutes = [...(this.rows.stats.get(query.conv_id)?.values() ?? [])];
    return sumStats(
      minutes.filter(({ at }) => at >= query.from && at < query.to),
      query,
    );
  }

  async reset(conv_id: number, node_id: string): Promise<void> {
    const key = `${conv_id} ${node_id}`;
    this.rows.counts.set(key, { conv_id, node_id, live: this.rows.tasksIn(conv_id, node_id) });
    this.rows.sums.delete(key);
  }

  async totals(now: number): ReturnType<Archive['totals']> {
    const live = [...this.rows.tasks.values()].map(({ task }) => task).filter((task) => task.wait);
    const dues = [
      ...live.flatMap((task) => (task.timer === null ? [] : [task.timer])),
      ...live.flatMap((task) => (task.wait?.kind === 'continue' ? [task.change_time] : [])),
      ...[...this.rows.outbox.values()].map(({ due }) => due),
    ].sort((a, b) => a - b);
    return {
      tasks: live.length,
      outbox: this.rows.outbox.size,
      overdue: dues.filter((due) => due < now).length,
      oldest_due: dues[0] ?? null,
    };
  }

  private allIn({ conv_id, node_id, ref, before = Number.POSITIVE_INFINITY }: InNode): (() => Task)[] {
    const stored = [...this.rows.tasks.values()]
      .filter(({ task, entered_at }) => {
        return task.conv_id === conv_id && task.node_id === node_id && entered_at < before;
      })
      .sort((a, b) => a.entered - b.entered)
      .map(
        ({ task }) =>
          () =>
            copyOf(task),
      );
    const memory = this.finished.inNode(conv_id, node_id, { now: this.now(), before });
    const all = [...stored, ...Array.from({ length: memory.count }, (_, i) => () => memory.at(i))];
    return ref === undefined ? all : all.filter((get) => get().ref === ref);
  }
}
