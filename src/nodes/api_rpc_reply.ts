/**
 * `api_rpc_reply`: answers the task that waits in Call a Process. The reply is an effect that nothing waits for: the
 * task here goes on at once. Without a caller there is nobody to answer, which is no error.
 */
import { z } from 'zod';
import { type Json, type JsonObject, ownValue, setOwn } from '../base/json.ts';
import { toText } from '../template/text.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { both, type Evaluated, evaluateFields, evaluateParams, withValue } from './parts/evaluated.ts';
import { EXAMPLE } from './parts/example.ts';
import { errorExit, flag, type Rows, rows, rowTemplates, text, types } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('api_rpc_reply'),
  mode: text('key_value'),
  /** Rows; with the mode `keys` a list of names. */
  res_data: z.union([z.array(z.string()), rows()]),
  res_data_type: z.union([z.array(z.unknown()).transform(() => ({})), types()]),
  /** What some exports have instead of res_data. */
  extra: rows(),
  extra_type: types(),
  throw_exception: flag(false),
  exception_reason: text(),
  err_node_id: text(),
});
export type ApiRpcReply = z.infer<typeof schema>;

/** The names whose values are sent as they are, or null where rows are evaluated. */
function keysOf(logic: ApiRpcReply): string[] | null {
  if (Array.isArray(logic.res_data)) return logic.res_data.length > 0 || logic.mode === 'keys' ? logic.res_data : null;
  return logic.mode === 'keys' ? Object.keys(logic.res_data) : null;
}

function rowsOf(logic: ApiRpcReply): { values: Rows; kinds: ApiRpcReply['extra_type'] } {
  const values = Array.isArray(logic.res_data) ? {} : logic.res_data;
  if (Object.keys(values).length === 0) return { values: logic.extra, kinds: logic.extra_type };
  return { values, kinds: logic.res_data_type };
}

/** What is replied: also what a stub's branch says. */
export function evaluateReply(
  logic: ApiRpcReply,
  scope: NodeContext['scope'],
): Evaluated<{ data: JsonObject; exception: string | null }> {
  const keys = keysOf(logic);
  const { values, kinds } = rowsOf(logic);
  const data: Evaluated<JsonObject> =
    keys === null ? evaluateParams('rpc_reply', values, kinds, scope) : { ok: true, value: picked(scope.data, keys) };
  const fields = evaluateFields('rpc_reply', { exception_reason: logic.exception_reason }, scope);
  const found = both(data, fields);
  if ('need' in found || !found.ok) return found;
  const [sent, { exception_reason }] = found.value;
  return { ok: true, value: { data: sent, exception: logic.throw_exception ? toText(exception_reason) : null } };
}

/** The parameters of these names; what the task does not have is left out. */
function picked(data: JsonObject, names: string[]): JsonObject {
  const result: JsonObject = {};
  for (const name of names) {
    const value: Json | undefined = ownValue(data, name);
    if (value !== undefined) setOwn(result, name, value);
  }
  return result;
}

function enter(ctx: NodeContext, logic: ApiRpcReply): Outcome {
  const to = ctx.task.caller;
  if (to === null || to.replied === true) return { do: 'next' };
  return withValue(evaluateReply(logic, ctx.scope), (reply) => ({
    do: 'next',
    effects: [{ kind: 'reply', to, ...reply }],
  }));
}

export const api_rpc_reply: NodeType<ApiRpcReply> = {
  type: 'api_rpc_reply',
  title: 'Reply to Process',
  help:
    'Sends the rows, or the named parameters, to the process that called this one with Call a Process, and goes on at ' +
    'once. Only the first reply counts. With “Throw exception” the caller goes to its error node, and the reason ' +
    'stands there as the description. A task that nobody called goes through without doing anything.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => [
    ...(keysOf(logic) === null ? rowTemplates('res_data', rowsOf(logic).values) : []),
    { field: 'exception_reason', text: logic.exception_reason },
  ],
  allowed_in: ['process'],
  enter,
  examples: [
    {
      title: 'Replies with rows of their types',
      logic: { res_data: { sum: '{{a}}', status: 'ok' }, res_data_type: { sum: 'number', status: 'string' } },
      data: { a: '5' },
      expect: { effect: { kind: 'reply', to: EXAMPLE.caller, data: { sum: 5, status: 'ok' }, exception: null } },
    },
    {
      title: 'Replies with parameters as they are',
      logic: { mode: 'keys', res_data: ['list', 'missing'] },
      data: { list: [1, 2], other: 1 },
      expect: { effect: { kind: 'reply', to: EXAMPLE.caller, data: { list: [1, 2] }, exception: null } },
    },
    {
      title: 'Throws an exception with a reason',
      logic: { throw_exception: true, exception_reason: 'no {{what}}', res_data: { status: 'error' } },
      data: { what: 'money' },
      expect: { effect: { kind: 'reply', to: EXAMPLE.caller, data: { status: 'error' }, exception: 'no money' } },
    },
  ],
};
