/** One request and its answer on one connection, without redirects; bounded in size while it arrives. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { LIMITS } from '../../base/limits.ts';

export interface Exchange {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A failure found on this side; its code is read like those of undici and Node. */
export class ExchangeFailure extends Error {
  readonly code: 'TAKT_TIMEOUT' | 'TAKT_TOO_LARGE';
  constructor(code: 'TAKT_TIMEOUT' | 'TAKT_TOO_LARGE', message: string) {
    super(message);
    this.code = code;
  }
}

export function tooLarge(): ExchangeFailure {
  return new ExchangeFailure('TAKT_TOO_LARGE', `the answer is larger than ${LIMITS.http_response_bytes} bytes`);
}

/**
 * `on_start` is called when the request is about to be written to a connection: before that nothing has reached the
 * other side. Rejects with what undici, Node or this side found; an aborted `signal` ends it with its reason.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Exchange,
  signal: AbortSignal,
  on_start: () => void,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let control: Dispatcher.DispatchController | null = null;
    let answer: { status: number; headers: IncomingHttpHeaders } | null = null;
    const chunks: Buffer[] = [];
    let size = 0;
    const give_up = (): void => {
      control?.abort(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) return give_up();
    signal.addEventListener('abort', give_up, { once: true });
    const end = (): void => signal.removeEventListener('abort', give_up);

    const { url, method, headers, body } = request;
    dispatcher.dispatch(
      // Its own timeouts are off: the signal bounds the whole, and a slow answer is waited for until then.
      { origin: url.origin, path: url.pathname + url.search, method, headers, body, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart: (controller) => {
          control = controller;
          // Nobody waits any more: undici leaves a request unwritten that is aborted here.
          if (signal.aborted) return controller.abort(signal.reason);
          on_start();
        },
        onResponseStart: (controller, status, received) => {
          if (status < 200) return;
          answer = { status, headers: received };
          if (method !== 'HEAD' && Number(received['content-length'] ?? 0) > LIMITS.http_response_bytes) {
            controller.abort(tooLarge());
          }
        },
        onResponseData: (controller, chunk) => {
          size += chunk.length;
          if (size > LIMITS.http_response_bytes) return controller.abort(tooLarge());
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          end();
          if (answer) resolve({ ...answer, body: Buffer.concat(chunks) });
        },
        onResponseError: (_controller, error) => {
          end();
          reject(error);
        },
      },
    );
  });
}
