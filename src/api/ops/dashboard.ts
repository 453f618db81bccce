/** Dashboards: made, listed, laid out, shared, thrown away. Their charts are another file. */
import { z } from 'zod';
import { type Cell, chartsOf, type DashboardFields, gridOf, RANGES, timeRangeOf } from '../../app/dashboards.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import { unixSeconds } from '../../base/time.ts';
import { folderOf, id, optionalCount, optionalText, place } from './fields.ts';
import { op } from './op.ts';
import { listShares, share, shareFields } from './share.ts';
import { description, NOWHERE, owner, privs, times } from './views.ts';

const FOUND_AT_MOST = 1000;

const one = z.object({ obj_id: id });
const whole = z.coerce.number().int();

const timeRange = z
  .looseObject({
    select: z.enum(RANGES, `expected one of ${RANGES.join(', ')}`).default('online'),
    start: z.coerce.number().min(0).default(0),
    stop: z.coerce.number().min(0).default(0),
    timezone_offset: z.coerce.number().min(-1440).max(1440).default(0),
  })
  .transform(({ select, start, stop, timezone_offset }): JsonObject => ({ select, start, stop, timezone_offset }));

/** A misspelling of Corezoid's own document, which clients may have copied, is taken too. */
const cell = z
  .looseObject({ obj_id: z.string().min(1), x: whole, y: whole, width: whole, height: whole.optional() })
  .transform(({ obj_id, x, y, width, height, ...more }): Cell => {
    return { obj_id, x, y, width, height: height ?? Number(more.heidth ?? 1) };
  });

const fields = {
  title: optionalText,
  description: optionalText,
  time_range: timeRange.nullish(),
  grid: z.array(cell).max(LIMITS.charts_per_dashboard).nullish(),
};

function fieldsOf(op: z.output<z.ZodObject<typeof fields>>): DashboardFields {
  return {
    ...(op.title === undefined || op.title === '' ? {} : { title: titleOf(op.title) }),
    ...(op.description === undefined ? {} : { description: op.description }),
    ...(op.time_range == null ? {} : { time_range: op.time_range }),
    ...(op.grid == null ? {} : { grid: op.grid }),
  };
}

function titleOf(title: string): string {
  if (title.length <= LIMITS.title_chars) return title;
  throw new TaktError('bad_request', `Value is not valid for key 'title': more than ${LIMITS.title_chars} characters`);
}

/** A new one has no charts yet, so that a grid would place nothing. */
export const create = op(z.object({ ...place, ...fields }), async ({ app, actor }, op) => {
  const { grid: _, ...rest } = fieldsOf(op);
  const made = await app.dashboards.create(actor, { title: 'New dashboard', ...rest, folder_id: folderOf(op) });
  return { obj_id: made.id, folder_id: made.parent_id };
});

export const modify = op(z.object({ obj_id: id, ...fields }), async ({ app, actor }, op) => {
  await app.dashboards.modify(actor, op.obj_id, fieldsOf(op));
  return { obj_id: op.obj_id };
});

/** With all of every chart: a page draws from one answer. Charts that the grid does not name are not to be shown. */
export const show = op(one, async ({ app, actor }, { obj_id }) => {
  const described = await app.objects.show(actor, 'dashboard', obj_id);
  const { object } = described;
  const above = object.parent_id === 0 ? null : await app.ports.catalog.read('folder', object.parent_id);
  const answer: JsonObject = {
    obj_id,
    title: object.title,
    description: description(object),
    status: object.status,
    folder_id: object.parent_id,
    folder_name: above?.title ?? 'Root folder',
    parent_obj_id: object.parent_id,
    parent_obj_type: 'folder',
    immutable: false,
    time_range: timeRangeOf(object),
    grid: gridOf(object).map((cell): JsonObject => ({ ...cell })),
    chart_list: chartsOf(object).map((chart): JsonObject => ({ ...chart, type: chart.obj_type })),
  };
  return { ...answer, ...NOWHERE, privs: privs(described.privs), ...owner(described), ...times(object) };
});

/** With whom it is shared. */
export const list = op(one, (ctx, { obj_id }) => listShares(ctx, 'dashboard', obj_id));

export const link = op(z.object(shareFields), (ctx, op) => share(ctx, 'dashboard', op));

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.delete(actor, 'dashboard', obj_id);
  return { obj_id };
});

export const restore = op(one, async ({ app, actor }, { obj_id }) => {
  const back = await app.objects.restore(actor, 'dashboard', obj_id);
  return { obj_id, parent_folder_id: back.parent_id };
});

export const destroy = op(one, async ({ app, actor }, { obj_id }) => {
  await app.objects.destroy(actor, 'dashboard', obj_id);
  return { obj_id, obj_type: 'dashboard' };
});

/** All that the actor sees, wherever they lie; `pattern` is a part of the title. */
export const search = op(
  z.object({ pattern: optionalText, limit: optionalCount }),
  async ({ app, actor }, { pattern, limit = FOUND_AT_MOST }) => {
    const query = { limit: Math.min(limit, FOUND_AT_MOST), ...(pattern === undefined ? {} : { pattern }) };
    const found = await app.objects.find(actor, 'dashboard', query);
    const list = found.map((described): JsonObject => {
      const { object } = described;
      const { id: obj_id, title, parent_id: folder_id } = object;
      const charts = chartsOf(object).length;
      const row = { obj_id, obj_type: 'dashboard', title, description: description(object), folder_id, charts };
      const { create_time, change_time } = object;
      const when = { create_time: unixSeconds(create_time), change_time: unixSeconds(change_time) };
      return { ...row, ...when, ...owner(described), privs: privs(described.privs) };
    });
    return { list };
  },
);
