/** The Overview port over SQLite. */
import type { FlowRow, HeldRow, OverdueRow, Overview } from '../../ports/overview.ts';
import type { Row } from './rows.ts';
import { OVERVIEW_SQL } from './sql/overview_sql.ts';
import type { Reads } from './sqlite_reads.ts';
import { byHour, sumFlow } from './stats.ts';

export class SqliteOverview implements Overview {
  private readonly reads: Reads;

  constructor(reads: Reads) {
    this.reads = reads;
  }

  async flow(query: Parameters<Overview['flow']>[0]): Promise<FlowRow[]> {
    const { flow_by_hour, flow_by_minute, fresh_flow } = OVERVIEW_SQL;
    const folded = byHour(query.interval_ms) ? flow_by_hour : flow_by_minute;
    const parts = await this.reads.many([
      [folded, query],
      [fresh_flow, query],
    ]);
    const { from, interval_ms } = query;
    return sumFlow(
      parts.flat().map((row) => ({
        at: from + (row[0] as number) * interval_ms,
        conv_id: row[1] as number,
        node_id: row[2] as string,
        in: row[3] as number,
        out: row[4] as number,
      })),
    );
  }

  async held(): Promise<HeldRow[]> {
    return (await this.reads.all(OVERVIEW_SQL.held, {})).map((row: Row) => ({
      kind: row[0] as HeldRow['kind'],
      conv_id: row[1] as number,
      node_id: row[2] as string,
      count: row[3] as number,
      since: row[4] as number,
    }));
  }

  async overdue(before: number): Promise<OverdueRow[]> {
    const rows = await this.reads.all(OVERVIEW_SQL.overdue, { before });
    return rows.map((row) => ({ conv_id: row[0] as number, count: row[1] as number, oldest: row[2] as number }));
  }

  async bytes(): Promise<number> {
    return Number((await this.reads.one(OVERVIEW_SQL.bytes, {}))?.[0] ?? 0);
  }
}
