/** The statements behind the Tasks port. Hot ones use an index of their own each; see schema.ts. */

import { sql } from 'kysely';
import { OUTSIDE_KINDS } from '../../../model/effect.ts';
import type { TaskRow } from './schema.ts';
import { slot, slots, sqlite, statement } from './statement.ts';

const WRITTEN_COLUMNS = [
  'rev',
  'hop',
  'node_id',
  'prev_node_id',
  'wait_kind',
  'timer',
  'tacts',
  'change_time',
  'user_id',
  'entered',
  'kept_tacts',
  'kept_bytes',
  'sealed',
] as const satisfies (keyof TaskRow)[];

/** What a task is read from, in this order. */
export const TASK_COLUMNS = [
  'conv_id',
  'obj_id',
  'ref',
  'rev',
  'hop',
  'node_id',
  'prev_node_id',
  'timer',
  'tacts',
  'create_time',
  'change_time',
  'user_id',
  'entered',
  'sealed',
] as const satisfies (keyof TaskRow)[];

const ALL_COLUMNS = ['conv_id', 'obj_id', 'ref', 'create_time', 'alarm', ...WRITTEN_COLUMNS] as const;

/** What the writer runs for a unit of work, with everything it checks before. */
export const UNIT_SQL = {
  insert_task: statement(sqlite.insertInto('tasks').values(slots<TaskRow>(ALL_COLUMNS))),
  update_task: statement(
    sqlite
      .updateTable('tasks')
      .set(slots<Pick<TaskRow, (typeof WRITTEN_COLUMNS)[number]>>(WRITTEN_COLUMNS))
      .where('seq', '=', slot('seq')),
  ),
  delete_task: statement(sqlite.deleteFrom('tasks').where('seq', '=', slot('seq'))),
  /** What the next step of a task must know of it. */
  standing: statement(
    sqlite
      .selectFrom('tasks')
      .select([
        'seq',
        'conv_id',
        'rev',
        'hop',
        'wait_kind',
        'ref',
        'node_id',
        'entered',
        'kept_tacts',
        'kept_bytes',
        'alarm',
      ])
      .where('obj_id', '=', slot('obj_id')),
  ),
  ref_taken: statement(
    sqlite
      .selectFrom('live_ref')
      .select('obj_id')
      .where('conv_id', '=', slot('conv_id'))
      .where('ref', '=', slot('ref')),
  ),
  claim_ref: statement(
    sqlite.insertInto('live_ref').values({ conv_id: slot('conv_id'), ref: slot('ref'), obj_id: slot('obj_id') }),
  ),
  free_ref: statement(
    sqlite.deleteFrom('live_ref').where('conv_id', '=', slot('conv_id')).where('ref', '=', slot('ref')),
  ),
  ran_on: statement(
    sqlite
      .selectFrom('objects')
      .select([
        'status',
        sql<number>`coalesce((select version from versions where conv_id = ${slot('conv_id')} and state = 'live'), 0)`.as(
          'version',
        ),
      ])
      .where('id', '=', slot('conv_id'))
      .where('kind', '=', sql.lit('conv')),
  ),
  attempts: statement(sqlite.selectFrom('outbox').select('attempts').where('id', '=', slot('id'))),
  /** Attempts that a server was at when it ended are due again at once: nobody else can be at them. */
  end_leases: statement(
    sqlite
      .updateTable('outbox')
      .set((eb) => ({ due: eb.ref('created') }))
      .where('attempts', '>', sql.lit(0)),
  ),
  count_attempt: statement(
    sqlite
      .updateTable('outbox')
      .set({ attempts: slot('attempts'), due: slot('due') })
      .where('id', '=', slot('id')),
  ),
  close_effect: statement(sqlite.deleteFrom('outbox').where('id', '=', slot('id'))),
  /** An answer nobody waits for any more is not worth asking for; what was promised to Takt's own tasks stays. */
  leave_effect: statement(
    sqlite
      .deleteFrom('outbox')
      .where('id', '=', slot('id'))
      .where(
        'kind',
        'in',
        OUTSIDE_KINDS.map((kind) => sql.lit(kind)),
      ),
  ),
  insert_effect: statement(
    sqlite.insertInto('outbox').values({
      id: slot('id'),
      conv_id: slot('conv_id'),
      obj_id: slot('obj_id'),
      wait_id: slot('wait_id'),
      kind: slot('kind'),
      attempts: sql.lit(0),
      due: slot('due'),
      created: slot('due'),
      sealed: slot('sealed'),
    }),
  ),
  /** The ids of a task's effects begin with the task's id and a dash; the dot is the character after the dash. */
  delete_effects: statement(
    sqlite
      .deleteFrom('outbox')
      .where('id', '>', slot('from_id'))
      .where('id', '<', slot('to_id'))
      .where('wait_id', 'is not', null),
  ),
  insert_history: statement(
    sqlite.insertInto('history').values({
      seq: slot('seq'),
      at: slot('at'),
      tacts: slot('tacts'),
      bytes: slot('bytes'),
      sealed: slot('sealed'),
    }),
  ),
  history_sizes: statement(
    sqlite.selectFrom('history').select(['id', 'tacts', 'bytes']).where('seq', '=', slot('seq')).orderBy('id', 'desc'),
  ),
  delete_history: statement(sqlite.deleteFrom('history').where('seq', '=', slot('seq')).where('id', '<=', slot('id'))),
  count: statement(
    sqlite
      .insertInto('count_delta')
      .values({
        conv_id: slot('conv_id'),
        node_id: slot('node_id'),
        minute: slot('minute'),
        server: slot('server'),
        came: slot('came'),
        went: slot('went'),
      })
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'node_id', 'minute', 'server']).doUpdateSet({
          came: sql`count_delta.came + excluded.came`,
          went: sql`count_delta.went + excluded.went`,
        }),
      ),
  ),
};

