/** Folds counts into what is read, and forgets what retention no longer keeps: a small piece per call. */
import { addDecimals } from '../../base/decimals.ts';
import { DAY, HOUR, MINUTE } from '../../base/time.ts';
import { type Connection, prepareAll } from './prepared.ts';
import type { Retention } from './protocol.ts';
import { TRIM_SQL } from './sql/archive_sql.ts';
import { NUMBERS_SQL } from './sql/numbers_sql.ts';
import { UNIT_SQL } from './sql/tasks_sql.ts';

/** Rows of each sort that one piece takes: some milliseconds, so that no commit waits long behind it. */
const PIECE_ROWS = 200;

/** Minutes before this one are over and are folded; the one that runs is left to grow in one row. */
function minuteBefore(now: number): number {
  return Math.floor(now / MINUTE) * MINUTE - MINUTE;
}

export class Trimmer {
  private readonly sql;
  private readonly unitSql;
  private readonly numbersSql;

  constructor(db: Connection) {
    this.sql = prepareAll(db, TRIM_SQL);
    this.unitSql = prepareAll(db, UNIT_SQL);
    this.numbersSql = prepareAll(db, NUMBERS_SQL);
  }

  /** One piece, within a transaction of the caller's; true while there is more. */
  trim(now: number, retention: Retention): boolean {
    const limit = PIECE_ROWS;
    const before = (days: number): number => now - days * DAY;
    const pieces = [
      this.fold(now),
      this.foldSums(now),
      this.sql.drop_history.run({ before: before(retention.history_days), limit }).changes,
      this.dropKept(before(retention.archive_days)),
      this.sql.drop_minutes.run({ before: before(retention.minute_stats_days), limit }).changes,
      this.sql.drop_hours.run({ before: before(retention.hour_stats_days), limit }).changes,
    ];
    return pieces.some((rows) => rows === limit);
  }

  /** Makes a node's counter what stands there, and forgets its totals. */
  reset(convId: number, nodeId: string): void {
    const node = { conv_id: convId, node_id: nodeId };
    this.sql.reset_count.run(node);
    this.numbersSql.forget_deltas.run(node);
    this.numbersSql.forget_totals.run(node);
  }

  private fold(now: number): number {
    const rows = this.sql.old_deltas.all({ before: minuteBefore(now), limit: PIECE_ROWS });
    for (const row of rows) {
      const [conv_id, node_id, minute, server, came, went] = row as [number, string, number, string, number, number];
      this.sql.delete_delta.run({ conv_id, node_id, minute, server });
      this.sql.add_count.run({ conv_id, node_id, live: came - went });
      this.sql.add_minute.run({ conv_id, node_id, at: minute, came, went });
      this.sql.add_hour.run({ conv_id, node_id, at: Math.floor(minute / HOUR) * HOUR, came, went });
    }
    return rows.length;
  }

  private foldSums(now: number): number {
    const sql = this.numbersSql;
    const rows = sql.old_deltas.all({ before: minuteBefore(now), limit: PIECE_ROWS });
    for (const row of rows) {
      const [conv_id, node_id, sum_id, minute, server, delta] = row as [number, string, string, number, string, number];
      const key = { conv_id, node_id, sum_id };
      sql.delete_delta.run({ ...key, minute, server });
      const total = (sql.total.get(key)?.[0] as number | undefined) ?? 0;
      sql.put_total.run({ ...key, total: addDecimals(total, delta) });
    }
    return rows.length;
  }

  private dropKept(before: number): number {
    const rows = this.sql.old_kept.all({ before: before * 1000, limit: PIECE_ROWS });
    for (const [seq] of rows) {
      this.unitSql.delete_task.run({ seq: seq as number });
      this.unitSql.delete_history.run({ seq: seq as number, id: Number.MAX_SAFE_INTEGER });
    }
    return rows.length;
  }
}
