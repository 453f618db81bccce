/** The tasks of a node as a CSV file: times of a menu or of one's own, system columns first, masked as lists are. */
import { z } from 'zod';
import { cellsOf, columnsOf, type NodeTable, pagesOf } from '../app/csv_export.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/time.ts';
import { DIVIDERS, type Divider, writeTable } from './csv_table.ts';
import { StoredFile } from './downloads.ts';
import { convRef, flag, hexId, optionalCount } from './ops/fields.ts';
import { type OpHandler, op } from './ops/op.ts';
import { demandProcess } from './ops/process_of.ts';
import type { Site } from './site.ts';
import { taskRow } from './task_view.ts';
import { CSV_TYPE } from './upload_tasks.ts';

const COLUMNS = [
  'ref',
  'task_id',
  'status',
  'user_id',
  'create_time',
  'change_time',
  'node_prev_id',
  'parent_ref',
] as const;

/** The last so many ms. */
const LAST: Record<string, number> = {
  last10minute: 10 * MINUTE,
  lastHour: HOUR,
  last6hour: 6 * HOUR,
  last12hour: 12 * HOUR,
  last24hour: DAY,
  lastWeek: 7 * DAY,
  lastMonth: 30 * DAY,
};
const PREVIOUS = ['previous_hour', 'previous_day', 'previous_week', 'previous_month'] as const;
const SELECTS = [...Object.keys(LAST), ...PREVIOUS, 'custom', 'fromTo'];

/** A year of four digits. */
const LAST_SECOND = 253_402_300_799;
const seconds = z.coerce.number().min(0).max(LAST_SECOND);

const fields = z.object({
  conv_id: convRef,
  obj_id: hexId,
  format: z.literal('csv').nullish(),
  select: z.enum(SELECTS).nullish(),
  start: seconds.nullish(),
  end: seconds.nullish(),
  offset: optionalCount,
  limit: optionalCount,
  extra_columns: z.array(z.enum(COLUMNS)).nullish(),
  /** Minutes that local time is behind UTC, as browsers count. */
  timezone_offset: z.coerce.number().min(-1440).max(1440).default(0),
  divider: z.enum(DIVIDERS).default('|'),
  /** False: times as people of that time zone write them. */
  unix_times: flag.default(true),
});
type Fields = z.output<typeof fields>;

export function downloadTasks(site: Site): OpHandler {
  return op(fields, async (ctx, asked) => {
    const { id: conv_id, live } = await demandProcess(ctx, 'view', asked.conv_id);
    const clear = live !== null && (await ctx.app.rights.may(ctx.actor, 'modify', live.object));
    const { archive, clock } = ctx.app.ports;
    const table: NodeTable = {
      conv_id,
      node_id: asked.obj_id,
      offset: asked.offset ?? 0,
      limit: Math.min(asked.limit ?? LIMITS.csv_tasks, LIMITS.csv_tasks),
      ...rangeOf(asked, clock.now()),
    };
    const system = [...new Set(asked.extra_columns ?? [])];
    const columns = await columnsOf(archive, table);
    const file = await StoredFile.make(ctx.app.settings.data_dir);
    let count = 0;
    try {
      const write = (rows: string[][]): Promise<void> => file.append(writeTable(rows, asked.divider as Divider));
      await write([[...system, ...columns]]);
      for await (const page of pagesOf(archive, table)) {
        const rows = page.map((task) => {
          const row = systemRow(taskRow(task, live, clear), asked);
          return [...system.map((name) => String(row[name] ?? '')), ...cellsOf(row.data as JsonObject, columns)];
        });
        count += rows.length;
        await write(rows);
      }
    } catch (error) {
      file.drop();
      throw error;
    }
    const name = `${conv_id}_conv_${asked.obj_id.replace(/\W/g, '')}_${Math.floor(clock.now() / SECOND)}.csv`;
    const path = site.downloads.put({ name, type: CSV_TYPE, body: file });
    return { download_url: `${ctx.app.settings.public_url}${path}`, statistics_id: name, count };
  });
}

/** With what tables have beside what lists show. */
function systemRow(row: JsonObject, { unix_times, timezone_offset }: Fields): JsonObject {
  const { __copy_ref_id__: parent_ref = '' } = row.data as JsonObject;
  const whole = { ...row, task_id: row.obj_id ?? '', parent_ref };
  if (unix_times) return whole;
  const said = (time: Json | undefined): string => {
    const local = new Date(Number(time) * SECOND - timezone_offset * MINUTE);
    return local.toISOString().slice(0, 19).replace('T', ' ');
  };
  return { ...whole, create_time: said(row.create_time), change_time: said(row.change_time) };
}

/** From and to, ms; without a choice all tasks. */
function rangeOf({ select, start, end, timezone_offset }: Fields, now: number): { from: number; to: number } {
  const last = LAST[select ?? ''];
  if (last !== undefined) return { from: now - last, to: now + 1 };
  const previous = PREVIOUS.find((name) => name === select);
  if (previous !== undefined) return previousOf(previous, now, timezone_offset * MINUTE);
  return { from: (start ?? 0) * SECOND, to: end == null ? Number.POSITIVE_INFINITY : end * SECOND };
}

/** The last whole hour, day, week (from Monday) or month of local clocks. */
function previousOf(what: (typeof PREVIOUS)[number], now: number, shift: number): { from: number; to: number } {
  const local = now - shift;
  const day = Math.floor(local / DAY) * DAY;
  const date = new Date(day);
  const whole = (from: number, to: number) => ({ from: from + shift, to: to + shift });
  if (what === 'previous_hour') {
    const hour = Math.floor(local / HOUR) * HOUR;
    return whole(hour - HOUR, hour);
  }
  if (what === 'previous_day') return whole(day - DAY, day);
  if (what === 'previous_week') {
    const monday = day - ((date.getUTCDay() + 6) % 7) * DAY;
    return whole(monday - 7 * DAY, monday);
  }
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return whole(Date.UTC(year, month - 1), Date.UTC(year, month));
}
