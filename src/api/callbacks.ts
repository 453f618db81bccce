/**
 * Callback URLs: a body posted there wakes the task that it names. Nobody can guess such an address, so it needs no
 * signature. `ops` of the answers is always one object.
 *
 *   /api/{1,2}/json/callback/{conv_id}.{node_id}/{hash}          JSON of any shape
 *   /api/{1,2}/json/plugins/twilio/{conv_id}.{node_id}/{hash}    a form, as Twilio posts it; also {conv_id}/{node_id}
 *   /api/{1,2}/json/plugins/mandrill/{conv_id}.{node_id}/{hash}  a form with a list of events, each for a task of its own
 */
import { nodeHash } from '../app/callback_url.ts';
import type { LiveProcess } from '../app/processes.ts';
import { TaktError } from '../base/errors.ts';
import { isHexId } from '../base/ids.ts';
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { ApiCallback } from '../nodes/api_callback.ts';
import type { TaskKey } from '../ports/tasks.ts';
import { same } from './auth.ts';
import { JSON_FORMAT, NVP_FORMAT } from './body_formats.ts';
import { answerOne, DENIED, processOf, runOne, valueAt } from './by_url.ts';
import type { HttpAnswer, HttpCall } from './http.ts';
import type { Site } from './site.ts';
import { shownRef } from './task_view.ts';

/** Where the body of a callback goes that is no object, so that it cannot be merged. */
const BODY = '__conveyor_callback_body__';

/** JSON: the body names the task, and is merged into it. */
export function callBack(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return answerOne(site, JSON_FORMAT, () => wake(site, call, [JSON_FORMAT.read(call) ?? null]));
}

/** Twilio's reports: a form, whose fields are merged. */
export function callBackForm(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return answerOne(site, JSON_FORMAT, () => wake(site, call, [NVP_FORMAT.read(call) ?? null]));
}

/** Mandrill's reports: many events in one form. It tries an address first with none. */
export function callBackEvents(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return answerOne(site, JSON_FORMAT, async () => {
    const form = NVP_FORMAT.read(call);
    const text = isObject(form) ? ownValue(form, 'mandrill_events') : undefined;
    const parsed = typeof text === 'string' ? parseJson(text) : { value: [] };
    if ('failure' in parsed) throw new TaktError('bad_json', `mandrill_events is not JSON. ${parsed.failure.message}`);
    const events = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
    if (events.length > LIMITS.ops_per_request) throw new TaktError('too_large', 'mandrill_events has too many events');
    return wake(site, call, events);
  });
}

/** Brings each body to its task; the first that fails ends it, and is what the answer tells. */
async function wake(site: Site, call: HttpCall, bodies: Json[]): Promise<JsonObject> {
  const { live, node_id } = await nodeOf(site, call);
  const logic = callbackOf(live, node_id);
  if (logic === null) throw new TaktError('not_found', `node ${node_id} does not wait for a callback`);
  let told: JsonObject = {};
  for (const body of bodies) {
    const key = keyOf(live.object.id, valueAt(body, logic.obj_id_path), logic.obj_id_path);
    if (logic.is_sync) await demandAtNode(site, key, node_id);
    const data = isObject(body) ? body : { [BODY]: body };
    const task = await runOne(site, { do: 'modify', live, key, data, user_id: live.object.owner_id });
    told = { ref: shownRef(task), obj_id: task.obj_id };
  }
  return told;
}

async function nodeOf(site: Site, call: HttpCall): Promise<{ live: LiveProcess; node_id: string }> {
  const { conv_id, node = '', hash = '' } = call.params;
  const [id = '', node_id = ''] = conv_id === undefined || node.includes('.') ? node.split('.') : [conv_id, node];
  const live = node_id === '' ? null : await processOf(site, id);
  if (live === null || !same(nodeHash(live.object, node_id), hash.toLowerCase())) throw DENIED;
  return { live, node_id };
}

function callbackOf(live: LiveProcess, node_id: string): ApiCallback | null {
  const index = live.compiled.byId.get(node_id);
  const logics = index === undefined ? [] : (live.compiled.nodes[index]?.logics ?? []);
  const found = logics.find(({ type }) => type.type === 'api_callback');
  return found === undefined ? null : (found.logic as ApiCallback);
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
