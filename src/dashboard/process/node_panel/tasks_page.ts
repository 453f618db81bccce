/** A page of the tasks of a node, as of an instant: what comes later does not shift the pages after the first. */
import { ask, number, rows } from '../../data/client.ts';
import { type TaskRow, taskRow } from '../data.ts';

export const PAGE = 50;

/** `before`: as of when, ms; null for what is there now. */
export interface Place {
  offset: number;
  before: number | null;
}

/** The first page, that follows what happens. */
export const NEWEST: Place = { offset: 0, before: null };

export interface TasksPage {
  asOf: number;
  tasks: TaskRow[];
  /** How many tasks there are, where this page is the last; null where only `countTasks` tells. */
  count: number | null;
}

interface Which {
  conv_id: number;
  obj_id: string;
}

/** A page as a query that several may ask for: the tasks of a node are on their way before its panel is open. */
export function pageQuery(which: Which, place: Place, ref: string) {
  return {
    queryKey: [...tasksKey(which), place, ref],
    queryFn: () => readPage(which, place, ref),
    // Pages that nobody looks at do not follow: whoever comes back wants them as they are now.
    staleTime: 0,
  };
}

export function tasksKey({ conv_id, obj_id }: Which) {
  return ['tasks', conv_id, obj_id];
}

/** Without their number: it takes the longer the more there are, and nobody is to wait for it. */
async function readPage(which: Which, { offset, before }: Place, ref: string): Promise<TasksPage> {
  const how = { limit: PAGE, offset, before_ms: before, sort: 'DESC', secrets: 'masked', counts: false };
  const answer = await ask({ type: 'list', obj: 'node', ...which, ...how, filters: filtersOf(ref) });
  const tasks = rows(answer.list).map(taskRow);
  // A page that became too large ends early and says so.
  const isLast = tasks.length < PAGE && answer.next_offset === undefined && (tasks.length > 0 || offset === 0);
  return { asOf: number(answer.as_of_ms), tasks, count: isLast ? offset + tasks.length : null };
}

export async function countTasks(which: Which, before: number | null, ref: string): Promise<number> {
  const none = { limit: 0, before_ms: before, filters: filtersOf(ref) };
  return number((await ask({ type: 'list', obj: 'node', ...which, ...none })).count);
}

function filtersOf(ref: string) {
  return ref === '' ? [] : [{ name: 'ref', value: ref, fun: 'eq' }];
}

/** Where the tasks begin that were in the node at an instant. */
export async function placeAt(which: Which, instant: number): Promise<Place> {
  const now = await ask({ type: 'list', obj: 'node', ...which, limit: 0 });
  const then = await countTasks(which, instant, '');
  return { before: number(now.as_of_ms), offset: Math.max(0, number(now.count) - then) };
}
