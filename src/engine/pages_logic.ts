/** Pages of the rules about logics, timers, parameters, references and secrets. */
import type { JsonObject } from '../base/json.ts';
import { CALL, go, type RuleExample, type RulePage, set, step, timed, when } from './rule_page.ts';

function one(logic: JsonObject, more: Partial<RuleExample> = {}): RuleExample {
  return { nodes: [step('a', [logic, go('end')])], ...more };
}

function declared(name: string): JsonObject {
  return {
    params: [{ name, type: 'string', descr: '', flags: ['input'], regex: '', regex_error_text: '' }],
  };
}

function code(src: string): JsonObject {
  return { type: 'api_code', lang: 'js', src, err_node_id: 'failed' };
}

const TAKE = { type: 'api_get_task', conv_id: 1, node_id: 'orders', order_by: 'ASC', err_node_id: 'failed' };
const QUERY = { type: 'db_call', instance_id: 4, query: 'select 1', err_node_id: 'failed' };
const PROGRAM = {
  type: 'git_call',
  version: 2,
  lang: 'js',
  code: 'module.exports = (data) => data',
  err_node_id: 'failed',
};
const API = { type: 'api', method: 'GET', url: 'https://example.com', err_node_id: 'failed' };

export const LOGIC_PAGES: Record<string, RulePage> = {
  logic_unknown: {
    why: 'Nobody knows what this logic would do. It is a slip of the pen, or belongs to a system that is not Corezoid.',
    bad: { nodes: [step('a', [{ type: 'api_magic' }, go('end')])] },
    good: one(set({ a: '1' })),
  },
  logic_not_run: {
    why: 'The logic is kept and exported again, but this version cannot run it.',
    bad: { nodes: [step('a', [{ type: 'api_sender' }, go('end')])] },
    good: one(set({ a: '1' })),
  },
  logic_field: {
    why: 'The logic cannot be run with this value. The message names the field as Corezoid does, and says what it may be.',
    bad: { nodes: [step('a', [{ ...when('end'), conditions: [{ param: 'a', const: '1', fun: 'near' }] }, go('end')])] },
    good: { nodes: [step('a', [when('end'), go('end')])] },
  },
  logic_forbidden: {
    why: 'A state diagram holds states of things and reacts to changes; calls stand in processes, which the diagram copies tasks to.',
    bad: one(API, { conv: { conv_type: 'state' } }),
    good: one(API),
  },
  expression: {
    why: 'An expression that cannot be read fails for every task that comes here.',
    bad: one(set({ a: 'sum: $.nothing(1)' })),
    good: one(set({ a: 'sum: $.math(1+{{b}})' })),
  },
  expression_doubt: {
    why: 'Braces that are never closed stand as text: `{{b` is written as it is, and the parameter is not read.',
    bad: one(set({ a: '{{b' })),
    good: one(set({ a: '{{b}}' })),
  },
  timer_value: {
    why: 'A timer counts seconds from a number, or waits for an instant that an expression yields. Anything else never fires.',
    bad: { nodes: [timed('a', 'soon')] },
    good: { nodes: [timed('a', '{{call_at}}')] },
  },
  timer_minimum: {
    why: 'Very short timers load a server without use. The minimum is the setting `TAKT_MIN_TIMER_SEC`; Corezoid’s is 30 seconds. Only literal values are held against it.',
    bad: { nodes: [timed('a', 15)] },
    good: { nodes: [timed('a', 30)] },
  },
  timer_unit: {
    why: 'The editor of Corezoid writes seconds and keeps the unit for display, people write number and unit. The process format page tells how Takt decides; in seconds there is no doubt.',
    bad: { nodes: [timed('a', 600, 'min')] },
    good: { nodes: [timed('a', 600, 'sec')] },
  },
  error_node_missing: {
    why: 'A failure that nobody takes goes on as if all had gone well. Corezoid does not deploy such a node. The editor’s “Create escalation nodes” and `takt lint --fix` add what Corezoid adds: a condition that tries again what may pass, and an error end for the rest.',
    bad: one({ ...CALL, err_node_id: '' }),
    good: one(CALL),
  },
  action_and_conditions: {
    why: 'Old processes hold an action and conditions in one node. Takt runs them in order; Corezoid’s editor asks to convert them. Only Waiting for Callback may stand with conditions: together they are Set State.',
    bad: { nodes: [step('a', [CALL, when('end'), go('end')])] },
    good: { nodes: [step('a', [CALL, go('b')]), step('b', [when('end'), go('end')])] },
  },
  several_actions: {
    why: 'Old processes hold several actions in one node. They run in order, but history and counts cannot tell between which of them a task stands.',
    bad: { nodes: [step('a', [CALL, set({ a: '1' }), go('end')])] },
    good: { nodes: [step('a', [CALL, go('b')]), step('b', [set({ a: '1' }), go('end')])] },
  },
  no_go: {
    why: 'A task for which no condition holds has no way on: it stays here for ever.',
    bad: { nodes: [step('a', [when('end')])] },
    good: { nodes: [step('a', [when('end'), go('end')])] },
  },
  logic_after_go: {
    why: 'A `go` is always taken, so what stands after it never runs.',
    bad: { nodes: [step('a', [go('end'), set({ a: '1' })])] },
    good: { nodes: [step('a', [set({ a: '1' }), go('end')])] },
  },
  start_logic: {
    why: 'Corezoid takes nothing but a `go` in a start node. Takt runs what stands there.',
    bad: { nodes: [step('s', [set({ a: '1' }), go('end')], { obj_type: 1 })] },
    good: { nodes: [step('s', [go('a')], { obj_type: 1 }), step('a', [set({ a: '1' }), go('end')])] },
  },
  final_logic: {
    why: 'A task ends in a final node; nothing that stands there is run.',
    bad: { nodes: [step('a', [go('z')]), step('z', [go('a')], { obj_type: 2 })] },
    good: { nodes: [step('a', [go('z')]), step('z', [], { obj_type: 2 })] },
  },
  param_name: {
    why: 'Corezoid takes letters, digits and `_ # @ $ \\ [ ] . :` in names of declared parameters, and answers anything else with “Invalid parameter name”.',
    bad: { nodes: [step('a', [go('end')])], conv: declared('phone number') },
    good: { nodes: [step('a', [go('end')])], conv: declared('phone_number') },
  },
  rows_and_types: {
    why: 'Rows and their types are two objects with the same names. Corezoid refuses others with “Wrong params in extra or extraType”; Takt takes a value without a type as it is.',
    bad: one({ ...set({ a: '1' }), extra_type: {} }),
    good: one(set({ a: '1' })),
  },
  row_not_text: {
    why: 'Values of rows are texts, with the type beside them. Corezoid’s deploy hangs on others; Takt takes them.',
    bad: one(set({ a: 1 }, 'number')),
    good: one(set({ a: '1' }, 'number')),
  },
  row_cast: {
    why: 'A value without an expression is the same for every task. If it is not of its type, every task goes to the error node.',
    bad: one(set({ a: 'many' }, 'number')),
    good: one(set({ a: '100' }, 'number')),
  },
  param_unwritten: {
    why: 'Most often the name is misspelled. It is looked for only in processes that declare their input, and only where no Code, call or callback has written parameters that nobody can know beforehand. Tests for presence (`const` empty) may ask for anything.',
    bad: one(set({ text: 'Dear {{nmae}}' }), { conv: declared('name') }),
    good: one(set({ text: 'Dear {{name}}' }), { conv: declared('name') }),
  },
  code_syntax: {
    why: 'Code that cannot be compiled fails for every task. The server tries it where it would run; `takt lint`, which has no server, does not. Where it has no time for that, the code is let through and compiled when the first task comes.',
    bad: one(code('data.sum = data.a +;'), { broken: true }),
    good: one(code('data.sum = data.a + 1;')),
  },
  alias_missing: {
    why: 'The alias leads to no process. It is a warning, because it may be there when a task comes.',
    bad: one(CALL, { exists: [] }),
    good: one(CALL, { exists: ['@orders'] }),
  },
  conv_missing: {
    why: 'There is no process with this number: it was deleted, or belongs to another server. Aliases survive a move.',
    bad: one({ ...CALL, conv_id: 5 }, { exists: [] }),
    good: one({ ...CALL, conv_id: 5 }, { exists: ['5'] }),
  },
  db_call_driver: {
    why: 'Takt speaks with PostgreSQL and with MySQL and MariaDB. A query to any other database cannot be made.',
    bad: one(QUERY, { exists: ['connection 4 oracle'] }),
    good: one(QUERY, { exists: ['connection 4 postgres'] }),
  },
  db_call_no_connection: {
    why: 'The connection was deleted, or has another number on this server. Every task that comes here fails until there is one.',
    bad: one(QUERY, { exists: [] }),
    good: one(QUERY, { exists: ['connection 4 postgres'] }),
  },
  git_call_no_runner: {
    why: 'Takt runs no programs itself: a runner outside does. Without one every task that comes here fails.',
    bad: one(PROGRAM, { runner: false }),
    good: one(PROGRAM, { runner: true }),
  },
  queue_missing: {
    why: 'Only a Queue hands out tasks. From any other node nothing can be taken, and every task that asks goes to the error node.',
    bad: one(TAKE, { exists: ['1'] }),
    good: one(TAKE, { exists: ['1', 'node orders'] }),
  },
  variable_missing: {
    why: 'A variable that does not exist reads as missing.',
    bad: one(set({ a: '{{env_var[@host]}}' }), { exists: [] }),
    good: one(set({ a: '{{env_var[@host]}}' }), { exists: ['env_var host'] }),
  },
  node_missing: {
    why: 'The expression asks for a node that this process does not have. It happens when a node is copied from another process.',
    bad: one(set({ a: '{{node[gone].count}}' })),
    good: one(set({ a: '{{node[a].count}}' })),
  },
  secret_pasted: {
    why: 'A process is seen by everybody who may view it, and travels with every export. Secrets belong into secret variables, which are encrypted and masked. Found are names such as `password`, tokens after `Bearer`, passwords in addresses, private keys, signed tokens, and long keys in hexadecimal or base64; what is no secret after all may stay.',
    bad: one(set({ password: 'Tr0ub4dor&3' })),
    good: one(set({ password: '{{env_var[@crm-password]}}' })),
  },
};
