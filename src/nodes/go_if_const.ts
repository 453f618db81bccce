/** `go_if_const`: Condition. Taken when all its conditions hold; a failed expression or read is a condition that fails. */
import { z } from 'zod';
import type { Read } from '../model/read.ts';
import { comparisonNamed, evaluateCondition, paramText } from '../template/compare.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { text } from './parts/lenient.ts';

const condition = z
  .looseObject({
    param: text(),
    const: text(),
    fun: text('eq').refine((fun) => comparisonNamed(fun) !== undefined, 'is no comparison'),
    cast: z.enum(['string', 'number', 'boolean', 'object', 'array']).optional().catch(undefined),
  })
  .transform((row) => ({ ...row, cast: row.cast ?? castOf(row.fun) }));

/** Without a cast only an order makes numbers of its sides. */
function castOf(fun: string): 'string' | 'number' {
  return /^(less|more|[lg][te]$)/.test(fun) ? 'number' : 'string';
}

/** The oldest exports have one condition, flat in the logic. */
function unfolded(logic: unknown): unknown {
  if (typeof logic !== 'object' || logic === null || !('param' in logic) || 'conditions' in logic) return logic;
  const { param, const: constant, fun, cast } = logic as Record<string, unknown>;
  return { ...logic, conditions: [{ param, const: constant, fun, cast }] };
}

const schema = z.preprocess(
  unfolded,
  z.looseObject({ type: z.literal('go_if_const'), to_node_id: text(), conditions: z.array(condition).default([]) }),
);
export type GoIfConst = z.infer<typeof schema>;

/** Conditions are looked at together, so that what they all lack is asked for at once; one that fails decides. */
function enter(ctx: NodeContext, logic: GoIfConst): Outcome {
  const needs: Read[] = [];
  for (const row of logic.conditions) {
    const verdict = evaluateCondition(row, ctx.scope);
    if ('need' in verdict) needs.push(...verdict.need);
    else if (!verdict.ok || !verdict.value) return { do: 'decide', taken: false };
  }
  return needs.length > 0 ? { do: 'need', needs } : { do: 'decide', taken: true };
}

export const go_if_const: NodeType<GoIfConst> = {
  type: 'go_if_const',
  title: 'Condition',
  help:
    'Leads to its node when all its conditions hold; otherwise the next condition of the node is looked at, and in the ' +
    'end its Go. A side is the name of a parameter or a text with expressions, and the type says how both sides are ' +
    'compared. A missing parameter fails every test but those against the empty text.',
  schema,
  exits: (logic) => [{ field: 'to_node_id', to: logic.to_node_id, role: 'condition' }],
  templates: (logic) =>
    logic.conditions.flatMap((row, index) => [
      { field: `conditions[${index}].param`, text: paramText(row.param) },
      { field: `conditions[${index}].const`, text: row.const },
    ]),
  problems: (logic) =>
    logic.conditions.length > 0
      ? []
      : [
          {
            level: 'error',
            rule: 'no_conditions',
            message: 'The condition compares nothing: add at least one comparison',
          },
        ],
  allowed_in: ['process', 'state'],
  enter,
  examples: [
    {
      title: 'All conditions must hold',
      logic: {
        conditions: [
          { param: 'status', const: 'paid', fun: 'eq', cast: 'string' },
          { param: '{{order.amount}}', const: '{{limit}}', fun: 'more', cast: 'number' },
        ],
      },
      data: { status: 'paid', order: { amount: 20 }, limit: 10 },
      expect: { taken: true },
    },
    {
      title: 'A missing parameter is less than nothing',
      logic: { conditions: [{ param: 'amount', const: '10', fun: 'less', cast: 'number' }] },
      data: {},
      expect: { taken: false },
    },
    {
      title: 'A test against the empty text tells whether a parameter is there',
      logic: { conditions: [{ param: 'name', const: '', fun: 'eq', cast: 'string' }] },
      data: {},
      expect: { taken: true },
    },
  ],
};
