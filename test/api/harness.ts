/** A Takt over HTTP for tests: everything in memory, on a port of its own, and clients that sign as the real ones do. */
import { createHash, createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { ApiApp, ApiSettings } from '../../src/api/app.ts';
import { makeServer } from '../../src/api/express.ts';
import { Connect } from '../../src/app/connect.ts';
import { SYSTEM } from '../../src/app/rights.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { openWorld, type World, type WorldOptions } from '../fixtures/world.ts';

export interface Key {
  obj_id: number;
  login: string;
  secret: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is a JSON object. */
  json: JsonObject;
}

export interface Served {
  world: World;
  app: ApiApp;
  url: string;
  admin: Key;
  /** A key without rights of its own. */
  guest: Key;
  close(): Promise<void>;
}

export async function serve(
  options: WorldOptions & {
    api?: Partial<ApiSettings>;
    connect?: ApiApp['connect'];
    backup?: ApiApp['backup'];
    simulate?: ApiApp['simulate'];
  } = {},
): Promise<Served> {
  const world = await openWorld(options);
  const { engine, ports } = world;
  const { processes, rights, ops, sync, live } = engine;
  const connect = options.connect ?? new Connect(ports, { processes, rights, ops }, world.settings);
  const settings: ApiSettings = {
    public_url: world.settings.public_url,
    sign_window_sec: 0,
    is_proxy: () => false,
    min_timer_sec: world.settings.min_timer_sec,
    ops_per_second: 50_000,
    version: '0.0.0',
    page_dir: '/nowhere',
    data_dir: tmpdir(),
    ...options.api,
  };
  const { backup, simulate } = options;
  const more = { ...(backup === undefined ? {} : { backup }), ...(simulate === undefined ? {} : { simulate }) };
  const app: ApiApp = { ...world, ports, processes, rights, ops, sync, live, connect, settings, ...more };
  const server = makeServer(app);
  const port = await server.listen(0, '127.0.0.1');
  const admin = await world.keys.createKey(SYSTEM, { title: 'Admin', admin: true });
  const guest = await world.keys.createKey(SYSTEM, { title: 'Guest' });
  const close = async (): Promise<void> => {
    await server.close();
    await world.close();
  };
  return { world, app, url: `http://127.0.0.1:${port}`, admin, guest, close };
}

/** A server for one test, closed whatever becomes of the test. */
export async function withServer(
  options: Parameters<typeof serve>[0],
  body: (served: Served) => Promise<void>,
): Promise<void> {
  const served = await serve(options);
  try {
    await body(served);
  } finally {
    await served.close();
  }
}

/** The signature of Corezoid's API. */
export function sign(key: Key, time: string, body: string | Buffer): string {
  return createHash('sha1').update(time).update(key.secret).update(body).update(key.secret).digest('hex');
}

export function hmac(key: Key, time: string, body: string): string {
  return createHmac('sha256', key.secret)
    .update(time + body)
    .digest('hex');
}

export async function request(address: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(address, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

export interface PostOptions {
  key?: Key;
  path?: string;
  time?: string;
  headers?: Record<string, string>;
}

/** Posts a body as a signed request. */
export function post(served: Served, body: string, options: PostOptions = {}): Promise<Answer> {
  const { key = served.admin, path = '/api/2/json', time = '1700000000', headers = {} } = options;
  const address = `${served.url}${path}/${key.login}/${time}/${sign(key, time, body)}`;
  return request(address, { method: 'POST', body, headers });
}

/** The answered ops of some ops. */
export async function call(served: Served, ops: JsonObject[], options: PostOptions = {}): Promise<JsonObject[]> {
  const { json } = await post(served, JSON.stringify({ ops }), options);
  if (json.request_proc !== 'ok' || !Array.isArray(json.ops)) throw new Error(JSON.stringify(json));
  return json.ops.filter(isObject);
}

/** The one answered op of one op. */
export async function one(served: Served, op: JsonObject, options: PostOptions = {}): Promise<JsonObject> {
  const [answer] = await call(served, [op], options);
  return answer ?? {};
}

export function listOf(answer: JsonObject, key = 'list'): JsonObject[] {
  const list: Json | undefined = answer[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
