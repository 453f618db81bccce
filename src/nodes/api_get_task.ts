/**
 * `api_get_task`: Get Task. Takes the oldest or newest task out of a queue, of any process; the queued task goes on, and
 * this one is given its data. Both happen in one transaction, so a queued task is taken once and never lost.
 */
import { z } from 'zod';
import { dataSize, type Json, type JsonObject, mergeData } from '../base/json.ts';
import type { EffectAnswer } from '../model/effect.ts';
import { toText } from '../template/text.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { convertError, evaluateFields, withValue } from './parts/evaluated.ts';
import { sizeError } from './parts/failures.ts';
import { errorExit, text } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('api_get_task'),
  conv_id: text(),
  node_id: text(),
  /** The same in some exports. */
  queue_node_id: text(),
  order_by: text()
    .transform((order) => (order.trim() === '' ? 'ASC' : order.trim().toUpperCase()))
    .pipe(z.enum(['ASC', 'DESC'])),
  err_node_id: text(),
});
const PREFIX = 'get_task';

export type ApiGetTask = z.infer<typeof schema>;

function enter(ctx: NodeContext, logic: ApiGetTask): Outcome {
  const fields = evaluateFields(PREFIX, { conv_id: logic.conv_id, node_id: queueNodeOf(logic) }, ctx.scope);
  return withValue(fields, ({ conv_id, node_id }) => {
    const conv = toText(conv_id).trim();
    const node = toText(node_id).trim();
    if (!/^(?:\d{1,15}|@.+)$/.test(conv)) return wrong('conv_id', conv_id);
    if (!/^[\w.-]{1,64}$/.test(node)) return wrong('node_id', node_id);
    return { do: 'wait', kind: 'effect', effect: { kind: 'take', conv, queue_node: node, order: logic.order_by } };
  });
}

function wrong(field: string, value: Json): Outcome {
  return { do: 'fail', error: convertError(PREFIX, field, value, field === 'conv_id' ? 'number' : 'string') };
}

/** The node whose tasks are taken, as it is written there. */
export function queueNodeOf(logic: Pick<ApiGetTask, 'node_id' | 'queue_node_id'>): string {
  return logic.node_id === '' ? logic.queue_node_id : logic.node_id;
}

/** The data of the taker with what it has taken. */
export function withTaken(data: JsonObject, taken: { obj_id: string; data: JsonObject }): JsonObject {
  return mergeData(data, { __queue_task_id__: taken.obj_id, __queue_task_data__: taken.data });
}

function wake(ctx: NodeContext, _memo: Json, answer: EffectAnswer): Outcome {
  if (answer.kind === 'failed') {
    const { type, tag, description } = answer;
    const prefix = tag === 'queue_wrong_logic' ? 'queue' : PREFIX;
    return { do: 'fail', error: { prefix, type, tag, description } };
  }
  if (answer.kind !== 'taken') return { do: 'next' };
  const data = withTaken(ctx.task.data, answer);
  const size = dataSize(data);
  if (size <= ctx.task_bytes) return { do: 'next', data };
  return { do: 'fail', error: sizeError(PREFIX, 'get_task_size_overflow_limit', size, ctx.task_bytes) };
}

export const api_get_task: NodeType<ApiGetTask> = {
  type: 'api_get_task',
  title: 'Get Task',
  help:
    'Takes one task out of a queue: the oldest (ASC) or the newest (DESC). This task is given its id as ' +
    '__queue_task_id__ and its data, with the rows of the queue, as __queue_task_data__; the taken task goes on in ' +
    'its own process. Two tasks never take the same one. An empty queue leads to the error node.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => [
    { field: 'conv_id', text: logic.conv_id },
    { field: 'node_id', text: logic.node_id },
    { field: 'queue_node_id', text: logic.queue_node_id },
  ],
  problems: (logic) =>
    [...(logic.conv_id === '' ? ['conv_id'] : []), ...(queueNodeOf(logic) === '' ? ['node_id'] : [])].map((field) => ({
      level: 'warning',
      rule: 'queue_unnamed',
      message: `${field} is empty, so no queue is named: every task that comes here fails`,
    })),
  allowed_in: ['process', 'state'],
  enter,
  wake,
  examples: [
    {
      title: 'Takes the oldest task of a queue',
      logic: { conv_id: '@orders', node_id: '5f00000000000000000000b1' },
      data: { driver: 'Ann' },
      answer: { kind: 'taken', obj_id: '5f0000000000000000000009', data: { km: 7, price: 70 } },
      expect: {
        effect: { kind: 'take', conv: '@orders', queue_node: '5f00000000000000000000b1', order: 'ASC' },
        data: {
          driver: 'Ann',
          __queue_task_id__: '5f0000000000000000000009',
          __queue_task_data__: { km: 7, price: 70 },
        },
      },
    },
    {
      title: 'Takes the newest task; process and node come from parameters',
      logic: { conv_id: '{{conv}}', node_id: '{{node}}', order_by: 'DESC' },
      data: { conv: 12, node: '5f00000000000000000000b1' },
      expect: { effect: { kind: 'take', conv: '12', queue_node: '5f00000000000000000000b1', order: 'DESC' } },
    },
    {
      title: 'An empty queue leads to the error node',
      logic: { conv_id: '12', node_id: '5f00000000000000000000b1' },
      data: {},
      answer: {
        kind: 'failed',
        type: 'software',
        tag: 'get_task_executing_error',
        description: 'not_found_task',
      },
      expect: { tag: 'get_task_executing_error' },
    },
    {
      title: 'A process that is neither a number nor an alias',
      logic: { conv_id: '{{conv}}', node_id: '5f00000000000000000000b1' },
      data: { conv: 'orders' },
      expect: { tag: 'get_task_wrong_convert_param' },
    },
  ],
};
