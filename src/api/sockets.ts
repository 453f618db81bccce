/**
 * The websocket on which clients watch long work (`/api/1/sock_json`, `/api/2/sock_json`). They ping with the text `0`
 * and are answered `1`. Nothing here takes long enough to be watched yet: whoever asks for progress is told so, in the
 * form of any other op, and finds what he built or deployed by its op's own answer.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';

const PATH = /^\/api\/[12]\/sock_json(\?|$)/;
const PING = '0';
const PONG = '1';

export interface Sockets {
  /** Takes a connection that wants to be a websocket, or ends it where nothing of the kind lives. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function makeSockets(): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.socket_message_bytes });
  server.on('connection', (socket: WebSocket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (message) => socket.send(answer(message.toString())));
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

function answer(text: string): string {
  if (text === PING) return PONG;
  const parsed = parseJson(text);
  const body = 'value' in parsed && isObject(parsed.value) ? parsed.value : null;
  if (body === null) return JSON.stringify({ request_proc: 'format_error', ops: [] });
  const asked = Array.isArray(body.ops) ? body.ops : [body];
  return JSON.stringify({ request_proc: 'ok', ops: asked.filter(isObject).map(refusal) });
}

function refusal({ id, obj, type, ref }: JsonObject): JsonObject {
  const description = 'progress is not reported here: the answer of the operation itself tells how it ended';
  return { id: id ?? '', obj: obj ?? '', type: type ?? '', ref: ref ?? null, proc: 'error', description };
}
