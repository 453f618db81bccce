/** What clients that were written for Corezoid demand of a server, a test for each demand. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { call, hmac, listOf, one, post, request, type Served, serve, sign, withServer } from './harness.ts';

let served: Served;
let conv_id: number;
let hash: string;
const key = () => served.admin;
const create = (ref: string) => ({ type: 'create', obj: 'task', conv_id, ref, data: { a: 1 } });
const body = (ref: string) => JSON.stringify({ ops: [create(ref)] });

beforeAll(async () => {
  served = await serve();
  const made = await one(served, { type: 'create', obj: 'conv', title: 'Clients', create_mode: 'without_nodes' });
  conv_id = Number(made.obj_id);
  hash = String(made.hash);
});
afterAll(() => served.close());

const okOp = (ref: string) => ({ request_proc: 'ok', ops: [expect.objectContaining({ proc: 'ok', ref })] });

describe('1. login, time and signature stand in the address', () => {
  test.each(['/api/1/json', '/api/2/json'])('%s takes a signature in lower and in upper case', async (path) => {
    expect((await post(served, body(`low${path}`), { path })).json).toEqual(okOp(`low${path}`));
    const text = body(`up${path}`);
    const address = `${served.url}${path}/${key().login}/17/${sign(key(), '17', text).toUpperCase()}`;
    expect((await request(address, { method: 'POST', body: text })).json).toEqual(okOp(`up${path}`));
  });

  test('the signature is made over the bytes as they were sent, spaces and letters of all languages included', async () => {
    const text = `{ "ops" : [ {"type":"create","obj":"task","conv_id":${conv_id},"ref":"ключ 🔑","data":{"x":"\\u0416ж"}} ] }\n`;
    expect((await post(served, text)).json).toEqual(okOp('ключ 🔑'));
  });

  test('a wrong signature, a wrong secret and an unknown login get the same answer, with HTTP 200', async () => {
    const text = body('never');
    const wrong = [
      `${key().login}/1/${sign(key(), '2', text)}`,
      `${key().login}/1/${sign({ ...key(), secret: 'guess' }, '1', text)}`,
      `424242/1/${sign({ ...key(), login: '424242' }, '1', text)}`,
      `${key().login}/1/zz`,
    ];
    const answers = [];
    for (const way of wrong)
      answers.push(await request(`${served.url}/api/2/json/${way}`, { method: 'POST', body: text }));
    answers.push(await request(`${served.url}/api/2/json`, { method: 'POST', body: text }));
    for (const { status, text: answer } of answers) expect([status, answer]).toEqual([200, answers[0]?.text]);
    expect(answers[0]?.json).toMatchObject({
      request_proc: 'fail',
      ops: [],
      description: expect.stringMatching(/signature/),
    });
    expect(await one(served, { type: 'show', obj: 'task', conv_id, ref: 'never' })).toMatchObject({ proc: 'error' });
  });
});

describe('2. the time is any text', () => {
  test.each(['1700000000', '1700000000123', '1795448043.9190981', '59', 'noon'])('%s', async (time) => {
    expect((await post(served, body(`t${time}`), { time })).json).toEqual(okOp(`t${time}`));
  });

  test('a window may be set; outside of it a signature is refused', async () => {
    await withServer({ api: { sign_window_sec: 60 } }, async (strict) => {
      const now = strict.world.clock.now();
      const text = JSON.stringify({ ops: [] });
      const proc = async (time: string) => (await post(strict, text, { time })).json.request_proc;
      expect(await proc(String(now / 1000 - 30))).toBe('ok');
      expect(await proc(String(now + 30_000))).toBe('ok');
      expect(await proc(String(now / 1000 - 90))).toBe('fail');
      expect(await proc('noon')).toBe('fail');
    });
  });
});

describe('3. signatures in headers', () => {
  const bare = (headers: Record<string, string>, text: string) =>
    request(`${served.url}/api/2/json`, { method: 'POST', body: text, headers });
  const token = () => `${key().login}:${key().secret}`;
  const base64 = () => Buffer.from(token()).toString('base64');

  test('X-API headers carry an HMAC of time and body', async () => {
    const text = body('hmac');
    const headers = (sign: string) => ({
      'X-API-Login': key().login,
      'X-API-Timestamp': '17',
      'X-API-Signature': sign,
    });
    expect((await bare(headers(hmac(key(), '17', text)), text)).json).toEqual(okOp('hmac'));
    expect((await bare(headers(hmac(key(), '18', text)), text)).json.request_proc).toBe('fail');
  });

  test('Authorization carries the token of a key, for Bearer in base64, for Simulator in either form', async () => {
    expect((await bare({ Authorization: `Bearer ${base64()}` }, body('bearer'))).json).toEqual(okOp('bearer'));
    expect((await bare({ Authorization: `Simulator ${token()}` }, body('plain'))).json).toEqual(okOp('plain'));
    expect((await bare({ Authorization: `Simulator ${base64()}` }, body('sim'))).json).toEqual(okOp('sim'));
    expect((await bare({ Authorization: `Simulator ${token()}x` }, body('no'))).json.request_proc).toBe('fail');
    expect((await bare({ Authorization: 'Simulator x' }, body('no'))).json.request_proc).toBe('fail');
  });
});

describe('4. whatever the content type, the body is JSON and the answer has a length', () => {
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/plain',
    'text/xml',
    '',
  ];
  test.each(types)('content type "%s"', async (type) => {
    const text = body(`type ${type}`);
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const got = await post(served, text, { headers });
    expect(got.json).toEqual(okOp(`type ${type}`));
    expect(got.status).toBe(200);
    expect(got.headers.get('content-length')).toBe(String(Buffer.byteLength(got.text)));
    expect(got.headers.get('transfer-encoding')).toBeNull();
    expect(got.headers.get('x-powered-by')).toBeNull();
  });
});

describe('5. ops may be a list or one object, and is answered in the same form', () => {
  test('one object', async () => {
    const { json } = await post(served, JSON.stringify({ ops: create('object') }));
    expect(json).toEqual({ request_proc: 'ok', ops: expect.objectContaining({ proc: 'ok', ref: 'object' }) });
  });

  test('an empty list', async () => {
    expect((await post(served, '{"ops":[]}')).json).toEqual({ request_proc: 'ok', ops: [] });
  });

  test('a direct URL always answers one object', async () => {
    for (const version of [1, 2]) {
      const address = `${served.url}/api/${version}/json/public/${conv_id}/${hash}`;
      const { json } = await request(address, { method: 'POST', body: '{"reply_url":"http://a","req":{}}' });
      expect(json).toEqual({
        request_proc: 'ok',
        ops: expect.objectContaining({ proc: 'ok', obj: 'task', ref: null }),
      });
    }
  });
});

test('6. every answered op has ref and echoes the id, failed ones too', async () => {
  const answers = await call(served, [
    { id: 'mine', ...create('with id') },
    { type: 'create', obj: 'task', conv_id, data: {} },
    { id: 7, type: 'show', obj: 'task', conv_id, ref: 'nobody' },
    { type: 'list', obj: 'folder', obj_id: 0 },
    { id: 'x', type: 'dance', obj: 'task' },
  ]);
  expect(answers.map(({ id, ref, proc, obj }) => [id, ref, proc, obj])).toEqual([
    ['mine', 'with id', 'ok', 'task'],
    ['', null, 'ok', 'task'],
    [7, 'nobody', 'error', 'task'],
    ['', null, 'ok', 'folder'],
    ['x', null, 'error', 'task'],
  ]);
});

test('7. unknown keys are ignored, and conv_id may be a number or a text', async () => {
  const op = { ...create('keys'), conv_id: ` ${conv_id}`, action: 'user', company_id: 'i1', colour: 'red' };
  const { json } = await post(served, JSON.stringify({ timeout: 30, ops: [op], more: {} }));
  expect(json).toEqual(okOp('keys'));
});

test('8. an unknown pair is an op error with the same text whatever was asked', async () => {
  const probe = (obj: string) => one(served, { type: 'list', obj, conv_id });
  const [first, second] = [await probe('corezoid_mcp_capability_probe_obj'), await probe('snapshots')];
  expect(first).toMatchObject({ proc: 'error', description: 'undefined request' });
  expect(second.description).toBe(first.description);
  expect(await probe('constructor')).toMatchObject({ proc: 'error', description: 'undefined request' });
});

describe('9. multipart uploads', () => {
  const boundary = 'a1b2c3d4e5f6';
  const form = (scheme: string) =>
    [
      `--${boundary}\r\nContent-Disposition: form-data; name="scheme"; filename="scheme.json"\r\nContent-Type: application/json\r\n\r\n${scheme}\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\ncreate\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="obj"\r\n\r\nobj_scheme\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="folder_id"\r\n\r\n0\r\n`,
      `--${boundary}--\r\n`,
    ].join('');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const scheme = JSON.stringify(rawChain({ title: 'Uploaded' }));
  /** What Corezoid's Go client signs of this form, written out by hand. */
  const reduced = [
    'Content-Disposition: form-data; name="scheme"; filename="scheme.json"\r\nContent-Type: application/json\r\n',
    scheme,
    'Content-Disposition: form-data; name="type"\r\ncreate',
    'Content-Disposition: form-data; name="obj"\r\nobj_scheme',
    'Content-Disposition: form-data; name="folder_id"\r\n0',
  ].join('');
  const upload = (signed: string, text: string) => {
    const address = `${served.url}/api/2/upload/${key().login}/17/${sign(key(), '17', signed)}`;
    return request(address, { method: 'POST', body: text, headers });
  };

  test.each([
    ['the whole body', form(scheme)],
    ['the reduced body of the Go client', reduced],
  ])('signed over %s', async (_what, signed) => {
    const { json } = await upload(signed, form(scheme));
    const [answer] = listOf(json, 'ops');
    expect(answer).toMatchObject({ proc: 'ok', obj: 'obj_scheme', ref: null });
    const [row] = listOf(answer ?? {}, 'scheme');
    expect(row).toMatchObject({ obj_type: 'conv', title: 'Uploaded', hash: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const task = { type: 'create', obj: 'task', conv_id: Number(row?.obj_id), data: {} };
    expect(await one(served, task)).toMatchObject({ proc: 'ok' });
  });

  test('a wrong signature and a broken form are refused in words', async () => {
    expect((await upload('something else', form(scheme))).json.request_proc).toBe('fail');
    const cut = form(scheme).slice(0, -40);
    expect((await upload(cut, cut)).json).toMatchObject({
      request_proc: 'format_error',
      description: expect.any(String),
    });
    const broken = form('{"a":');
    const { json } = await upload(broken, broken);
    expect(listOf(json, 'ops')[0]).toMatchObject({
      proc: 'error',
      description: expect.stringMatching(/Line 1, column 6/),
    });
  });
});

