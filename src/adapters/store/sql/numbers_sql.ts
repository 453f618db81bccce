/** The statements behind totals of Sum nodes and gauges of count semaphors. */
import { sql } from 'kysely';
import type { Tables } from './schema.ts';
import { slot, slots, sqlite, statement } from './statement.ts';

const GAUGE_COLUMNS = ['conv_id', 'node_id', 'version', 'count', 'value', 'target', 'raised', 'crossings'] as const;

const ofNode = (name: 'sum_delta' | 'node_sum') =>
  sqlite.deleteFrom(name).where('conv_id', '=', slot('conv_id')).where('node_id', '=', slot('node_id'));

const standing = sqlite
  .selectFrom('tasks')
  .select(sql<number>`count(*)`.as('count'))
  .where('conv_id', '=', slot('conv_id'))
  .where('node_id', '=', slot('node_id'))
  .where('wait_kind', 'is not', null);

/** What the writer runs. Totals are worked out by the writer, not in SQL: rounding is the same in every database then. */
export const NUMBERS_SQL = {
  delta: statement(
    sqlite
      .selectFrom('sum_delta')
      .select('delta')
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id'))
      .where('sum_id', '=', slot('sum_id'))
      .where('minute', '=', slot('minute'))
      .where('server', '=', slot('server')),
  ),
  put_delta: statement(
    sqlite
      .insertInto('sum_delta')
      .values(slots<Tables['sum_delta']>(['conv_id', 'node_id', 'sum_id', 'minute', 'server', 'delta']))
      .onConflict((conflict) =>
        conflict
          .columns(['conv_id', 'node_id', 'sum_id', 'minute', 'server'])
          .doUpdateSet({ delta: sql`excluded.delta` }),
      ),
  ),
  old_deltas: statement(
    sqlite
      .selectFrom('sum_delta')
      .select(['conv_id', 'node_id', 'sum_id', 'minute', 'server', 'delta'])
      .where('minute', '<', slot('before'))
      .orderBy('minute')
      .limit(slot('limit')),
  ),
  delete_delta: statement(
    ofNode('sum_delta')
      .where('sum_id', '=', slot('sum_id'))
      .where('minute', '=', slot('minute'))
      .where('server', '=', slot('server')),
  ),
  total: statement(
    sqlite
      .selectFrom('node_sum')
      .select('total')
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id'))
      .where('sum_id', '=', slot('sum_id')),
  ),
  put_total: statement(
    sqlite
      .insertInto('node_sum')
      .values(slots<Tables['node_sum']>(['conv_id', 'node_id', 'sum_id', 'total']))
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'node_id', 'sum_id']).doUpdateSet({ total: sql`excluded.total` }),
      ),
  ),
  forget_deltas: statement(ofNode('sum_delta')),
  forget_totals: statement(ofNode('node_sum')),
  gauge: statement(
    sqlite
      .selectFrom('gauge')
      .select(GAUGE_COLUMNS)
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id')),
  ),
  put_gauge: statement(
    sqlite
      .insertInto('gauge')
      .values(slots<Tables['gauge']>(GAUGE_COLUMNS))
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'node_id']).doUpdateSet({
          version: sql`excluded.version`,
          count: sql`excluded.count`,
          value: sql`excluded.value`,
          target: sql`excluded.target`,
          raised: sql`excluded.raised`,
          crossings: sql`excluded.crossings`,
        }),
      ),
  ),
  /** By the index of a node's tasks alone; special tasks are few, and stand in an index of their own. */
  standing: statement(standing),
  standing_alarms: statement(standing.where('alarm', '=', sql.lit(1))),
};
