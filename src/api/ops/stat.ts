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
  const [from, to] = [op.start * SECOND, op.end * SECOND];
  const whole = op.group === 'all';
  const shift = op.timezone_offset * MINUTE;
  // Days of a place are not those of UTC: they are summed up from its hours, or parts of them.
  const interval_ms = whole ? HOUR : shift % HOUR === 0 ? Math.min(INTERVAL_MS[op.interval], HOUR) : MINUTE;
  const query = { conv_id, from, to, interval_ms, ...(node_ids === undefined ? {} : { node_ids }) };
  const rows = await ctx.app.ports.archive.stats(query);
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
