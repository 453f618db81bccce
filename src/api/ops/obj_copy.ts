/** Copies of processes and folders; templates are cloned by it. */
import { z } from 'zod';
import { folderOf, id, optionalId, optionalText, place } from './fields.ts';
import { holder, importedView } from './obj_scheme.ts';
import { op } from './op.ts';

const fields = z.object({
  ...place,
  obj_id: id,
  obj_type: holder.default('conv'),
  obj_to_id: optionalId,
  title: optionalText,
});

export const copy = op(fields, async ({ app, actor }, op) => {
  const from = { kind: op.obj_type, id: op.obj_id };
  return importedView(await app.copying.copy(actor, from, op.obj_to_id || folderOf(op), op.title || null));
});
