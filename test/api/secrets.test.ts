/** The password of a direct URL, and its address: who learns them, and what happens where they are missing. */
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { MASK } from '../../src/base/limits.ts';
import { rawNodes } from '../../src/model/read_process.ts';
import { withNodes } from '../../src/model/write_process.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { listOf, one, post, request, type Served, serve } from './harness.ts';

const PASSWORD = 'the-password-of-the-door';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

/** A process whose start node has these options. */
async function withOptions(options: Json): Promise<{ conv_id: number; hash: string }> {
  const raw = rawChain({ title: 'Door' });
  const nodes = (rawNodes(raw) ?? []).filter(isObject);
  const changed = nodes.map((node) => (node.obj_type === 1 ? { ...node, options } : node));
  const text = JSON.stringify(withNodes(raw, changed));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return { conv_id: scheme[0]?.obj_id ?? 0, hash: scheme[0]?.hash ?? '' };
}

const BASIC = { direct_url: true, type_auth: 'basic', login: 'ann', secret: PASSWORD };

async function share(conv_id: number, ...rights: string[]): Promise<void> {
  const privs = rights.map((type) => ({ type, list_obj: ['all'] }));
  const to = { obj_to: 'user', obj_to_id: served.guest.obj_id };
  expect(await one(served, { type: 'link', obj: 'conv', obj_id: conv_id, ...to, privs })).toMatchObject({ proc: 'ok' });
}

async function startNode(conv_id: number, key = served.admin): Promise<JsonObject> {
  const { list } = await one(served, { type: 'list', obj: 'conv', obj_id: conv_id }, { key });
  return (Array.isArray(list) ? list.filter(isObject) : []).find(({ obj_type }) => obj_type === 1) ?? {};
}

test.each([
  ['as an object', BASIC],
  ['as text', JSON.stringify(BASIC)],
])('who may only view sees no password, wherever nodes are shown: options %s', async (_what, options) => {
  const { conv_id } = await withOptions(options);
  const node_id = String((await startNode(conv_id)).obj_id);
  const edit = { type: 'modify', obj: 'node', conv_id, obj_id: node_id, title: 'Draft', version: 5 };
  expect(await one(served, edit)).toMatchObject({ proc: 'ok' });
  await share(conv_id, 'view', 'create');
  const ops: [JsonObject, string?][] = [
    [{ type: 'list', obj: 'conv', obj_id: conv_id }],
    [{ type: 'show', obj: 'node', conv_id, obj_id: node_id }],
    [{ type: 'show', obj: 'commit', obj_id: conv_id, version: 5 }],
    [{ type: 'get', obj: 'obj_scheme', obj_id: conv_id, obj_type: 'conv' }],
    [{ type: 'get', obj: 'obj_scheme', obj_id: 0, obj_type: 'folder' }],
  ];
  for (const [op] of ops) {
    const body = JSON.stringify({ ops: [op] });
    const seen = await post(served, body, { key: served.guest });
    expect(seen.json).toMatchObject({ ops: [{ proc: 'ok' }] });
    expect(seen.text).not.toContain(PASSWORD);
    expect(seen.text).toContain(MASK);
    expect((await post(served, body)).text).toContain(PASSWORD);
  }
  const offered = await post(served, JSON.stringify({ ops: [ops[3]?.[0] ?? {}] }), {
    key: served.guest,
    path: '/api/2/download',
  });
  const url = String(listOf(offered.json, 'ops')[0]?.download_url).replace('http://takt.test', served.url);
  expect((await request(url)).text).not.toContain(PASSWORD);
});

test('who may only view cannot get the password by a copy', async () => {
  const { conv_id } = await withOptions(BASIC);
  await share(conv_id, 'view');
  const op = { type: 'create', obj: 'obj_copy', obj_type: 'conv', obj_id: conv_id };
  expect(await one(served, op, { key: served.guest })).toMatchObject({ proc: 'error', code: 'access_denied' });
  expect(await one(served, op)).toMatchObject({ proc: 'ok' });
  const { conv_id: open } = await withOptions({});
  await share(open, 'view');
  expect(await one(served, { ...op, obj_id: open }, { key: served.guest })).toMatchObject({ proc: 'ok' });
});

test('an edit that brings the mask back leaves the password as it is', async () => {
  const { conv_id } = await withOptions(BASIC);
  const start = await startNode(conv_id);
  const edit = { type: 'modify', obj: 'node', conv_id, obj_id: String(start.obj_id) };
  await one(served, { ...edit, options: { ...BASIC, login: 'bob', secret: MASK } });
  await one(served, { ...edit, options: JSON.stringify({ ...BASIC, login: 'bob', secret: MASK }) });
  const shown = { type: 'show', obj: 'conv_auth', conv_id };
  expect(await one(served, shown)).toMatchObject({ data: { user: 'bob', pass: PASSWORD } });
  const data = { user: 'eve', pass: MASK };
  await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data });
  expect(await one(served, shown)).toMatchObject({ data: { user: 'eve', pass: PASSWORD } });
});

test('the address that makes tasks is told only to those who may make tasks', async () => {
  const { conv_id, hash } = await withOptions({});
  const get = { type: 'get', obj: 'callback_hash', conv_id };
  await share(conv_id, 'view');
  expect(await one(served, get, { key: served.guest })).toMatchObject({ proc: 'error', code: 'access_denied' });
  await share(conv_id, 'view', 'create');
  expect(await one(served, get, { key: served.guest })).toMatchObject({ callback_hash: hash });
});

describe('a direct URL lets nobody in', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  async function proc(options: Json, headers: Record<string, string> = {}): Promise<Json | undefined> {
    const { conv_id, hash } = await withOptions(options);
    const address = `${served.url}/api/2/json/public/${conv_id}/${hash}`;
    const { json } = await request(address, { method: 'POST', body: '{}', headers });
    return isObject(json.ops) ? json.ops.proc : undefined;
  }

  test.each<[string, Json, string]>([
    ['with an empty password', { type_auth: 'basic', login: 'ann', secret: '' }, 'ann:'],
    ['without a password', { type_auth: 'basic', login: 'ann' }, 'ann:'],
    ['with a password that is a missing variable', { ...BASIC, secret: '{{env_var[@none]}}' }, 'ann:'],
    ['with the mask of an export', { ...BASIC, secret: MASK }, `ann:${MASK}`],
    ['without a user', { ...BASIC, login: '' }, `:${PASSWORD}`],
    ['that asks in a way nobody knows', { type_auth: 'oauth', login: 'ann', secret: PASSWORD }, `ann:${PASSWORD}`],
    ['that asks by a number', { type_auth: 1 }, 'ann:'],
    ['that is switched off', { direct_url: false, type_auth: 'no_auth' }, 'ann:'],
  ])('%s', async (_what, options, text) => {
    expect(await proc(options, basic(text))).toBe('error');
    expect(await proc(options)).toBe('error');
  });

  test('but exports that do not speak of it stay open, and the right password opens', async () => {
    for (const options of [null, {}, { direct_url: true }, { type_auth: null }, { type_auth: 'no_auth' }]) {
      expect(await proc(options)).toBe('ok');
    }
    expect(await proc(BASIC, basic(`ann:${PASSWORD}`))).toBe('ok');
  });
});