describe('10. downloads', () => {
  const offer = async (op: JsonObject): Promise<string> => {
    const { json } = await post(served, JSON.stringify({ ops: [op] }), { path: '/api/2/download' });
    const [answer] = listOf(json, 'ops');
    expect(answer).toMatchObject({ proc: 'ok', obj: 'obj_scheme', statistics_id: expect.any(String) });
    return String(answer?.download_url).replace('http://takt.test', served.url);
  };

  test.each(['download', 'create', undefined])(
    'an op of type %s offers a file that a plain GET fetches',
    async (type) => {
      const address = await offer({
        ...(type === undefined ? {} : { type }),
        obj: 'obj_scheme',
        obj_id: conv_id,
        obj_type: 'conv',
      });
      const got = await request(address);
      expect(got.status).toBe(200);
      const [process]: JsonObject[] = JSON.parse(got.text);
      expect(process).toMatchObject({
        obj_id: conv_id,
        title: 'Clients',
        params: [],
        conv_type: 'process',
        ref_mask: true,
      });
      const nodes = isObject(process?.scheme) ? process.scheme.nodes : null;
      expect(nodes).toHaveLength(2);
    },
  );

  test('the address may be followed by a signature over nothing, which is then checked', async () => {
    const address = await offer({ obj: 'obj_scheme', obj_id: conv_id, obj_type: 'conv' });
    expect((await request(`${address}/${key().login}/17/${sign(key(), '17', '')}`)).status).toBe(200);
    expect((await request(`${address}/${key().login}/17/${sign(key(), '18', '')}`)).status).toBe(403);
  });

  test('a folder is a ZIP, which can be uploaded again', async () => {
    const folder = await one(served, { type: 'create', obj: 'folder', title: 'Box' });
    await one(served, { type: 'create', obj: 'conv', title: 'Inside', folder_id: Number(folder.obj_id) });
    const address = await offer({ obj: 'obj_scheme', obj_id: Number(folder.obj_id), obj_type: 'folder' });
    const response = await fetch(address);
    expect(response.headers.get('content-type')).toBe('application/zip');
    const form = new FormData();
    form.set('type', 'create');
    form.set('obj', 'obj_scheme');
    form.set('folder_id', '0');
    form.set('scheme', new Blob([await response.arrayBuffer()]), 'box.zip');
    const made = new Request('http://x', { method: 'POST', body: form });
    const encoded = Buffer.from(await made.arrayBuffer());
    const type = made.headers.get('content-type') ?? '';
    const target = `${served.url}/api/2/upload/${key().login}/17/${sign(key(), '17', encoded)}`;
    const { json } = await request(target, { method: 'POST', body: encoded, headers: { 'content-type': type } });
    const titles = listOf(listOf(json, 'ops')[0] ?? {}, 'scheme').map(({ title }) => title);
    expect(titles).toEqual(['Box', 'Inside']);
  });

  test('an address works for ten minutes', async () => {
    const address = await offer({ obj: 'obj_scheme', obj_id: conv_id, obj_type: 'conv' });
    await served.world.clock.run(11 * 60_000);
    expect((await request(address)).status).toBe(404);
  });
});

