/** Servers on this machine for the tests of the HTTP client, closed after each test by closeAll. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { openHttpClient } from '../../../src/adapters/http_client/undici_client.ts';
import { parseNetRules } from '../../../src/base/net_rules.ts';
import type { HttpClient, HttpRequest } from '../../../src/ports/http_client.ts';

/** Rules under which this machine can be reached. */
export const here = parseNetRules('127.0.0.0/8,::1');
const open: (() => Promise<unknown> | unknown)[] = [];

/** Ends what a test has opened. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

export function client(options: Partial<Parameters<typeof openHttpClient>[0]> = {}): HttpClient {
  const made = openHttpClient({ allow: here, ...options });
  open.push(() => made.close());
  return made;
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

export const serve = (listener: RequestListener): Promise<number> => listening(createServer(listener));

/** A server that talks bytes of its own. */
export async function serveRaw(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

export function request(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, body: null, cert_pem: '', timeout_ms: 20_000, ...more };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Answers with what it was asked. */
export const echo: RequestListener = async (incoming, answer) => {
  const { method, url, headers } = incoming;
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify({ method, url, headers, body: await bodyOf(incoming) }));
};

export interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export async function echoed(http: HttpClient, asked: HttpRequest): Promise<Echo> {
  const outcome = await http.send(asked);
  if (!outcome.ok) throw new Error(outcome.description);
  return JSON.parse(outcome.body) as Echo;
}
