/** The statements behind the Archive port, and the trimming of what it shows. */
import { sql } from 'kysely';
import { slot, sqlite, statement } from './statement.ts';
import { TASK_COLUMNS } from './tasks_sql.ts';

const inNode = sqlite
  .selectFrom('tasks')
  .where('conv_id', '=', slot('conv_id'))
  .where('node_id', '=', slot('node_id'))
  .where('entered', '<', slot('before'));

/** Rows before the offset are passed over in the index, without being read. */
const nodePage = (order: 'asc' | 'desc') =>
  statement(inNode.select(TASK_COLUMNS).orderBy('entered', order).limit(slot('limit')).offset(slot('offset')));

/** Of one reference in a node: the live task and the kept ones, each by its own index. */
const refInNode = (order: 'asc' | 'desc') => {
  const live = sqlite
    .selectFrom('live_ref')
    .innerJoin('tasks', 'tasks.obj_id', 'live_ref.obj_id')
    .select('tasks.seq')
    .where('live_ref.conv_id', '=', slot('conv_id'))
    .where('live_ref.ref', '=', slot('ref'));
  const kept = sqlite
    .selectFrom('tasks')
    .select('seq')
    .where('conv_id', '=', slot('conv_id'))
    .where('ref', '=', slot('ref'))
    .where('wait_kind', 'is', null);
  return statement(
    sqlite
      .selectFrom('tasks')
      .select(TASK_COLUMNS)
      .where('seq', 'in', live.unionAll(kept))
      .where('node_id', '=', slot('node_id'))
      .orderBy('entered', order)
      .limit(slot('limit')),
  );
};

const statsFrom = (name: 'stat_minute' | 'stat_hour') =>
  statement(
    sqlite
      .selectFrom(name)
      .select(['node_id', 'at', 'came', 'went'])
      .where('conv_id', '=', slot('conv_id'))
      .where('at', '>=', slot('from'))
      .where('at', '<', slot('to')),
  );

/** Everything whose time has come, as one number each; the earliest alone is found by index. */
const overdue = {
  timers: sqlite.selectFrom('tasks').where('timer', 'is not', null).where('timer', '<', slot('now')),
  effects: sqlite.selectFrom('outbox').where('due', '<', slot('now')),
  go_on: sqlite.selectFrom('tasks').where('wait_kind', '=', sql.lit('continue')).where('change_time', '<', slot('now')),
};
const howMany = sql<number>`count(*)`;

export const ARCHIVE_SQL = {
  folded_counts: statement(
    sqlite.selectFrom('node_count').select(['node_id', 'live']).where('conv_id', '=', slot('conv_id')),
  ),
  fresh_counts: statement(
    sqlite
      .selectFrom('count_delta')
      .select(['node_id', sql<number>`sum(came - went)`.as('live')])
      .where('conv_id', '=', slot('conv_id'))
      .groupBy('node_id'),
  ),
  folded_sums: statement(
    sqlite
      .selectFrom('node_sum')
      .select(['sum_id', 'total'])
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id')),
  ),
  fresh_sums: statement(
    sqlite
      .selectFrom('sum_delta')
      .select(['sum_id', 'delta as total'])
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id')),
  ),
  count_in_node: statement(inNode.select(howMany.as('count'))),
  in_node_asc: nodePage('asc'),
  in_node_desc: nodePage('desc'),
  ref_in_node_asc: refInNode('asc'),
  ref_in_node_desc: refInNode('desc'),
  task_now: statement(
    sqlite
      .selectFrom('tasks')
      .select('sealed')
      .where('obj_id', '=', slot('obj_id'))
      .where('conv_id', '=', slot('conv_id')),
  ),
  /** Newest first: the data are rebuilt backwards. */
  history: statement(
    sqlite
      .selectFrom('tasks')
      .innerJoin('history', 'history.seq', 'tasks.seq')
      .select(['history.id', 'history.sealed'])
      .where('tasks.obj_id', '=', slot('obj_id'))
      .where('tasks.conv_id', '=', slot('conv_id'))
      .orderBy('history.id', 'desc'),
  ),
  minute_stats: statsFrom('stat_minute'),
  hour_stats: statsFrom('stat_hour'),
  fresh_stats: statement(
    sqlite
      .selectFrom('count_delta')
      .select(['node_id', 'minute as at', 'came', 'went'])
      .where('conv_id', '=', slot('conv_id'))
      .where('minute', '>=', slot('from'))
      .where('minute', '<', slot('to')),
  ),
  totals: statement(
    sqlite.selectNoFrom((query) => [
      query.selectFrom('tasks').where('wait_kind', 'is not', null).select(howMany.as('n')).as('tasks'),
      query.selectFrom('outbox').select(howMany.as('n')).as('outbox'),
      overdue.timers.select(howMany.as('n')).as('timers'),
      overdue.effects.select(howMany.as('n')).as('effects'),
      overdue.go_on.select(howMany.as('n')).as('go_on'),
      query.selectFrom('tasks').where('timer', 'is not', null).select(sql`min(timer)`.as('n')).as('first_timer'),
      query.selectFrom('outbox').select(sql`min(due)`.as('n')).as('first_effect'),
      query
        .selectFrom('tasks')
        .where('wait_kind', '=', sql.lit('continue'))
        .select(sql`min(change_time)`.as('n'))
        .as('first_go_on'),
    ]),
  ),
};

