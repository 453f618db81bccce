/**
 * Reads of what tasks did and where they stand. Every answer is bounded; nothing here changes anything.
 * Promised: a count is the number of tasks in the node as of some commit. Not promised: two reads seeing the same instant.
 */
import type { JsonObject } from '../base/json.ts';
import type { Task } from '../model/task.ts';

export interface NodeCount {
  node_id: string;
  /** Tasks now in the node; of a final node, all that ever arrived (until the counter is reset). */
  count: number;
}

/** A total of a Sum node. */
export interface NodeSum {
  sum_id: string;
  total: number;
}

/** One tact as history shows it: the data as they were when the task left `prev_node_id`. */
export interface HistoryRow {
  history_id: number;
  obj_id: string;
  at: number;
  node_id: string;
  prev_node_id: string | null;
  cause: string;
  data: JsonObject;
  /** What the task asked of others while it then stood in `node_id` (model/exchange.ts), oldest first. */
  effects: ToldEffect[];
}

export interface ToldEffect {
  asked: JsonObject;
  /** null while it is awaited, where nobody waits for one, or where it came too late. */
  answer: JsonObject | null;
  /** When the answer was taken, ms. */
  answered_at: number | null;
}

export interface StatRow {
  node_id: string;
  /** Start of the interval, ms. */
  at: number;
  in: number;
  out: number;
}

/** Tasks of a node. `before`: only those that came into it before this instant (ms); not with `ref`. */
export interface InNode {
  conv_id: number;
  node_id: string;
  ref?: string;
  before?: number;
}

export interface Archive {
  counts(conv_id: number): Promise<NodeCount[]>;
  /** Totals of a node; one to which nothing was ever added is missing. */
  sums(conv_id: number, node_id: string): Promise<NodeSum[]>;
  /** Tasks standing in (or kept in) a node, in the order in which they came into it. With `before` pages do not shift under whoever turns them while more come. */
  in_node(query: InNode & { limit: number; offset: number; order: 'ASC' | 'DESC' }): Promise<Task[]>;
  /** How many there are: it looks at each of them, so whoever needs a page only does not ask. */
  count_in_node(query: InNode): Promise<number>;
  /** Newest first. */
  history(query: { conv_id: number; obj_id: string; limit: number; offset: number }): Promise<HistoryRow[]>;
  stats(query: {
    conv_id: number;
    from: number;
    to: number;
    interval_ms: number;
    node_ids?: string[];
  }): Promise<StatRow[]>;
  /** Sets the counter of a node to the tasks that stand there, of a final node to zero, and forgets its totals. */
  reset(conv_id: number, node_id: string): Promise<void>;
  /** For /health and /metrics. */
  totals(now: number): Promise<{ tasks: number; outbox: number; overdue: number; oldest_due: number | null }>;
}
