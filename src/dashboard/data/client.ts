/**
 * How the page speaks to the server: Corezoid's own operations with the session in place of the signature, and plain
 * addresses under /api/takt for what Corezoid has no operation for. Operations asked for in one moment go in one request.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import { tellReached } from './reach.ts';

/** What the server said no to, in its own words. */
export class RequestError extends Error {
  readonly code: string;
  readonly details: JsonObject;

  constructor(message: string, code: string, details: JsonObject = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export type Op = { type: string; obj: string } & Record<string, Json | undefined>;
export type Answer = JsonObject;

/** Every request carries this: the server takes a session from its own page only. */
const HEADERS = { 'content-type': 'application/json', 'x-takt-page': '1' };
const OPS_AT_MOST = 50;

interface Waiting {
  op: Op;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

let waiting: Waiting[] = [];

/** Carries out one operation; throws RequestError where it is refused. */
export function ask(op: Op): Promise<Answer> {
  return new Promise((resolve, reject) => {
    waiting.push({ op, resolve, reject });
    if (waiting.length === 1) queueMicrotask(flush);
  });
}

/** Several operations in their order, in one request; throws at the first that is refused. */
export function askAll(ops: Op[]): Promise<Answer[]> {
  return Promise.all(ops.map(ask));
}

function flush(): void {
  const batch = waiting;
  waiting = [];
  for (let from = 0; from < batch.length; from += OPS_AT_MOST) void send(batch.slice(from, from + OPS_AT_MOST));
}

async function send(batch: Waiting[]): Promise<void> {
  try {
    const ops = batch.map(({ op }, index) => ({ ...op, id: String(index) }));
    const answer = await request('POST', '/api/2/json', { ops });
    const answers = new Map(rows(answer.ops).map((row) => [String(row.id), row]));
    batch.forEach(({ resolve, reject }, index) => {
      const row = answers.get(String(index));
      if (row?.proc === 'ok') resolve(row);
      else reject(refusal(row ?? answer));
    });
  } catch (error) {
    for (const { reject } of batch) reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Calls an address of this server; throws RequestError for whatever is no success. */
export async function request(
  method: 'GET' | 'POST',
  path: string,
  body?: Json,
  signal?: AbortSignal,
): Promise<JsonObject> {
  const init: RequestInit = { method, headers: HEADERS, credentials: 'same-origin', signal: signal ?? null };
  if (body !== undefined) init.body = JSON.stringify(body);
  return read(await reach(path, init));
}

/** A proxy in front of the server says so while there is none; the server itself would say why, in JSON. */
const AWAY = [502, 503, 504];

async function reach(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((error: unknown) => {
    // Whoever does not wait any more has not lost the server.
    if (init.signal?.aborted === true) throw error;
    return null;
  });
  const isJson = response?.headers.get('content-type')?.includes('json') === true;
  const isThere = response !== null && (isJson || !AWAY.includes(response.status));
  tellReached(isThere);
  if (!isThere) throw new RequestError('no connection', 'offline');
  return response;
}

/** Sends a form: a file to be uploaded. */
export async function sendForm(path: string, form: FormData): Promise<JsonObject> {
  const headers = { 'x-takt-page': '1' };
  return read(await reach(path, { method: 'POST', headers, body: form, credentials: 'same-origin' }));
}

/** A file that lies at this server. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await reach(path, { headers: { 'x-takt-page': '1' }, credentials: 'same-origin' });
  if (!response.ok) await read(response);
  return response.blob();
}

async function read(response: Response): Promise<JsonObject> {
  const value: unknown = await response.json().catch(() => null);
  const answer = typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  const refused = answer.request_proc !== undefined && answer.request_proc !== 'ok';
  if (!response.ok || refused) {
    if (response.status === 401 || answer.code === 'bad_signature') loggedOut();
    throw refusal(answer, response.status);
  }
  return answer;
}

function refusal(answer: JsonObject, status = 200): RequestError {
  const text = [answer.reason, answer.description].find((part) => typeof part === 'string' && part !== '');
  const code = typeof answer.code === 'string' ? answer.code : 'failed';
  return new RequestError(typeof text === 'string' ? text : `HTTP ${status}`, code, answer);
}

let loggedOut = (): void => undefined;

/** Called when the server says that nobody is logged in (any more). */
export function onLoggedOut(listener: () => void): void {
  loggedOut = listener;
}

/** The objects of a list in an answer. */
export function rows(value: Json | undefined): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((row): row is JsonObject => typeof row === 'object' && row !== null && !Array.isArray(row))
    : [];
}

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function number(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number(value ?? 0) || 0;
}
