/** Real listeners that keep what comes: mail over SMTP, requests over HTTP, and a line to another server that can be cut. */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { closeLater } from './support.ts';

/** What has come so far, and the promise of what is still to come. */
export class Inbox<T> {
  readonly items: T[] = [];
  private readonly waiting = new Set<() => void>();

  add(item: T): void {
    this.items.push(item);
    for (const look of this.waiting) look();
  }

  /** The first item that satisfies the condition, whether it is there or comes later. */
  first(wanted: (item: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.items.find(wanted);
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}

export interface Mail {
  from: string;
  to: string[];
  /** The message as it came over the line. */
  raw: string;
}

export interface MailListener {
  url: string;
  mails: Inbox<Mail>;
}

export async function listenForMail(): Promise<MailListener> {
  const mails = new Inbox<Mail>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.add({ from, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closeLater(() => new Promise<void>((resolve) => server.close(resolve)));
  return { url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`, mails };
}

export interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: JsonObject;
  /** Answers it, where the listener does not answer by itself. */
  answer(status: number): void;
}

export interface HttpListener {
  url: string;
  calls: Inbox<Call>;
  /** Whether calls are answered at once, which they are unless a test says no. */
  answers: boolean;
}

export async function listenForHttp(): Promise<HttpListener> {
  const listener: HttpListener = { url: '', calls: new Inbox<Call>(), answers: true };
  const server = createHttpServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parsed(Buffer.concat(parts).toString());
    const answer = (status: number): void => reply(response, status);
    listener.calls.add({ path: request.url ?? '', headers: request.headers, body, answer });
    if (listener.answers) answer(200);
  });
  listener.url = await listen(server, 0);
  closeLater(() => {
    server.close();
    server.closeAllConnections();
  });
  return listener;
}

function reply(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A line to another server: an address that stays the same while the server behind it is stopped and started. */
export interface Line {
  url: string;
  /** From now on nobody listens there, and what is open ends. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** The next answer that comes back from the server gets lost, and its connection with it. */
  loseAnswer(): void;
}

export async function openLine(to: string): Promise<Line> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  let losing = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => {
      if (losing) {
        losing = false;
        near.destroy();
      } else near.write(data);
    });
  });
  const url = await listen(server, 0);
  const port = Number(new URL(url).port);
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  closeLater(cut);
  return {
    url,
    cut,
    restore: async () => {
      await listen(server, port);
    },
    loseAnswer: () => {
      losing = true;
    },
  };
}
