/**
 * `/rest/METHOD[.json|.xml]` with `auth`, and the incoming webhook `/rest/USER_ID/CODE/METHOD`: who calls, whether the
 * portal still admits requests, and the `time` block around the result.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import { SECOND, unixSeconds } from '../../base/time.ts';
import { type Answer, htmlPage, restAnswer } from './answers.ts';
import { runBatch } from './batch.ts';
import type { Grants } from './grants.ts';
import type { Place } from './hosts.ts';
import type { Leads } from './leads.ts';
import type { Limiter } from './limiter.ts';
import { type Caller, failure, isoTime, type Outcome, type RestFailure, runMethod } from './methods.ts';
import type { Portal, Settings } from './settings.ts';

export interface RestWorld {
  settings: Settings;
  portals: readonly Portal[];
  grants: Grants;
  leads: Leads;
  limiter: Limiter;
  now: () => number;
}

/** A REST address taken apart. */
export interface RestPath {
  method: string;
  xml: boolean;
  webhook: { userId: string; code: string } | null;
}

/** Repeated slashes count as one: the vendor's own client sends them. */
export function readRestPath(path: string): RestPath {
  const steps = path.split('/').filter((step) => step !== '');
  const last = steps.at(-1) ?? '';
  const [, method = '', ending = ''] = /^(.*?)(\.json|\.xml)?$/s.exec(last) ?? [];
  const [, userId = '', code = ''] = steps;
  const webhook = steps.length === 4 ? { userId, code } : null;
  return { method: steps.length === 2 || webhook ? method : '', xml: ending === '.xml', webhook };
}

/** `source` is the address the request came from, for the rate limit. */
export function rest(world: RestWorld, place: Place, request: { path: RestPath; params: JsonObject; source: string }) {
  const { path, params } = request;
  const startedAt = world.now();
  const portal = place.kind === 'portal' ? place.portal : world.portals[0];
  if (!portal || place.kind === 'oauth') return htmlPage('404 Not Found', 'There is nothing at this address.', 404);
  if (!world.limiter.admit(`${portal.domain} ${request.source}`, startedAt)) {
    return finish(failure('QUERY_LIMIT_EXCEEDED'), path.xml, world, startedAt);
  }
  const caller = path.webhook ? byWebhook(portal, path.webhook) : byToken(world, place, params.auth);
  if ('error' in caller) return finish(caller, path.xml, world, startedAt);
  const call = { ...caller, leads: world.leads, now: startedAt };
  const outcome =
    path.method.toLowerCase() === 'batch'
      ? runBatch(call, params, () => timeBlock(startedAt, world.now()))
      : runMethod(path.method, call, params);
  return finish(outcome, path.xml, world, startedAt);
}

function finish(outcome: Outcome, xml: boolean, world: RestWorld, startedAt: number): Answer {
  if ('error' in outcome) {
    return restAnswer({ error: outcome.error, error_description: outcome.error_description }, outcome.status, xml);
  }
  const { result, next, total } = outcome;
  const body: JsonObject = { result };
  if (next !== undefined) body.next = next;
  if (total !== undefined) body.total = total;
  body.time = timeBlock(startedAt, world.now());
  return restAnswer(body, 200, xml);
}

function byWebhook(portal: Portal, { userId, code }: { userId: string; code: string }): Caller | RestFailure {
  if (userId !== String(portal.userId) || code !== portal.webhookCode) return failure('INVALID_CREDENTIALS');
  return { portal, userId: portal.userId, app: null, scope: ['crm', 'user'] };
}

/** A token belongs to one portal; asked at the local address, it says itself which one is meant. */
function byToken(world: RestWorld, place: Place, auth: Json | undefined): Caller | RestFailure {
  const access = typeof auth === 'string' ? auth : '';
  const pair = world.grants.find(access);
  if (!pair || (place.kind === 'portal' && place.portal !== pair.portal)) return failure('NO_AUTH_FOUND');
  const state = world.grants.stateOf(access, world.now());
  if (state === 'expired') return failure('expired_token');
  if (state === 'superseded' && world.settings.superseded !== 'valid') return failure(world.settings.superseded);
  return { portal: pair.portal, userId: pair.portal.userId, app: pair.app, scope: pair.app.scope };
}

/** `time` of every success. `operating` has no meaning here, as no method takes long. */
function timeBlock(startedAt: number, finishedAt: number): JsonObject {
  const [start, finish] = [startedAt / SECOND, finishedAt / SECOND];
  return {
    start,
    finish,
    duration: (finishedAt - startedAt) / SECOND,
    processing: (finishedAt - startedAt) / SECOND,
    date_start: isoTime(startedAt),
    date_finish: isoTime(finishedAt),
    operating_reset_at: unixSeconds(startedAt) + 600,
    operating: 0,
  };
}
