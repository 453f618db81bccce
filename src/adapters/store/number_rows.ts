/**
 * Totals and gauges as the transaction of a group sees them: read once, changed in memory, written at its end. Only
 * this thread changes the rows, so what it holds is what will be stored.
 */
import { addDecimals } from '../../base/decimals.ts';
import type { GaugeRow, GaugeRows } from './gauges.ts';
import { type Connection, prepareAll } from './prepared.ts';
import type { SumRow } from './rows.ts';
import { NUMBERS_SQL } from './sql/numbers_sql.ts';

interface Added {
  conv_id: number;
  node_id: string;
  sum_id: string;
  minute: number;
  /** In the order of the additions: rounding makes it matter. */
  deltas: number[];
}

export class NumberRows implements GaugeRows {
  private readonly sql;
  private readonly added = new Map<string, Added>();
  private readonly gauges = new Map<string, { row: GaugeRow | null; changed: boolean }>();

  constructor(db: Connection) {
    this.sql = prepareAll(db, NUMBERS_SQL);
  }

  add(conv_id: number, [node_id, sum_id, minute, delta]: SumRow): void {
    const key = JSON.stringify([conv_id, node_id, sum_id, minute]);
    const known = this.added.get(key);
    if (known) known.deltas.push(delta);
    else this.added.set(key, { conv_id, node_id, sum_id, minute, deltas: [delta] });
  }

  gauge(conv_id: number, node_id: string): GaugeRow | null {
    const key = `${conv_id} ${node_id}`;
    const known = this.gauges.get(key);
    if (known) return known.row;
    const found = this.sql.gauge.get({ conv_id, node_id });
    const row = found
      ? {
          conv_id,
          node_id,
          version: found[2] as number,
          count: found[3] as number,
          value: found[4] as number | null,
          to: found[5] as string,
          raised: found[6] === 1,
          crossings: found[7] as number,
        }
      : null;
    this.gauges.set(key, { row, changed: false });
    return row;
  }

  putGauge(row: GaugeRow): void {
    this.gauges.set(`${row.conv_id} ${row.node_id}`, { row, changed: true });
  }

  standingIn(conv_id: number, node_id: string): number {
    const key = { conv_id, node_id };
    return (this.sql.standing.get(key)?.[0] as number) - (this.sql.standing_alarms.get(key)?.[0] as number);
  }

  /** Called once, at the end of the transaction. */
  write(server: string): void {
    for (const { deltas, ...key } of this.added.values()) {
      const stored = (this.sql.delta.get({ ...key, server })?.[0] as number | undefined) ?? 0;
      this.sql.put_delta.run({ ...key, server, delta: deltas.reduce(addDecimals, stored) });
    }
    for (const { row, changed } of this.gauges.values()) {
      if (row === null || !changed) continue;
      const { to, raised, ...rest } = row;
      this.sql.put_gauge.run({ ...rest, target: to, raised: raised ? 1 : 0 });
    }
    this.forget();
  }

  /** After a transaction that was undone, and before the next. */
  forget(): void {
    this.added.clear();
    this.gauges.clear();
  }
}
