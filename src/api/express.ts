/**
 * The HTTP server: the one place that knows express. The table of routes becomes express's; calls to the ops addresses
 * are answered before express, by the same handler. Every answer has a Content-Length and the same safe headers.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { pipeline } from 'node:stream';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { LIMITS } from '../base/limits.ts';
import type { ApiApp } from './app.ts';
import { exchange, type Incoming } from './exchange.ts';
import { detailsOf, failureOf, refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { readBody } from './read_body.ts';
import { hotRoute, ROUTES } from './routes.ts';
import { makeSite, type Site } from './site.ts';
import { makeSockets } from './sockets.ts';

export interface TaktServer {
  /** Answers the port, which is a free one where 0 was asked for. */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more calls, lets go of idle connections, and waits for the answers that are under way. */
  close(): Promise<void>;
}

/** Longer than the idle time of common proxies and clients, so that it is they who close. */
const KEEP_ALIVE_MS = 75_000;

const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, *',
  'access-control-max-age': '86400',
};

export function makeServer(app: ApiApp): TaktServer {
  const site = makeSite(app);
  const router = makeRouter(site);
  const open = new Set<ServerResponse>();
  const http = createServer((request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    const hot = hotRoute(request.method ?? '', request.url ?? '');
    if (hot === null) router(request, response);
    else void answer(site, { ...hot, request, response });
  });
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  http.headersTimeout = KEEP_ALIVE_MS + 5_000;
  http.requestTimeout = LIMITS.request_ms;
  http.maxConnections = LIMITS.connections;
  const sockets = makeSockets(app.jobs, app.ports.clock);
  http.on('upgrade', sockets.upgrade);
  const end = async (): Promise<void> => {
    sockets.close();
    // Callers of the Sync API would be waited for as long as they wait themselves.
    site.app.sync.stop();
    // So would pages that look on.
    site.events.close();
    site.app.live.close();
    await close(http, open);
    await app.jobs.close();
    site.downloads.close();
  };
  return { listen: (port, host) => listen(http, port, host), close: end };
}

function makeRouter(site: Site): Express {
  const router = express();
  router.disable('x-powered-by');
  router.disable('etag');
  for (const route of ROUTES) {
    if (!route.signed && route.cors)
      router.options(route.path, (_request, response) => send(site, response, preflight()));
    router[route.method](route.path, (request: Request, response: Response) => {
      const named = Object.entries(request.params).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join('/') : String(value),
      ]);
      return answer(site, { route, params: Object.fromEntries(named), request, response });
    });
  }
  router.use((request: Request, response: Response) => {
    // The address is not repeated: there may be a signature in it.
    const text = `There is no such address to ${request.method} here; docs/api.md lists them.`;
    send(site, response, jsonAnswer(refusedRequest('error', text, { code: 'not_found' }), 404));
  });
  router.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const text = 'The address cannot be read: is each % followed by two hex digits?';
    send(site, response, jsonAnswer(refusedRequest('format_error', text), 400));
  });
  return router;
}

function preflight(): HttpAnswer {
  return { status: 200, type: 'text/plain', body: '', headers: CORS_HEADERS };
}

/** Answers one request; the answer is counted as the caller's until it has left. */
async function answer(
  site: Site,
  { route, params, request, response }: Pick<Incoming, 'route'> & Pick<HttpCall, 'params'> & Carrier,
): Promise<void> {
  let gone = false;
  let sent = (): void => undefined;
  let listener = (): void => undefined;
  response.once('close', () => {
    gone = true;
    listener();
    sent();
  });
  const { method = 'GET', url = '', headers } = request;
  const mark = url.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark));
  const onGone = (call: () => void): void => {
    listener = call;
    if (gone) call();
  };
  const ip = callerOf(request, site.app.settings.is_proxy);
  const head = { method, params, query, headers, ip, onGone };
  let answered: HttpAnswer;
  try {
    const done = await exchange(site, { route, head, read: (limit, room) => readBody(request, limit, room) });
    sent = done.sent;
    if (gone) sent();
    answered = done.answer;
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    const failure = failureOf(error, site.app.ports, `${method} ${route.path}`);
    const { code, message } = failure;
    answered = jsonAnswer(refusedRequest('error', message, { ...detailsOf(failure), code }));
  }
  const cors = !route.signed && route.cors ? CORS_HEADERS : {};
  send(site, response, { ...answered, headers: { ...cors, ...answered.headers } });
}

/** The address of who calls: behind proxies that are known, the last one that they say and that is none of them. */
function callerOf({ socket, headers }: IncomingMessage, isProxy: (address: string) => boolean): string {
  const { 'x-forwarded-for': said = '' } = headers;
  const hops = [
    String(said)
      .split(',')
      .map((hop) => hop.trim()),
    socket.remoteAddress ?? '',
  ].flat();
  while (hops.length > 1 && isProxy(hops.at(-1) ?? '') && isIP(hops.at(-2) ?? '') !== 0) hops.pop();
  return hops.at(-1) ?? '';
}

interface Carrier {
  request: IncomingMessage;
  response: ServerResponse;
}

function send(site: Site, response: ServerResponse, { status, type, body, headers = {} }: HttpAnswer): void {
  site.answers.set(status, (site.answers.get(status) ?? 0) + 1);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = Buffer.isBuffer(bytes) ? bytes.length : bytes.bytes;
  const known = length === null ? {} : { 'content-length': length };
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, ...known, ...headers });
  if (Buffer.isBuffer(bytes)) response.end(bytes);
  // A caller who goes away while he is sent a file ends the stream, and the stream the answer.
  else pipeline(bytes.stream, response, () => undefined);
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      const address = http.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Answers under way end their connections; those whose head was sent already become idle, and are let go then. */
async function close(http: Server, open: Set<ServerResponse>): Promise<void> {
  for (const response of open) {
    response.shouldKeepAlive = false;
    response.once('close', () => http.closeIdleConnections());
  }
  await new Promise<void>((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}
