/** What goes into the engine (signal) and what comes out of it (step). */
import type { JsonObject } from '../base/json.ts';
import type { Effect, EffectAnswer } from './effect.ts';
import type { Tact, Task } from './task.ts';

export type Signal =
  /** A task that was just made enters the start node, or another (the special task of a count semaphor). */
  | { kind: 'start'; at?: string }
  | { kind: 'answer'; wait_id: string; answer: EffectAnswer }
  /** The node's time semaphor. */
  | { kind: 'timer'; wait_id: string }
  /** Data from outside: merged wherever the task stands, and opens a callback or state. */
  | { kind: 'modify'; data: JsonObject; user_id: number }
  /** Goes on after `continue`, `paused`, `not_deployed` or, once the process runs again, `debug`. */
  | { kind: 'go_on'; wait_id: string }
  /** Get Task has handed the task out: it goes on after the queue. */
  | { kind: 'taken'; wait_id: string }
  /** What a person has filled in: merged, and the task goes on after the form. */
  | { kind: 'form'; wait_id: string; data: JsonObject }
  /**
   * A debugger lets the task do the node it is held in, or takes the link of the node's timer. The data are merged
   * first. `stop`: at the next node, whatever the breakpoints.
   */
  | { kind: 'step'; branch: 'logic' | 'timer'; stop: boolean; data: JsonObject; user_id: number }
  /** A debugger puts the task into a node (`step_back`: one it came from) and holds it there. `data` are the new data, whole. */
  | {
      kind: 'step_to' | 'step_back';
      node_id: string;
      prev_node_id: string | null;
      data: JsonObject;
      user_id: number;
    };

export interface StepEffect {
  id: string;
  /** Whether the task waits for its answer. */
  waits: boolean;
  effect: Effect;
  /** The tact, by its place in the step, after which it was asked for; -1 where the task stood before the step. */
  after: number;
}

/** What a step adds to a total of a Sum node. */
export interface SumDelta {
  node_id: string;
  sum_id: string;
  delta: number;
}

/** A node with a count semaphor that a step has changed the number of tasks in. */
export interface GaugeMove {
  node_id: string;
  /** 0: the task stayed, and its threshold was worked out only now. */
  change: -1 | 0 | 1;
  /** The threshold; null where this step does not know it, because it is an expression of arriving tasks. */
  value: number | null;
  /** Where the special tasks are made. */
  to: string;
}

/** One commit's worth of a task's life. */
export interface Step {
  /** The task after the step; its rev is one above the one it started from. */
  task: Task;
  tacts: Tact[];
  effects: StepEffect[];
  sums: SumDelta[];
  gauges: GaugeMove[];
  /** Set when the task has reached a final node: whether it is kept there, and whether the server logs it. */
  final: { saved: boolean; log?: true } | null;
  /** The version and status of the process the step ran on: checked again in the commit (I7). */
  ran_on: { version: number; status: string };
  /** What woke the task, for the history, and the answer where it was one. */
  cause: Signal['kind'];
  answer?: EffectAnswer;
}
