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
  count: number;
  asOf: number;
  tasks: TaskRow[];
}

interface Which {
  conv_id: number;
  obj_id: string;
}

export async function readPage(which: Which, { offset, before }: Place, ref: string): Promise<TasksPage> {
  const filters = ref === '' ? [] : [{ name: 'ref', value: ref, fun: 'eq' }];
  const how = { limit: PAGE, offset, before_ms: before, sort: 'DESC', secrets: 'masked', filters };
  const answer = await ask({ type: 'list', obj: 'node', ...which, ...how });
  return { count: number(answer.count), asOf: number(answer.as_of_ms), tasks: rows(answer.list).map(taskRow) };
}

/** Where the tasks begin that were in the node at an instant. */
export async function placeAt(which: Which, instant: number): Promise<Place> {
  const one = { type: 'list', obj: 'node', ...which, limit: 1, sort: 'DESC', secrets: 'masked' };
  const now = await ask(one);
  const then = await ask({ ...one, before_ms: instant });
  return { before: number(now.as_of_ms), offset: Math.max(0, number(now.count) - number(then.count)) };
}