test('11. get of a task is show', async () => {
  await one(served, create('got'));
  const got = await one(served, { type: 'get', obj: 'task', conv_id, ref: 'got' });
  const shown = await one(served, { type: 'show', obj: 'task', conv_id, ref: 'got' });
  expect(got).toEqual(shown);
  expect(got).toMatchObject({ proc: 'ok', data: { a: 1 } });
});

test('a websocket that has said nothing for a minute is ended: it holds a connection for nobody', async () => {
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/1/sock_json`);
  await once(socket, 'open');
  await served.world.clock.run(59_000);
  socket.send('0');
  await once(socket, 'message');
  await served.world.clock.run(59_000);
  socket.send('0');
  await once(socket, 'message');
  const closed = once(socket, 'close');
  await served.world.clock.run(61_000);
  await closed;
});

test('12. the websocket for progress answers pings, and says that it reports none', async () => {
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/1/sock_json`);
  await once(socket, 'open');
  const ask = async (text: string): Promise<string> => {
    socket.send(text);
    const [message] = await once(socket, 'message');
    return String(message);
  };
  expect(await ask('0')).toBe('1');
  const watched = JSON.parse(await ask('{"ops":[{"id":"7","type":"monitor_stat","obj":"scheme_progress_info"}]}'));
  expect(watched).toMatchObject({ request_proc: 'ok', ops: [{ id: '7', proc: 'error', ref: null }] });
  expect(JSON.parse(await ask('{'))).toMatchObject({ request_proc: 'format_error' });
  socket.close();
  await once(socket, 'close');
  const elsewhere = new WebSocket(`${served.url.replace('http', 'ws')}/api/1/json`);
  const [error] = await once(elsewhere, 'error');
  expect(String(error)).toContain('404');
  const { json } = await request(`${served.url}/api/1/sock_json`);
  expect(json).toMatchObject({ request_proc: 'error', description: expect.stringMatching(/not supported yet/) });
});

