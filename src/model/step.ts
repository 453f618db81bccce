/** What goes into the engine (signal) and what comes out of it (step). */
import type { JsonObject } from '../base/json.ts';
import type { Effect, EffectAnswer } from './effect.ts';
import type { Tact, Task } from './task.ts';

export type Signal =
  /** A task that was just made enters the start node. */
  | { kind: 'start' }
  | { kind: 'answer'; wait_id: string; answer: EffectAnswer }
  /** The node's time semaphor. */
  | { kind: 'timer'; wait_id: string }
  /** Data from outside: merged wherever the task stands, and opens a callback or state. */
  | { kind: 'modify'; data: JsonObject; user_id: number }
  /** Goes on after `continue`, `paused` or `not_deployed`. */
  | { kind: 'go_on'; wait_id: string };

export interface StepEffect {
  id: string;
  /** Whether the task waits for its answer. */
  waits: boolean;
  effect: Effect;
}

/** One commit's worth of a task's life. */
export interface Step {
  /** The task after the step; its rev is one above the one it started from. */
  task: Task;
  tacts: Tact[];
  effects: StepEffect[];
  /** Set when the task has reached a final node: whether it is kept there, and whether the server logs it. */
  final: { saved: boolean; log?: true } | null;
  /** The version and status of the process the step ran on: checked again in the commit (I7). */
  ran_on: { version: number; status: string };
  /** What woke the task, for the history. */
  cause: Signal['kind'];
}