const addStats = (name: 'stat_minute' | 'stat_hour') =>
  statement(
    sqlite
      .insertInto(name)
      .values({
        conv_id: slot('conv_id'),
        node_id: slot('node_id'),
        at: slot('at'),
        came: slot('came'),
        went: slot('went'),
      })
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'at', 'node_id']).doUpdateSet({
          came: sql`${sql.table(name)}.came + excluded.came`,
          went: sql`${sql.table(name)}.went + excluded.went`,
        }),
      ),
  );

const dropStats = (name: 'stat_minute' | 'stat_hour') =>
  statement(
    sqlite
      .deleteFrom(name)
      .where(
        sql<boolean>`(conv_id, at, node_id) in (select conv_id, at, node_id from ${sql.table(name)} where at < ${slot('before')} limit ${slot('limit')})`,
      ),
  );

/** What the writer runs to fold counts and to forget. */
export const TRIM_SQL = {
  old_deltas: statement(
    sqlite
      .selectFrom('count_delta')
      .select(['conv_id', 'node_id', 'minute', 'server', 'came', 'went'])
      .where('minute', '<', slot('before'))
      .orderBy('minute')
      .limit(slot('limit')),
  ),
  delete_delta: statement(
    sqlite
      .deleteFrom('count_delta')
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id'))
      .where('minute', '=', slot('minute'))
      .where('server', '=', slot('server')),
  ),
  add_count: statement(
    sqlite
      .insertInto('node_count')
      .values({ conv_id: slot('conv_id'), node_id: slot('node_id'), live: slot('live') })
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'node_id']).doUpdateSet({ live: sql`node_count.live + excluded.live` }),
      ),
  ),
  /** What stands there (nothing does in a final node), less what is not folded yet: together they are the count. */
  reset_count: statement(
    sqlite
      .insertInto('node_count')
      .values({
        conv_id: slot('conv_id'),
        node_id: slot('node_id'),
        live: sql`(select count(*) from tasks where conv_id = ${slot('conv_id')} and node_id = ${slot('node_id')} and wait_kind is not null) - coalesce((select sum(came - went) from count_delta where conv_id = ${slot('conv_id')} and node_id = ${slot('node_id')}), 0)`,
      })
      .onConflict((conflict) => conflict.columns(['conv_id', 'node_id']).doUpdateSet({ live: sql`excluded.live` })),
  ),
  add_minute: addStats('stat_minute'),
  add_hour: addStats('stat_hour'),
  drop_minutes: dropStats('stat_minute'),
  drop_hours: dropStats('stat_hour'),
  /** Histories are written in the order of time, so the oldest stand first and no index on time is needed. */
  drop_history: statement(
    sqlite.deleteFrom('history').where(
      'id',
      'in',
      sqlite
        .selectFrom((query) =>
          query.selectFrom('history').select(['id', 'at']).orderBy('id').limit(slot('limit')).as('oldest'),
        )
        .select('oldest.id')
        .where('oldest.at', '<', slot('before')),
    ),
  ),
  old_kept: statement(
    sqlite
      .selectFrom('tasks')
      .select(['seq'])
      .where('wait_kind', 'is', null)
      .where('entered', '<', slot('before'))
      .orderBy('entered')
      .limit(slot('limit')),
  ),
};
