/** The client of API Call against real servers on this machine, which the rules of these tests allow. */
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { openHttpClient } from '../../../src/adapters/http_client/undici_client.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { client, closeAll, type Echo, echo, echoed, here, request, serve, serveRaw } from './http_servers.ts';

afterEach(closeAll);

describe('a request is sent as it is given', () => {
  test('method, path, query, headers and body arrive; sizes and time come back', async () => {
    const port = await serve(echo);
    const url = `http://127.0.0.1:${port}/a%20b?x=1&y=%D1%8F#part`;
    const outcome = await client().send(
      request(url, { method: 'post', headers: { 'X-One': 'é Я', problem: 'none' }, body: '{"я":1}' }),
    );
    expect(outcome).toMatchObject({ ok: true, status: 200, sizes: { request: 8 }, ms: expect.any(Number) });
    const got = JSON.parse(outcome.ok ? outcome.body : '') as Echo;
    expect(got).toMatchObject({ method: 'POST', url: '/a%20b?x=1&y=%D1%8F', body: '{"я":1}' });
    expect(Buffer.from(got.headers['x-one'] ?? '', 'latin1').toString()).toBe('é Я');
    expect(got.headers).toMatchObject({ 'content-length': '8', 'user-agent': 'Takt', host: `127.0.0.1:${port}` });
  });

  test("headers that belong to the connection are the client's own", async () => {
    const port = await serve(echo);
    const headers = {
      Host: 'elsewhere',
      'Content-Length': '5000',
      'Transfer-Encoding': 'chunked',
      Connection: 'close',
      Upgrade: 'x',
      TE: 'x',
      Expect: '100-continue',
      'Keep-Alive': '1',
    };
    const got = await echoed(client(), request(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: 'abc' }));
    expect(got.body).toBe('abc');
    expect(got.headers).toMatchObject({ host: `127.0.0.1:${port}`, 'content-length': '3', connection: 'keep-alive' });
  });

  test.each([
    [{ headers: { a: 'b\r\nx: y' } }],
    [{ headers: { a: 'b\nx: y' } }],
    [{ headers: { 'a\r\nx': 'y' } }],
    [{ headers: { a: 'b\u0000' } }],
    [{ headers: { '': 'b' } }],
    [{ method: 'GET / HTTP/1.1\r\nx: y' }],
    [{ method: 'CONNECT' }],
    [{ method: '' }],
  ])('no request can be hidden in another: %j', async (more) => {
    expect(await client().send(request('http://127.0.0.1:1/', more))).toMatchObject({
      ok: false,
      reason: 'bad_request',
      sent: false,
    });
  });

  test('user and password in the address become a login', async () => {
    const port = await serve(echo);
    const got = await echoed(client(), request(`http://me:p%40ss@127.0.0.1:${port}/`));
    expect(got.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  test('connections are used again', async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((incoming, answer) => {
      ports.add(incoming.socket.remotePort);
      answer.end();
    });
    const http = client();
    for (let i = 0; i < 10; i++) await http.send(request(`http://127.0.0.1:${port}/`));
    // A request that comes at the very end of the one before may get a second connection.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe('an answer is read as its headers say', () => {
  const text = 'привет '.repeat(100);
  const cases: [string, Record<string, string>, Buffer, string][] = [
    ['UTF-8', {}, Buffer.from(text), text],
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(text), text],
    ['br', { 'content-encoding': 'br' }, brotliCompressSync(text), text],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(text), text],
    ['bare deflate', { 'content-encoding': 'deflate' }, deflateRawSync(text), text],
    ['two packings', { 'content-encoding': 'deflate, GZIP' }, gzipSync(deflateSync(text)), text],
    ['windows-1251', { 'content-type': 'text/plain; charset="windows-1251"' }, Buffer.from([0xef, 0xf0, 0xe8]), 'при'],
    [
      'XML that names windows-1251 itself',
      { 'content-type': 'text/xml' },
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>\xef\xf0\xe8</a>', 'latin1'),
      '<?xml version="1.0" encoding="windows-1251"?><a>при</a>',
    ],
    [
      'XML whose header knows better',
      { 'content-type': 'application/xml; charset=utf-8' },
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>при</a>'),
      '<?xml version="1.0" encoding="windows-1251"?><a>при</a>',
    ],
    ['XML in UTF-16', { 'content-type': 'text/xml' }, Buffer.from('\ufeff<a>при</a>', 'utf16le'), '<a>при</a>'],
    ['XML without a word about it', { 'content-type': 'text/xml' }, Buffer.from('<a>при</a>'), '<a>при</a>'],
    ['an unknown charset', { 'content-type': 'text/plain; charset=x-none' }, Buffer.from('я'), 'я'],
    ['an image', { 'content-type': 'image/png' }, Buffer.from([137, 80, 0, 255]), 'iVAA/w=='],
    ['nothing, said to be packed', { 'content-encoding': 'gzip' }, Buffer.alloc(0), ''],
  ];
  test.each(cases)('%s', async (_what, headers, bytes, expected) => {
    const port = await serve((_incoming, answer) => answer.writeHead(200, headers).end(bytes));
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: true, body: expected });
  });

  test('header names are lower case, and several values are joined', async () => {
    const port = await serve((_incoming, answer) =>
      answer
        .writeHead(
          404,
          [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
            ['X-One', '1'],
          ].flat(),
        )
        .end('no'),
    );
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: true,
      status: 404,
      body: 'no',
      headers: { 'set-cookie': 'a=1, b=2', 'x-one': '1' },
    });
  });

  test.each(['HEAD', 'GET'])('%s without a body is an answer', async (method) => {
    const port = await serve((_incoming, answer) =>
      answer.writeHead(method === 'HEAD' ? 200 : 204, method === 'HEAD' ? { 'content-length': '99999999' } : {}).end(),
    );
    expect(await client().send(request(`http://127.0.0.1:${port}/`, { method }))).toMatchObject({ ok: true, body: '' });
  });
});

