/**
 * A look-alike of Bitrix24 for the demo, for tests and for trying things by hand: authorization, tokens with rotation,
 * and the REST that leads need, on one local port. docs/simulator-bitrix24.md says what is like the real one and what
 * is not. It keeps everything in memory.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { assert } from '../../base/errors.ts';
import type { Answer } from './answers.ts';
import { control, issueCode } from './control.ts';
import { dispatch, type Result, type World } from './dispatch.ts';
import { type Fault, type FaultSpec, Faults, faultProblem } from './faults.ts';
import { Grants } from './grants.ts';
import { Journal, type RequestRecord } from './journal.ts';
import { type Lead, Leads } from './leads.ts';
import { Limiter } from './limiter.ts';
import { readRequest } from './request.ts';
import { type App, DEFAULT_APP, DEFAULT_PORTAL, DEFAULT_SETTINGS, type Portal, type Settings } from './settings.ts';

export interface Bitrix24Options extends Partial<Settings> {
  /** Without one a free port is taken. */
  port?: number;
  /** Milliseconds; lifetimes and the rate limit follow it. */
  now?: () => number;
  apps?: App[];
  portals?: Portal[];
  /**
   * With a certificate for the vendor's names the port is also a CONNECT proxy whose every tunnel ends here, so that
   * clients with fixed https addresses reach the look-alike. PEM.
   */
  tls?: { key: string; cert: string };
}

export interface Bitrix24 {
  readonly url: string;
  readonly port: number;
  /** May be changed while it runs; lifetimes hold for what is issued afterwards. */
  readonly settings: Settings;
  readonly leads: readonly Lead[];
  readonly requests: readonly RequestRecord[];
  /** A code of the application, or of the first one, as a person's browser would bring it. */
  issueCode(clientId?: string): string;
  /** Lets every access token expire now. */
  expireAccess(): void;
  fault(spec: FaultSpec): Fault;
  /** Ends all scripted faults and lets held requests go on. */
  clearFaults(): void;
  /** Resolves once the log of requests satisfies the condition. */
  until(condition: (requests: readonly RequestRecord[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startBitrix24(options: Bitrix24Options = {}): Promise<Bitrix24> {
  const world = makeWorld(options);
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // A rejection here is a bug of the look-alike and ends the process.
    void answer(world, request, response);
  };
  const server = createServer(listener);
  const secure = options.tls ? createSecureServer(options.tls, listener) : null;
  if (secure) tunnel(server, secure);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    settings: world.settings,
    leads: world.leads.all,
    requests: world.journal.records,
    issueCode: (clientId) => {
      const code = issueCode(world, clientId);
      assert(code !== null, `there is no application ${clientId}`);
      return code;
    },
    expireAccess: () => world.grants.expireAccess(world.now()),
    fault: (spec) => {
      const problem = faultProblem(spec);
      assert(problem === null, `not a fault: ${problem}`);
      return world.faults.add(spec);
    },
    clearFaults: () => world.faults.clear(),
    until: (condition) => world.journal.until(condition),
    close: () => close(world, server, secure),
  };
}

function makeWorld(options: Bitrix24Options): World {
  const {
    port: _port,
    tls: _tls,
    now = Date.now,
    apps = [DEFAULT_APP],
    portals = [DEFAULT_PORTAL],
    ...given
  } = options;
  const settings: Settings = structuredClone({ ...DEFAULT_SETTINGS, ...given });
  return {
    settings,
    apps,
    portals,
    now,
    grants: new Grants(settings),
    leads: new Leads(),
    limiter: new Limiter(settings),
    faults: new Faults(),
    journal: new Journal(),
  };
}

/** Hands the socket of every CONNECT, whatever host it names, to the server that speaks TLS. */
function tunnel(server: Server, secure: SecureServer): void {
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    secure.emit('connection', socket);
  });
}

function close(world: World, server: Server, secure: SecureServer | null): Promise<void> {
  world.faults.clear();
  return new Promise((resolve) => {
    server.close(() => resolve());
    secure?.closeAllConnections();
    server.closeAllConnections();
  });
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Kept apart, because a request that breaks off lets go of its socket.
  const { socket } = request;
  const asked = await readRequest(request).catch(() => null);
  if (!asked) {
    // The caller hung up while it was sending, or sent too much.
    socket.destroy();
    return;
  }
  if (asked.path.startsWith('/_sim/')) {
    send(response, control(world, asked));
    return;
  }
  const { reply, record } = await dispatch(world, asked);
  const sent = conclude(socket, response, reply);
  if (record) world.journal.close(record, sent ? 'answered' : 'cut');
}

/** Whether an answer went out; a caller that has hung up meanwhile gets none. */
function conclude(socket: Socket, response: ServerResponse, reply: Result['reply']): boolean {
  if (reply === 'reset' && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else if (typeof reply === 'string') socket.destroy();
  else if (!response.destroyed) {
    send(response, reply);
    return true;
  }
  return false;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
