/** `set_param`: Set Parameters. Every row is evaluated against the data as they came in; all are written or none. */
import { z } from 'zod';
import { dataSize } from '../base/json.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { evaluateParams, withValue } from './parts/evaluated.ts';
import { sizeError } from './parts/failures.ts';
import { errorExit, rows, rowTemplates, text, types } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('set_param'),
  extra: rows(),
  extra_type: types(),
  err_node_id: text(),
});
export type SetParam = z.infer<typeof schema>;

function enter(ctx: NodeContext, logic: SetParam): Outcome {
  const { extra, extra_type } = logic;
  return withValue(evaluateParams('set_param', extra, extra_type, ctx.scope, ctx.task.data), (data) => {
    const size = dataSize(data);
    if (size <= ctx.task_bytes) return { do: 'next', data };
    return { do: 'fail', error: sizeError('set_param', 'set_param_size_overflow_limit', size, ctx.task_bytes) };
  });
}

export const set_param: NodeType<SetParam> = {
  type: 'set_param',
  title: 'Set Parameters',
  help:
    'Writes parameters. A value is text with expressions, cast to the type of its row; rows see the data as they were ' +
    'before the node, not each other. A name in braces is a path, such as {{list[2].name}}; what stands in inner braces ' +
    'is put in first. If one row fails nothing is written and the task goes to the error node.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => rowTemplates('extra', logic.extra),
  allowed_in: ['process', 'state'],
  enter,
  examples: [
    {
      title: 'Rows see the data as they were',
      logic: {
        extra: { a: '$.math({{a}}+1)', before: '{{a}}', text: 'a was {{a}}' },
        extra_type: { a: 'number', before: 'number', text: 'string' },
      },
      data: { a: 1, b: true },
      expect: { data: { a: 2, before: 1, text: 'a was 1', b: true } },
    },
    {
      title: 'A name in braces is a path',
      logic: { extra: { '{{user.{{field}}}}': 'Ann', '{{list[1]}}': '5' }, extra_type: { '{{list[1]}}': 'number' } },
      data: { user: { id: 1 }, field: 'name', list: [] },
      expect: { data: { user: { id: 1, name: 'Ann' }, field: 'name', list: [null, 5] } },
    },
    {
      title: 'Objects and arrays may hold expressions',
      logic: { extra: { o: '{"id":{{id}},"name":"{{name}}"}' }, extra_type: { o: 'object' } },
      data: { id: 7, name: 'say "hi"' },
      expect: { data: { id: 7, name: 'say "hi"', o: { id: 7, name: 'say "hi"' } } },
    },
    {
      title: 'One row that cannot be cast, and nothing is written',
      logic: { extra: { good: '1', bad: '{{missing}}' }, extra_type: { good: 'number', bad: 'number' } },
      data: {},
      expect: { tag: 'set_param_wrong_convert_param', data: {} },
    },
  ],
};
