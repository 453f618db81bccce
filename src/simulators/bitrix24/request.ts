/** A request as it came over the wire, read into address and parameters the way PHP would. */
import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject, mergeData } from '../../base/json.ts';
import { parsePhpQuery, phpParams } from './php.ts';

export interface Asked {
  verb: string;
  host: string;
  path: string;
  /** Path and query as they were sent. */
  url: string;
  /** Query and body together; the body wins. */
  params: JsonObject;
  /** Address of the sender. */
  source: string;
}

/** A larger body ends the connection. */
const BODY_BYTES = 1_048_576;

export async function readRequest(request: IncomingMessage): Promise<Asked> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  const body = bodyParams(request.headers['content-type'] ?? '', await readBody(request));
  return {
    verb: request.method ?? 'GET',
    host: request.headers.host ?? '',
    path: decodePath(path),
    url,
    params: mergeData(parsePhpQuery(query), body),
    source: request.socket.remoteAddress ?? '',
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Form, multipart or JSON; like PHP, what cannot be read counts as no parameters at all. */
function bodyParams(type: string, body: Buffer): JsonObject {
  if (/^application\/x-www-form-urlencoded/i.test(type)) return parsePhpQuery(body.toString());
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(type) ?? [];
  if (boundary !== undefined) return phpParams(multipartPairs(body.toString(), boundary));
  if (!/^application\/json/i.test(type)) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Names and values of a multipart body. Files are none of the parameters. */
function multipartPairs(body: string, boundary: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const [, name] = /[;\s]name="([^"]*)"/i.exec(head) ?? [];
    if (end >= 0 && name !== undefined && !/filename=/i.test(head)) pairs.push([name, part.slice(end + 4)]);
  }
  return pairs;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