test('a process can be pushed as an editor does it, and a task then runs through it', async () => {
  const made = await one(served, { type: 'create', obj: 'conv', title: 'Pushed', create_mode: 'without_nodes' });
  const id = Number(made.obj_id);
  const version = 1_795_447_208;
  const before = await one(served, { type: 'list', obj: 'conv', obj_id: id });
  const [start, final] = listOf(before);
  expect(before).toMatchObject({ proc: 'ok', commits: { version: 0, list: [] } });
  expect(await one(served, { type: 'list', obj: 'commits', conv_id: id })).toMatchObject({ list: [] });
  const [step] = await call(served, [
    { id: 'client-1', type: 'create', obj: 'node', conv_id: id, title: 'Set', description: null, obj_type: 0, version },
  ]);
  expect(step).toMatchObject({ id: 'client-1', proc: 'ok', obj_id: expect.stringMatching(/^[0-9a-f]{24}$/), version });
  const edit = {
    type: 'modify',
    obj: 'node',
    conv_id: id,
    version,
    extra: {},
    options: {},
    position: [1, 2],
    semaphors: [],
  };
  const go = (to: unknown): JsonObject => ({ type: 'go', to_node_id: String(to) });
  const set = { type: 'set_param', extra: { b: '{{a}}!' }, extra_type: { b: 'string' }, err_node_id: '' };
  const edits = await call(served, [
    { type: 'modify', obj: 'conv_params', obj_id: id, ref_mask: true, params: [] },
    { ...edit, obj_id: String(start?.obj_id), title: 'Start', obj_type: 1, logics: [go(step?.obj_id)] },
    { ...edit, obj_id: String(step?.obj_id), title: 'Set', obj_type: 0, logics: [set, go(final?.obj_id)] },
  ]);
  expect(edits.map(({ proc }) => proc)).toEqual(['ok', 'ok', 'ok']);
  expect(await one(served, { type: 'list', obj: 'conv', obj_id: id })).toMatchObject({ commits: { version } });
  expect(await one(served, { type: 'confirm', obj: 'commit', conv_id: id, version })).toMatchObject({
    proc: 'ok',
    version,
  });
  await one(served, { type: 'create', obj: 'task', conv_id: id, ref: 'run', action: 'user', data: { a: 'x' } });
  const shown = await one(served, { type: 'show', obj: 'task', conv_id: id, ref: 'run' });
  expect(shown).toMatchObject({ status: 'processed', data: { a: 'x', b: 'x!' }, node_id: final?.obj_id });
});

test('what is wrong in a version is told by node when it is confirmed', async () => {
  const made = await one(served, { type: 'create', obj: 'conv', title: 'Wrong' });
  const id = Number(made.obj_id);
  const [start] = listOf(await one(served, { type: 'list', obj: 'conv', obj_id: id }));
  const node_id = String(start?.obj_id);
  const logics = [{ type: 'go', to_node_id: 'f'.repeat(24) }];
  await one(served, { type: 'modify', obj: 'node', conv_id: id, obj_id: node_id, logics, version: 5 });
  const answer = await one(served, { type: 'confirm', obj: 'commit', conv_id: id, version: 5 });
  expect(answer).toMatchObject({ proc: 'error', errors: { [node_id]: [expect.any(String)] } });
  expect(await one(served, { type: 'delete', obj: 'commits', conv_id: id, version: 5 })).toMatchObject({ proc: 'ok' });
});

test('an imported process is seen by its owner', async () => {
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, JSON.stringify(rawChain()), { deploy: true });
  const shown = await one(served, { type: 'show', obj: 'conv', obj_id: scheme[0]?.obj_id ?? 0 });
  expect(shown).toMatchObject({ proc: 'ok', title: 'Chain', status: 'active', parent_obj_type: 'folder' });
});
