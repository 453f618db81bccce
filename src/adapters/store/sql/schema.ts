/**
 * The tables of the store, and how a database gets them: numbered migrations, each done once and never changed.
 * Everything that people or processes put in lies in `sealed` columns; what stands open is what rows are found by.
 * bigint is an integer of 64 bits in every database; times are milliseconds.
 */
import { type Compilable, type Generated, sql } from 'kysely';
import { sqlite } from './statement.ts';

export interface TaskRow {
  conv_id: number;
  obj_id: string;
  ref: string;
  rev: number;
  hop: number;
  node_id: string;
  prev_node_id: string | null;
  /** null in a final node: the row is kept, not live. */
  wait_kind: string | null;
  timer: number | null;
  tacts: number;
  create_time: number;
  change_time: number;
  user_id: number;
  /** Orders the tasks of a node by their entry: microseconds of the last tact, made unique by the writer. */
  entered: number;
  /** 1 for the special task of a count semaphor. */
  alarm: number;
  /** At most what the history holds of this task: tells when it must be cut. */
  kept_tacts: number;
  kept_bytes: number;
  /** JSON of data, wait and caller. */
  sealed: Buffer;
}

export interface Tables {
  tasks: TaskRow & { seq: Generated<number> };
  /** The claim of a reference by a live task. */
  live_ref: { conv_id: number; ref: string; obj_id: string };
  outbox: {
    id: string;
    conv_id: number;
    obj_id: string;
    wait_id: string | null;
    kind: string;
    attempts: number;
    due: number;
    created: number;
    sealed: Buffer;
  };
  /** The tacts of one commit and their cause; `id` grows with time. */
  history: { id: Generated<number>; seq: number; at: number; tacts: number; bytes: number; sealed: Buffer };
  /** What came into and went out of a node in a minute by one server, until it is folded. */
  count_delta: { conv_id: number; node_id: string; minute: number; server: string; came: number; went: number };
  node_count: { conv_id: number; node_id: string; live: number };
  /** What was added to a total in a minute by one server, until it is folded. */
  sum_delta: { conv_id: number; node_id: string; sum_id: string; minute: number; server: string; delta: number };
  node_sum: { conv_id: number; node_id: string; sum_id: string; total: number };
  /** See store/gauges.ts; one row per node with a count semaphor, locked while it is changed. */
  gauge: {
    conv_id: number;
    node_id: string;
    version: number;
    count: number;
    value: number | null;
    target: string;
    raised: number;
    crossings: number;
  };
  stat_minute: { conv_id: number; node_id: string; at: number; came: number; went: number };
  stat_hour: { conv_id: number; node_id: string; at: number; came: number; went: number };
  objects: {
    id: number;
    kind: string;
    rev: number;
    parent_id: number;
    owner_id: number;
    title: string;
    /** For searching in any case, also beyond ASCII. */
    title_lower: string;
    name: string | null;
    status: string;
    create_time: number;
    change_time: number;
    sealed: Buffer;
  };
  versions: {
    conv_id: number;
    version: number;
    state: string;
    user_id: number;
    create_time: number;
    sealed: Buffer;
  };
  meta: { name: string; number: number | null; sealed: Buffer | null };
}

const { schema } = sqlite;
const table = (name: keyof Tables) => schema.createTable(name);
const index = (name: string, on: keyof Tables) => schema.createIndex(name).on(on);
const isKept = sql<boolean>`wait_kind is null`;

