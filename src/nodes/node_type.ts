/**
 * What a node type is: one object in one file, which feeds validation, the engine, the API's catalogue, the editor's
 * form, the generated page in docs/nodes and the tests. `enter` and `wake` are pure: everything they know stands in the
 * context, everything they want is returned (I4).
 */
import type { z } from 'zod';
import type { Json, JsonObject } from '../base/json.ts';
import type { Answer, CodeAnswer, Effect, EffectAnswer, Need } from '../model/effect.ts';
import type { ConvType, Problem, ProcessNode, TimeSemaphor } from '../model/process.ts';
import type { Task, WaitKind } from '../model/task.ts';
import type { Scope } from '../template/reads.ts';

/** What a logic may know of the process it belongs to. */
export interface ConvFacts {
  conv_id: number;
  conv_type: ConvType;
  owner_id: number;
  version: number;
  /** Signs the system parameters of an API Call where the node names no secret. */
  sign_key: string;
}

export interface NodeContext {
  conv: ConvFacts;
  node: ProcessNode;
  /** The task as it came into the logic; never changed. */
  task: Readonly<Task>;
  now: number;
  /** Expressions are evaluated against this: the task's data, root, now, chance and the answers so far. */
  scope: Scope;
  answers: ReadonlyMap<string, Answer>;
  /** Cap on the size of the task's data, bytes. */
  task_bytes: number;
}

/** A failure that Corezoid's processes see as the parameters `__conveyor_<prefix>_return_…`. */
export interface ConveyorError {
  /** api, code, copy_task, rpc, rpc_reply, set_param, … */
  prefix: string;
  type: 'hardware' | 'software';
  tag: string;
  description: string;
  /** Further parameters the failure leaves in the task. */
  also?: JsonObject;
}

export type Outcome =
  /** Go on with what follows; `data`, where given, is the task's new data, whole. `sums` are added to totals of the node. */
  | { do: 'next'; data?: JsonObject; effects?: Effect[]; sums?: { id: string; delta: number }[] }
  /** Go to the error node; `data` as above, before the error's own parameters. */
  | { do: 'fail'; error: ConveyorError; data?: JsonObject }
  /** Stay. An effect's answer, a callback or the timer will open the wait; `memo` is handed to `wake`. */
  | { do: 'wait'; kind: WaitKind; effect?: Effect; memo?: Json }
  /** A condition's verdict. */
  | { do: 'decide'; taken: boolean }
  /** Ask again with these answered. */
  | { do: 'need'; needs: Need[] };

/** A link out of a logic: the field that names the target, and its role on the canvas. */
export interface Exit {
  field: string;
  to: string;
  role: 'go' | 'condition' | 'error' | 'timer' | 'alarm';
}

/** A worked example: shown in the docs and run by the tests. */
export interface NodeExample<L> {
  title: string;
  logic: Partial<L>;
  data: JsonObject;
  /** Answers to what the logic reads, by readKey. */
  answers?: Record<string, Answer>;
  /** What the sandbox makes of the logic's code. */
  code?: CodeAnswer['code'];
  /** For a logic that waits: what comes back. */
  answer?: EffectAnswer;
  /** The data after the logic, or the error's tag, or the effect the logic makes. */
  expect: {
    data?: JsonObject;
    tag?: string;
    effect?: Json;
    taken?: boolean;
    wait?: WaitKind;
    sums?: { id: string; delta: number }[];
  };
}

export interface NodeType<L extends { type: string } = { type: string }> {
  /** The `type` of its logics in exports. */
  type: string;
  /** Other spellings of the type that old exports use. */
  aliases?: string[];
  title: string;
  /** One paragraph for people. */
  help: string;
  /** Reads a logic of an export: fills in what old exports leave out, keeps what it does not know. */
  schema: z.ZodType<L>;
  exits(logic: L): Exit[];
  /** Every text of the logic that may hold expressions, with the field's name, for checking at deploy. */
  templates(logic: L): { field: string; text: string }[];
  /** What this version cannot run although the schema reads it; checked at deploy. */
  problems?(logic: L): { level: Problem['level']; rule: string; message: string }[];
  /** The timer that the logic brings to a node without a time semaphor of its own. */
  timer?(logic: L, node: ProcessNode): TimeSemaphor | null;
  /** Kinds of process it may stand in. */
  allowed_in: ConvType[];
  enter(ctx: NodeContext, logic: L): Outcome;
  /** Takes the answer of the effect that `enter` returned; needs only `memo`, so that a newer version can take it too (I7). */
  wake?(ctx: NodeContext, memo: Json, answer: EffectAnswer): Outcome;
  examples: NodeExample<L>[];
}
