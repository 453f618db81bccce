/** The server as whoever runs it knows it: bad input, limits, pages, numbers, and a quiet end. */
import { connect as dial } from 'node:net';
import { TaktError } from '../../src/base/errors.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { one, post, request, type Served, serve, withServer } from './harness.ts';

let served: Served;

beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

describe('whatever comes in, the answer says what is wrong and where', () => {
  const format = (description: RegExp, more = {}) => ({
    request_proc: 'format_error',
    ops: [],
    description: expect.stringMatching(description),
    ...more,
  });

  test.each([
    ['nothing', '', format(/line 1, column 1/i)],
    [
      'half a list',
      '{"ops":[\n{"type":"create",]}',
      format(/Line 2, column 18: expected a name/, { line: 2, column: 18 }),
    ],
    ['a number', '7', format(/"ops" is missing/)],
    ['a list', '[]', format(/"ops" is missing/)],
    ['null', 'null', format(/"ops" is missing/)],
    ['no ops', '{"op":[]}', format(/"ops" is missing/)],
    ['ops that are a text', '{"ops":"all"}', format(/"ops" is missing or is no list/)],
    ['bytes', '\u0000\u0001', format(/Line 1, column 1/)],
    ['a form', 'a=1&b=2', format(/Line 1, column 1/)],
    ['too deep', `{"ops":[${'['.repeat(300)}${']'.repeat(300)}]}`, format(/nested deeper/)],
    [
      'too many ops',
      JSON.stringify({ ops: Array(1001).fill({}) }),
      { request_proc: 'error', ops: [], description: expect.stringMatching(/1001 ops; at most 1000/) },
    ],
  ])('%s', async (_what, body, expected) => {
    const { status, json } = await post(served, body);
    expect([status, json]).toMatchObject([200, expected]);
  });

  test.each([
    ['an op that is a number', 5, /must be an object, not 5/, undefined],
    ['an op that is null', null, /must be an object/, undefined],
    ['an empty op', {}, /undefined request/, undefined],
    ['a type that is a list', { type: ['create'], obj: 'task' }, /undefined request/, undefined],
    ['an obj of every object', { type: 'toString', obj: '__proto__' }, /undefined request/, undefined],
    ['no process', { type: 'create', obj: 'task', data: {} }, /'conv_id' is required/, 'conv_id'],
    [
      'a process that is a word',
      { type: 'create', obj: 'task', conv_id: 'abc', data: {} },
      /not valid for key 'conv_id'/,
      'conv_id',
    ],
    ['a process below zero', { type: 'create', obj: 'task', conv_id: -1, data: {} }, /conv_id/, 'conv_id'],
    ['half a process', { type: 'create', obj: 'task', conv_id: 1.5, data: {} }, /conv_id/, 'conv_id'],
    [
      'a process that is not there',
      { type: 'create', obj: 'task', conv_id: 424242, data: {} },
      /no conv with id 424242/,
      undefined,
    ],
    [
      'data that are a text',
      { type: 'create', obj: 'task', conv_id: 1, data: 'x' },
      /'data'.*expected an object/,
      'data',
    ],
    ['a reference that is an object', { type: 'create', obj: 'task', conv_id: 1, ref: {} }, /'ref'/, 'ref'],
    ['a task without a name', { type: 'show', obj: 'task', conv_id: 1 }, /no conv|'ref' or 'obj_id'/, undefined],
    ['a folder of letters', { type: 'list', obj: 'folder', obj_id: 'x' }, /'obj_id'/, 'obj_id'],
    [
      'logics that are no list',
      { type: 'modify', obj: 'node', conv_id: 1, obj_id: 'n', logics: {} },
      /'logics'/,
      'logics',
    ],
    [
      'a share with a wrong right',
      { type: 'link', obj: 'conv', obj_id: 1, obj_to: 'user', obj_to_id: 2, privs: [{ type: 'own' }] },
      /'privs.0.type'/,
      'privs.0.type',
    ],
    ['a move to nowhere', { type: 'link', obj: 'folder', obj_id: 1, obj_type: 'conv' }, /'folder_id'/, 'folder_id'],
    [
      'a version that is a word',
      { type: 'confirm', obj: 'commit', conv_id: 1, version: 'new' },
      /'version'/,
      'version',
    ],
    [
      'an export that is no JSON',
      { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme: '{' },
      /Line 1, column 2/,
      undefined,
    ],
    [
      'a status that nobody knows',
      { type: 'create', obj: 'conv', title: 'x', status: 'dancing' },
      /dancing/,
      undefined,
    ],
    ['statistics without a time', { type: 'show', obj: 'stat', conv_id: 1, start: 'x', end: 2 }, /'start'/, 'start'],
    ['a step without a task', { type: 'step_next', obj: 'task', conv_id: 1 }, /Key 'obj_id' is required/, 'obj_id'],
  ])('%s', async (_what, op, description, key) => {
    const { status, json } = await post(served, JSON.stringify({ ops: [op] }));
    expect(status).toBe(200);
    const expected = { proc: 'error', description: expect.stringMatching(description), ref: null, id: '' };
    expect(json).toMatchObject({ request_proc: 'ok', ops: [expected] });
    if (key !== undefined) expect(json).toMatchObject({ ops: [{ key }] });
  });

  test('a body that is too large is refused before it is read to its end', async () => {
    const { status, json, headers } = await post(served, ' '.repeat(LIMITS.request_bytes + 1));
    expect(status).toBe(413);
    expect(json).toMatchObject({
      request_proc: 'error',
      code: 'too_large',
      description: expect.stringMatching(/16777216/),
    });
    expect(headers.get('content-length')).not.toBeNull();
  });

  test('a bug is logged under a number, and the caller hears no more than that number', async () => {
    const show = served.app.objects.show.bind(served.app.objects);
    served.app.objects.show = () => Promise.reject(new Error('the disk at /secret/path is gone'));
    const answer = await one(served, { type: 'show', obj: 'conv', obj_id: 1 });
    served.app.objects.show = show;
    expect(answer).toMatchObject({ proc: 'error', code: 'store_failed' });
    expect(JSON.stringify(answer)).not.toContain('secret');
    const number = /number (\w+)/.exec(String(answer.description))?.[1] ?? 'none';
    expect(JSON.stringify(served.world.log)).toContain(number);
  });

  test.each(['/api/3/json', '/nothing', '/api/2/json/public', '/admin.php'])('there is no %s', async (path) => {
    const { status, json } = await request(`${served.url}${path}`, { method: 'POST', body: '{}' });
    expect([status, json.request_proc]).toEqual([404, 'error']);
  });

  test('an address that cannot be decoded', async () => {
    const { status, json } = await request(`${served.url}/api/2/download/%E0%A4%A/1/2`, { method: 'POST', body: '{}' });
    expect([status, json.request_proc]).toEqual([400, 'format_error']);
    const hot = await request(`${served.url}/api/2/json/%E0%A4%A/1/2`, { method: 'POST', body: '{}' });
    expect([hot.status, hot.json.request_proc]).toEqual([200, 'fail']);
  });
});

