/** Every address of the server in one table: who may call it, how large a body it takes, who answers. */
import { LIMITS } from '../base/limits.ts';
import { sendBackup } from './backup.ts';
import { JSON_FORMAT, NVP_FORMAT, XML_FORMAT } from './body_formats.ts';
import { createByAlias, createByUrl } from './by_url.ts';
import { callBack, callBackEvents, callBackForm } from './callbacks.ts';
import { chartValues } from './chart_values.ts';
import { downloadOps, fetchDownload } from './download.ts';
import type { FindOp } from './envelope.ts';
import { escalationNodes } from './escalation_nodes.ts';
import { evaluateText } from './evaluate.ts';
import { events } from './events.ts';
import { refusedRequest } from './failure.ts';
import { showForm, takeForm } from './forms.ts';
import { heldTasks } from './held_tasks.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import { nodeTypes } from './node_types.ts';
import * as obj_copy from './ops/obj_copy.ts';
import { notSupported } from './ops/op.ts';
import { findOp } from './ops/table.ts';
import { answerCall } from './ops_endpoint.ts';
import { listAudit, listConnections, listProblems, showActivity } from './overview.ts';
import { anyPage, beginConnect, finishConnect, home } from './pages.ts';
import { changePassword, logIn, logOut, me } from './session.ts';
import { simulate } from './simulate.ts';
import type { Site } from './site.ts';
import { health, metrics } from './status.ts';
import { syncOps, takeAnswer } from './sync.ts';
import { uploadForm, uploadInfo } from './upload.ts';

type Handle = (site: Site, call: HttpCall) => Promise<HttpAnswer>;
type SignedHandle = (site: Site, call: SignedCall) => Promise<HttpAnswer>;

interface RouteBase {
  method: 'get' | 'post';
  /** A pattern; also what errors and logs call the address, as a real one holds a signature. */
  path: string;
  /** Bytes of body taken. */
  body: number;
}

/** An address for whoever has a key. */
interface SignedRoute extends RouteBase {
  signed: true;
  handle: SignedHandle;
  /** Forms may be signed in their reduced form. */
  form?: true;
}

/** An address for everybody who knows it. */
interface OpenRoute extends RouteBase {
  signed: false;
  handle: Handle;
  /** Browsers of any site may call it. */
  cors?: true;
}

export type Route = SignedRoute | OpenRoute;

/** Most addresses are called with the signature in them, or without it and signed in a header. */
const SIGNED = ['', '/:login/:time/:sign'];

const get = (path: string, handle: Handle): Route => ({ method: 'get', path, handle, body: 0, signed: false });
const post = (path: string, handle: Handle): OpenRoute => {
  return { method: 'post', path, handle, body: LIMITS.request_bytes, signed: false };
};
const open = (path: string, handle: Handle): Route => ({ ...post(path, handle), cors: true });
const signed = (path: string, handle: SignedHandle): SignedRoute[] =>
  SIGNED.map((auth) => {
    return { method: 'post', path: `${path}${auth}`, handle, body: LIMITS.request_bytes, signed: true };
  });

/** An address that answers whoever is logged in, or sends a key in a header. */
const signedGet = (path: string, handle: SignedHandle): SignedRoute => {
  return { method: 'get', path, handle, body: 0, signed: true };
};

/** An address that takes ops on one object, whatever their type. */
const opsOn =
  (find: FindOp): SignedHandle =>
  (site, call) =>
    answerCall(site, call, find);

/** The Sync API has a host of its own in Corezoid, and the same addresses: its callers wait for a result. */
const ops: SignedHandle = (site, call) =>
  /^sync-api/i.test(call.headers.host ?? '') ? syncOps(site, call) : answerCall(site, call, findOp);

function later(what: string): Handle {
  const text = `${what}: not supported yet by this server`;
  return async () => jsonAnswer(refusedRequest('error', text, { code: 'not_supported' }));
}

/** A websocket is taken before it comes here (sockets.ts): this is for who asks without one. */
const progress: Handle = later('progress without a websocket');

/** How the direct URLs of a process may be spoken to, by the word in their address. */
const FORMATS = [
  ['json', JSON_FORMAT],
  ['xml', XML_FORMAT],
  ['nvp', NVP_FORMAT],
] as const;

