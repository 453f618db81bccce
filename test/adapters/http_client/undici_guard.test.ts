/** Where the client of API Call goes, and with what: redirects, private networks, certificates. */
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { LIMITS } from '../../../src/base/limits.ts';
import { parseNetRules } from '../../../src/base/net_rules.ts';
import { describeTls, makeCertificates } from '../tls_certificates.ts';
import { client, closeAll, echo, echoed, listening, request, serve, serveRaw } from './http_servers.ts';

afterEach(closeAll);

describe('redirects', () => {
  async function redirecting(status: number, to: (port: number) => string): Promise<number> {
    const port = await serve((incoming, answer) => {
      if (incoming.url?.startsWith('/from')) answer.writeHead(status, { location: to(port) }).end();
      else void echo(incoming, answer);
    });
    return port;
  }

  test.each([301, 302, 307, 308])('%s repeats method and body at the new address', async (status) => {
    const port = await redirecting(status, () => '/to?x=1');
    const got = await echoed(
      client(),
      request(`http://127.0.0.1:${port}/from`, {
        method: 'POST',
        headers: { 'content-type': 'a/b', authorization: 'A' },
        body: 'abc',
      }),
    );
    expect(got).toMatchObject({
      method: 'POST',
      url: '/to?x=1',
      body: 'abc',
      headers: { 'content-type': 'a/b', authorization: 'A' },
    });
  });

  test('303 becomes a GET without the body', async () => {
    const port = await redirecting(303, () => '/to');
    const got = await echoed(
      client(),
      request(`http://127.0.0.1:${port}/from`, { method: 'POST', headers: { 'content-type': 'a/b' }, body: 'abc' }),
    );
    expect(got).toMatchObject({ method: 'GET', body: '' });
    expect(got.headers).not.toHaveProperty('content-type');
  });

  test('credentials do not go on to another server', async () => {
    const port = await redirecting(302, (to) => `http://localhost:${to}/to`);
    const headers = { Authorization: 'A', Cookie: 'b=1', 'X-Api-Key': 'k', 'Client-Secret': 's', 'X-Plain': 'p' };
    const got = await echoed(
      client(),
      request(`http://u:p@127.0.0.1:${port}/from`, { method: 'POST', headers, body: 'abc' }),
    );
    expect(got.headers).toMatchObject({ 'x-plain': 'p', host: `localhost:${port}` });
    for (const name of ['authorization', 'cookie', 'x-api-key', 'client-secret'])
      expect(got.headers).not.toHaveProperty(name);
    expect(got.body).toBe('abc');
  });

  test('no more than the limit are followed', async () => {
    let asked = 0;
    const port = await serve((_incoming, answer) => {
      asked++;
      answer.writeHead(302, { location: '/again' }).end();
    });
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: false,
      reason: 'too_many_redirects',
      sent: true,
    });
    expect(asked).toBe(LIMITS.http_redirects + 1);
  });

  test.each([
    ['file:///etc/passwd', 'no_scheme'],
    ['ftp://127.0.0.1/', 'no_scheme'],
    ['http://10.0.0.1/', 'blocked'],
    ['http://169.254.169.254/latest/meta-data/', 'blocked'],
    ['http://[::ffff:10.0.0.1]/', 'blocked'],
    ['http://0xa9fea9fe/', 'blocked'],
    ['//192.168.0.1/', 'blocked'],
  ])('one to %s ends there', async (location, reason) => {
    const port = await redirecting(302, () => location);
    expect(await client().send(request(`http://127.0.0.1:${port}/from`, { method: 'POST', body: 'x' }))).toMatchObject({
      ok: false,
      reason,
      sent: true,
    });
  });

  test('a redirect without an address is an answer', async () => {
    const port = await serve((_incoming, answer) => answer.writeHead(302).end('x'));
    expect(await client().send(request(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: true, status: 302 });
  });
});

