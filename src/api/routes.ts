/** Every address of the server in one table: what it is called with, how large a body it takes, who answers. */
import { LIMITS } from '../base/limits.ts';
import type { HttpAnswer, HttpCall } from './http.ts';
import { findOp } from './ops/table.ts';
import { answerCall } from './ops_endpoint.ts';
import type { Site } from './site.ts';

export interface Route {
  method: 'get' | 'post';
  path: string;
  handle: (site: Site, call: HttpCall) => Promise<HttpAnswer>;
  /** Bytes of body taken. */
  body: number;
  /** Browsers of any site may call it. */
  cors?: true;
}

const signed = ['', '/:login/:time/:sign'];

const ops = (site: Site, call: HttpCall): Promise<HttpAnswer> => answerCall(site, call, findOp);

export const ROUTES: Route[] = [
  ...signed.map((auth): Route => ({ method: 'post', path: `/api/2/json${auth}`, handle: ops, body: LIMITS.request_bytes })),
  ...signed.map((auth): Route => ({ method: 'post', path: `/api/1/json${auth}`, handle: ops, body: LIMITS.request_bytes })),
];

/** The addresses under which almost all calls come, matched without a router. `public` and `callback` are no logins. */
const HOT = /^\/api\/[12]\/json(?:\/(?!public\/|callback\/)([^/?]+)\/([^/?]+)\/([^/?]+))?(?:\?|$)/;

/** The signature parts of a call to the hot addresses; null for any other call. */
export function hotParams(method: string, url: string): Record<string, string> | null {
  const match = method === 'POST' ? HOT.exec(url) : null;
  if (match === null) return null;
  const [, login, time, sign] = match;
  return login === undefined ? {} : { login: decoded(login), time: decoded(time), sign: decoded(sign) };
}

export const answerHot = ops;

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
