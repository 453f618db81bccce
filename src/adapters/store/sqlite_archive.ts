/** The Archive port over SQLite and the memory of finished tasks. */
import type { JsonObject } from '../../base/json.ts';
import type { Task } from '../../model/task.ts';
import type { Archive, HistoryRow, InNode, NodeCount, NodeSum, StatRow } from '../../ports/archive.ts';
import type { Finished } from './finished.ts';
import { rebuildHistory } from './history.ts';
import type { WriterCall } from './protocol.ts';
import { type Row, taskOf } from './rows.ts';
import { ARCHIVE_SQL } from './sql/archive_sql.ts';
import type { Reads } from './sqlite_reads.ts';
import { byHour, sumCounts, sumStats, sumTotals } from './stats.ts';
import type { Thread } from './thread.ts';

/** Rows of one page of a node at most. */
const PAGE_ROWS = 10_000;

interface Parts {
  writer: Thread<WriterCall>;
  reads: Reads;
  finished: Finished;
  now: () => number;
}

/** Later than any entry, microseconds. */
const EVER = Number.MAX_SAFE_INTEGER;

type Page = Parameters<Archive['in_node']>[0];

export class SqliteArchive implements Archive {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async counts(conv_id: number): Promise<NodeCount[]> {
    const parts = await this.parts.reads.many([
      [ARCHIVE_SQL.folded_counts, { conv_id }],
      [ARCHIVE_SQL.fresh_counts, { conv_id }],
    ]);
    return sumCounts(parts.flat().map((row) => ({ node_id: row[0] as string, live: row[1] as number })));
  }

  async sums(conv_id: number, node_id: string): Promise<NodeSum[]> {
    const parts = await this.parts.reads.many([
      [ARCHIVE_SQL.folded_sums, { conv_id, node_id }],
      [ARCHIVE_SQL.fresh_sums, { conv_id, node_id }],
    ]);
    return sumTotals(parts.flat().map((row) => ({ sum_id: row[0] as string, total: row[1] as number })));
  }

  /** Finished tasks of the memory come after the stored ones: they are the newest but where a node began to keep. */
  async in_node(query: Page): Promise<Task[]> {
    const limit = Math.min(query.limit, PAGE_ROWS);
    const memory = this.finishedIn(query);
    if (query.order === 'DESC') {
      const skipped = Math.min(query.offset, memory.length);
      const newest = memory.toReversed().slice(skipped, skipped + limit);
      const page = { limit: limit - newest.length, offset: query.offset - skipped };
      return [...newest.map((get) => get()), ...(await this.storedIn(query, page))];
    }
    const stored = await this.storedIn(query, { limit, offset: query.offset });
    if (memory.length === 0 || stored.length === limit) return stored;
    const before = stored.length > 0 ? query.offset + stored.length : await this.countStored(query);
    const from = Math.max(0, query.offset - before);
    return [...stored, ...memory.slice(from, from + limit - stored.length).map((get) => get())];
  }

  async count_in_node(query: InNode): Promise<number> {
    return (await this.countStored(query)) + this.finishedIn(query).length;
  }

  async history({ conv_id, obj_id, limit, offset }: Parameters<Archive['history']>[0]): Promise<HistoryRow[]> {
    const [tasks = [], parts = []] = await this.parts.reads.many([
      [ARCHIVE_SQL.task_now, { conv_id, obj_id }],
      [ARCHIVE_SQL.history, { conv_id, obj_id }],
    ]);
    const [task] = tasks;
    if (!task) return [];
    const [data] = JSON.parse(task[0] as string) as [JsonObject];
    const stored = parts.map((row) => ({ id: row[0] as number, text: row[1] as string }));
    return rebuildHistory(obj_id, data, stored).slice(offset, offset + limit);
  }

  async stats(query: Parameters<Archive['stats']>[0]): Promise<StatRow[]> {
    const { conv_id, from, to } = query;
    const folded = byHour(query.interval_ms) ? ARCHIVE_SQL.hour_stats : ARCHIVE_SQL.minute_stats;
    const parts = await this.parts.reads.many([
      [folded, { conv_id, from, to }],
      [ARCHIVE_SQL.fresh_stats, { conv_id, from, to }],
    ]);
    const rows = parts.flat().map((row) => ({
      node_id: row[0] as string,
      at: row[1] as number,
      came: row[2] as number,
      went: row[3] as number,
    }));
    return sumStats(rows, query);
  }

  async reset(conv_id: number, node_id: string): Promise<void> {
    await this.parts.writer.call({ kind: 'reset', conv_id, node_id });
  }

  async totals(now: number): ReturnType<Archive['totals']> {
    const row = (await this.parts.reads.one(ARCHIVE_SQL.totals, { now })) ?? [];
    const [tasks, outbox, timers, effects, goOns, ...firsts] = row;
    const known = firsts.filter((due) => due !== null).map(Number);
    return {
      tasks: Number(tasks),
      outbox: Number(outbox),
      overdue: Number(timers) + Number(effects) + Number(goOns),
      oldest_due: known.length > 0 ? Math.min(...known) : null,
    };
  }

  /** Oldest first, each parsed only if it is on the page. */
  private finishedIn({ conv_id, node_id, ref, before }: InNode): (() => Task)[] {
    const { count, at } = this.parts.finished.inNode(conv_id, node_id, { now: this.parts.now(), before });
    const all = Array.from({ length: count }, (_, i) => () => at(i));
    return ref === undefined ? all : all.filter((get) => get().ref === ref);
  }

  private async storedIn(query: Page, page: { limit: number; offset: number }): Promise<Task[]> {
    if (page.limit === 0) return [];
    const order = query.order === 'ASC' ? 'asc' : 'desc';
    if (query.ref !== undefined) {
      const rows = await this.storedOf(query, query.ref, order);
      return rows.slice(page.offset, page.offset + page.limit).map(taskOf);
    }
    const rows = await this.parts.reads.all(ARCHIVE_SQL[`in_node_${order}`], { ...rowsIn(query), ...page });
    return rows.map(taskOf);
  }

  private async countStored(query: InNode): Promise<number> {
    if (query.ref !== undefined) return (await this.storedOf(query, query.ref, 'asc')).length;
    const row = await this.parts.reads.one(ARCHIVE_SQL.count_in_node, rowsIn(query));
    return Number(row?.[0] ?? 0);
  }

  private storedOf({ conv_id, node_id }: InNode, ref: string, order: 'asc' | 'desc'): Promise<Row[]> {
    return this.parts.reads.all(ARCHIVE_SQL[`ref_in_node_${order}`], { conv_id, node_id, ref, limit: PAGE_ROWS });
  }
}

function rowsIn({ conv_id, node_id, before }: InNode) {
  return { conv_id, node_id, before: before === undefined ? EVER : before * 1000 };
}
