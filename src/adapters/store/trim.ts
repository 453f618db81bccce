/** Folds counts into what is read, and forgets what retention no longer keeps: a small piece per call. */
import { DAY, HOUR, MINUTE } from '../../base/time.ts';
import { type Connection, prepareAll } from './prepared.ts';
import type { Retention } from './protocol.ts';
import { TRIM_SQL } from './sql/archive_sql.ts';
import { UNIT_SQL } from './sql/tasks_sql.ts';

/** Rows of each sort that one piece takes: some milliseconds, so that no commit waits long behind it. */
const PIECE_ROWS = 200;

export class Trimmer {
  private readonly sql;
  private readonly unitSql;

  constructor(db: Connection) {
    this.sql = prepareAll(db, TRIM_SQL);
    this.unitSql = prepareAll(db, UNIT_SQL);
  }

  /** One piece, within a transaction of the caller's; true while there is more. */
  trim(now: number, retention: Retention): boolean {
    const limit = PIECE_ROWS;
    const before = (days: number): number => now - days * DAY;
    const pieces = [
      this.fold(now),
      this.sql.drop_history.run({ before: before(retention.history_days), limit }).changes,
      this.dropKept(before(retention.archive_days)),
      this.sql.drop_minutes.run({ before: before(retention.minute_stats_days), limit }).changes,
      this.sql.drop_hours.run({ before: before(retention.hour_stats_days), limit }).changes,
    ];
    return pieces.some((rows) => rows === limit);
  }

  /** Makes a node's counter zero. */
  reset(convId: number, nodeId: string): void {
    this.sql.reset_count.run({ conv_id: convId, node_id: nodeId });
  }

  /** Minutes that are over; the one that runs is left to grow in one row. */
  private fold(now: number): number {
    const before = Math.floor(now / MINUTE) * MINUTE - MINUTE;
    const rows = this.sql.old_deltas.all({ before, limit: PIECE_ROWS });
    for (const row of rows) {
      const [conv_id, node_id, minute, server, came, went] = row as [number, string, number, string, number, number];
      this.sql.delete_delta.run({ conv_id, node_id, minute, server });
      this.sql.add_count.run({ conv_id, node_id, live: came - went });
      this.sql.add_minute.run({ conv_id, node_id, at: minute, came, went });
      this.sql.add_hour.run({ conv_id, node_id, at: Math.floor(minute / HOUR) * HOUR, came, went });
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
