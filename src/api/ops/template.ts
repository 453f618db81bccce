/** Ready-made processes: listed by name, cloned with what they call. */
import { z } from 'zod';
import { folderOf, optionalText, place } from './fields.ts';
import { op } from './op.ts';

export const list = op(z.object({}), async ({ app }) => ({
  list: app.templates.list().map(({ obj_id, name, title, description, calls }) => ({
    obj_id,
    name,
    title,
    description,
    calls: calls.map(({ alias, template }) => ({ alias, template })),
  })),
}));

export const clone = op(z.object({ ...place, name: z.string(), title: optionalText }), async ({ app, actor }, op) => {
  const title = op.title === undefined || op.title === '' ? {} : { title: op.title };
  const { conv_id, also } = await app.templates.clone(actor, op.name, { folder_id: folderOf(op), ...title });
  return { conv_id, also: also.map((row) => ({ ...row })) };
});