const tasksTable = table('tasks')
  .addColumn('seq', 'integer', (c) => c.primaryKey())
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('obj_id', 'text', (c) => c.notNull())
  .addColumn('ref', 'text', (c) => c.notNull())
  .addColumn('rev', 'bigint', (c) => c.notNull())
  .addColumn('hop', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('prev_node_id', 'text')
  .addColumn('wait_kind', 'text')
  .addColumn('timer', 'bigint')
  .addColumn('tacts', 'bigint', (c) => c.notNull())
  .addColumn('create_time', 'bigint', (c) => c.notNull())
  .addColumn('change_time', 'bigint', (c) => c.notNull())
  .addColumn('user_id', 'bigint', (c) => c.notNull())
  .addColumn('entered', 'bigint', (c) => c.notNull())
  .addColumn('kept_tacts', 'bigint', (c) => c.notNull())
  .addColumn('kept_bytes', 'bigint', (c) => c.notNull())
  .addColumn('sealed', 'blob', (c) => c.notNull());

/** Partial indexes keep a waiting task out of what only finished ones need, and the other way round. */
const taskIndexes = [
  index('tasks_by_id', 'tasks').unique().column('obj_id'),
  index('tasks_in_node', 'tasks').columns(['conv_id', 'node_id', 'entered', 'wait_kind']),
  index('tasks_kept_ref', 'tasks').columns(['conv_id', 'ref', 'entered']).where(isKept),
  index('tasks_kept_age', 'tasks').column('entered').where(isKept),
  index('tasks_waiting', 'tasks')
    .columns(['conv_id', 'wait_kind', 'obj_id'])
    .where(sql<boolean>`wait_kind is not null`),
  index('tasks_timer', 'tasks').columns(['timer', 'obj_id']).where('timer', 'is not', null),
  index('tasks_go_on', 'tasks').columns(['change_time', 'obj_id']).where(sql<boolean>`wait_kind = 'continue'`),
];

const liveRefTable = table('live_ref')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('ref', 'text', (c) => c.notNull())
  .addColumn('obj_id', 'text', (c) => c.notNull())
  .addPrimaryKeyConstraint('live_ref_key', ['conv_id', 'ref'])
  .modifyEnd(sql`without rowid`);

const outboxTable = table('outbox')
  .addColumn('id', 'text', (c) => c.primaryKey())
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('obj_id', 'text', (c) => c.notNull())
  .addColumn('wait_id', 'text')
  .addColumn('kind', 'text', (c) => c.notNull())
  .addColumn('attempts', 'bigint', (c) => c.notNull())
  .addColumn('due', 'bigint', (c) => c.notNull())
  .addColumn('created', 'bigint', (c) => c.notNull())
  .addColumn('sealed', 'blob', (c) => c.notNull());

const historyTable = table('history')
  .addColumn('id', 'integer', (c) => c.primaryKey())
  .addColumn('seq', 'bigint', (c) => c.notNull())
  .addColumn('at', 'bigint', (c) => c.notNull())
  .addColumn('tacts', 'bigint', (c) => c.notNull())
  .addColumn('bytes', 'bigint', (c) => c.notNull())
  .addColumn('sealed', 'blob', (c) => c.notNull());

const countDeltaTable = table('count_delta')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('minute', 'bigint', (c) => c.notNull())
  .addColumn('server', 'text', (c) => c.notNull())
  .addColumn('came', 'bigint', (c) => c.notNull())
  .addColumn('went', 'bigint', (c) => c.notNull())
  .addPrimaryKeyConstraint('count_delta_key', ['conv_id', 'node_id', 'minute', 'server']);

const nodeCountTable = table('node_count')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('live', 'bigint', (c) => c.notNull())
  .addPrimaryKeyConstraint('node_count_key', ['conv_id', 'node_id']);

const statTable = (name: 'stat_minute' | 'stat_hour') =>
  table(name)
    .addColumn('conv_id', 'bigint', (c) => c.notNull())
    .addColumn('node_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('came', 'bigint', (c) => c.notNull())
    .addColumn('went', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint(`${name}_key`, ['conv_id', 'at', 'node_id']);

const objectsTable = table('objects')
  .addColumn('id', 'bigint', (c) => c.primaryKey())
  .addColumn('kind', 'text', (c) => c.notNull())
  .addColumn('rev', 'bigint', (c) => c.notNull())
  .addColumn('parent_id', 'bigint', (c) => c.notNull())
  .addColumn('owner_id', 'bigint', (c) => c.notNull())
  .addColumn('title', 'text', (c) => c.notNull())
  .addColumn('title_lower', 'text', (c) => c.notNull())
  .addColumn('name', 'text')
  .addColumn('status', 'text', (c) => c.notNull())
  .addColumn('create_time', 'bigint', (c) => c.notNull())
  .addColumn('change_time', 'bigint', (c) => c.notNull())
  .addColumn('sealed', 'blob', (c) => c.notNull());

const versionsTable = table('versions')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('version', 'bigint', (c) => c.notNull())
  .addColumn('state', 'text', (c) => c.notNull())
  .addColumn('user_id', 'bigint', (c) => c.notNull())
  .addColumn('create_time', 'bigint', (c) => c.notNull())
  .addColumn('sealed', 'blob', (c) => c.notNull())
  .addPrimaryKeyConstraint('versions_key', ['conv_id', 'version']);

const firstTables: Compilable[] = [
  tasksTable,
  ...taskIndexes,
  liveRefTable,
  outboxTable,
  index('outbox_due', 'outbox').columns(['due', 'id']),
  historyTable,
  index('history_of_task', 'history').columns(['seq', 'id']),
  countDeltaTable,
  index('count_delta_age', 'count_delta').column('minute'),
  nodeCountTable,
  statTable('stat_minute'),
  index('stat_minute_age', 'stat_minute').column('at'),
  statTable('stat_hour'),
  index('stat_hour_age', 'stat_hour').column('at'),
  objectsTable,
  index('objects_in', 'objects').columns(['kind', 'parent_id', 'id']),
  index('objects_name', 'objects').unique().columns(['kind', 'parent_id', 'name']).where('name', 'is not', null),
  versionsTable,
];

const sumDeltaTable = table('sum_delta')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('sum_id', 'text', (c) => c.notNull())
  .addColumn('minute', 'bigint', (c) => c.notNull())
  .addColumn('server', 'text', (c) => c.notNull())
  .addColumn('delta', 'double precision', (c) => c.notNull())
  .addPrimaryKeyConstraint('sum_delta_key', ['conv_id', 'node_id', 'sum_id', 'minute', 'server']);

const nodeSumTable = table('node_sum')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('sum_id', 'text', (c) => c.notNull())
  .addColumn('total', 'double precision', (c) => c.notNull())
  .addPrimaryKeyConstraint('node_sum_key', ['conv_id', 'node_id', 'sum_id']);

const gaugeTable = table('gauge')
  .addColumn('conv_id', 'bigint', (c) => c.notNull())
  .addColumn('node_id', 'text', (c) => c.notNull())
  .addColumn('version', 'bigint', (c) => c.notNull())
  .addColumn('count', 'bigint', (c) => c.notNull())
  .addColumn('value', 'double precision')
  .addColumn('target', 'text', (c) => c.notNull())
  .addColumn('raised', 'bigint', (c) => c.notNull())
  .addColumn('crossings', 'bigint', (c) => c.notNull())
  .addPrimaryKeyConstraint('gauge_key', ['conv_id', 'node_id']);

/** Queues, totals and count semaphors. The partial indexes cost nothing where none of them is used. */
const secondTables: Compilable[] = [
  schema.alterTable('tasks').addColumn('alarm', 'bigint', (c) => c.notNull().defaultTo(sql.lit(0))),
  index('tasks_queued', 'tasks')
    .columns(['conv_id', 'node_id', 'entered', 'obj_id'])
    .where(sql<boolean>`wait_kind = 'queue'`),
  index('tasks_alarm', 'tasks').columns(['conv_id', 'node_id', 'wait_kind']).where(sql<boolean>`alarm = 1`),
  sumDeltaTable,
  index('sum_delta_age', 'sum_delta').column('minute'),
  nodeSumTable,
  gaugeTable,
];

/** Tasks that stand until somebody does something about them; written alike in the index and in what reads by it. */
export const HELD = sql<boolean>`wait_kind in ('stopped', 'paused', 'not_deployed', 'debug')`;

/** What the page of problems looks for; the index costs nothing where there are none. */
const heldTables: Compilable[] = [
  index('tasks_held', 'tasks').columns(['wait_kind', 'conv_id', 'node_id', 'change_time']).where(HELD),
];

/** Kept from the start: it holds the number of the last migration that was done. */
export const META_TABLE = table('meta')
  .ifNotExists()
  .addColumn('name', 'text', (c) => c.primaryKey())
  .addColumn('number', 'bigint')
  .addColumn('sealed', 'blob')
  .compile().sql;

/** Migration n stands at index n - 1. */
export const MIGRATIONS: string[][] = [firstTables, secondTables, heldTables].map((made) =>
  made.map((one) => one.compile().sql),
);
