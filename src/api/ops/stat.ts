/** How many tasks came into nodes and left them, by time or altogether. */
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../base/time.ts';
import type { StatRow } from '../../ports/archive.ts';
import { nodeTitle } from '../task_view.ts';
import { convRef, flag, optionalText } from './fields.ts';
import { op } from './op.ts';
import { demandProcess } from './process_of.ts';

const INTERVAL_MS = { minute: MINUTE, hour: HOUR, day: DAY };
/** Rows of one answer: two days by the minute. */
const ROWS_AT_MOST = 3000;

/** The end of the year 9999, in seconds: what lies after it cannot be written as a date of four digits. */
const LAST_SECOND = 253_402_300_799;
const seconds = z.coerce.number().min(0).max(LAST_SECOND);

const fields = z.object({
  conv_id: convRef,
  node_id: optionalText,
  node_ids: z.array(z.string()).max(LIMITS.nodes_per_process).nullish(),
  group: z.enum(['time', 'all']).default('time'),
  interval: z.enum(['minute', 'hour', 'day']).default('hour'),
  start: seconds,
  end: seconds,
  /** Minutes that local time is behind UTC, as browsers count: -180 is three hours ahead. */
  timezone_offset: z.coerce.number().min(-1440).max(1440).default(0),
  timestamp: flag.default(false),
});
type Fields = z.output<typeof fields>;

export const show = op(fields, async (ctx, op) => {
  const { id: conv_id, live } = await demandProcess(ctx, 'view', op.conv_id);
  const node_ids = op.node_ids ?? (op.node_id === undefined ? undefined : [op.node_id]);
  const which = { conv_id, ...(node_ids === undefined ? {} : { node_ids }) };
  const whole = op.group === 'all';
  const rows: StatRow[] = [];
  for (const piece of whole ? wholeTime(op) : [series(op)]) {
    rows.push(...(await ctx.app.ports.archive.stats({ ...which, ...piece })));
  }
  const answer = { conv_id, group: op.group, dashboard_id: 'undefined' };
  if (!whole)
    return { ...answer, node_id: op.node_id ?? null, title: nodeTitle(live, op.node_id ?? ''), data: byTime(rows, op) };
  const nodes = node_ids ?? live?.process.nodes.map(({ id }) => id) ?? [];
  const data = nodes.map((id) => ({
    id,
    title: nodeTitle(live, id),
    ...sum(rows.filter(({ node_id }) => node_id === id)),
  }));
  return { ...answer, data };
});

export interface Piece {
  from: number;
  to: number;
  interval_ms: number;
}

/** To the minute: whole hours are read as hours, which are kept longer, and what is left at either end by the minute. */
export function wholeTime({ start, end }: { start: number; end: number }): Piece[] {
  const [from, to] = [Math.floor(start / 60) * MINUTE, end * SECOND];
  const [first, last] = [Math.ceil(from / HOUR) * HOUR, Math.floor(to / HOUR) * HOUR];
  if (first >= last) return [{ from, to, interval_ms: MINUTE }];
  return [
    { from, to: first, interval_ms: MINUTE },
    { from: first, to: last, interval_ms: HOUR },
    { from: last, to, interval_ms: MINUTE },
  ].filter((piece) => piece.from < piece.to);
}

/** From the beginning of the interval in which `start` lies. Days of a place are summed up from its hours, or minutes. */
function series({ start, end, interval, timezone_offset }: Fields): Piece {
  const shift = timezone_offset * MINUTE;
  const length = INTERVAL_MS[interval];
  const from = Math.floor((start * SECOND - shift) / length) * length + shift;
  return { from, to: end * SECOND, interval_ms: shift % HOUR === 0 ? Math.min(length, HOUR) : MINUTE };
}

function byTime(rows: StatRow[], { interval, timezone_offset, timestamp }: Fields): JsonObject[] {
  const length = INTERVAL_MS[interval];
  const shift = timezone_offset * MINUTE;
  const at = new Map<number, StatRow[]>();
  for (const row of rows) {
    const local = Math.floor((row.at - shift) / length) * length;
    const known = at.get(local);
    if (known === undefined) at.set(local, [row]);
    else known.push(row);
  }
  const starts = [...at.keys()].sort((a, b) => a - b).slice(0, ROWS_AT_MOST);
  return starts.map((local) => {
    const date = new Date(local).toISOString().slice(0, 19).replace('T', ' ');
    return { date: timestamp ? Math.floor((local + shift) / SECOND) : date, ...sum(at.get(local) ?? []) };
  });
}

function sum(rows: StatRow[]): { in: number; out: number } {
  return {
    in: rows.reduce((total, row) => total + row.in, 0),
    out: rows.reduce((total, row) => total + row.out, 0),
  };
}
