/**
 * The HTTP server: the one place that knows express. The table of routes becomes express's; calls to the ops addresses
 * are answered before express, by the same handler. Every answer has a Content-Length and the same safe headers.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { LIMITS } from '../base/limits.ts';
import type { ApiApp } from './app.ts';
import { failureOf, refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { tooLarge } from './ops_endpoint.ts';
import { readBody } from './read_body.ts';
import { answerHot, hotParams, ROUTES, type Route } from './routes.ts';
import { makeSite, type Site } from './site.ts';

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
    const params = hotParams(request.method ?? '', request.url ?? '');
    if (params === null) router(request, response);
    else void answer(site, { request, response, params, body: LIMITS.request_bytes, handle: answerHot });
  });
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  http.headersTimeout = KEEP_ALIVE_MS + 5_000;
  return { listen: (port, host) => listen(http, port, host), close: () => close(http, open) };
}

function makeRouter(site: Site): Express {
  const router = express();
  router.disable('x-powered-by');
  router.disable('etag');
  for (const route of ROUTES) {
    if (route.cors) router.options(route.path, (_request, response) => send(site, response, preflight()));
    router[route.method](route.path, (request, response) => handleRoute(site, route, { request, response }));
  }
  router.use((request: Request, response: Response) => {
    const text = `There is no ${request.method} ${request.path.slice(0, 200)} here.`;
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

async function handleRoute(
  site: Site,
  route: Route,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) params[name] = String(value);
  const { body, handle, cors } = route;
  await answer(site, { request, response, params, body, handle, ...(cors ? { headers: CORS_HEADERS } : {}) });
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  params: Record<string, string>;
  body: number;
  handle: Route['handle'];
  headers?: Record<string, string>;
}

async function answer(site: Site, exchange: Exchange): Promise<void> {
  const { request, response, params, headers = {} } = exchange;
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  let answered: HttpAnswer;
  try {
    const body = await readBody(request, exchange.body);
    const method = request.method ?? 'GET';
    const call: HttpCall = {
      method,
      path,
      params,
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
      headers: request.headers,
      body: body ?? NONE,
    };
    answered = body === null ? tooLarge(exchange.body) : await exchange.handle(site, call);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    const failure = failureOf(error, site.app.ports, `${request.method} ${path.slice(0, 100)}`);
    answered = jsonAnswer(refusedRequest('error', failure.message, { code: failure.code }));
  }
  send(site, response, { ...answered, headers: { ...headers, ...answered.headers } });
}

const NONE = Buffer.alloc(0);

function send(site: Site, response: ServerResponse, { status, type, body, headers = {} }: HttpAnswer): void {
  site.answers.set(status, (site.answers.get(status) ?? 0) + 1);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
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

/** Answers under way end their connections, so that none of them becomes idle afterwards. */
async function close(http: Server, open: Set<ServerResponse>): Promise<void> {
  for (const response of open) response.shouldKeepAlive = false;
  await new Promise<void>((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}
