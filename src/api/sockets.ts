/**
 * The websocket on which clients watch long work (`/api/1/sock_json`, `/api/2/sock_json`). They ping with the text `0`
 * and are answered `1`. `monitor_stat scheme_progress_info` with the `hash` of an upload or a copy is answered with how
 * far it is, and again whenever that changes, up to its end. A build of
 * `git_call` is done at once. Whoever asks for the progress of anything else is told, in
 * the form of any other op, that the answer of the operation itself tells how it ended.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Job, Jobs } from '../app/jobs.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { Clock } from '../ports/clock.ts';
import { jobView } from './ops/jobs.ts';

const PATH = /^\/api\/[12]\/sock_json(\?|$)/;
const PING = '0';
const PONG = '1';
/** Jobs that one socket watches at a time. */
const WATCHED_AT_MOST = 20;

export interface Sockets {
  /** Takes a connection that wants to be a websocket, or ends it where nothing of the kind lives. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Clients ping every 15 seconds; one that has said nothing for so long holds its connection for nobody, ms. */
const SILENT_MS = 60_000;

export function makeSockets(jobs: Pick<Jobs, 'watch'>, clock: Pick<Clock, 'after'>): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.socket_message_bytes });
  server.on('connection', (socket: WebSocket) => {
    const watched = new Set<() => void>();
    let patience = clock.after(SILENT_MS, () => socket.terminate());
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      patience();
      for (const end of watched) end();
    });
    socket.on('message', (message) => {
      patience();
      patience = clock.after(SILENT_MS, () => socket.terminate());
      socket.send(answer(message.toString(), { socket, watched, jobs }));
      if (socket.bufferedAmount > LIMITS.socket_untaken_bytes) socket.terminate();
    });
  });
  return {
    upgrade: (request, socket, head) => {
      if (PATH.test(request.url ?? '')) {
        server.handleUpgrade(request, socket, head, (taken) => server.emit('connection', taken, request));
      } else {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      }
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** A socket, and how the watching of what it watches is ended. */
interface Watcher {
  socket: WebSocket;
  watched: Set<() => void>;
  jobs: Pick<Jobs, 'watch'>;
}

function answer(text: string, watcher: Watcher): string {
  if (text === PING) return PONG;
  const parsed = parseJson(text);
  const body = 'value' in parsed && isObject(parsed.value) ? parsed.value : null;
  if (body === null) return JSON.stringify({ request_proc: 'format_error', ops: [] });
  const asked = Array.isArray(body.ops) ? body.ops : [body];
  const ops = asked.filter(isObject).map((op) => follow(op, watcher) ?? built(op) ?? refusal(op));
  return JSON.stringify({ request_proc: 'ok', ops });
}

/** How far a job is, and from now on every step of it; null for what is no job. */
function follow(op: JsonObject, { socket, watched, jobs }: Watcher): JsonObject | null {
  if (op.obj !== 'scheme_progress_info' || typeof op.hash !== 'string' || watched.size >= WATCHED_AT_MOST) return null;
  const view = (job: Job): JsonObject => {
    const { id = '', obj, type = 'monitor_stat', ref = null } = op;
    return { id, obj: obj ?? '', type, ref, proc: 'ok', ...jobView(job) };
  };
  const found = jobs.watch(op.hash, (job) => {
    socket.send(JSON.stringify({ request_proc: 'ok', ops: [view(job)] }));
    if (job.status !== 'in_progress' && found !== null) forget(found.end);
  });
  const forget = (end: () => void): void => {
    watched.delete(end);
    end();
  };
  if (found === null) return null;
  if (found.job.status === 'in_progress') watched.add(found.end);
  else found.end();
  return view(found.job);
}

/** The runner builds a program when it runs it: a build that is asked for is done at once. */
function built({ id, obj, type, obj_type, obj_id }: JsonObject): JsonObject | null {
  if (obj !== 'git_call') return null;
  const log = { type: 'done', message: 'nothing is built here: the runner at TAKT_GIT_CALL_URL builds what it runs' };
  return { id: id ?? '', obj, type: type ?? '', obj_type: obj_type ?? '', obj_id: obj_id ?? '', proc: 'ok', log };
}

function refusal({ id, obj, type, ref }: JsonObject): JsonObject {
  const description = 'progress is not reported here: the answer of the operation itself tells how it ended';
  return { id: id ?? '', obj: obj ?? '', type: type ?? '', ref: ref ?? null, proc: 'error', description };
}
