/** A one-time link that a person opens to let a token task into a provider. */
import { z } from 'zod';
import { convRef, ref } from './fields.ts';
import { op } from './op.ts';
import { processId } from './process_of.ts';

const fields = { conv_id: convRef.optional(), obj_alias: z.string().optional(), ref };

export const create = op(z.object(fields), async (ctx, op) => {
  const name = op.conv_id ?? `@${(op.obj_alias ?? '').replace(/^@/, '')}`;
  const conv_id = await processId(ctx, name);
  return { conv_id, url: await ctx.app.connect.link(ctx.actor, conv_id, op.ref ?? 'token') };
});
