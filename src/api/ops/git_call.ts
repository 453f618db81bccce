/**
 * The program of a Git Call node: read, and written into the draft. Nothing is built here: the runner outside builds
 * what it runs when it runs it, so that a build is done as soon as it is asked for.
 */
import { z } from 'zod';
import { TaktError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { hexId, id, optionalText } from './fields.ts';
import { op } from './op.ts';

const at = { conv_id: id, node_id: hexId };
const texts = {
  lang: optionalText,
  repo: optionalText,
  commit: optionalText,
  script: optionalText,
  path: optionalText,
};
const program = z.object({ ...at, ...texts, code: optionalText });
type Program = z.output<typeof program>;

const TYPES: Json[] = ['git_call', 'api_git'];
const VERSION = { version: 2 };

export const load = op(program, async (ctx, fields) => {
  await write(ctx, fields);
  return { obj_type: 'function', ...VERSION };
});

/** Only the runner can tell whether the program is right. */
export const compile = op(program, async (ctx, { conv_id, node_id }) => {
  await logicsOf(ctx, 'modify', { conv_id, node_id });
  return { obj_type: 'function', ...VERSION };
});

export const create = op(program.extend({ obj_id: optionalText }), async (ctx, { obj_id, conv_id, node_id }) => {
  await logicsOf(ctx, 'modify', { conv_id, node_id });
  return { obj_type: 'function_build', obj_id: obj_id ?? '', ...VERSION };
});

export const get = op(
  z.object({ ...at, obj_type: z.string().default('function'), obj_id: optionalText }),
  async (ctx, { obj_type, obj_id, conv_id, node_id }) => {
    const { logic } = await logicsOf(ctx, 'view', { conv_id, node_id });
    if (obj_type === 'function_build') return { obj_type, obj_id: obj_id ?? '', build_status: 'done', ...VERSION };
    if (obj_type === 'function') return { obj_type, ...programOf(logic), ...VERSION };
    throw new TaktError(
      'not_supported',
      `git_call ${obj_type}: not supported by this server; the runner has its own keys`,
    );
  },
);

export const clone = op(z.object({ conv_id: id, from_node_id: hexId, to_node_id: hexId }), async (ctx, op) => {
  const { conv_id, from_node_id, to_node_id } = op;
  const { logic } = await logicsOf(ctx, 'view', { conv_id, node_id: from_node_id });
  await write(ctx, { conv_id, node_id: to_node_id, ...programOf(logic) });
  return {};
});

/** The node's logics as the newest draft, else the live version, has them; throws where there is no Git Call. */
async function logicsOf(
  { app, actor }: OpContext,
  right: 'view' | 'modify',
  { conv_id, node_id }: { conv_id: number; node_id: string },
): Promise<{ logics: Json[]; logic: JsonObject }> {
  await app.rights.demand(actor, right, 'conv', conv_id);
  const { logics } = await app.editor.showNode(actor, conv_id, node_id, null);
  const list = Array.isArray(logics) ? logics : [];
  const logic = list.find((one): one is JsonObject => isObject(one) && TYPES.includes(one.type ?? null));
  if (logic === undefined) throw new TaktError('not_found', `node ${node_id} has no Git Call`);
  return { logics: list, logic };
}

async function write(ctx: OpContext, { conv_id, node_id, ...fields }: Program): Promise<void> {
  const { logics, logic } = await logicsOf(ctx, 'modify', { conv_id, node_id });
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const source = Object.fromEntries(given) as JsonObject;
  const changed = { ...logic, ...source, ...(source.code === undefined ? {} : { src: source.code }) };
  const [draft] = await ctx.app.drafts.list(ctx.actor, conv_id);
  const next = logics.map((one) => (one === logic ? changed : one));
  await ctx.app.editor.modifyNode(ctx.actor, { conv_id, node_id }, { logics: next }, draft?.version ?? null);
}

function programOf(logic: JsonObject): Record<'lang' | 'code' | 'repo' | 'commit' | 'script' | 'path', string> {
  const text = (name: string): string => (typeof logic[name] === 'string' ? logic[name] : '');
  const code = text('src') === '' ? text('code') : text('src');
  return {
    lang: text('lang'),
    code,
    repo: text('repo'),
    commit: text('commit'),
    script: text('script'),
    path: text('path'),
  };
}
