/** Nodes before which a debugger stops: the process's own, never exported. Without any it stops before every node. */
import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { hexId, id } from './fields.ts';
import { op } from './op.ts';

export const show = op(z.object({ conv_id: id }), async ({ app, actor }, { conv_id }) => ({
  obj_id: conv_id,
  breakpoints: await app.debugging.breakpoints(actor, conv_id),
}));

export const modify = op(
  z.object({ conv_id: id, breakpoints: z.array(hexId).max(LIMITS.nodes_per_process) }),
  async ({ app, actor }, { conv_id, breakpoints }) => ({
    obj_id: conv_id,
    breakpoints: await app.debugging.setBreakpoints(actor, conv_id, breakpoints),
  }),
);
