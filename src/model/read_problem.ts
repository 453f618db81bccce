/** What reading an export can find wrong: one row per rule. The rules about running it stand in engine/validate. */
import type { Problem } from './process.ts';

/** docs/process-format.md has a line for each (held by a test). */
export const READ_RULES = {
  no_nodes: { level: 'error', what: 'the process has no list of nodes in `scheme.nodes`' },
  node_unreadable: { level: 'error', what: 'a node is no object, has no id, or its `condition` cannot be read' },
  duplicate_node_id: { level: 'error', what: 'two nodes have the same id; the first one is kept' },
  logic_unreadable: { level: 'error', what: 'a logic is no object or has no `type`' },
  semaphor_unreadable: { level: 'error', what: 'a semaphor is neither `time` nor `count`, or has no value' },
  several_semaphors: { level: 'warning', what: 'a node has several semaphors of one type; the first one is used' },
  node_kind: { level: 'warning', what: 'a node has an `obj_type` outside 0–4; it is read as 0' },
  field_unreadable: {
    level: 'warning',
    what: '`extra` or `options` of a node holds broken JSON; it is taken as empty',
  },
  param_unreadable: { level: 'warning', what: 'a declared parameter is no object or has no name; it is left out' },
  param_incomplete: {
    level: 'warning',
    what: 'a declared parameter lacks a key, or has a type or a flag that nobody knows; the default is used',
  },
  duplicate_param: { level: 'warning', what: 'two declared parameters have the same name; the first one is used' },
  status: { level: 'warning', what: 'the `status` is unknown; the process is imported as paused' },
  conv_type: { level: 'warning', what: 'the `conv_type` is unknown; it is read as process' },
} as const satisfies Record<string, { level: Problem['level']; what: string }>;

export type ReadRule = keyof typeof READ_RULES;

/** The node a problem is in, as far as it could be read. */
export interface At {
  id: string;
  title: string;
}

export function readProblem(rule: ReadRule, at: At | null, message: string): Problem {
  return { level: READ_RULES[rule].level, rule, node_id: at?.id ?? null, node_title: at?.title ?? null, message };
}
