/** The direct URL of a process: its hash made, told, changed and switched off, and the password that protects it. */
import { z } from 'zod';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { NODE_KIND } from '../../model/process.ts';
import type { OpContext } from '../app.ts';
import { id, optionalId } from './fields.ts';
import { keptSecret, optionsOf } from './node_secrets.ts';
import { type OpHandler, op } from './op.ts';

/** Of a process, or of an alias (`alias_id`), whose direct URL leads to whatever process the alias does. */
function hashOp(what: 'create' | 'get' | 'modify' | 'delete'): OpHandler {
  return op(z.object({ conv_id: optionalId, alias_id: optionalId }), async (ctx, { conv_id, alias_id }) => {
    if (alias_id !== undefined) return aliasHash(ctx, alias_id, what);
    if (conv_id === undefined)
      throw new TaktError('bad_request', "Key 'conv_id' is required", { key: 'conv_id', value: null });
    const { app, actor } = ctx;
    const hash = await app.objects.directHash(actor, conv_id, what);
    if (what === 'delete') return { conv_id };
    const url = hash === '' ? '' : `${app.settings.public_url}/api/2/json/public/${conv_id}/${hash}`;
    return { conv_id, callback_hash: hash, url };
  });
}

/** Between the alias and the hash stand project, stage and company; here its folder, and nothing else. */
async function aliasHash(
  { app, actor }: OpContext,
  alias_id: number,
  what: 'create' | 'get' | 'modify' | 'delete',
): Promise<JsonObject> {
  const { alias, hash } = await app.aliases.directHash(actor, alias_id, what);
  if (what === 'delete') return { alias_id };
  const way = `@${alias.name}/0/${alias.parent_id}/0/${hash}`;
  return {
    alias_id,
    callback_hash: hash,
    url: hash === '' ? '' : `${app.settings.public_url}/api/2/json/public/${way}`,
  };
}

export const create = hashOp('create');
export const get = hashOp('get');
export const modify = hashOp('modify');
export const remove = hashOp('delete');

const conv = z.object({ conv_id: id });

/** For those who may modify the process: others learn neither user nor password. */
export const showAuth = op(conv, async (ctx, { conv_id }) => {
  await ctx.app.rights.demand(ctx.actor, 'modify', 'conv', conv_id);
  const { options } = await startOf(ctx, conv_id);
  const { login = '', secret = '', type_auth } = options;
  return { conv_id, obj_type: type_auth === 'basic' ? 'basic' : 'no_auth', data: { user: login, pass: secret } };
});

export const modifyAuth = op(
  z.object({
    conv_id: id,
    obj_type: z.literal('basic'),
    data: z.object({ user: z.string().min(1).max(255), pass: z.string().min(1).max(255) }),
  }),
  async (ctx, { conv_id, data: { user, pass } }) => {
    await writeStart(ctx, conv_id, { type_auth: 'basic', login: user, secret: pass });
    return { conv_id };
  },
);

export const deleteAuth = op(conv, async (ctx, { conv_id }) => {
  await writeStart(ctx, conv_id, { type_auth: 'no_auth', login: '', secret: '' });
  return { conv_id };
});

/** The start node and its options, which hold the password. */
async function startOf(ctx: OpContext, conv_id: number): Promise<{ node_id: string; options: JsonObject }> {
  const { nodes } = await ctx.app.editor.nodes(ctx.actor, conv_id);
  const start = nodes.find(({ obj_type }) => obj_type === NODE_KIND.start);
  if (start === undefined) throw new TaktError('not_found', `process ${conv_id} has no start node`);
  return { node_id: String(start.obj_id), options: optionsOf(start) };
}

async function writeStart(ctx: OpContext, conv_id: number, changes: JsonObject): Promise<void> {
  await ctx.app.rights.demand(ctx.actor, 'modify', 'conv', conv_id);
  const { node_id, options } = await startOf(ctx, conv_id);
  const fields = { options: JSON.stringify(keptSecret({ ...options, ...changes }, { options })) };
  await ctx.app.editor.modifyNode(ctx.actor, { conv_id, node_id }, fields, null);
}
