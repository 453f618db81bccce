/** The source of a Code node: read, written into the draft, checked for syntax. */
import { z } from 'zod';
import { hexId, id } from './fields.ts';
import { op } from './op.ts';

const node = { conv_id: id, node_id: hexId };
const code = { ...node, lang: z.string().default('js'), src: z.string() };

export const load = op(z.object(code), async ({ app, actor }, { conv_id, node_id, lang, src }) => {
  await app.editor.loadCode(actor, { conv_id, node_id }, { lang, src });
  return { description: '' };
});

export const compile = op(z.object(code), async ({ app, actor }, { conv_id, node_id, lang, src }) => {
  await app.editor.compileCode(actor, { conv_id, node_id }, { lang, src });
  return { description: '' };
});

export const get = op(
  z.object({ ...node, env: z.enum(['sandbox', 'production']).default('sandbox') }),
  ({ app, actor }, { conv_id, node_id, env }) => app.editor.code(actor, { conv_id, node_id }, env),
);
