/**
 * `api_queue`: Queue. The task stays until a Get Task node takes it, or the node's timer ends the wait. The rows are
 * worked out on entry and go along with its data when it is handed out; the task itself never has them.
 */
import { z } from 'zod';
import { dataSize, mergeData } from '../base/json.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { evaluateParams, withValue } from './parts/evaluated.ts';
import { sizeError } from './parts/failures.ts';
import { errorExit, rows, rowTemplates, text, types } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('api_queue'),
  data: rows(),
  data_type: types(),
  err_node_id: text(),
});
const PREFIX = 'queue';

export type ApiQueue = z.infer<typeof schema>;

function enter(ctx: NodeContext, logic: ApiQueue): Outcome {
  return withValue(evaluateParams(PREFIX, logic.data, logic.data_type, ctx.scope), (memo) => {
    const size = dataSize(mergeData(ctx.task.data, memo));
    if (size <= ctx.task_bytes) return { do: 'wait', kind: 'queue', memo };
    return { do: 'fail', error: sizeError(PREFIX, 'queue_size_overflow_limit', size, ctx.task_bytes) };
  });
}

export const api_queue: NodeType<ApiQueue> = {
  type: 'api_queue',
  title: 'Queue',
  help:
    'The task stays here until a Get Task node, of this process or another, takes it; then it goes on. Whoever takes ' +
    'it is given its data and the rows, which the task itself does not get. A Modify changes its data and leaves it ' +
    'in its place. A timer of the node ends the wait.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => rowTemplates('data', logic.data),
  allowed_in: ['process', 'state'],
  enter,
  examples: [
    {
      title: 'Waits to be taken; the row is worked out now and handed out then',
      logic: { data: { price: '$.math({{km}}*10)' }, data_type: { price: 'number' } },
      data: { km: 7 },
      expect: { wait: 'queue', data: { km: 7 } },
    },
    {
      title: 'A row that cannot be cast keeps the task out of the queue',
      logic: { data: { price: '{{missing}}' }, data_type: { price: 'number' } },
      data: {},
      expect: { tag: 'queue_wrong_convert_param' },
    },
  ],
};
