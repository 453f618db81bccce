/** The tasks of a node as a CSV file: the server writes it, the browser fetches it. */
import type { Json } from '../../../base/json.ts';
import { fetchFile, RequestError, request, rows, text } from '../../data/client.ts';
import { saveFile } from '../../ui/save_file.ts';

export const RANGES = [
  ...['all', 'last10minute', 'lastHour', 'last6hour', 'last12hour', 'last24hour', 'lastWeek', 'lastMonth'],
  ...['previous_hour', 'previous_day', 'previous_week', 'previous_month', 'fromTo'],
] as const;
export type ExportRange = (typeof RANGES)[number];

export const COLUMNS = [
  'ref',
  'task_id',
  'status',
  'user_id',
  'create_time',
  'change_time',
  'node_prev_id',
  'parent_ref',
] as const;
export const DIVIDERS = ['|', ',', ';'] as const;

export interface Export {
  range: ExportRange;
  /** Unix seconds, of a range of the person's own. */
  start: number;
  end: number;
  columns: string[];
  divider: string;
  unixTimes: boolean;
}

/** How many tasks the file has. */
export async function exportTasks(conv_id: number, obj_id: string, wanted: Export): Promise<number> {
  const { range, start, end, columns, divider, unixTimes } = wanted;
  const when: Record<string, Json> =
    range === 'all' ? {} : range === 'fromTo' ? { select: range, start, end } : { select: range };
  const how = { extra_columns: columns, divider, unix_times: unixTimes };
  const timezone_offset = new Date().getTimezoneOffset();
  const op = { type: 'download', obj: 'node', conv_id, obj_id, format: 'csv', timezone_offset, ...how, ...when };
  const answer = await request('POST', '/api/2/download', { ops: [op] });
  const [made] = rows(answer.ops);
  if (made === undefined || made.proc !== 'ok')
    throw new RequestError(text(made?.reason) || text(made?.description), text(made?.code));
  const count = Number(made.count);
  if (count === 0) return 0;
  // The file lies at this very server, whatever name it is known by outside.
  const file = await fetchFile(new URL(text(made.download_url)).pathname);
  saveFile(text(made.statistics_id) || 'tasks.csv', file);
  return count;
}
