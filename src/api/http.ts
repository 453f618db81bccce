/** Requests and answers as the handlers see them: plain data. express.ts alone knows what carries them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Actor } from '../app/rights.ts';
import type { Json } from '../base/json.ts';
import type { Place } from './in_flight.ts';

export interface HttpCall {
  method: string;
  /** Named parts of the path, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Of the caller, as far as known proxies tell it; else of the connection. */
  ip: string;
  /** The bytes as they came: signatures are made over them. */
  body: Buffer;
  /** Calls back when the caller has gone, answered or not. */
  onGone(listener: () => void): void;
}

/** A call whose sender is known, in one of the places that his key has. */
export interface SignedCall extends HttpCall {
  actor: Actor;
  place: Place;
}

/** A body that is too large to lie in memory; of null bytes, one that goes on until either side ends it. */
export interface StreamBody {
  bytes: number | null;
  stream: Readable;
}

export interface HttpAnswer {
  status: number;
  type: string;
  body: string | Buffer | StreamBody;
  headers?: Record<string, string>;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export function jsonAnswer(
  value: Json,
  status = 200,
  headers: Record<string, string> = {},
): HttpAnswer & { body: string } {
  return { status, type: JSON_TYPE, body: JSON.stringify(value), headers };
}

export function textAnswer(body: string, status = 200): HttpAnswer {
  return { status, type: 'text/plain; charset=utf-8', body };
}
