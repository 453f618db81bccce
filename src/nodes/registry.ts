/** The node types of this version, a row each; and the types Corezoid knows that are kept but not run yet. */
import { api } from './api.ts';
import { api_callback } from './api_callback.ts';
import { api_code } from './api_code.ts';
import { api_copy } from './api_copy.ts';
import { api_form } from './api_form.ts';
import { api_get_task } from './api_get_task.ts';
import { api_queue } from './api_queue.ts';
import { api_rpc } from './api_rpc.ts';
import { api_rpc_reply } from './api_rpc_reply.ts';
import { api_sum } from './api_sum.ts';
import { db_call } from './db_call.ts';
import { delay } from './delay.ts';
import { git_call } from './git_call.ts';
import { go } from './go.ts';
import { go_if_const } from './go_if_const.ts';
import type { NodeType } from './node_type.ts';
import { set_param } from './set_param.ts';

/** By type. A logic reaches its node type only after the type's own schema has read it. */
export const NODE_TYPES: Record<string, NodeType> = Object.fromEntries(
  [
    go,
    go_if_const,
    set_param,
    api,
    api_code,
    api_copy,
    api_rpc,
    api_rpc_reply,
    api_callback,
    api_form,
    api_queue,
    api_get_task,
    api_sum,
    db_call,
    git_call,
    delay,
  ].map((row) => [row.type, row as unknown as NodeType]),
);

/** Types of Corezoid that are imported, kept and exported again, but not run yet: a process with them is not deployed. */
export const KNOWN_TYPES_NOT_RUN: readonly string[] = ['api_sender', 'api_reply'];

const BY_NAME: ReadonlyMap<string, NodeType> = new Map(
  Object.values(NODE_TYPES).flatMap((row) => [row.type, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
);

/** The node type of a logic's `type`, or undefined where this version runs none. */
export function nodeType(type: string): NodeType | undefined {
  return BY_NAME.get(type);
}

export function isKnownButNotRun(type: string): boolean {
  return KNOWN_TYPES_NOT_RUN.includes(type);
}