describe('private networks are out of reach', () => {
  const strict = parseNetRules('');

  test.each([
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '[::1]',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0',
    '[::ffff:7f00:1]',
    '[::]',
    '１２７.0.0.1',
    '127%2e0.0.1',
  ])('http://%s is blocked before anything is sent', async (host) => {
    let connections = 0;
    const port = await serveRaw(() => connections++);
    const outcome = await client({ allow: strict }).send(request(`http://${host}:${port}/`));
    expect(outcome).toMatchObject({
      ok: false,
      reason: 'blocked',
      sent: false,
      description: expect.stringMatching(/^failed_connect: .*TAKT_ALLOW_NET/),
    });
    expect(connections).toBe(0);
  });

  test('a name is judged by every address it has, each time it is connected to', async () => {
    const port = await serve((_incoming, answer) => answer.writeHead(200, { connection: 'close' }).end());
    const answers = [['10.0.0.1', '127.0.0.1'], ['10.0.0.1']];
    const resolve = (_host: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
      done(
        null,
        (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
      );
    const http = client({ resolve });
    expect(await http.send(request(`http://rebound.example:${port}/`))).toMatchObject({ ok: true });
    expect(await http.send(request(`http://rebound.example:${port}/`))).toMatchObject({
      ok: false,
      reason: 'blocked',
      sent: false,
    });
    expect(await http.send(request(`http://rebound.example:${port}/`))).toMatchObject({ ok: false, sent: false });
  });

  test('a host on the allow-list is reached whatever its address', async () => {
    const port = await serve(echo);
    const http = client({ allow: parseNetRules('localhost') });
    expect(await http.send(request(`http://localhost:${port}/`))).toMatchObject({ ok: true });
    expect(await http.send(request(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: false, reason: 'blocked' });
  });
});

describeTls('over TLS', () => {
  const certificates = makeCertificatesOnce();

  test('a trusted server is spoken to, and the body does not go on unencrypted', async () => {
    const { ca, server } = certificates();
    const plain = await serve(echo);
    const port = await listening(
      createTlsServer(server, (incoming, answer) => {
        if (incoming.url === '/down') answer.writeHead(302, { location: `http://127.0.0.1:${plain}/` }).end();
        else void echo(incoming, answer);
      }),
    );
    const http = client({ ca: [ca] });
    expect(await http.send(request(`https://localhost:${port}/`))).toMatchObject({ ok: true });
    expect(await http.send(request(`https://127.0.0.1:${port}/down`))).toMatchObject({ ok: true });
    expect(
      await http.send(request(`https://127.0.0.1:${port}/down`, { method: 'POST', body: 'secret' })),
    ).toMatchObject({ ok: false, reason: 'blocked', sent: true });
  });

  test('an unknown authority, a wrong name and a server without TLS are refused before anything is sent', async () => {
    const { ca, server } = certificates();
    const port = await listening(createTlsServer(server, echo));
    const plain = await serve(echo);
    expect(await client().send(request(`https://localhost:${port}/`))).toMatchObject({
      ok: false,
      reason: 'bad_certificate',
      sent: false,
    });
    const resolve = (_host: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const http = client({ ca: [ca], resolve });
    expect(await http.send(request(`https://other.example:${port}/`))).toMatchObject({
      ok: false,
      reason: 'bad_certificate',
      sent: false,
    });
    expect(await http.send(request(`https://localhost:${plain}/`))).toMatchObject({
      ok: false,
      reason: 'failed_connect',
      sent: false,
    });
  });

  test('the client shows its certificate to the server it is meant for only', async () => {
    const { ca, server, client_pem } = certificates();
    const whoAmI: RequestListener = (incoming, answer) => {
      const peer = (
        incoming.socket as unknown as { getPeerCertificate(): { subject?: { CN: string } } }
      ).getPeerCertificate();
      if (incoming.url?.startsWith('/to=')) answer.writeHead(302, { location: incoming.url.slice(4) }).end();
      else answer.end(peer.subject?.CN ?? 'nobody');
    };
    const options = { ...server, ca, requestCert: true, rejectUnauthorized: false };
    const port = await listening(createTlsServer(options, whoAmI));
    const other = await listening(createTlsServer(options, whoAmI));
    const http = client({ ca: [ca] });
    const ask = (path: string, cert_pem: string) =>
      http.send(request(`https://localhost:${port}${path}`, { cert_pem }));
    expect(await ask('/', client_pem)).toMatchObject({ ok: true, body: 'client' });
    expect(await ask('/', client_pem.replaceAll('\n', '\\n'))).toMatchObject({ ok: true, body: 'client' });
    expect(await ask('/', '')).toMatchObject({ ok: true, body: 'nobody' });
    expect(await ask('/to=/', client_pem)).toMatchObject({ ok: true, body: 'client' });
    expect(await ask(`/to=https://localhost:${other}/`, client_pem)).toMatchObject({ ok: true, body: 'nobody' });
    expect(await ask('/', 'no certificate')).toMatchObject({ ok: false, reason: 'bad_certificate', sent: false });
  });

  test('a server that demands a certificate answers only who shows a good one', async () => {
    const { ca, server, client_pem } = certificates();
    const demanding = { ...server, ca, requestCert: true, rejectUnauthorized: true };
    const port = await listening(createTlsServer(demanding, (_incoming, answer) => answer.end('{"ok":true}')));
    const http = client({ ca: [ca] });
    const ask = (cert_pem: string) => http.send(request(`https://localhost:${port}/`, { cert_pem }));
    expect(await ask(client_pem)).toMatchObject({ ok: true, body: '{"ok":true}' });
    expect(await ask('')).toMatchObject({ ok: false });
    const [key = '', certificate = ''] = client_pem.split(/(?<=PRIVATE KEY-----\n)(?=-----BEGIN CERT)/);
    const stranger = makeCertificates();
    for (const bad of [key, certificate, certificate + stranger.client_pem.split('-----BEGIN CERT')[0]]) {
      const outcome = await ask(bad);
      expect(outcome).toMatchObject({ ok: false, reason: 'bad_certificate', sent: false });
      expect(outcome.ok ? '' : outcome.description).toContain('the client certificate cannot be used');
    }
    expect(await ask(stranger.client_pem)).toMatchObject({ ok: false });
  });
});

function makeCertificatesOnce(): () => ReturnType<typeof makeCertificates> {
  let made: ReturnType<typeof makeCertificates> | undefined;
  return () => {
    made ??= makeCertificates();
    return made;
  };
}
