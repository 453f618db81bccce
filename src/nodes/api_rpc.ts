/**
 * `api_rpc`: Call a Process. Makes a task in the other process and waits for its Reply; what is replied is merged into
 * the data as they are then. In a node with Stub Mode (kind 4) nothing is called: the first branch whose conditions
 * hold for the parameters that would be sent replies at once.
 */
import { z } from 'zod';
import { dataSize, type Json, type JsonObject, mergeData } from '../base/json.ts';
import type { EffectAnswer } from '../model/effect.ts';
import { NODE_KIND } from '../model/process.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { both, evaluateFields, evaluateParams, withValue } from './parts/evaluated.ts';
import { sizeError, software } from './parts/failures.ts';
import { errorExit, rows, rowTemplates, text, types } from './parts/lenient.ts';
import { stubReply } from './parts/stub.ts';
import { named, targetFields, targetOf, targetTemplates } from './parts/target.ts';

const schema = z.looseObject({
  type: z.literal('api_rpc'),
  ...targetFields,
  group: text('all'),
  extra: rows(),
  extra_type: types(),
  err_node_id: text(),
});
export type ApiRpc = z.infer<typeof schema>;

/** Nothing is called: who would be stays unread. */
const NO_TARGET = { conv_id: '', project_id: '', stage_id: '' };

function enter(ctx: NodeContext, logic: ApiRpc): Outcome {
  const stubbed = ctx.node.obj_type === NODE_KIND.stub;
  const fields = evaluateFields('rpc', stubbed ? NO_TARGET : targetOf(logic), ctx.scope);
  const params = evaluateParams('rpc', logic.extra, logic.extra_type, ctx.scope);
  return withValue(both(fields, params), ([target, own]) => {
    const data = logic.group === 'all' ? mergeData(ctx.task.data, own) : own;
    if (stubbed) return withValue(stubReply(ctx, data), (reply) => takeReply(ctx, reply));
    const size = dataSize(data);
    if (size > ctx.task_bytes) return overflow(ctx, size);
    return { do: 'wait', kind: 'effect', effect: { kind: 'create', via: 'rpc', ...named(target), ref: null, data } };
  });
}

function wake(ctx: NodeContext, _memo: Json, answer: EffectAnswer): Outcome {
  if (answer.kind === 'reply') return takeReply(ctx, answer);
  if (answer.kind !== 'failed') return { do: 'next' };
  const tag = answer.tag.replace(/^copy_task_/, 'rpc_task_').replace(/_size_overflow_limit$/, '_size_overflow');
  const { type, description } = answer;
  return { do: 'fail', error: { prefix: 'rpc', type, tag, description, also: { __conveyor_copy_task_result__: tag } } };
}

/** What the called process sent, exception or not, is merged at the top level. */
function takeReply(ctx: NodeContext, reply: { data: JsonObject; exception: string | null }): Outcome {
  const data = mergeData(ctx.task.data, reply.data);
  const size = dataSize(data);
  if (size > ctx.task_bytes) return overflow(ctx, size);
  if (reply.exception === null) return { do: 'next', data };
  const tag = 'rpc_reply_exception';
  const also = {
    __conveyor_rpc_return_type_error__: 'software',
    __conveyor_rpc_return_type_tag__: tag,
    __conveyor_rpc_return_description__: reply.exception,
  };
  return { do: 'fail', data, error: software('rpc_reply', tag, reply.exception, also) };
}

function overflow(ctx: NodeContext, size: number): Outcome {
  return { do: 'fail', error: sizeError('rpc', 'rpc_task_size_overflow', size, ctx.task_bytes) };
}

export const api_rpc: NodeType<ApiRpc> = {
  type: 'api_rpc',
  title: 'Call a Process',
  help:
    'Makes a task in another process and waits until that process replies; the reply is merged into this task. The ' +
    'rows are sent, and with “Send all parameters” everything else too; rows win. An exception in the reply leads to ' +
    'the error node. A process that never replies is waited for until the node’s timer ends it.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => [...targetTemplates(logic), ...rowTemplates('extra', logic.extra)],
  allowed_in: ['process'],
  enter,
  wake,
  examples: [
    {
      title: 'Sends everything, the row overriding its namesake',
      logic: { conv_id: '@calc', extra: { amount: '{{amount}}' }, extra_type: { amount: 'number' } },
      data: { amount: '12.5', user: 'u1' },
      expect: {
        effect: { kind: 'create', via: 'rpc', conv: '@calc', ref: null, data: { amount: 12.5, user: 'u1' } },
      },
    },
    {
      title: 'Sends only its rows and merges the reply',
      logic: { conv_id: '@{{name}}', group: '', extra: { x: '{{x}}' }, extra_type: { x: 'number' } },
      data: { name: 'calc', x: 2, y: 0 },
      answer: { kind: 'reply', data: { y: 4 }, exception: null },
      expect: {
        effect: { kind: 'create', via: 'rpc', conv: '@calc', ref: null, data: { x: 2 } },
        data: { name: 'calc', x: 2, y: 4 },
      },
    },
    {
      title: 'An exception leads to the error node; what came with it is merged too',
      logic: { conv_id: '7' },
      data: { a: 1 },
      answer: { kind: 'reply', data: { status: 'error' }, exception: 'no money' },
      expect: {
        tag: 'rpc_reply_exception',
        data: { a: 1, status: 'error' },
      },
    },
  ],
};
