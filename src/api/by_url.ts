/**
 * Addresses that need no signature, because nobody can guess them: the direct URL of a process makes a task, the
 * callback URL of a node wakes one. `ops` of their answers is always one object.
 */

import { z } from 'zod';
import { nodeHash } from '../app/callback_url.ts';
import type { LiveProcess } from '../app/processes.ts';
import type { TaskOp } from '../app/task_ops.ts';
import { TaktError } from '../base/errors.ts';
import { isHexId } from '../base/ids.ts';
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import { MASK } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import { NODE_KIND } from '../model/process.ts';
import type { Task } from '../model/task.ts';
import type { ApiCallback } from '../nodes/api_callback.ts';
import type { TaskKey } from '../ports/tasks.ts';
import { basicOf, same } from './auth.ts';
import { failedOp, failureOf } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { data as taskData, ref as taskRef } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';
import { shownRef } from './task_view.ts';

/** Where the body of a callback goes that is no object, so that it cannot be merged. */
const BODY = '__conveyor_callback_body__';

/** POST /api/{1,2}/json/public/{conv_id}/{hash}: the body is the new task's data. */
export function createByUrl(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return answerOne(site, async () => {
    const { conv_id = '', hash = '' } = call.params;
    const live = await processOf(site, conv_id);
    const known = live?.object.body.hash;
    if (live === null || typeof known !== 'string' || known === '' || !same(known, hash.toLowerCase())) throw DENIED;
    await demandPassword(site, live, call);
    const { ref, data } = newTask(parse(call.body, {}));
    const op: TaskOp = { do: 'create', live, ref: ref ?? null, data, user_id: live.object.owner_id };
    const task = await runOne(site, op);
    return { ref: ref ?? null, obj_id: task.obj_id };
  });
}

/** POST /api/1/json/callback/{conv_id}.{node_id}/{hash}: the body names the task, and is merged into it. */
export function callBack(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return answerOne(site, async () => {
    const { node = '', hash = '' } = call.params;
    const dot = node.indexOf('.');
    const node_id = node.slice(dot + 1);
    const live = dot > 0 ? await processOf(site, node.slice(0, dot)) : null;
    if (live === null || !same(nodeHash(live.object, node_id), hash.toLowerCase())) throw DENIED;
    const logic = callbackOf(live, node_id);
    if (logic === null) throw new TaktError('not_found', `node ${node_id} does not wait for a callback`);
    const body = parse(call.body, null);
    const key = keyOf(live.object.id, valueAt(body, logic.obj_id_path), logic.obj_id_path);
    if (logic.is_sync) await demandAtNode(site, key, node_id);
    const data = isObject(body) ? body : { [BODY]: body };
    const task = await runOne(site, { do: 'modify', live, key, data, user_id: live.object.owner_id });
    return { ref: shownRef(task), obj_id: task.obj_id };
  });
}

/** The same answer whether there is no such process or the hash is another one. */
const DENIED = new TaktError('access_denied', 'there is no such address, or it was switched off');
const TOO_MANY = new TaktError('too_many_requests', 'Too many requests: limit is reached');

async function answerOne(site: Site, make: () => Promise<JsonObject>): Promise<HttpAnswer> {
  const base = { id: '', proc: 'ok', obj: 'task', ref: null };
  try {
    return jsonAnswer({ request_proc: 'ok', ops: { ...base, ...(await make()) } });
  } catch (error) {
    if (error === TOO_MANY) return tooMany();
    const failure = failureOf(error, site.app.ports, 'a call of a direct or callback URL');
    const request_proc = failure.code === 'bad_json' ? 'format_error' : 'ok';
    return jsonAnswer({ request_proc, ops: { ...base, ...failedOp(failure) } });
  }
}

async function processOf(site: Site, id: string): Promise<LiveProcess | null> {
  if (!/^\d{1,15}$/.test(id)) return null;
  if (!site.limiter.take(-Number(id), 1, site.app.ports.clock.now())) throw TOO_MANY;
  return site.app.processes.get(Number(id));
}

function parse(body: Buffer, empty: Json): Json {
  const text = body.toString('utf8');
  if (text.trim() === '') return empty;
  const parsed = parseJson(text);
  if ('value' in parsed) return parsed.value;
  throw new TaktError('bad_json', `The body is not JSON. ${parsed.failure.message}`, parsed.failure.details);
}

const opFields = z.object({ ref: taskRef, data: taskData });

/** The body as data; or, as some clients send it, one create op with its own ref and data. */
function newTask(body: Json): z.output<typeof opFields> {
  const ops = isObject(body) ? ownValue(body, 'ops') : undefined;
  const op = Array.isArray(ops) && ops.length === 1 ? ops[0] : ops;
  if (isObject(op) && op.type === 'create' && op.obj === 'task') return readFields(opFields, op);
  return readFields(opFields, { data: body });
}

async function runOne(site: Site, op: TaskOp): Promise<Task> {
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

function callbackOf(live: LiveProcess, node_id: string): ApiCallback | null {
  const index = live.compiled.byId.get(node_id);
  const logics = index === undefined ? [] : (live.compiled.nodes[index]?.logics ?? []);
  const found = logics.find(({ type }) => type.type === 'api_callback');
  return found === undefined ? null : (found.logic as ApiCallback);
}

/** `a.b[0].c` of a value. */
function valueAt(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(at)) at = /^\d{1,9}$/.test(key) ? at[Number(key)] : undefined;
    else at = isObject(at) ? ownValue(at, key) : undefined;
  }
  return at;
}

function keyOf(conv_id: number, value: Json | undefined, path: string): TaskKey {
  if (path === '')
    throw new TaktError(
      'bad_request',
      'the node does not say where in the body the id of the task stands (obj_id_path)',
    );
  if (typeof value === 'string' && isHexId(value.toLowerCase())) return { conv_id, obj_id: value.toLowerCase() };
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return { conv_id, ref: String(value) };
  throw new TaktError('bad_request', `the body has no id of a task at "${path}"`, { key: path, value: value ?? null });
}

async function demandAtNode(site: Site, key: TaskKey, node_id: string): Promise<void> {
  const task = await site.app.ports.tasks.load(key);
  if (task === null) throw new TaktError('not_found_task', 'not found task');
  if (task.node_id !== node_id) throw new TaktError('conflict', 'task_not_in_current_sync_callback_node');
}
