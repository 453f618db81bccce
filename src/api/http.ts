/** Requests and answers as the handlers see them: plain data. express.ts alone knows what carries them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../base/json.ts';

export interface HttpCall {
  method: string;
  /** The path as it came, without the query. */
  path: string;
  /** Named parts of the path, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The bytes as they came: signatures are made over them. */
  body: Buffer;
}

export interface HttpAnswer {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export function jsonAnswer(value: Json, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  return { status, type: JSON_TYPE, body: JSON.stringify(value), headers };
}

export function textAnswer(body: string, status = 200): HttpAnswer {
  return { status, type: 'text/plain; charset=utf-8', body };
}