test('what is known and not done yet says so', async () => {
  const op = { type: 'compare', obj: 'obj_scheme', obj_id: 1, obj_to_id: 2 };
  for (const path of ['/api/2/compare', '/api/2/merge']) {
    const { json } = await post(served, JSON.stringify({ ops: [op] }), { path });
    expect(json).toMatchObject({ ops: [{ proc: 'error', description: expect.stringMatching(/not supported yet/) }] });
  }
});

test('a key that sends too much in a second is told to wait, and no other key is', async () => {
  await withServer({ api: { ops_per_second: 3 } }, async (strict) => {
    const body = JSON.stringify({ ops: [{}, {}] });
    const status = async (key = strict.admin) => (await post(strict, body, { key })).status;
    expect(await status()).toBe(200);
    const refused = await post(strict, body);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.json).toMatchObject({ description: 'Too many requests: limit is reached' });
    expect(await status(strict.guest)).toBe(200);
    await strict.world.clock.run(1000);
    expect(await status()).toBe(200);
  });
});

describe('for those who run it', () => {
  test('health is 200 while the store answers, and 503 when it does not', async () => {
    const well = await request(`${served.url}/health`);
    expect([well.status, well.json]).toMatchObject([
      200,
      { status: 'ok', version: '0.0.0', tasks: 0, queue: { waiting: 0 } },
    ]);
    const { archive } = served.world.ports;
    const totals = archive.totals.bind(archive);
    archive.totals = () => Promise.reject(new TaktError('store_failed', 'gone'));
    const ill = await request(`${served.url}/health`);
    archive.totals = totals;
    expect([ill.status, ill.json]).toMatchObject([503, { status: 'failing' }]);
  });

  test('metrics are in the form of Prometheus', async () => {
    const { text, headers } = await request(`${served.url}/metrics`);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [\d.e+-]+)$/);
    expect(text).toMatch(/^takt_tasks 0$/m);
    expect(text).toMatch(/^takt_queue_jobs\{state="delayed"\} 0$/m);
  });

  test('the first page says what this is, in the language of the browser', async () => {
    const page = await request(served.url, { headers: { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' } });
    expect(page.text).toMatch(/Takt работает/);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await request(served.url)).text).toMatch(/Takt is running/);
  });
});

