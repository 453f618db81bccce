/**
 * Direct URLs: addresses that need no signature, because nobody can guess them. A body posted there makes a task of a
 * process. `ops` of their answers is always one object.
 */
import { z } from 'zod';
import type { LiveProcess } from '../app/processes.ts';
import type { TaskOp } from '../app/task_ops.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import { MASK } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import { NODE_KIND } from '../model/process.ts';
import type { Task } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { basicOf, same } from './auth.ts';
import type { BodyFormat } from './body_formats.ts';
import { failedOp, failureOf } from './failure.ts';
import type { HttpAnswer, HttpCall } from './http.ts';
import { data as taskData, ref as taskRef } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import type { Site } from './site.ts';

/** POST /api/{1,2}/{json,xml,nvp}/public/{conv_id}/{hash}: the body is the new task's data. */
export const createByUrl =
  (format: BodyFormat) =>
  (site: Site, call: HttpCall): Promise<HttpAnswer> =>
    answerOne(site, format, async () => {
      const { conv_id = '', hash = '' } = call.params;
      const live = await processOf(site, conv_id);
      if (live === null || !isHash(live.object, hash)) throw DENIED;
      return createTask(site, live, format, call);
    });

/**
 * POST /api/{1,2}/{json,xml,nvp}/public/@{alias}/{project}/{stage}/{company}/{hash}: the process that the alias leads
 * to now. The alias is known by its hash alone, as short names are unique in a folder only; what stands between is for
 * people. Its owner must have the right to make tasks there: who may point it elsewhere gains no right by it.
 */
export const createByAlias =
  (format: BodyFormat) =>
  (site: Site, call: HttpCall): Promise<HttpAnswer> =>
    answerOne(site, format, async () => {
      const { alias: name = '', hash = '' } = call.params;
      const alias = name.startsWith('@') ? await site.app.aliases.byHash(name.slice(1), hash.toLowerCase()) : null;
      const conv_id = alias?.body.obj_to_id;
      if (alias === null || typeof conv_id !== 'number') throw DENIED;
      const live = await processOf(site, String(conv_id));
      if (live === null || !(await site.app.rights.ownerMay(alias.owner_id, 'create', live.object))) throw DENIED;
      return createTask(site, live, format, call);
    });

async function createTask(site: Site, live: LiveProcess, format: BodyFormat, call: HttpCall): Promise<JsonObject> {
  await demandPassword(site, live, call);
  const { ref, data } = newTask(format.read(call) ?? {});
  const op: TaskOp = { do: 'create', live, ref: ref ?? null, data, user_id: live.object.owner_id };
  const task = await runOne(site, op);
  return { ref: ref ?? null, obj_id: task.obj_id };
}

function isHash({ body }: CatalogObject, given: string): boolean {
  return typeof body.hash === 'string' && body.hash !== '' && same(body.hash, given.toLowerCase());
}

/** The same answer whether there is no such process or the hash is another one. */
export const DENIED = new TaktError('access_denied', 'there is no such address, or it was switched off');
const TOO_MANY = new TaktError('too_many_requests', 'Too many requests: limit is reached');

export async function answerOne(site: Site, format: BodyFormat, make: () => Promise<JsonObject>): Promise<HttpAnswer> {
  const base = { id: '', proc: 'ok', obj: 'task', ref: null };
  try {
    return format.answer({ request_proc: 'ok', ops: { ...base, ...(await make()) } });
  } catch (error) {
    const failure = failureOf(error, site.app.ports, 'a call of a direct or callback URL');
    const unread = failure.code === 'bad_json' || failure.code === 'bad_xml';
    const answer = format.answer({
      request_proc: unread ? 'format_error' : 'ok',
      ops: { ...base, ...failedOp(failure) },
    });
    return error === TOO_MANY ? { ...answer, status: 429, headers: { 'retry-after': '1' } } : answer;
  }
}

export async function processOf(site: Site, id: string): Promise<LiveProcess | null> {
  if (!/^\d{1,15}$/.test(id)) return null;
  if (!site.limiter.take(-Number(id), 1, site.app.ports.clock.now())) throw TOO_MANY;
  return site.app.processes.get(Number(id));
}

const opFields = z.object({ ref: taskRef, data: taskData });

/** The body as data; or, as some clients send it, one create op with its own ref and data. */
function newTask(body: Json): z.output<typeof opFields> {
  const ops = isObject(body) ? ownValue(body, 'ops') : undefined;
  const op = Array.isArray(ops) && ops.length === 1 ? ops[0] : ops;
  if (isObject(op) && op.type === 'create' && op.obj === 'task') return readFields(opFields, op);
  return readFields(opFields, { data: body });
}

export async function runOne(site: Site, op: TaskOp): Promise<Task> {
  const [result] = await site.app.ops.run([op]);
  if (result !== undefined && 'task' in result) return result.task;
  const { code, message, details } = result?.failure ?? { code: 'busy', message: 'the task cannot be made now' };
  throw new TaktError(code, message, details);
}

/**
 * What the start node's options ask for: exports without `direct_url` and `type_auth` leave the address open. A way to
 * ask that is not known lets nobody in, and neither does a password that is empty or came masked out of an export.
 */
async function demandPassword(site: Site, live: LiveProcess, call: HttpCall): Promise<void> {
  const start = live.process.nodes.find(({ obj_type }) => obj_type === NODE_KIND.start);
  const { direct_url, type_auth, login, secret } = start?.options ?? {};
  if (direct_url === false) throw new TaktError('access_denied', 'the start node switches the direct URL off');
  if (type_auth === undefined || type_auth === null || type_auth === '' || type_auth === 'no_auth') return;
  if (type_auth !== 'basic') {
    throw new TaktError('access_denied', 'the start node asks for a way to sign in that this server does not know');
  }
  const given = basicOf(call.headers.authorization);
  const user = await filled(site, live, login);
  const pass = await filled(site, live, secret);
  const isSet = user !== '' && pass !== '' && pass !== MASK;
  const fits = given !== null && isSet && same(user, given.user) && same(pass, given.pass);
  if (!fits) throw new TaktError('access_denied', 'the direct URL asks for a user and a password (Basic)');
}

/**
 * A user or password, which may stand in a variable: `{{env_var[@name]}}` or `{{env_var[@name].key}}`. Where that is
 * missing, or not for the owner of the process, nobody comes in: an empty text must not become the password.
 */
async function filled(site: Site, live: LiveProcess, value: unknown): Promise<string> {
  if (typeof value !== 'string') return '';
  const match = /^\s*\{\{\s*env_var\[@([\w-]+)\](?:\.([\w.[\]]+))?\s*\}\}\s*$/.exec(value);
  if (match === null) return value;
  const variable = await site.app.processes.variable(`@${match[1]}`, live.object.parent_id);
  const may = variable !== null && (await site.app.rights.ownerMayRead(live.object.owner_id, variable));
  const stored = may ? variable.body.value : undefined;
  const parsed = typeof stored === 'string' && match[2] !== undefined ? parseJson(stored) : { value: stored };
  const found = 'value' in parsed && parsed.value !== undefined ? valueAt(parsed.value, match[2] ?? '') : undefined;
  if ((typeof found === 'string' && found !== '') || typeof found === 'number') return String(found);
  throw new TaktError('access_denied', 'the user and password that the direct URL asks for cannot be read');
}

/** `a.b[0].c` of a value. */
export function valueAt(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(at)) at = /^\d{1,9}$/.test(key) ? at[Number(key)] : undefined;
    else at = isObject(at) ? ownValue(at, key) : undefined;
  }
  return at;
}
