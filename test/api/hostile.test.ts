/** Whoever asks too much, or asks without a key: the server refuses, and goes on for everybody else. */
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect as dial } from 'node:net';
import { exchange } from '../../src/api/exchange.ts';
import { jsonAnswer } from '../../src/api/http.ts';
import { InFlight, type Place } from '../../src/api/in_flight.ts';
import { BodyRoom, readBody, type Taken } from '../../src/api/read_body.ts';
import { makeSite } from '../../src/api/site.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { call, listOf, one, post, request, type Served, serve, sign } from './harness.ts';

let served: Served;

beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

/** What is answered to a head whose body never comes. */
function toHeadAlone(path: string, headers: string[] = []): Promise<string> {
  const { port } = new URL(served.url);
  const socket = dial(Number(port), '127.0.0.1');
  const lines = [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Length: ${LIMITS.upload_bytes}`, ...headers, '', ''];
  socket.write(lines.join('\r\n'));
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (!text.includes('bad_signature')) return;
      socket.destroy();
      resolve(text);
    });
    socket.on('close', () => resolve(text));
  });
}

describe('who has no key is refused before his body is taken', () => {
  test.each([
    ['an upload', '/api/2/upload/424242/17/abc', []],
    ['an upload as a form', '/api/2/upload/424242/17/abc', ['Content-Type: multipart/form-data; boundary=b']],
    ['an upload without a login', '/api/2/upload', []],
    ['ops', '/api/2/json/424242/17/abc', []],
    ['ops with headers', '/api/1/json', ['X-API-Login: 424242', 'X-API-Timestamp: 1', 'X-API-Signature: 2']],
    ['a token that is wrong', '/api/2/json', ['Authorization: Simulator 424242:x']],
    ['a backup', '/api/takt/backup', []],
  ])('%s', async (_what, path, headers) => {
    expect(await toHeadAlone(path, headers)).toMatch(/^HTTP\/1\.1 200 .*bad_signature/s);
  });

  test('a known login with a wrong secret hears the same', async () => {
    const wrong = await post(served, '{"ops":[]}', { key: { ...served.admin, secret: 'x' } });
    const unknown = await post(served, '{"ops":[]}', { key: { ...served.admin, login: '424242' } });
    expect(wrong.json).toEqual(unknown.json);
    expect(wrong.json).toMatchObject({ request_proc: 'fail', code: 'bad_signature' });
  });
});

test('only uploads may be signed in the reduced form of a form', async () => {
  const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
  const reduced = 'Content-Disposition: form-data; name="a"\r\n1';
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const send = async (path: string) => {
    const { login } = served.admin;
    const address = `${served.url}${path}/${login}/17/${sign(served.admin, '17', reduced)}`;
    return (await request(address, { method: 'POST', body, headers })).json.request_proc;
  };
  expect(await send('/api/2/upload')).toBe('ok');
  for (const path of ['/api/2/json', '/api/2/copy', '/api/2/download']) expect(await send(path)).toBe('fail');
});

describe('bodies have a limit together', () => {
  test('what finds no room is refused; room that was given back is there for others', async () => {
    const room = new BodyRoom(10);
    const taken: Taken[] = [];
    const server = createServer(async (incoming, response) => {
      const got = await readBody(incoming, 100, room).catch(() => null);
      if (got !== null) taken.push(got);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const body of ['1234567', '1234567', 'abc']) await request(url, { method: 'POST', body });
    expect(taken.map(({ body }) => body.toString())).toEqual(['1234567', 'busy', 'abc']);
    for (const { free } of taken) free();
    expect(room.take(10)).toBe(true);
    room.give(10);
    // One that goes away in the middle leaves nothing behind.
    const cut = httpRequest(url, { method: 'POST', headers: { 'content-length': 9 } });
    cut.on('error', () => undefined);
    const left = new Promise<void>((resolve) => {
      server.once('request', (incoming) =>
        incoming.once('data', () => {
          cut.destroy();
          incoming.once('close', resolve);
        }),
      );
    });
    cut.write('12345');
    await left;
    expect(room.take(10)).toBe(true);
    server.close();
  });

  test('without room the answer is 503, and says to come again', async () => {
    const free = jest.fn();
    const route = { method: 'post', path: '/x', body: 1, signed: false, handle: async () => jsonAnswer({}) } as const;
    const onGone = (): void => undefined;
    const head = { method: 'POST', params: {}, query: new URLSearchParams(), headers: {}, ip: '', onGone };
    const read = async (): Promise<Taken> => ({ body: 'busy', free });
    const { answer } = await exchange(makeSite(served.app), { route, head, read });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: 'busy' });
    expect(free).toHaveBeenCalledTimes(1);
  });
});

describe('one answer has a limit', () => {
  const CHARS = 1_000_000;
  const COUNT = 40;
  let conv_id = 0;
  beforeAll(async () => {
    const text = JSON.stringify(rawChain({ logics: [{ type: 'api_callback', is_sync: false }] }));
    const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
    conv_id = scheme[0]?.obj_id ?? 0;
    for (let n = 0; n < COUNT; n++) await served.world.addTask(conv_id, { text: 'x'.repeat(CHARS) }, `r${n}`);
  });
  const fitting = Math.floor(LIMITS.answer_bytes / CHARS);

  test('ops that would go beyond it are not carried out, and say so', async () => {
    const shows = Array.from({ length: COUNT }, (_, n) => ({ type: 'show', obj: 'task', conv_id, ref: `r${n}` }));
    const create: JsonObject = { type: 'create', obj: 'task', conv_id, ref: 'late', data: {} };
    const { text, json } = await post(served, JSON.stringify({ ops: [...shows, create] }));
    expect(text.length).toBeLessThan(LIMITS.answer_bytes + 2 * CHARS);
    const codes = listOf(json, 'ops').map(({ proc, code }) => (proc === 'ok' ? proc : code));
    expect(codes).toHaveLength(COUNT + 1);
    expect(codes.indexOf('too_large')).toBeGreaterThanOrEqual(fitting);
    expect(new Set(codes.slice(fitting + 1))).toEqual(new Set(['too_large']));
    expect(await served.world.task(conv_id, 'late')).toBeNull();
  });

  test('a list ends its page early and says where the next one begins', async () => {
    const list = { type: 'list', obj: 'node', conv_id, obj_id: WORK, limit: 1000 };
    const first = await one(served, list);
    const rows = listOf(first);
    expect(first).toMatchObject({ proc: 'ok', count: COUNT, next_offset: rows.length });
    expect(rows.length).toBeLessThanOrEqual(fitting);
    const second = await one(served, { ...list, offset: Number(first.next_offset) });
    expect(second).not.toHaveProperty('next_offset');
    const refs = [...rows, ...listOf(second)].map(({ ref }) => ref);
    expect(refs).toEqual(Array.from({ length: COUNT }, (_, n) => `r${n}`));
  });

  test('so does the history of a task', async () => {
    const { archive } = served.app.ports;
    const history = archive.history.bind(archive);
    const data = { text: 'x'.repeat(CHARS) };
    const row = { obj_id: 't', at: 0, node_id: WORK, prev_node_id: null, cause: 'modify', data, effects: [] };
    const kept = Array.from({ length: COUNT }, (_, n) => ({ ...row, history_id: n }));
    archive.history = async ({ limit, offset }) => kept.slice(offset, offset + limit);
    const list = { type: 'list', obj: 'task_history', conv_id, obj_id: 't' };
    const first = await one(served, list);
    const rows = listOf(first);
    const second = await one(served, { ...list, offset: rows.length });
    archive.history = history;
    expect(first).toMatchObject({ proc: 'ok', next_offset: rows.length });
    expect(rows.length).toBeGreaterThan(1);
    const ids = [...rows, ...listOf(second)].map(({ history_id }) => history_id);
    expect(ids).toEqual(kept.map(({ history_id }) => history_id));
  });

  test('many requests at the same time are all answered', async () => {
    const small = { type: 'show', obj: 'task', conv_id, ref: 'none' };
    const all = Array.from({ length: 3 * LIMITS.requests_in_flight }, () => call(served, [small]));
    expect((await Promise.all(all)).flat().every(({ code }) => code === 'not_found_task')).toBe(true);
  });
});

describe('the requests of a key that are under way', () => {
  const USER = 7;

  async function full(inFlight: InFlight): Promise<Place[]> {
    const places: Place[] = [];
    for (let n = 0; n < LIMITS.requests_in_flight; n++) places.push((await inFlight.enter(USER)) as Place);
    return places;
  }

  test('have so many places; the next waits until one leaves, other keys do not', async () => {
    const inFlight = new InFlight();
    const places = await full(inFlight);
    const order: string[] = [];
    const waiting = inFlight.enter(USER).then(() => order.push('entered'));
    expect(await inFlight.enter(USER + 1)).not.toBeNull();
    order.push('left');
    places[0]?.leave();
    await waiting;
    expect(order).toEqual(['left', 'entered']);
  });

  test('wait in a line that has an end', async () => {
    const inFlight = new InFlight();
    await full(inFlight);
    for (let n = 0; n < LIMITS.requests_waiting; n++) void inFlight.enter(USER);
    expect(await inFlight.enter(USER)).toBeNull();
  });

  test('share the room for answers that were not taken yet', async () => {
    const inFlight = new InFlight();
    const [first, ...others] = await full(inFlight);
    expect(first?.left()).toBe(LIMITS.answer_bytes);
    for (const place of others) place.add(LIMITS.answer_bytes);
    expect(first?.left()).toBe(0);
    for (const place of others) place.leave();
    expect(first?.left()).toBe(LIMITS.answer_bytes);
    first?.set(10);
    expect(first?.left()).toBe(LIMITS.answer_bytes - 10);
  });
});

test('a one-time link that is looked at with HEAD still works', async () => {
  const begin = served.app.connect.begin.bind(served.app.connect);
  const asked: unknown[] = [];
  served.app.connect.begin = async (query) => {
    asked.push(query);
    return { redirect: 'https://provider.example/' };
  };
  const address = `${served.url}/oauth/connect/5?link=l`;
  const looked = await request(address, { method: 'HEAD', redirect: 'manual' });
  expect([looked.status, asked]).toEqual([200, []]);
  expect((await request(address, { redirect: 'manual' })).status).toBe(302);
  expect((await request(`${served.url}/oauth/callback?code=c&state=s`, { method: 'HEAD' })).status).toBe(200);
  served.app.connect.begin = begin;
  expect((await request(`${served.url}/health`, { method: 'HEAD' })).status).toBe(200);
});

test('neither answers nor logs repeat the signature of an address', async () => {
  const auth = `${served.admin.login}/17/0123456789abcdef`;
  const { keys } = served.app;
  const authenticate = keys.authenticate.bind(keys);
  keys.authenticate = () => Promise.reject(new Error('the disk is gone'));
  const answers = [];
  for (const path of ['/api/2/json', '/api/2/upload', '/api/2/copy']) {
    answers.push(await request(`${served.url}${path}/${auth}`, { method: 'POST', body: '{}' }));
  }
  keys.authenticate = authenticate;
  answers.push(await request(`${served.url}/api/3/json/${auth}`, { method: 'POST', body: '{}' }));
  for (const { text } of answers) expect(text).not.toContain('0123456789abcdef');
  expect(answers[0]?.text).toContain('/api/2/json/:login/:time/:sign');
  expect(JSON.stringify(served.world.log)).not.toContain('0123456789abcdef');
});

describe('numbers beyond all use are refused by the name of their field', () => {
  test.each([
    ['the begin of statistics', { type: 'show', obj: 'stat', conv_id: 1, start: 1e300, end: 1 }, 'start'],
    ['their end', { type: 'show', obj: 'stat', conv_id: 1, start: 0, end: 253_402_300_800 }, 'end'],
    ['an offset', { type: 'list', obj: 'node', conv_id: 1, obj_id: 'n', offset: 1e15 }, 'offset'],
    ['a limit', { type: 'list', obj: 'task_history', conv_id: 1, obj_id: 'n', limit: 2 ** 53 - 1 }, 'limit'],
    ['a version', { type: 'confirm', obj: 'commit', conv_id: 1, version: 2 ** 53 - 1 }, 'version'],
    ['an id', { type: 'show', obj: 'conv', obj_id: 1e300 }, 'obj_id'],
  ])('%s', async (_what, op, key) => {
    expect(await one(served, op)).toMatchObject({ proc: 'error', code: 'bad_request', key });
  });

  test('the whole range of dates can be asked for', async () => {
    const made = await one(served, { type: 'create', obj: 'conv', title: 'Stats' });
    const range = { start: 0, end: 253_402_300_799, timezone_offset: -1440 };
    const op = { type: 'show', obj: 'stat', conv_id: Number(made.obj_id), interval: 'day', ...range };
    expect(await one(served, op)).toMatchObject({ proc: 'ok' });
  });
});

test('who asks on a websocket and never reads the answers is cut off before they fill the memory', async () => {
  const { port } = new URL(served.url);
  const socket = dial(Number(port), '127.0.0.1');
  socket.pause();
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => undefined);
  const lines = ['GET /api/1/sock_json HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  const head = [...lines, 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${'A'.repeat(22)}==`, '', ''];
  socket.write(head.join('\r\n'));
  const asked = Buffer.from(JSON.stringify({ ops: new Array(20_000).fill({}) }));
  // A frame of text with 16 bits of length, under the mask of zeros.
  const frame = Buffer.concat([Buffer.from([0x81, 0xfe, asked.length >> 8, asked.length & 255, 0, 0, 0, 0]), asked]);
  for (let n = 0; n < 12; n++) socket.write(frame);
  // Writing on shows that the other side is gone.
  const more = setInterval(() => socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x30])), 20);
  await closed;
  clearInterval(more);
});
