/**
 * Which operations are recorded as deeds of a person or key, and under which word: what changes who may do what, what
 * runs, or what there is, and every look at a secret. Operations on tasks are not: their history is the task's own.
 */
import type { Deed } from '../../app/audit.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { ObjectKind } from '../../ports/catalog.ts';
import type { OpContext } from '../app.ts';

const PLACED = { delete: 'delete', restore: 'restore', destroy: 'destroy', link: 'share' };

/** By `obj` and `type` of the operation. */
const DEEDS: Record<string, Record<string, string>> = {
  alias: { create: 'create', modify: 'modify', link: 'modify', delete: 'destroy', destroy: 'destroy' },
  api_key: { show: 'reveal' },
  commit: { confirm: 'deploy', roll_back: 'roll_back' },
  conv: { ...PLACED, create: 'create', modify: 'modify' },
  callback_hash: { create: 'modify', modify: 'modify', delete: 'modify' },
  conv_auth: { modify: 'modify', delete: 'modify' },
  connect_link: { create: 'connect' },
  dashboard: { ...PLACED, create: 'create' },
  env_var: { create: 'create', modify: 'modify', delete: 'destroy' },
  folder: { ...PLACED, create: 'create' },
  group: { create: 'create', modify: 'modify', delete: 'destroy' },
  instance: { ...PLACED, create: 'create', modify: 'modify' },
  node: { reset: 'reset' },
  obj_copy: { create: 'copy', copy: 'copy' },
  obj_scheme: { create: 'import' },
  template: { clone: 'clone' },
  user: { create: 'create', modify: 'modify', delete: 'destroy', link: 'member' },
};

/** Objects that an op on another name is about. */
const ABOUT: Record<string, ObjectKind> = {
  alias: 'alias',
  api_key: 'user',
  callback_hash: 'conv',
  commit: 'conv',
  conv: 'conv',
  conv_auth: 'conv',
  connect_link: 'conv',
  dashboard: 'dashboard',
  env_var: 'env_var',
  folder: 'folder',
  group: 'group',
  instance: 'instance',
  node: 'conv',
  template: 'conv',
  user: 'user',
};

/** Ops that name their process by `conv_id`. */
const ON_CONV = new Set(['callback_hash', 'commit', 'connect_link', 'conv_auth', 'node', 'template']);

/** What answers may name as the object that was made or changed. */
const PLACED_KINDS = ['folder', 'conv', 'instance', 'dashboard'] as const;

/** Fields that say what was done; none of them holds a secret. */
const TOLD = [
  'version',
  'status',
  'obj_to',
  'obj_to_id',
  'group_id',
  'level',
  'folder_id',
  'alias_id',
  'node_id',
  'name',
  'ref',
  'admin',
];

/** The deed that an operation which was carried out is recorded as; null for most. */
export async function deedOf(ctx: OpContext, op: JsonObject, answer: JsonObject): Promise<Deed | null> {
  const { obj, type } = op;
  if (typeof obj !== 'string' || typeof type !== 'string' || !Object.hasOwn(DEEDS, obj)) return null;
  const deeds = DEEDS[obj] ?? {};
  const action = Object.hasOwn(deeds, type) ? deeds[type] : undefined;
  if (action === undefined) return null;
  const made = firstOf(answer.users) ?? firstOf(answer.scheme) ?? answer;
  const isMove = obj === 'folder' && type === 'link' && typeof op.obj_type === 'string';
  const kind = PLACED_KINDS.find((one) => one === (isMove ? op.obj_type : made.obj_type)) ?? ABOUT[obj];
  const isOnConv = ON_CONV.has(obj);
  const obj_id = Number((isOnConv ? (answer.conv_id ?? op.conv_id) : undefined) ?? made.obj_id ?? op.obj_id ?? 0) || 0;
  const given = [made.title, op.title, op.short_name].find((title) => typeof title === 'string' && title !== '');
  const stored = given !== undefined || kind === undefined ? null : await ctx.app.ports.catalog.read(kind, obj_id);
  return {
    action: isMove ? 'move' : actionOf(action, op),
    obj: kind ?? obj,
    obj_id,
    title: typeof given === 'string' ? given.slice(0, 255) : (stored?.title ?? ''),
    details: await detailsOf(ctx, action, op),
  };
}

function actionOf(action: string, op: JsonObject): string {
  if (action === 'share' && Array.isArray(op.privs) && op.privs.length === 0) return 'unshare';
  if (action === 'modify' && op.obj === 'conv' && typeof op.status === 'string') return 'status';
  return action;
}

async function detailsOf(ctx: OpContext, action: string, op: JsonObject): Promise<JsonObject> {
  const details: JsonObject = {};
  for (const name of TOLD) if (op[name] !== undefined && op[name] !== null) details[name] = short(op[name]);
  if (Array.isArray(op.privs)) details.privs = op.privs.slice(0, 8).map((priv) => short(typeOf(priv)));
  if (op.password !== undefined) details.password = true;
  if (action === 'member') {
    const group = await ctx.app.ports.catalog.read('group', Number(op.group_id));
    details[op.level === '' || op.level === null ? 'out_of' : 'into'] = group?.title ?? '';
  }
  return details;
}

function firstOf(list: Json | undefined): JsonObject | null {
  const first = Array.isArray(list) ? list[0] : null;
  return typeof first === 'object' && first !== null && !Array.isArray(first) ? first : null;
}

function typeOf(priv: Json): Json {
  return typeof priv === 'object' && priv !== null && !Array.isArray(priv) ? (priv.type ?? null) : priv;
}

/** Details are for reading, not for keeping whatever was sent. */
function short(value: Json | undefined): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value.slice(0, 255) : null;
}
