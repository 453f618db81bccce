/**
 * Logging in and out of the page, and who is logged in: `POST /api/takt/login`, `POST /api/takt/logout`,
 * `GET /api/takt/me`. The token goes to the browser in a cookie that scripts cannot read and other sites cannot use.
 */
import { z } from 'zod';
import type { Actor } from '../app/rights.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { parseJson } from '../model/parse_json.ts';
import { isOwnPage, SESSION_COOKIE, sessionOf } from './auth.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { readFields } from './ops/op.ts';
import type { Site } from './site.ts';

const credentials = z.object({ login: z.string().max(255), password: z.string().max(1000) });

const passwords = z.object({ current: z.string().max(1000), password: z.string().max(1000) });

const NOT_OURS = 'This address is for the page of this server: send the header X-Takt-Page.';
const NOBODY = 'Nobody is logged in.';

export async function logIn(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (!isOwnPage(call.headers)) return refused(403, NOT_OURS, 'access_denied');
  const parsed = parseJson(call.body.toString('utf8'));
  const body = 'value' in parsed && isObject(parsed.value) ? parsed.value : {};
  const { login, password } = readFields(credentials, body);
  const from = { ip: call.ip, agent: call.headers['user-agent'] ?? '' };
  try {
    const { token, actor, seconds } = await site.app.sessions.logIn(login, password, from);
    const deed = { action: 'log_in', obj: 'user', obj_id: actor.user_id, title: actor.name };
    await site.app.audit.record(actor, { ...deed, details: { ip: from.ip, agent: from.agent.slice(0, 200) } });
    return jsonAnswer(person(actor), 200, { 'set-cookie': cookie(site, token, seconds) });
  } catch (error) {
    if (!(error instanceof TaktError)) throw error;
    return refused(error.code === 'too_many_requests' ? 429 : 401, error.message, error.code);
  }
}

export async function logOut(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (!isOwnPage(call.headers)) return refused(403, NOT_OURS, 'access_denied');
  const token = sessionOf(call.headers);
  if (token !== null) await site.app.sessions.logOut(token);
  return jsonAnswer({}, 200, { 'set-cookie': cookie(site, '', 0) });
}

export async function me(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const token = sessionOf(call.headers);
  const actor = token === null ? null : await site.app.sessions.actorOf(token);
  if (actor === null) return refused(401, NOBODY, 'access_denied');
  const password_made_up = await site.app.keys.hasMadeUpPassword(actor.user_id);
  return jsonAnswer({ ...person(actor), ...(password_made_up ? { password_made_up } : {}) });
}

/** An answer for people who are logged in, whoever they are. */
export async function withSession(
  site: Site,
  call: HttpCall,
  answer: (actor: Actor) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const token = sessionOf(call.headers);
  const actor = token === null ? null : await site.app.sessions.actorOf(token);
  return actor === null ? refused(401, NOBODY, 'access_denied') : answer(actor);
}

/** `POST /api/takt/password`: `{current, password}`. */
export async function changePassword(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const token = sessionOf(call.headers);
  if (!isOwnPage(call.headers) || token === null) return refused(403, NOT_OURS, 'access_denied');
  const parsed = parseJson(call.body.toString('utf8'));
  const body = 'value' in parsed && isObject(parsed.value) ? parsed.value : {};
  try {
    const { current, password: wanted } = readFields(passwords, body);
    await site.app.sessions.changePassword(token, { current, wanted }, call.ip);
    return jsonAnswer({});
  } catch (error) {
    if (!(error instanceof TaktError)) throw error;
    return refused(error.code === 'too_many_requests' ? 429 : 400, error.message, error.code);
  }
}

function person({ user_id, name, admin }: Actor): JsonObject {
  return { user_id, name, admin };
}

/** Lax, so that a person who comes back from a provider is still logged in. */
function cookie(site: Site, token: string, seconds: number): string {
  const secure = site.app.settings.public_url.startsWith('https:') ? '; Secure' : '';
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

function refused(status: number, text: string, code: string): HttpAnswer {
  return jsonAnswer(refusedRequest('fail', text, { code }), status);
}