const compare = notSupported('comparing stages');
const merge = notSupported('merging stages');

export const ROUTES: Route[] = [
  get('/', home),
  { ...post('/api/takt/login', logIn), body: LIMITS.log_in_bytes },
  { ...post('/api/takt/logout', logOut), body: LIMITS.log_in_bytes },
  { ...post('/api/takt/password', changePassword), body: LIMITS.log_in_bytes },
  get('/api/takt/me', me),
  get('/api/takt/node_types', nodeTypes),
  get('/api/takt/events', events),
  signedGet('/api/takt/activity', showActivity),
  signedGet('/api/takt/audit', listAudit),
  signedGet('/api/takt/connections', listConnections),
  signedGet('/api/takt/held_tasks', heldTasks),
  signedGet('/api/takt/problems', listProblems),
  get('/health', health),
  get('/metrics', metrics),
  get('/oauth/connect/:conv_id', beginConnect),
  get('/oauth/callback', finishConnect),
  get('/form/:key/:hash', showForm),
  { ...post('/form/:key/:hash', takeForm), body: LIMITS.form_bytes },
  get('/user_downloads/:token/:name', fetchDownload),
  get('/user_downloads/:token/:name/:login/:time/:sign', fetchDownload),
  ...SIGNED.map((auth) => get(`/api/2/upload/info${auth}`, uploadInfo)),
  ...signed('/api/2/upload', uploadForm).map((route): Route => ({ ...route, body: LIMITS.upload_bytes, form: true })),
  ...signed('/api/2/download', downloadOps),
  ...signed('/api/takt/backup', sendBackup),
  ...signed('/api/takt/chart_values', chartValues),
  ...signed('/api/takt/escalation_nodes', escalationNodes),
  ...signed('/api/takt/evaluate', evaluateText),
  ...signed('/api/takt/simulate', simulate),
  ...signed(
    '/api/2/copy',
    opsOn(({ obj }) => (obj === 'obj_copy' ? obj_copy.copy : null)),
  ),
  ...signed(
    '/api/2/compare',
    opsOn(({ obj }) => (obj === 'obj_scheme' ? compare : null)),
  ),
  ...signed(
    '/api/2/merge',
    opsOn(({ obj }) => (obj === 'obj_scheme' ? merge : null)),
  ),
  ...[1, 2].flatMap((version) => [
    ...FORMATS.flatMap(([name, format]) => [
      open(`/api/${version}/${name}/public/:conv_id/:hash`, createByUrl(format)),
      open(`/api/${version}/${name}/public/:alias/:project/:stage/:company/:hash`, createByAlias(format)),
    ]),
    open(`/api/${version}/json/callback/:node/:hash`, callBack),
    ...['', '/:conv_id'].flatMap((conv) => [
      open(`/api/${version}/json/plugins/twilio${conv}/:node/:hash`, callBackForm),
      open(`/api/${version}/json/plugins/mandrill${conv}/:node/:hash`, callBackEvents),
    ]),
    get(`/api/${version}/sock_json`, progress),
    ...signed(`/api/${version}/json`, ops),
    ...signed(`/api/${version}/sync/json`, syncOps),
    post(`/api/${version}/plugins/callback/:request`, takeAnswer),
  ]),
  get('/{*path}', anyPage),
];

/** The addresses under which almost all calls come, matched without a router. `public`, `callback` and `plugins` are no logins. */
const HOT = /^\/api\/[12]\/json(?:\/(?!public\/|callback\/|plugins\/)([^/?]+)\/([^/?]+)\/([^/?]+))?(?:\?|$)/;

const [hotHeader, hotAddress] = signed('/api/2/json', ops) as [SignedRoute, SignedRoute];

/** The route and the signature parts of a call to the hot addresses; null for any other call. */
export function hotRoute(method: string, url: string): { route: Route; params: Record<string, string> } | null {
  const match = method === 'POST' ? HOT.exec(url) : null;
  if (match === null) return null;
  const [, login, time, sign] = match;
  if (login === undefined) return { route: hotHeader, params: {} };
  return { route: hotAddress, params: { login: decoded(login), time: decoded(time), sign: decoded(sign) } };
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
