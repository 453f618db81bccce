/** A task: what moves through a process. See docs/architecture.md for its life. */
import type { Json, JsonObject } from '../base/json.ts';

/** Why a task stands where it stands; which signals open each kind is told in engine/advance. */
export type WaitKind =
  | 'effect'
  | 'delay'
  | 'callback'
  | 'state'
  | 'queue'
  | 'form'
  | 'continue'
  | 'stopped'
  | 'not_deployed'
  | 'paused'
  | 'debug';

/** Waits in which a task stands until somebody does something about it. */
export const HELD_KINDS = ['stopped', 'paused', 'not_deployed', 'debug'] as const satisfies readonly WaitKind[];
export type HeldKind = (typeof HELD_KINDS)[number];

/** The one open wait of a task that is not final (I6). Its id is base/ids.waitId(obj_id, hop). */
export interface Wait {
  kind: WaitKind;
  /** Type and index of the logic that waits, kept so that a later version can go on after it (I7). */
  logic_type: string;
  logic_index: number;
  /** What the logic needs to take the answer, worked out when the wait was made. */
  memo: Json;
  /** For `stopped`: why, as a stable code. */
  code?: string;
  /** Made in the node that a debugger's step let the task do: it is held at the next one, whatever the breakpoints. */
  stop_next?: true;
}

/** Who called a task, and waits for its reply. */
export interface Caller {
  conv_id: number;
  obj_id: string;
  wait_id: string;
  /** It has its reply and waits no longer; who looks at the task still sees where it comes from. */
  replied?: true;
}

export interface Task {
  conv_id: number;
  /** 24 hex. */
  obj_id: string;
  ref: string;
  /** Raised by every commit, and the condition of every commit (I1). */
  rev: number;
  /** Raised when a wait is left. */
  hop: number;
  node_id: string;
  prev_node_id: string | null;
  data: JsonObject;
  /** null in a final node. */
  wait: Wait | null;
  /** When the node's time semaphor fires, ms; null without one. */
  timer: number | null;
  /** Tacts since the last event from outside (I5). */
  tacts: number;
  /** null where no process has called it. */
  caller: Caller | null;
  create_time: number;
  change_time: number;
  /** Made by a count semaphor: no count semaphor counts it. */
  alarm?: true;
  /** Of a kept task that has been run again: the task that was made of it. */
  again?: string;
  /** The user who last changed the task. */
  user_id: number;
}

/** One move of a task, with what is needed to step back over it when history is read. */
export interface Tact {
  at: number;
  /** null when the task is born. */
  from: string | null;
  to: string;
  /** Set where the task did not move: data changed while it stood in the node. Not counted as an arrival. */
  stay?: true;
  /** Values that this stay in `from` changed or removed, as they were before. */
  before: JsonObject;
  /** Keys that this stay in `from` added. */
  added: string[];
}
