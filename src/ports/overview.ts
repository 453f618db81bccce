/**
 * Reads over all processes at once: what moved, what is held, what is late. Every answer is bounded; nothing here
 * changes anything. Promised: numbers as of some commit. Not promised: two reads seeing the same instant.
 */
import type { HeldKind } from '../model/task.ts';

/** What came into and went out of a node in an interval. */
export interface FlowRow {
  /** Start of the interval, ms. */
  at: number;
  conv_id: number;
  node_id: string;
  in: number;
  out: number;
}

export interface HeldRow {
  kind: HeldKind;
  conv_id: number;
  node_id: string;
  count: number;
  /** When the first of them was last changed, ms. */
  since: number;
}

export interface OverdueRow {
  conv_id: number;
  count: number;
  oldest: number;
}

export interface Overview {
  /** Intervals of whole hours are read from the statistics by hour. At most `overview_rows`, the busiest first. */
  flow(query: { from: number; to: number; interval_ms: number }): Promise<FlowRow[]>;
  /** Tasks held, by kind, process and node. */
  held(): Promise<HeldRow[]>;
  /** Timers that should have fired before an instant, by process; of very many only the oldest `overview_rows` are counted. */
  overdue(before: number): Promise<OverdueRow[]>;
  /** What the store takes on the disk; 0 where it has none. */
  bytes(): Promise<number>;
}
