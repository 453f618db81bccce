/** One request from its address to its answer: authorize, token or REST, with a scripted fault in between. */
import {
  type Answer,
  errorBody,
  htmlPage,
  jsonAnswer,
  REST_ERRORS,
  redirect,
  restAnswer,
  type TokenErrorCode,
} from './answers.ts';
import type { Fault, Faults } from './faults.ts';
import { type Place, placeOf } from './hosts.ts';
import type { Journal, RequestRecord } from './journal.ts';
import { failure } from './methods.ts';
import { authorize, type OauthWorld, type Omitted, token, tokenError } from './oauth.ts';
import type { Asked } from './request.ts';
import { type RestPath, type RestWorld, readRestPath, rest } from './rest.ts';

export interface World extends OauthWorld, RestWorld {
  faults: Faults;
  journal: Journal;
}

/** An answer, or how the connection ends without one; with the record to close, if it was one of the three targets. */
export interface Result {
  reply: Answer | 'drop' | 'reset';
  record: RequestRecord | null;
}

export async function dispatch(world: World, asked: Asked): Promise<Result> {
  const target = targetOf(asked.path);
  if (!target) return { reply: htmlPage('404 Not Found', 'There is nothing at this address.', 404), record: null };
  const { verb, host, path, params } = asked;
  const restPath = target === 'rest' ? readRestPath(path) : null;
  const method = restPath?.method ?? null;
  const record = world.journal.open({ at: world.now(), target, verb, host, path, method, params });
  const place = placeOf(host, world.portals);
  if (place.kind === 'unknown') return done(record, htmlPage('404 Not Found', 'There is no such portal.', 404));
  if (place.kind === 'moved') return done(record, redirect(`https://${place.portal.domain}${asked.url}`));
  if (target === 'authorize') return done(record, authorize(world, place, params));
  const fault = world.faults.take(target, method);
  record.fault = fault?.spec.kind ?? null;
  const work = (omit: Omitted | null): Answer =>
    restPath ? rest(world, place, { path: restPath, params, source: asked.source }) : token(world, place, params, omit);
  return done(record, fault ? await faulty(fault, work, { asked, place, restPath }) : work(null));
}

function targetOf(path: string): RequestRecord['target'] | null {
  if (/^\/oauth\/authorize\/?$/.test(path)) return 'authorize';
  if (/^\/oauth\/token\/?$/.test(path)) return 'token';
  return path.startsWith('/rest/') ? 'rest' : null;
}

function done(record: RequestRecord, reply: Result['reply']): Result {
  if (typeof reply === 'object') Object.assign(record, { status: reply.status, error: reply.error });
  return { reply, record };
}

interface Circumstances {
  asked: Asked;
  place: Place;
  restPath: RestPath | null;
}

/** What a request comes to that a fault hits. */
async function faulty(
  fault: Fault,
  work: (omit: Omitted | null) => Answer,
  around: Circumstances,
): Promise<Result['reply']> {
  const { kind } = fault.spec;
  switch (kind) {
    case 'reset':
      return 'reset';
    case 'drop':
      work(null);
      return 'drop';
    case 'slow':
      await fault.gate();
      return work(null);
    case 'slow_answer': {
      const answer = work(null);
      await fault.gate();
      return answer;
    }
    case 'no_expires':
      return work('expires');
    case 'no_access_token':
      return work('access_token');
    case 'no_refresh_token':
      return work('refresh_token');
    default:
      return wrongAnswer(fault, around);
  }
}

/** The answers that are wrong from the start: nothing is done for them. */
function wrongAnswer({ spec }: Fault, { asked, restPath }: Circumstances): Answer {
  const xml = restPath?.xml ?? false;
  const fail = (error: string, text: string | undefined, status: number): Answer =>
    restPath ? restAnswer(errorBody(error, text), status, xml) : jsonAnswer(errorBody(error, text), status);
  switch (spec.kind) {
    case 'html':
      return htmlPage('502 Bad Gateway', 'nginx', spec.status ?? 502);
    case 'server_error':
      return fail('INTERNAL_SERVER_ERROR', REST_ERRORS.INTERNAL_SERVER_ERROR.text, spec.status ?? 500);
    case 'empty_error':
      return fail('', 'Access denied.', spec.status ?? 400);
    case 'moved':
      return redirect(`${spec.location ?? `http://${asked.host}`}${asked.url}`);
    default: {
      if (!restPath) {
        const answer = tokenError(spec.kind as TokenErrorCode);
        return { ...answer, status: spec.status ?? answer.status };
      }
      const { error, error_description, status } = failure(spec.kind as keyof typeof REST_ERRORS);
      return fail(error, error_description, spec.status ?? status);
    }
  }
}
