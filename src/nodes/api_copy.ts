/**
 * `api_copy`: Copy Task makes a task in another process, Modify Task changes one that waits there. Both are effects
 * inside Takt: performed exactly once after the commit, and the task here waits for how it went.
 */
import { z } from 'zod';
import { dataSize, isObject, type Json, type JsonObject, mergeData } from '../base/json.ts';
import type { Effect, EffectAnswer } from '../model/effect.ts';
import { toText } from '../template/text.ts';
import type { ConveyorError, NodeContext, NodeType, Outcome } from './node_type.ts';
import { both, evaluateFields, evaluateParams, withValue } from './parts/evaluated.ts';
import { EXAMPLE } from './parts/example.ts';
import { sizeError } from './parts/failures.ts';
import { errorExit, flag, rows, rowTemplates, text, types } from './parts/lenient.ts';
import { named, targetFields, targetOf, targetTemplates } from './parts/target.ts';

const schema = z.looseObject({
  type: z.literal('api_copy'),
  mode: text('create').pipe(z.enum(['create', 'modify'])),
  ...targetFields,
  ref: text(),
  group: text(),
  send_parent_data: flag(false),
  data: rows(),
  data_type: types(),
  is_sync: flag(false),
  err_node_id: text(),
});
const PREFIX = 'copy_task';

export type ApiCopy = z.infer<typeof schema>;

function enter(ctx: NodeContext, logic: ApiCopy): Outcome {
  const { mode } = logic;
  const fields = evaluateFields(PREFIX, { ...targetOf(logic), ref: logic.ref }, ctx.scope);
  const params = evaluateParams(PREFIX, logic.data, logic.data_type, ctx.scope);
  return withValue(
    both(fields, params),
    ([{ ref, ...target }, own]) => {
      const all = logic.group === 'all' || logic.send_parent_data;
      const sent = all ? mergeData(ctx.task.data, own) : own;
      const data = mode === 'create' ? mergeData(sent, systemParams(ctx)) : sent;
      const size = dataSize(data);
      if (size > ctx.task_bytes)
        return fail(mode, sizeError(PREFIX, 'copy_task_size_overflow_limit', size, ctx.task_bytes));
      return {
        do: 'wait',
        kind: 'effect',
        memo: { mode },
        effect: effectOf(logic, named(target), toText(ref), data),
      };
    },
    (error) => fail(mode, error),
  );
}

function effectOf(logic: ApiCopy, to: ReturnType<typeof named>, ref: string, data: JsonObject): Effect {
  if (logic.mode === 'modify') return { kind: 'modify', ...to, ref, data, is_sync: logic.is_sync };
  return { kind: 'create', via: 'copy', ...to, ref: ref === '' ? null : ref, data };
}

/** Where the new task comes from. */
function systemParams({ conv, node, task }: NodeContext): JsonObject {
  return { __copy_conv_id__: conv.conv_id, __copy_node_id__: node.id, __copy_ref_id__: task.ref };
}

function wake(ctx: NodeContext, memo: Json, answer: EffectAnswer): Outcome {
  const mode = isObject(memo) && memo.mode === 'modify' ? 'modify' : 'create';
  if (answer.kind === 'failed') {
    const { type, tag, description } = answer;
    return fail(mode, { prefix: PREFIX, type, tag, description });
  }
  return { do: 'next', data: mergeData(ctx.task.data, { __conveyor_copy_task_result__: 'ok' }) };
}

/** The oldest processes look for the tag in the result; newer ones of Modify Task under a prefix of its own. */
function fail(mode: ApiCopy['mode'], error: ConveyorError): Outcome {
  const { type, tag, description } = error;
  const modified: JsonObject = {
    __conveyor_modify_task_return_type_error__: type,
    __conveyor_modify_task_return_type_tag__: tag,
    __conveyor_modify_task_return_description__: description,
  };
  const also = { __conveyor_copy_task_result__: tag, ...(mode === 'modify' ? modified : {}) };
  return { do: 'fail', error: { ...error, also } };
}

export const api_copy: NodeType<ApiCopy> = {
  type: 'api_copy',
  title: 'Copy Task, Modify Task',
  help:
    'With the mode “create” makes a task in another process, from the rows and, if wanted, all parameters of this ' +
    'task; rows win. With “modify” merges them into a task that waits there and lets it go on. The process is a ' +
    'number, an @alias or an expression. This task goes on once it is done, or to the error node.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => [
    ...targetTemplates(logic),
    { field: 'ref', text: logic.ref },
    ...rowTemplates('data', logic.data),
  ],
  allowed_in: ['process', 'state'],
  enter,
  wake,
  examples: [
    {
      title: 'Copies chosen parameters; the new task also learns where it comes from',
      logic: {
        mode: 'create',
        conv_id: '@archive',
        ref: 'copy_{{id}}',
        data: { id: '{{id}}' },
        data_type: { id: 'number' },
      },
      data: { id: 7, other: 1 },
      expect: {
        effect: {
          kind: 'create',
          via: 'copy',
          conv: '@archive',
          ref: 'copy_7',
          data: {
            id: 7,
            __copy_conv_id__: EXAMPLE.conv_id,
            __copy_node_id__: EXAMPLE.node_id,
            __copy_ref_id__: EXAMPLE.ref,
          },
        },
      },
    },
    {
      title: 'Modifies a task that waits in a state diagram',
      logic: { mode: 'modify', conv_id: '{{diagram}}', ref: '{{user}}', is_sync: true, data: { status: 'active' } },
      data: { diagram: 5, user: 'u1' },
      expect: { effect: { kind: 'modify', conv: '5', ref: 'u1', data: { status: 'active' }, is_sync: true } },
    },
    {
      title: 'All parameters are sent, a row overrides its namesake, and the task goes on once it is done',
      logic: { mode: 'modify', conv_id: '5', ref: 'u1', group: 'all', data: { a: 'new' } },
      data: { a: 'old', b: 2 },
      answer: { kind: 'ok' },
      expect: {
        effect: { kind: 'modify', conv: '5', ref: 'u1', data: { a: 'new', b: 2 }, is_sync: false },
        data: { a: 'old', b: 2, __conveyor_copy_task_result__: 'ok' },
      },
    },
    {
      title: 'A reference that lives already leads to the error node',
      logic: { mode: 'create', conv_id: '5', ref: 'r' },
      data: {},
      answer: { kind: 'failed', type: 'software', tag: 'not_unical_ref', description: 'not unical reference' },
      expect: { tag: 'not_unical_ref' },
    },
  ],
};