describe('size and time are bounded', () => {
  const tooLarge = { ok: false, reason: 'too_large', sent: true };

  test('an answer may be as large as the limit and no larger', async () => {
    const port = await serve((incoming, answer) =>
      answer.end(Buffer.alloc(LIMITS.http_response_bytes + Number(incoming.url?.slice(1)), 'x')),
    );
    const http = client();
    expect(await http.send(request(`http://127.0.0.1:${port}/0`))).toMatchObject({
      ok: true,
      sizes: { response: LIMITS.http_response_bytes },
    });
    expect(await http.send(request(`http://127.0.0.1:${port}/1`))).toMatchObject(tooLarge);
  });

  test('an endless answer is cut while it arrives', async () => {
    let closed: () => void;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const port = await serve((_incoming, answer) => {
      const more = (): void => {
        while (!answer.destroyed && answer.write(Buffer.alloc(65_536)));
      };
      answer.on('drain', more).on('close', () => closed());
      more();
    });
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject(tooLarge);
    await gone;
  });

  test('a small answer that unpacks into a huge one is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(LIMITS.http_response_bytes + 1));
    const port = await serve((_incoming, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject(tooLarge);
  });

  test.each([
    ['never answers', () => undefined],
    ['stops in the middle', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')],
  ])('a server that %s is waited for no longer than asked', async (_what, talk) => {
    const port = await serveRaw((socket) => socket.once('data', () => talk(socket)));
    expect(await client().send(request(`http://127.0.0.1:${port}/`, { timeout_ms: 100 }))).toMatchObject({
      ok: false,
      reason: 'timeout',
      description: 'timeout',
      sent: true,
    });
  });

  test('a name that takes too long to resolve was not reached, and is not called later', async () => {
    let bytes = 0;
    const port = await serveRaw((socket) =>
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      }),
    );
    let answer: () => void = () => undefined;
    const http = openHttpClient({
      allow: here,
      resolve: (_host, done) => {
        answer = () => done(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const outcome = await http.send(request(`http://slow.example:${port}/`, { timeout_ms: 50 }));
    expect(outcome).toMatchObject({ reason: 'timeout', sent: false });
    answer();
    await http.close();
    expect(bytes).toBe(0);
  });
});

describe('a failure says what happened, and whether the request may have arrived', () => {
  test.each([
    '',
    'example.com/path',
    '//example.com',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:1',
    'http://',
    'http://a b/',
    'http://1.2.3.999/',
  ])('%j has no usable scheme or address', async (url) => {
    expect(await client().send(request(url))).toMatchObject({
      ok: false,
      reason: 'no_scheme',
      description: 'no_scheme',
      sent: false,
    });
  });

  test('nobody listens', async () => {
    const port = await serve(echo);
    await closeAll();
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: false,
      reason: 'failed_connect',
      description: expect.stringMatching(/^failed_connect: .*ECONNREFUSED/),
      sent: false,
    });
  });

  test('the name is unknown', async () => {
    const resolve = (_host: string, done: (error: Error | null, found: []) => void) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND x.invalid'), { code: 'ENOTFOUND' }), []);
    expect(await client({ resolve }).send(request('http://x.invalid/'))).toMatchObject({
      ok: false,
      reason: 'failed_connect',
      description: 'failed_connect: getaddrinfo ENOTFOUND x.invalid',
      sent: false,
    });
  });

  test.each([
    ['closes without a word', ''],
    ['answers something else', 'SSH-2.0-OpenSSH\r\n'],
    ['breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    [
      'breaks a packed answer off',
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\u001f\u008b\b',
    ],
    ['packs it in an unknown way', 'HTTP/1.1 200 OK\r\ncontent-encoding: zip\r\ncontent-length: 3\r\n\r\nabc'],
  ])('the server %s', async (_what, said) => {
    const port = await serveRaw((socket) => socket.once('data', () => socket.end(said, 'latin1')));
    expect(await client().send(request(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }))).toMatchObject({
      ok: false,
      reason: 'reset',
      sent: true,
    });
  });
});

test('closing waits for what is under way', async () => {
  let answer: () => void = () => undefined;
  const port = await serve((_incoming, response) => {
    answer = () => response.end('done');
    asked();
  });
  let asked: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const http = openHttpClient({ allow: here });
  const outcome = http.send(request(`http://127.0.0.1:${port}/`));
  await arrived;
  const closed = http.close();
  answer();
  await closed;
  expect(await outcome).toMatchObject({ ok: true, body: 'done' });
});
