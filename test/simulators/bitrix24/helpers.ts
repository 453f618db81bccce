/** What the tests of the look-alike share: a clock that is moved by hand, and requests sent as raw as they need to be. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { type Bitrix24, type Bitrix24Options, startBitrix24 } from '../../../src/simulators/bitrix24/server.ts';
import { DEFAULT_APP } from '../../../src/simulators/bitrix24/settings.ts';

export const START = Date.UTC(2026, 0, 15, 12, 0, 0);

export interface Rig {
  sim: Bitrix24;
  clock: { now: number };
  /** Moves the clock by seconds. */
  pass(seconds: number): void;
}

let rigs: Rig[] = [];

/** A look-alike with a clock that stands still until moved; closed after the test. */
export async function rig(options: Bitrix24Options = {}): Promise<Rig> {
  const clock = { now: START };
  const sim = await startBitrix24({ now: () => clock.now, ...options });
  const pass = (seconds: number): void => {
    clock.now += seconds * 1000;
  };
  const made = { sim, clock, pass };
  rigs.push(made);
  return made;
}

export async function closeRigs(): Promise<void> {
  await Promise.all(rigs.map(({ sim }) => sim.close()));
  rigs = [];
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; empty where it is none. */
  json: Body;
}

/** The keys that tests read from an answer; which of them an answer has depends on what was asked. */
interface Body {
  access_token: string;
  refresh_token: string;
  expires: number;
  expires_in: number;
  scope: string;
  domain: string;
  server_endpoint: string;
  client_endpoint: string;
  member_id: string;
  user_id: number;
  error: string;
  error_description: string;
  result: Result;
  next: number;
  total: number;
  /** Of the control routes. */
  code: string;
  routes: string[];
  requests: { fault: string | null }[];
}

/** A result as tests read it: of a batch, a lead, a person or a list. */
interface Result {
  result: Record<string, unknown>;
  result_error: unknown;
  result_total: unknown;
  result_next: unknown;
  result_time: object;
  NAME: string;
  TITLE: unknown;
  length: number;
  map<T>(take: (item: { ID: string }) => T): T[];
}

export interface Sent {
  verb?: string;
  host?: string;
  type?: string;
  body?: string;
}

/** One request with the Host header of choice. Rejects when the connection ends without an answer. */
export function send(sim: Bitrix24, path: string, sent: Sent = {}): Promise<Reply> {
  const headers: Record<string, string> = { Host: sent.host ?? `127.0.0.1:${sim.port}` };
  if (sent.body !== undefined) headers['Content-Type'] = sent.type ?? 'application/x-www-form-urlencoded';
  const method = sent.verb ?? (sent.body === undefined ? 'GET' : 'POST');
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: sim.port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(sent.body);
  });
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return {} as Body;
  }
}

export const json = (value: unknown): Sent => ({ type: 'application/json', body: JSON.stringify(value) });

export const CLIENT = { client_id: DEFAULT_APP.clientId, client_secret: DEFAULT_APP.clientSecret };

/** A request to the token endpoint in a form body, of the default application unless said otherwise. */
export function askToken(sim: Bitrix24, params: Record<string, string>, host?: string): Promise<Reply> {
  const body = new URLSearchParams({ ...CLIENT, ...params }).toString();
  return send(sim, '/oauth/token/', host === undefined ? { body } : { body, host });
}

export function redeem(sim: Bitrix24, code = sim.issueCode(), host?: string): Promise<Reply> {
  return askToken(sim, { grant_type: 'authorization_code', code }, host);
}

export function refresh(sim: Bitrix24, token: string, host?: string): Promise<Reply> {
  return askToken(sim, { grant_type: 'refresh_token', refresh_token: token }, host);
}

/** A REST call with JSON parameters. */
export function call(sim: Bitrix24, method: string, params: Record<string, unknown>): Promise<Reply> {
  return send(sim, `/rest/${method}`, json(params));
}