const taskById = sqlite.selectFrom('tasks').select(TASK_COLUMNS);
const afterDue = sql<boolean>`(due, id) > (${slot('after_due')}, ${slot('after_id')})`;

/** From an index of queued tasks alone. */
const queued = (order: 'asc' | 'desc') =>
  statement(
    sqlite
      .selectFrom('tasks')
      .select('obj_id')
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id'))
      .where('wait_kind', '=', sql.lit('queue'))
      .orderBy('entered', order)
      .limit(slot('limit')),
  );

/** What the reader runs for the Tasks port. */
export const TASKS_SQL = {
  by_id: statement(taskById.where('obj_id', '=', slot('obj_id')).where('conv_id', '=', slot('conv_id'))),
  live_by_ref: statement(
    taskById.where('obj_id', '=', (query) =>
      query
        .selectFrom('live_ref')
        .select('live_ref.obj_id')
        .where('live_ref.conv_id', '=', slot('conv_id'))
        .where('live_ref.ref', '=', slot('ref')),
    ),
  ),
  kept_by_ref: statement(
    taskById
      .where('conv_id', '=', slot('conv_id'))
      .where('ref', '=', slot('ref'))
      .where('wait_kind', 'is', null)
      .orderBy('entered', 'desc')
      .limit(sql.lit(1)),
  ),
  effect: statement(
    sqlite
      .selectFrom('outbox')
      .select(['id', 'conv_id', 'obj_id', 'wait_id', 'sealed', 'attempts', 'due', 'created'])
      .where('id', '=', slot('id')),
  ),
  waiting: statement(
    taskById
      .where('conv_id', '=', slot('conv_id'))
      .where('wait_kind', '=', slot('kind'))
      .where('wait_kind', 'is not', null)
      .where('obj_id', '>', slot('after'))
      .orderBy('obj_id')
      .limit(slot('limit')),
  ),
  queued_asc: queued('asc'),
  queued_desc: queued('desc'),
  due_timers: statement(
    sqlite
      .selectFrom('tasks')
      .select(['timer as due', 'conv_id', 'obj_id', 'hop'])
      .where('timer', 'is not', null)
      .where('timer', '<', slot('before'))
      .where(sql<boolean>`(timer, obj_id) >= (${slot('after_due')}, ${slot('after_obj')})`)
      .orderBy('timer')
      .orderBy('obj_id')
      .limit(slot('limit')),
  ),
  due_go_on: statement(
    sqlite
      .selectFrom('tasks')
      .select(['change_time as due', 'conv_id', 'obj_id', 'hop'])
      .where('wait_kind', '=', sql.lit('continue'))
      .where('change_time', '<', slot('before'))
      .where(sql<boolean>`(change_time, obj_id) >= (${slot('after_due')}, ${slot('after_obj')})`)
      .orderBy('change_time')
      .orderBy('obj_id')
      .limit(slot('limit')),
  ),
  due_effects: statement(
    sqlite
      .selectFrom('outbox')
      .select(['due', 'conv_id', 'obj_id', 'id', 'wait_id', 'kind'])
      .where('due', '<', slot('before'))
      .where(afterDue)
      .orderBy('due')
      .orderBy('id')
      .limit(slot('limit')),
  ),
};
