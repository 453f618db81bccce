/** Servers, processes and callers for the tests of the Sync API. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { type Answer, type PostOptions, post, request, type Served, serve } from './harness.ts';

export const PUBLIC = 'http://takt.test';
/** Answers its caller with what it was given. */
export const ANSWER = {
  type: 'api',
  method: 'POST',
  url: '{{__callback_url}}',
  extra: { answer: '{{x}}' },
  extra_type: { answer: 'number' },
};
export const WAIT = { type: 'api_callback' };

const open: Served[] = [];
/** Ends what a test has opened. */
export async function closeServers(): Promise<void> {
  for (const served of open.splice(0)) await served.close();
}

export async function server(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const served = await serve(options);
  open.push(served);
  return served;
}

export async function importChain(served: Served, logic: JsonObject): Promise<number> {
  const text = JSON.stringify(rawChain({ logics: [logic] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return scheme[0]?.obj_id ?? 0;
}

/** Lets what is under way over real sockets go on until something is so. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((resolve) => setImmediate(resolve));
}

export const create = (conv_id: number, data: JsonObject, more: JsonObject = {}): JsonObject => {
  return { type: 'create', obj: 'task', conv_id, data, ...more };
};

export function ask(served: Served, ops: Json, more: JsonObject = {}, options: PostOptions = {}): Promise<Answer> {
  return post(served, JSON.stringify({ ops, ...more }), { path: '/api/1/sync/json', ...options });
}

/** The address that a task was given, as the path on a server. */
export async function callbackOf(served: Served, conv_id: number, ref: string): Promise<string> {
  let url = '';
  await until(async () => {
    url = String((await served.world.task(conv_id, ref))?.data.__callback_url ?? '');
    return url !== '';
  });
  expect(url.startsWith(`${PUBLIC}/api/1/plugins/callback/`)).toBe(true);
  return url.slice(PUBLIC.length);
}

export function answer(
  served: Served,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return request(`${served.url}${path}`, { method: 'POST', body, headers });
}