describe('connecting to a provider', () => {
  const asked: unknown[] = [];
  let other: Served;
  beforeAll(async () => {
    other = await serve({
      connect: {
        link: async () => 'http://takt.test/oauth/connect/5?link=l',
        begin: async (query) => {
          asked.push(query);
          if (query.link !== 'good') return { page: { ok: false, message: 'bad_link', detail: '<b>' } };
          return { redirect: 'https://provider.example/authorize?x=1' };
        },
        finish: async (query) => {
          asked.push(query);
          return { page: { ok: true, message: 'connected', detail: 'token' } };
        },
      },
    });
  });
  afterAll(() => other.close());

  test('a link sends the person on, or says why not', async () => {
    const good = await request(`${other.url}/oauth/connect/5?ref=t&link=good`, { redirect: 'manual' });
    expect([good.status, good.headers.get('location')]).toEqual([302, 'https://provider.example/authorize?x=1']);
    expect(asked).toEqual([{ conv_id: 5, ref: 't', link: 'good' }]);
    const bad = await request(`${other.url}/oauth/connect/5`, { redirect: 'manual' });
    expect(bad.status).toBe(400);
    expect(bad.text).toMatch(/This link does not work/);
    expect(bad.text).not.toContain('<b>');
    expect((await request(`${other.url}/oauth/connect/x`)).status).toBe(400);
  });

  test('the code that comes back is handed on, and the person told', async () => {
    const back = await request(`${other.url}/oauth/callback?code=c%2B1&state=s`, {
      headers: { 'accept-language': 'ru' },
    });
    expect(asked.at(-1)).toEqual({ code: 'c+1', state: 's', error: '' });
    expect([back.status, back.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(back.text).toMatch(/Подключено/);
  });

  test('a one-time link is made over the API', async () => {
    const op = { type: 'create', obj: 'connect_link', conv_id: 5, ref: 'token' };
    expect(await one(other, op)).toMatchObject({ proc: 'ok', url: 'http://takt.test/oauth/connect/5?link=l' });
  });
});

test('closing waits for answers that are under way and lets go of idle connections', async () => {
  const closing = await serve();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const show = closing.app.objects.show.bind(closing.app.objects);
  const reached = new Promise<void>((resolve) => {
    closing.app.objects.show = async (...args) => {
      resolve();
      await held;
      return show(...args);
    };
  });
  const { port } = new URL(closing.url);
  const idle = dial(Number(port), '127.0.0.1');
  const idleEnded = new Promise<void>((resolve) => idle.on('close', () => resolve()));
  idle.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise<void>((resolve) => idle.once('data', () => resolve()));
  const made = await one(closing, { type: 'create', obj: 'conv', title: 'Slow' });
  const answer = one(closing, { type: 'show', obj: 'conv', obj_id: made.obj_id ?? 0 });
  await reached;
  let closed = false;
  const end = closing.close().then(() => {
    closed = true;
  });
  await idleEnded;
  expect(closed).toBe(false);
  release();
  expect(await answer).toMatchObject({ proc: 'ok', title: 'Slow' });
  await end;
});
