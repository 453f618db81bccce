/**
 * The tasks of a node as the rows of a table, read page by page. The columns are all top-level parameters that any of
 * the tasks has, in the order in which they are met, so the node is read twice: for the columns, then for the rows.
 */
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Task } from '../model/task.ts';
import type { Ports } from './world.ts';

export interface NodeTable {
  conv_id: number;
  node_id: string;
  /** Tasks that are passed over, and how many are taken at most. */
  offset: number;
  limit: number;
  /** Tasks that last changed in this time, ms. */
  from: number;
  to: number;
}

/** Tasks held in memory at a time: each may be as large as `task_bytes`. */
const PAGE = 500;
/** The column of what has no column of its own. */
export const OTHERS = '__other__';

/** The names of all parameters; of very many the first, and one for the rest. */
export async function columnsOf(archive: Ports['archive'], table: NodeTable): Promise<string[]> {
  const names = new Set<string>();
  for await (const page of pagesOf(archive, table)) {
    for (const { data } of page)
      for (const name of Object.keys(data)) if (names.size <= LIMITS.csv_columns) names.add(name);
  }
  const all = [...names];
  return all.length <= LIMITS.csv_columns ? all : [...all.slice(0, LIMITS.csv_columns), OTHERS];
}

/** The cells of a task in these columns: texts as they are, numbers and the like as JSON writes them. */
export function cellsOf(data: JsonObject, columns: string[]): string[] {
  if (columns.at(-1) !== OTHERS) return columns.map((name) => cell(Object.hasOwn(data, name) ? data[name] : undefined));
  const known = new Set(columns.slice(0, -1));
  const rest = Object.entries(data).filter(([name]) => !known.has(name));
  return [...cellsOf(data, [...known]), rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest))];
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Pages of tasks, the newest first. Pages are found by their place in the node, and tasks come and go meanwhile: each
 * page begins with the last task of the one before, and where that is no longer there the pages before it are read
 * again. So a task that stays is there once, whatever the others do.
 */
export async function* pagesOf(archive: Ports['archive'], table: NodeTable): AsyncGenerator<Task[]> {
  const { conv_id, node_id, from, to } = table;
  const seen = new Set<string>();
  let last: string | null = null;
  let place = 0;
  let passed = 0;
  let given = 0;
  while (given < table.limit) {
    const query = { conv_id, node_id, limit: PAGE, offset: place, order: 'DESC' as const };
    const tasks = await archive.in_node(query);
    if (last !== null && place > 0 && tasks[0]?.obj_id !== last && !seen.has(tasks[0]?.obj_id ?? '')) {
      place = Math.max(0, place - PAGE);
      last = place === 0 ? null : last;
      continue;
    }
    const fresh = tasks.filter(({ obj_id }) => !seen.has(obj_id));
    for (const { obj_id } of fresh) seen.add(obj_id);
    if (seen.size > LIMITS.csv_tasks_looked_at) throw tooMany();
    const wanted = fresh.filter(({ change_time }) => change_time >= from && change_time < to);
    const skipped = Math.min(table.offset - passed, wanted.length);
    passed += skipped;
    const page = wanted.slice(skipped, skipped + table.limit - given);
    given += page.length;
    if (page.length > 0) yield page;
    // What has ended does not change any more: before one that ended too early there are only others.
    const isOver = tasks.some(({ wait, change_time }) => wait === null && change_time < from);
    if (tasks.length < PAGE || isOver) return;
    last = tasks.at(-1)?.obj_id ?? last;
    place += tasks.length - 1;
  }
}

function tooMany(): TaktError {
  return new TaktError(
    'too_large',
    `more than ${LIMITS.csv_tasks_looked_at} tasks would have to be looked through: ask for a shorter time`,
  );
}
