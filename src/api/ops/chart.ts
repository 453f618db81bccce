/** Charts of a dashboard. A chart is shown once the grid of its dashboard names it; a change gives all of it anew. */
import { z } from 'zod';
import { CHART_TYPES, type ChartFields, chartsOf, type Series } from '../../app/dashboards.ts';
import type { JsonObject } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import { hexId, id, optionalFlag, optionalId, optionalText } from './fields.ts';
import { op } from './op.ts';

/** `type`: in (so without it), out, count (tasks that stand there now), or sum, with the `sum_id` of a Sum node. */
const series = z
  .looseObject({ conv_id: id, node_id: hexId, sum_id: z.string().max(LIMITS.sum_id_chars).optional() })
  .transform((one) => one as unknown as Series)
  .refine((one) => JSON.stringify(one).length <= LIMITS.chart_series_chars, 'it is too long');

const at = { dashboard_id: id };
const fields = {
  name: z.string().min(1).max(LIMITS.title_chars),
  description: optionalText,
  obj_type: z.enum(CHART_TYPES, `expected one of ${CHART_TYPES.join(', ')}`),
  series: z.array(series).max(LIMITS.chart_series),
  sort: optionalFlag,
};

function fieldsOf(op: z.output<z.ZodObject<typeof fields>>): ChartFields {
  const { name, description = '', obj_type, series: metrics, sort = false } = op;
  return { name, description, obj_type, series: metrics, sort };
}

export const create = op(z.object({ ...at, ...fields }), async ({ app, actor }, op) => {
  const { obj_id } = await app.dashboards.createChart(actor, op.dashboard_id, fieldsOf(op));
  return { dashboard_id: op.dashboard_id, obj_id, chart_id: obj_id };
});

export const modify = op(z.object({ ...at, obj_id: hexId, ...fields }), async ({ app, actor }, op) => {
  await app.dashboards.modifyChart(actor, op.dashboard_id, { obj_id: op.obj_id, ...fieldsOf(op) });
  return { dashboard_id: op.dashboard_id, obj_id: op.obj_id, chart_id: op.obj_id };
});

export const get = op(z.object({ ...at, obj_id: hexId }), async ({ app, actor }, { dashboard_id, obj_id }) => {
  const chart = await app.dashboards.chart(actor, dashboard_id, obj_id);
  return { ...chart, dashboard_id, privs: [] };
});

export const remove = op(z.object({ ...at, obj_id: hexId }), async ({ app, actor }, { dashboard_id, obj_id }) => {
  await app.dashboards.deleteChart(actor, dashboard_id, obj_id);
  return { dashboard_id, obj_id };
});

/** Of one dashboard; without its number of all that the actor sees, which is how a chart is found to be linked to. */
export const list = op(z.object({ dashboard_id: optionalId, obj_id: optionalId }), async ({ app, actor }, asked) => {
  const one = asked.dashboard_id ?? asked.obj_id;
  const found =
    one === undefined
      ? await app.objects.find(actor, 'dashboard', {})
      : [await app.objects.show(actor, 'dashboard', one)];
  const list = found.flatMap(({ object }) =>
    chartsOf(object).map(({ obj_id, name, obj_type }): JsonObject => {
      return { obj_id, name, type: obj_type, obj_type, dashboard_id: object.id, dashboard_title: object.title };
    }),
  );
  return { list };
});
