/**
 * `api_sum`: Sum. Adds numbers to totals that belong to the node, not to the task; all rows are added or none. What is
 * added is saved with the task's step, and the rest of the run already sees it.
 */
import { z } from 'zod';
import { LARGEST } from '../base/decimals.ts';
import { LIMITS } from '../base/limits.ts';
import type { Read } from '../model/read.ts';
import { castTo } from '../template/cast.ts';
import { evaluate } from '../template/evaluate.ts';
import type { ConveyorError, NodeContext, NodeType, Outcome } from './node_type.ts';
import { asEvaluated, convertError } from './parts/evaluated.ts';
import { errorExit, text } from './parts/lenient.ts';

/** `id` is what expressions read the total by; rows without one are known by their name. */
const row = z
  .looseObject({ id: text(), name: text(), value: text() })
  .transform((read) => ({ ...read, id: read.id === '' ? read.name : read.id }))
  .refine(({ id }) => id !== '', 'a row has an id or a name')
  .refine(({ id }) => id.length <= LIMITS.sum_id_chars, `an id has at most ${LIMITS.sum_id_chars} characters`);

const schema = z.looseObject({
  type: z.literal('api_sum'),
  extra: z
    .union([z.array(row).max(LIMITS.sums_per_node), z.record(z.string(), z.unknown()).transform(none), z.null()])
    .optional()
    .transform((rows) => rows ?? []),
  err_node_id: text(),
});
const PREFIX = 'api_sum';

export type ApiSum = z.infer<typeof schema>;

/** Old exports write an empty object where there are no rows. */
function none(given: Record<string, unknown>, ctx: z.core.$RefinementCtx): never[] {
  if (Object.keys(given).length > 0) ctx.addIssue({ code: 'custom', message: 'must be a list of {id, name, value}' });
  return [];
}

function enter(ctx: NodeContext, logic: ApiSum): Outcome {
  const needs: Read[] = [];
  const sums: { id: string; delta: number }[] = [];
  let error: ConveyorError | null = null;
  for (const { id, name, value } of logic.extra) {
    const field = name === '' ? id : name;
    const found = asEvaluated(PREFIX, field, evaluate(value, ctx.scope));
    if ('need' in found) needs.push(...found.need);
    else if (!found.ok) error ??= found.error;
    else {
      const cast = castTo(found.value, 'number');
      const delta = cast.ok ? Number(cast.value) : Number.NaN;
      if (Math.abs(delta) <= LARGEST) sums.push({ id, delta });
      else error ??= convertError(PREFIX, field, found.value, 'number');
    }
  }
  if (needs.length > 0) return { do: 'need', needs };
  return error === null ? { do: 'next', sums } : { do: 'fail', error };
}

export const api_sum: NodeType<ApiSum> = {
  type: 'api_sum',
  title: 'Sum',
  help:
    'Adds each value to a total of this node, negative ones too. The totals are kept with the node, whatever becomes ' +
    'of the task, and are read as {{node[NODE].SUM}}, by the id or the name of the row. If one value is no number ' +
    'nothing is added, and the task goes to the error node. Totals have six decimals and stop at 2^53.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) =>
    logic.extra.map(({ name, id, value }) => ({ field: `extra.${name === '' ? id : name}`, text: value })),
  allowed_in: ['process'],
  enter,
  examples: [
    {
      title: 'Counts the orders and adds up what they cost',
      logic: {
        extra: [
          { id: '1745501399858', name: 'orders', value: '1' },
          { id: '1745576904260', name: 'turnover', value: '$.math({{price}}*{{pieces}})' },
        ],
      },
      data: { price: 2.5, pieces: 3 },
      expect: {
        data: { price: 2.5, pieces: 3 },
        sums: [
          { id: '1745501399858', delta: 1 },
          { id: '1745576904260', delta: 7.5 },
        ],
      },
    },
    {
      title: 'A value that is no number, and nothing is added',
      logic: {
        extra: [
          { id: 'a', name: 'orders', value: '1' },
          { id: 'b', name: 'turnover', value: '{{price}}' },
        ],
      },
      data: { price: 'free' },
      expect: { tag: 'api_sum_wrong_convert_param' },
    },
  ],
};
