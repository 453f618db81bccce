/**
 * Wakes workers at the right time. Jobs carry ids only; the database is the truth (I8), so a queue may lose, repeat or
 * reorder jobs, and may be emptied at any moment: the feeder and the sweeper (app/recover) bring everything back.
 * Promised: a job that is not lost is handed out at its due time or soon after, at least once; the same id is queued once.
 * Not promised: that a job is handed out at all, or only once, or in order.
 */
export type Lane = 'timers' | 'inner' | 'http';

export interface Job {
  /** Unique; letters, digits and `-` only. */
  id: string;
  kind: 'timer' | 'effect' | 'go_on';
  lane: Lane;
  conv_id: number;
  obj_id: string;
  /** null for a reply. */
  wait_id: string | null;
  /** When it is to be handed out, ms; past means at once. */
  due: number;
}

export interface Queue {
  add(jobs: Job[]): Promise<void>;
  remove(ids: { id: string; lane: Lane; conv_id: number }[]): Promise<void>;
  /** Begins handing out. A handler that throws gets the job again later. Called once. */
  work(handler: (job: Job) => Promise<void>): Promise<void>;
  sizes(): Promise<{ waiting: number; delayed: number; active: number }>;
  /** Hands out nothing more, waits for the handlers that run, frees everything. */
  close(): Promise<void>;
}
