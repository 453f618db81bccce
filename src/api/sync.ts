/**
 * The Sync API: the ops of a request as elsewhere, but who creates a task waits for what the task posts to its
 * `__callback_url`, and is answered that. Corezoid has it on a host of its own.
 */

import { postedAnswer, type SyncEnd, type SyncWait } from '../app/sync_answers.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import { answerOps, type FindOp, type OpsRequest, readRequest } from './envelope.ts';
import { failedOp, refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import type { TaskOpHandler } from './ops/op.ts';
import { findOp } from './ops/table.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

/** The waits of one request. */
interface Waits {
  opened: SyncWait[];
  /** Of the tasks that were made, by their id. */
  byTask: Map<string, SyncWait>;
}

/** POST /api/{1,2}/sync/json/{login}/{time}/{sign}: `timeout` in seconds beside `ops`. */
export async function syncOps(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const request = readRequest(call.body);
  if ('refused' in request) return jsonAnswer(request.refused);
  const timeout_ms = timeoutOf(request);
  if (timeout_ms === null) {
    const text = "Value is not valid for key 'timeout': expected seconds, more than 0";
    return jsonAnswer(refusedRequest('error', text, { key: 'timeout', value: request.timeout ?? null }));
  }
  if (!site.limiter.take(call.actor.user_id, request.ops.length, site.app.ports.clock.now())) return tooMany();
  const waits: Waits = { opened: [], byTask: new Map() };
  const free = (): void => {
    for (const wait of waits.opened) wait.free();
  };
  call.onGone(free);
  try {
    const { actor, place } = call;
    const find = findWaiting(site, { user_id: actor.user_id, timeout_ms, waits });
    const envelope = JSON.parse(await answerOps({ actor, app: site.app, place }, request, find)) as JsonObject;
    // Whoever only waits keeps no other request of his key from being answered.
    place.leave();
    return await answerWaits(request, envelope, waits);
  } finally {
    free();
  }
}

/** POST /api/{1,2}/plugins/callback/{request}: the answer that a caller waits for. */
export async function takeAnswer(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const { request = '' } = call.params;
  const conv_id = Number.parseInt(request, 10);
  // Below nought the limiter counts processes, above it users: nobody may use up the share of one of these.
  if (conv_id > 0 && !site.limiter.take(-conv_id, 1, site.app.ports.clock.now())) return tooMany();
  const key = String(call.headers['idempotency-key'] ?? '').slice(0, LIMITS.ref_chars);
  const { status, body } = postedAnswer(await site.app.sync.post(request, call.body.toString('utf8'), key));
  return jsonAnswer(body, status);
}

/** How long the caller waits; null for a timeout that is no time. Nobody waits longer than the longest. */
function timeoutOf({ timeout }: OpsRequest): number | null {
  if (timeout === undefined || timeout === null) return LIMITS.sync_wait_ms;
  const seconds = typeof timeout === 'string' && timeout.trim() !== '' ? Number(timeout) : timeout;
  if (typeof seconds !== 'number' || !(seconds > 0)) return null;
  return Math.min(seconds * SECOND, LIMITS.sync_wait_ms);
}

/** Creates of tasks get an address for their answer; every other op is carried out as elsewhere. */
function findWaiting(site: Site, at: { user_id: number; timeout_ms: number; waits: Waits }): FindOp {
  return (op) => {
    const handler = findOp(op);
    const creates = op.obj === 'task' && op.type === 'create' && handler !== null && 'prepare' in handler;
    return creates ? waiting(site, at, handler) : handler;
  };
}

function waiting(
  site: Site,
  { user_id, timeout_ms, waits }: { user_id: number; timeout_ms: number; waits: Waits },
  handler: TaskOpHandler,
): TaskOpHandler {
  return {
    shows: handler.shows,
    prepare: async (ctx, raw) => {
      const ready = await handler.prepare(ctx, raw);
      const { op } = ready;
      if (op.do !== 'create') return ready;
      const wait = site.app.sync.open(op.live.object, user_id, timeout_ms);
      if (wait === null) throw new TaktError('too_many_requests', 'Too many requests wait for an answer');
      waits.opened.push(wait);
      const answer = (task: Parameters<typeof ready.answer>[0]): JsonObject => {
        waits.byTask.set(task.obj_id, wait);
        return ready.answer(task);
      };
      return { op: { ...op, data: { ...op.data, __callback_url: wait.url } }, answer };
    },
  };
}

async function answerWaits(request: OpsRequest, envelope: JsonObject, { opened, byTask }: Waits): Promise<HttpAnswer> {
  const made = new Set(byTask.values());
  for (const wait of opened) if (!made.has(wait)) wait.free();
  const given = Array.isArray(envelope.ops) ? envelope.ops : [envelope.ops ?? null];
  const ops: Json[] = [];
  let late = false;
  for (const op of given) {
    const wait = isObject(op) ? byTask.get(String(op.obj_id)) : undefined;
    const end = wait === undefined ? undefined : await wait.end;
    late ||= end === 'timeout';
    ops.push(isObject(op) && end !== undefined ? ended(op, end) : op);
  }
  // As documented: who names no time of his own is answered as by a gateway that has waited long enough.
  if (late && (request.timeout === undefined || request.timeout === null)) {
    const text = `No answer came within ${LIMITS.sync_wait_ms / SECOND} seconds.`;
    return jsonAnswer(refusedRequest('error', text), 504);
  }
  return jsonAnswer({ request_proc: 'ok', ops: request.single ? (ops[0] ?? null) : ops });
}

function ended(op: JsonObject, end: SyncEnd): JsonObject {
  if (end === 'timeout') return { ...op, proc: 'error', description: 'Timeout for create task' };
  if (end === 'stopped') {
    const message = 'The server stops; the task goes on, and its answer reaches nobody.';
    return { ...op, ...failedOp({ code: 'busy', message }) };
  }
  return { ...op, data: end.data };
}
