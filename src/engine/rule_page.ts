/**
 * What the page of a rule tells beside the rule itself: why it matters, and a process that breaks it and one that does
 * not. The examples are short: what every process has is put round them, and the tests run them.
 */
import type { Json, JsonObject } from '../base/json.ts';
import type { ValidateSettings, World } from './checked.ts';

export interface RulePage {
  why: string;
  bad: RuleExample;
  good: RuleExample;
}

export interface RuleExample {
  /** The nodes that matter. The start leads to the first of them, unless one is a start itself. */
  nodes: Json[];
  /** Fields of the process, where they matter. */
  conv?: JsonObject;
  /** Aliases (`@name`), processes (numbers), queues (`node id`), variables (`env_var name`) and databases (`connection id driver`) that are there; nothing is looked for without. */
  exists?: string[];
  /** Whether the server has a runner for Git Call, where that matters. */
  runner?: boolean;
  /** Where its code cannot be compiled. */
  broken?: true;
}

/** A node with these logics. */
export function step(id: string, logics: Json[], more: JsonObject = {}): JsonObject {
  return { id, obj_type: 0, title: `Node ${id}`, condition: { logics, semaphors: [] }, ...more };
}

/** A node with a time semaphor. */
export function timed(id: string, value: Json, dimension = 'sec', logics: Json[] = []): JsonObject {
  const semaphors = [{ type: 'time', value, dimension, to_node_id: 'end' }];
  return { id, obj_type: 0, title: `Node ${id}`, condition: { logics, semaphors } };
}

export function go(to_node_id: string): JsonObject {
  return { type: 'go', to_node_id };
}

export function when(to_node_id: string, param = 'a', constant = '1'): JsonObject {
  return {
    type: 'go_if_const',
    to_node_id,
    conditions: [{ param, const: constant, fun: 'eq', cast: 'string' }],
  };
}

export function set(extra: JsonObject, type = 'string'): JsonObject {
  const extra_type = Object.fromEntries(Object.keys(extra).map((name) => [name, type]));
  return { type: 'set_param', extra, extra_type, err_node_id: 'failed' };
}

export const CALL: JsonObject = {
  type: 'api_rpc',
  conv_id: '@orders',
  extra: {},
  extra_type: {},
  err_node_id: 'failed',
};

/** The whole process of an example, as an export. */
export function exampleProcess({ nodes, conv }: RuleExample): JsonObject {
  const text = JSON.stringify(nodes);
  const first = nodes[0];
  const firstId = typeof first === 'object' && first !== null && !Array.isArray(first) ? first.id : undefined;
  const start = { ...step('start', [go(String(firstId))]), obj_type: 1 };
  const before = text.includes('"obj_type":1') ? [] : [start];
  const ends = ['end', 'failed'].filter((id) => text.includes(`"${id}"`) && !text.includes(`"id":"${id}"`));
  const after = ends.map((id) => ({ ...step(id, []), obj_type: 2 }));
  const common = { obj_type: 1, obj_id: 1, title: 'Example', status: 'active', conv_type: 'process', params: [] };
  return { ...common, scheme: { nodes: [...before, ...nodes, ...after] }, ...conv };
}

/** Settings that an example is checked with. */
export function exampleSettings({ runner = true }: RuleExample): ValidateSettings {
  return { min_timer_sec: 30, git_call: runner };
}

/** What is around an example. */
export function exampleWorld({ exists, broken }: RuleExample): World {
  if (broken) return { codeError: () => 'SyntaxError: unexpected token' };
  if (exists === undefined) return {};
  return {
    aliasExists: (name) => exists.includes(`@${name}`),
    convExists: (id) => exists.includes(String(id)),
    connection: (id) => exists.find((one) => one.startsWith(`connection ${id} `))?.split(' ')[2] ?? null,
    queueExists: (_conv, node) => exists.includes(`node ${node}`),
    envVarExists: (name) => exists.includes(`env_var ${name}`),
  };
}
