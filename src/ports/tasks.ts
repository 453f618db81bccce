/**
 * The truth about tasks. A task changes only by `commit`, conditional on its rev (I1); the task, its effects, its
 * tacts and its counts are saved together or not at all (I2).
 *
 * Promised: what `commit` has answered is on disk (fsynced) and survives a crash at any moment after; units of one
 * call are written in their order in one transaction, each failing alone; several calls may share a transaction.
 * Not promised: the order between calls; that a read sees a commit which has not been answered yet.
 */
import type { OutboxRow } from '../model/effect.ts';
import type { Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';

/** A step to be written, and the rev of the task it started from; null makes the task. */
export interface StepWrite {
  base: number | null;
  step: Step;
}

/** What is written together or not at all. */
export interface Unit {
  /** An outbox row that must still be there, and goes: the proof that an effect happens once. */
  closes?: string;
  /** An outbox row whose attempt is counted before it is made; also its lease until `due`. */
  attempt?: { id: string; from: number; due: number };
  steps: StepWrite[];
}

/**
 * Why a unit was not written:
 * rev: the task has changed meanwhile; stale: a newer version or another status is in force, or the process is gone;
 * ref: a task with this reference lives in the process; gone: the outbox row is no longer there (or was attempted).
 * `at` is the index of the step that failed, -1 for the row. `alarms` are the effects that the unit left to be done
 * beside those of its steps, because the threshold of a count semaphor was crossed.
 */
export type CommitResult =
  | { ok: true; alarms?: DueItem[] }
  | { ok: false; why: 'rev' | 'stale' | 'ref' | 'gone'; at: number };

export type TaskKey = { conv_id: number; obj_id: string } | { conv_id: number; ref: string };

/** Something that must happen at an instant: a task's timer or continue, or an effect. */
export interface DueItem {
  kind: 'timer' | 'effect' | 'go_on';
  /** Unique: `<obj_id>-<hop>-t`, or the outbox row's id. */
  id: string;
  conv_id: number;
  obj_id: string;
  /** The wait it belongs to; null for a reply. */
  wait_id: string | null;
  /** What kind of work it is: decides which queue it goes through. */
  lane: 'timers' | 'inner' | 'http';
  due: number;
}

export interface Tasks {
  /** By id: any task that still exists, final or not. By ref: the live one, else the newest finished one that can still be seen. */
  load(key: TaskKey): Promise<Task | null>;
  commit(units: Unit[]): Promise<CommitResult[]>;
  effect(id: string): Promise<OutboxRow | null>;
  /** What is due before an instant, oldest first, at most `limit`; `after` pages on by (due, id). */
  due(query: { before: number; limit: number; after?: { due: number; id: string } }): Promise<DueItem[]>;
  /** Tasks of a process that stand in waits of these kinds, by id. A page may be short: only an empty one is the last. */
  waiting(query: { conv_id: number; kinds: string[]; limit: number; after?: string }): Promise<Task[]>;
  /** Ids of tasks that stand in a queue in a node, by their entry into it: the first of them, at most `limit`. */
  queued(query: { conv_id: number; node_id: string; order: 'ASC' | 'DESC'; limit: number }): Promise<string[]>;
  /** Removes a task, live or kept, with its effects (but replies, which others wait for) and history. False when there is none. */
  remove(key: { conv_id: number; obj_id: string }): Promise<boolean>;
  /** Folds counts and drops what retention no longer keeps, a small piece at a time; true while there is more. */
  trim(now: number): Promise<boolean>;
}
