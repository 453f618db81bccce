/** The statements behind the Overview port. */
import { sql } from 'kysely';
import { LIMITS } from '../../../base/limits.ts';
import { HELD } from './schema.ts';
import { type Statement, slot, sqlite, statement } from './statement.ts';

const howMany = sql<number>`count(*)`;
const atMost = sql.lit(LIMITS.overview_rows);

const flowFrom = (name: 'stat_minute' | 'stat_hour' | 'count_delta', at: 'at' | 'minute') =>
  statement(
    sqlite
      .selectFrom(name)
      .select([
        sql<number>`cast((${sql.ref(at)} - ${slot<number>('from')}) / ${slot<number>('interval_ms')} as integer)`.as(
          'n',
        ),
        'conv_id',
        'node_id',
        sql<number>`sum(came)`.as('came_in'),
        sql<number>`sum(went)`.as('went_out'),
      ])
      .where(sql.ref<number>(at), '>=', slot('from'))
      .where(sql.ref<number>(at), '<', slot('to'))
      .groupBy(['n', 'conv_id', 'node_id'])
      .orderBy('came_in', 'desc')
      .limit(atMost),
  );

/** By the order of the timers, so that the oldest are counted where there are too many. */
const late = sqlite
  .selectFrom('tasks')
  .select(['conv_id', 'timer'])
  .where('timer', 'is not', null)
  .where('timer', '<', slot('before'))
  .orderBy('timer')
  .limit(atMost);

/** The functions of SQLite that tell the size of its file; another database has its own. */
const bytes: Statement = {
  sql: 'select page_count * page_size from pragma_page_count(), pragma_page_size()',
  names: [],
};

export const OVERVIEW_SQL = {
  flow_by_minute: flowFrom('stat_minute', 'at'),
  flow_by_hour: flowFrom('stat_hour', 'at'),
  fresh_flow: flowFrom('count_delta', 'minute'),
  held: statement(
    sqlite
      .selectFrom('tasks')
      .select(['wait_kind', 'conv_id', 'node_id', howMany.as('count'), sql<number>`min(change_time)`.as('since')])
      .where(HELD)
      .groupBy(['wait_kind', 'conv_id', 'node_id'])
      .limit(atMost),
  ),
  overdue: statement(
    sqlite
      .selectFrom(late.as('late'))
      .select(['conv_id', howMany.as('count'), sql<number>`min(timer)`.as('oldest')])
      .groupBy('conv_id'),
  ),
  bytes,
};
