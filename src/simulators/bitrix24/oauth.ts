/**
 * `/oauth/authorize/` and `/oauth/token/`. A person is taken to be logged in and to agree, so the first answers at once;
 * the second hands out and renews pairs in the form the vendor's server does, which is not quite that of RFC 6749.
 */
import type { JsonObject } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import {
  type Answer,
  type ErrorRow,
  errorBody,
  htmlPage,
  jsonAnswer,
  redirect,
  TOKEN_ERRORS,
  type TokenErrorCode,
} from './answers.ts';
import type { Grants, Pair } from './grants.ts';
import { endpoints, OAUTH_HOSTS, type Place } from './hosts.ts';
import type { App, Portal } from './settings.ts';

export interface OauthWorld {
  apps: readonly App[];
  portals: readonly Portal[];
  grants: Grants;
  now: () => number;
}

/** The keys a fault can take out of a token answer. */
export type Omitted = 'expires' | 'access_token' | 'refresh_token';

/** 302 to the application's address with six parameters; on a wrong client only a page, as the application is not told. */
export function authorize(world: OauthWorld, place: Place, params: JsonObject): Answer {
  const portal = place.kind === 'portal' ? place.portal : world.portals[0];
  const app = world.apps.find((one) => one.clientId === params.client_id);
  if (!portal || place.kind === 'oauth') return htmlPage('404 Not Found', 'There is nothing at this address.', 404);
  if (!app) return htmlPage('Bitrix24', 'The application was not found: authorization cannot be completed.', 200);
  const code = world.grants.issueCode({ app, portal }, world.now());
  if (app.redirectUrl === undefined) return htmlPage('Bitrix24', `Authorization code: ${code}`, 200);
  const query = new URLSearchParams({
    code,
    state: text(params.state) ?? '',
    domain: portal.domain,
    member_id: portal.memberId,
    scope: app.scope.join(','),
    server_domain: OAUTH_HOSTS[0],
  });
  return redirect(`${app.redirectUrl}${app.redirectUrl.includes('?') ? '&' : '?'}${query}`);
}

export function token(world: OauthWorld, place: Place, params: JsonObject, omit: Omitted | null): Answer {
  const app = world.apps.find((one) => one.clientId === params.client_id);
  if (params.client_id === undefined) return missing('client_id');
  if (!app) return tokenError('wrong_client');
  if (params.client_secret !== app.clientSecret) return tokenError('invalid_client');
  const pair = exchange(world, app, params, omit === 'refresh_token');
  if ('status' in pair) return place.kind === 'portal' ? withDomain(pair, place.portal) : pair;
  return jsonAnswer(pairBody(pair, place, world.now(), omit), 200);
}

function exchange(world: OauthWorld, app: App, params: JsonObject, keepRefresh: boolean): Pair | Answer {
  const name = params.grant_type === 'authorization_code' ? 'code' : 'refresh_token';
  if (params.grant_type !== 'authorization_code' && params.grant_type !== 'refresh_token') return missing('grant_type');
  const value = text(params[name]);
  if (value === undefined || value === '') return missing(name);
  const given =
    name === 'code'
      ? world.grants.redeem(value, app, world.now())
      : world.grants.refresh(value, app, world.now(), keepRefresh);
  return typeof given === 'string' ? tokenError(given) : given;
}

/** The keys in the order the vendor's server writes them. */
function pairBody(pair: Pair, place: Place, now: number, omit: Omitted | null): JsonObject {
  const { domain, server, client } = endpoints(place, pair.portal);
  const body: JsonObject = {
    access_token: pair.access,
    expires: pair.accessExpires,
    expires_in: pair.accessExpires - unixSeconds(now),
    scope: 'app',
    domain,
    server_endpoint: server,
    status: 'L',
    client_endpoint: client,
    member_id: pair.portal.memberId,
    user_id: pair.portal.userId,
    refresh_token: pair.refresh,
  };
  if (omit) delete body[omit];
  return body;
}

export function tokenError(code: TokenErrorCode, description?: string): Answer {
  const row: ErrorRow = TOKEN_ERRORS[code];
  return jsonAnswer(errorBody(code, description ?? row.text), row.status);
}

function missing(name: string): Answer {
  return tokenError('invalid_request', `No "${name}" parameter found`);
}

/** A portal that is asked itself adds its name to `invalid_grant`. */
function withDomain(answer: Answer, portal: Portal): Answer {
  if (answer.error !== 'invalid_grant') return answer;
  return jsonAnswer({ error: 'invalid_grant', domain: portal.domain }, answer.status);
}

function text(value: JsonObject[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
