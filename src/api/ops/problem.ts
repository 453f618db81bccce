/** Takt's own: errors of a node that were looked at, see app/problems_seen. */
import { z } from 'zod';
import { hexId, id } from './fields.ts';
import { op } from './op.ts';

/** `until` in ms; 0 makes them problems again. */
const fields = z.object({ conv_id: id, node_id: hexId, until: z.coerce.number().min(0).optional() });

export const modify = op(fields, async ({ app, actor }, asked) => ({
  before: await app.problemsSeen.mark(actor, asked),
}));
