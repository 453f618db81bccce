/**
 * Nodes before which a debugger stops, and the one in which new tasks begin while the process is in debug mode: the
 * process's own, never exported. Without breakpoints it stops before every node.
 */
import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { hexId, id } from './fields.ts';
import { op } from './op.ts';

export const show = op(z.object({ conv_id: id }), async ({ app, actor }, { conv_id }) => ({
  obj_id: conv_id,
  ...(await app.debugging.points(actor, conv_id)),
}));

/** What is not named stays as it is. */
export const modify = op(
  z.object({
    conv_id: id,
    breakpoints: z.array(hexId).max(LIMITS.nodes_per_process).optional(),
    start_point: hexId.nullish(),
  }),
  async ({ app, actor }, { conv_id, breakpoints, start_point }) => ({
    obj_id: conv_id,
    ...(await app.debugging.setPoints(actor, conv_id, {
      ...(breakpoints === undefined ? {} : { breakpoints }),
      ...(start_point === undefined ? {} : { start_point }),
    })),
  }),
);
