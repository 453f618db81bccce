/** Counts and statistics from their rows, for every make of the store alike. */
import { addDecimals } from '../../base/decimals.ts';
import { LIMITS } from '../../base/limits.ts';
import { HOUR } from '../../base/time.ts';
import type { NodeCount, NodeSum, StatRow } from '../../ports/archive.ts';
import type { FlowRow } from '../../ports/overview.ts';

/** Whether intervals so long are read from the statistics by hour, which are kept longer. */
export function byHour(intervalMs: number): boolean {
  return intervalMs % HOUR === 0;
}

export function sumCounts(parts: { node_id: string; live: number }[]): NodeCount[] {
  const counts = new Map<string, number>();
  for (const { node_id, live } of parts) counts.set(node_id, (counts.get(node_id) ?? 0) + live);
  return [...counts].map(([node_id, count]) => ({ node_id, count }));
}

/** Totals from the parts they are stored in. */
export function sumTotals(parts: { sum_id: string; total: number }[]): NodeSum[] {
  const totals = new Map<string, number>();
  for (const { sum_id, total } of parts) totals.set(sum_id, addDecimals(totals.get(sum_id) ?? 0, total));
  return [...totals].map(([sum_id, total]) => ({ sum_id, total }));
}

/** Intervals are counted from `from`; those in which nothing moved are left out. Ordered by instant, then node. */
export function sumStats(
  parts: { node_id: string; at: number; came: number; went: number }[],
  query: { from: number; interval_ms: number; node_ids?: string[] },
): StatRow[] {
  const sums = new Map<string, StatRow>();
  for (const { node_id, at, came, went } of parts) {
    if (query.node_ids && !query.node_ids.includes(node_id)) continue;
    const start = query.from + Math.floor((at - query.from) / query.interval_ms) * query.interval_ms;
    const key = `${start} ${node_id}`;
    const sum = sums.get(key) ?? { node_id, at: start, in: 0, out: 0 };
    sum.in += came;
    sum.out += went;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((a, b) => a.at - b.at || (a.node_id < b.node_id ? -1 : 1));
}

/** Rows of one interval and node become one; the busiest first, as many as an answer has. */
export function sumFlow(parts: FlowRow[]): FlowRow[] {
  const sums = new Map<string, FlowRow>();
  for (const part of parts) {
    const key = `${part.at} ${part.conv_id} ${part.node_id}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? part : { ...sum, in: sum.in + part.in, out: sum.out + part.out });
  }
  return [...sums.values()].sort((a, b) => b.in - a.in || a.at - b.at).slice(0, LIMITS.overview_rows);
}
