/** The token task of the story, as a user sees it through the API, and the look-alike of Bitrix24 it is connected to. */
import type { JsonObject } from '../../src/base/json.ts';
import { isObject } from '../../src/base/json.ts';
import type { RequestRecord } from '../../src/simulators/bitrix24/journal.ts';
import { type Bitrix24, type Bitrix24Options, startBitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { DEFAULT_APP, DEFAULT_PORTAL } from '../../src/simulators/bitrix24/settings.ts';
import { closeLater, done, eventually, type Takt } from './support.ts';

export const WAITS = '"access_token" обновлен. Ждём следующего обновления';
export const RETRIES = 'Повторим позже';
export const ESCALATES = '"access_token" не обновлен. Эскалация на автора процесса';
export const RESTS = '"access_token" не обновлен. Ждём новый code';

/** Twelve hundred milliseconds: the loop turns while one watches. */
export const REFRESH_MINUTES = 0.02;

export async function openBitrix(options: Bitrix24Options = {}): Promise<Bitrix24> {
  const bitrix = await startBitrix24(options);
  closeLater(() => bitrix.close());
  return bitrix;
}

/** The parameters of the token task. */
export function tokenData(url: string, more: JsonObject = {}): JsonObject {
  return {
    portal: DEFAULT_PORTAL.domain,
    client_id: DEFAULT_APP.clientId,
    client_secret: DEFAULT_APP.clientSecret,
    scope: 'user,crm',
    oauth_url: url,
    rest_url: url,
    refresh_minutes: REFRESH_MINUTES,
    ...more,
  };
}

/** Clones the template; gives the process and what came along. */
export async function cloneTemplate(takt: Takt, name: string): Promise<{ conv_id: number; also: JsonObject[] }> {
  const got = await done(takt, { type: 'clone', obj: 'template', name });
  return { conv_id: got.conv_id as number, also: (got.also as JsonObject[]) ?? [] };
}

export async function addTask(takt: Takt, conv_id: number, data: JsonObject, ref?: string): Promise<string> {
  const named = ref === undefined ? {} : { ref };
  const got = await done(takt, { type: 'create', obj: 'task', conv_id, ...named, data });
  return String(got.obj_id);
}

export async function modifyToken(takt: Takt, conv_id: number, data: JsonObject): Promise<void> {
  await done(takt, { type: 'modify', obj: 'task', conv_id, ref: 'token', data });
}

export interface Seen {
  obj_id: string;
  title: string;
  status: string;
  data: JsonObject;
}

/** A task by its reference or its id. */
export async function see(takt: Takt, conv_id: number, whose: { ref: string } | { obj_id: string }): Promise<Seen> {
  const got = await done(takt, { type: 'show', obj: 'task', conv_id, ...whose });
  return {
    obj_id: String(got.obj_id),
    title: String(got.node_title),
    status: String(got.status),
    data: isObject(got.data) ? got.data : {},
  };
}

export function token(takt: Takt, conv_id: number): Promise<Seen> {
  return see(takt, conv_id, { ref: 'token' });
}

/** Waits until the token task is as wanted. */
export function tokenUntil(takt: Takt, conv_id: number, what: string, wanted: (seen: Seen) => boolean): Promise<Seen> {
  return eventually(what, () => token(takt, conv_id), wanted);
}

/** The task has been refreshed more often than it had been when it was last seen. */
export function refreshedSince(takt: Takt, conv_id: number, before: Seen): Promise<Seen> {
  const count = Number(before.data.refresh_count);
  return tokenUntil(takt, conv_id, `more than ${count} refreshes`, ({ data }) => Number(data.refresh_count) > count);
}

/** What the look-alike was asked for at its token endpoint with such a grant. */
export function grants(requests: readonly RequestRecord[], grant: string): RequestRecord[] {
  return requests.filter(({ target, params }) => target === 'token' && params.grant_type === grant);
}

/** What the portal says to a token. */
export async function portalTakes(bitrix: Bitrix24, access_token: string): Promise<boolean> {
  const response = await fetch(`${bitrix.url}/rest/profile?auth=${access_token}`);
  return response.status === 200;
}
