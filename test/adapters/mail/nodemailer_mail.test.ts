/** Mail against a real SMTP server on this machine, which the rules of these tests allow. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { openMail } from '../../../src/adapters/mail/nodemailer_mail.ts';
import { parseNetRules } from '../../../src/base/net_rules.ts';
import type { MailMessage } from '../../../src/ports/mail.ts';
import { describeTls, makeCertificates } from '../tls_certificates.ts';

const allow = parseNetRules('127.0.0.0/8,::1');
const MESSAGE: MailMessage = {
  from: 'Takt <takt@a.example>',
  to: 'one@b.example, Two <two@b.example>',
  subject: 'Токен не обновлён',
  text: 'Привет',
  html: '',
};
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Received {
  from: string | false;
  to: string[];
  user: string;
  secure: boolean;
  raw: string;
}

async function serve(
  options: SMTPServerOptions = {},
): Promise<{ port: number; received: Received[]; logins: string[] }> {
  const received: Received[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      logins.push(`${username} ${password}`);
      done(null, { user: username });
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        received.push({
          from: mailFrom === false ? false : mailFrom.address,
          to,
          user: String(session.user),
          secure: session.secure,
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  open.push(() => new Promise((done) => server.close(() => done(null))));
  return { port: (listener.address() as AddressInfo).port, received, logins };
}

test('a mail arrives with its addresses, subject and text', async () => {
  const { port, received } = await serve();
  const outcome = await openMail({ allow }).send(`smtp://127.0.0.1:${port}`, MESSAGE);
  expect(outcome).toEqual({ ok: true, id: expect.stringMatching(/^<.+@.+>$/) });
  expect(received).toMatchObject([{ from: 'takt@a.example', to: ['one@b.example', 'two@b.example'] }]);
  const subject = /^Subject: (.*(\r\n .*)*)/m.exec(received[0]?.raw ?? '')?.[1] ?? '';
  expect(subject).toMatch(/^=\?UTF-8\?/i);
  expect(received[0]?.raw).toContain(Buffer.from('Привет').toString('base64'));
});

test('text and HTML go together; HTML alone goes alone', async () => {
  const { port, received } = await serve();
  const mail = openMail({ allow });
  await mail.send(`smtp://127.0.0.1:${port}`, { ...MESSAGE, text: 'a', html: '<b>a</b>' });
  await mail.send(`smtp://127.0.0.1:${port}`, { ...MESSAGE, text: '', html: '<b>a</b>' });
  expect(received[0]?.raw).toMatch(/multipart\/alternative/);
  expect(received[1]?.raw).toMatch(/^Content-Type: text\/html/m);
});

test('the login is taken from the address, percent-decoded', async () => {
  const { port, logins } = await serve({ authOptional: false });
  expect(await openMail({ allow }).send(`smtp://me%40a.example:p%3A%2F%20s@127.0.0.1:${port}`, MESSAGE)).toMatchObject({
    ok: true,
  });
  expect(logins).toEqual(['me@a.example p:/ s']);
});

test('what looks like files and addresses in a text stays text', async () => {
  const { port, received } = await serve();
  const html = '<img src="file:///etc/hostname"><img src="http://127.0.0.1/">';
  await openMail({ allow }).send(`smtp://127.0.0.1:${port}`, { ...MESSAGE, text: 'file:///etc/passwd', html });
  expect(received[0]?.raw).toContain('file:///etc/passwd');
});

test('a field cannot smuggle in a header or a recipient', async () => {
  const mail = openMail({ allow });
  for (const field of ['from', 'to', 'subject'] as const) {
    for (const end of ['\r\n', '\n', '\r', '\u0000']) {
      const message = { ...MESSAGE, [field]: `a@b.example${end}Bcc: evil@c.example` };
      expect(await mail.send('smtp://127.0.0.1:1', message)).toEqual({
        ok: false,
        description: `bad_request: ${field} has a line break or control character`,
        sent: false,
      });
    }
  }
  expect(await mail.send('smtp://127.0.0.1:1', { ...MESSAGE, to: ' ' })).toMatchObject({ ok: false, sent: false });
});

describe('a mail that the server refuses was not sent', () => {
  const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  test.each<[string, SMTPServerOptions, RegExp]>([
    ['the login', { onAuth: (_auth, _session, done) => done(refuse(535, 'who are you')) }, /535 who are you/],
    [
      'the sender',
      { onMailFrom: (_address, _session, done) => done(refuse(550, 'not from here')) },
      /550 not from here/,
    ],
    [
      'every recipient',
      { onRcptTo: (_address, _session, done) => done(refuse(550, 'nobody here')) },
      /550 nobody here/,
    ],
    [
      'the text',
      { onData: (stream, _session, done) => stream.resume().on('end', () => done(refuse(554, 'spam'))) },
      /554 spam/,
    ],
  ])('%s', async (_what, options, description) => {
    const { port } = await serve(options);
    const outcome = await openMail({ allow }).send(`smtp://a:b@127.0.0.1:${port}`, MESSAGE);
    expect(outcome).toEqual({ ok: false, description: expect.stringMatching(description), sent: false });
  });
});

test('a connection lost after the text leaves it open whether the mail was sent', async () => {
  const talk = (socket: Socket): void => {
    socket.on('error', () => undefined).write('220 hi\r\n');
    socket.on('data', (chunk) => {
      const said = chunk.toString();
      if (/^(EHLO|MAIL|RCPT)/.test(said)) socket.write('250 ok\r\n');
      else if (said.startsWith('DATA')) socket.write('354 go on\r\n');
      else socket.destroy();
    });
  };
  const server: Server = createServer(talk).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => new Promise((done) => server.close(done)));
  const { port } = server.address() as AddressInfo;
  expect(await openMail({ allow }).send(`smtp://127.0.0.1:${port}`, MESSAGE)).toMatchObject({ ok: false, sent: true });
});

describe('what cannot be reached', () => {
  test.each(['', 'http://a.example', 'smtp://', 'mail.example', 'smtp:///x'])(
    '%j is no mail server',
    async (server) => {
      expect(await openMail({ allow }).send(server, MESSAGE)).toMatchObject({
        ok: false,
        description: expect.stringMatching(/^no_scheme/),
        sent: false,
      });
    },
  );

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '10.0.0.1'])(
    '%s is blocked before a connection is made',
    async (host) => {
      const { port, received } = await serve({
        onConnect: () => {
          throw new Error('connected');
        },
      });
      const outcome = await openMail({ allow: parseNetRules('') }).send(`smtp://${host}:${port}`, MESSAGE);
      expect(outcome).toEqual({
        ok: false,
        description: expect.stringMatching(/^failed_connect: .*TAKT_ALLOW_NET/),
        sent: false,
      });
      expect(received).toEqual([]);
    },
  );

  test('the name is asked for once, and the connection goes to the address that was judged', async () => {
    const { port, received } = await serve();
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    expect(await openMail({ allow, resolve }).send(`smtp://mail.example:${port}`, MESSAGE)).toMatchObject({ ok: true });
    expect([asked, received.length]).toEqual([1, 1]);
  });

  test('an unknown name and a closed port were not reached', async () => {
    const { port } = await serve();
    await open.pop()?.();
    const unknown = async () => {
      throw new Error('getaddrinfo ENOTFOUND x.invalid');
    };
    expect(await openMail({ allow, resolve: unknown }).send('smtp://x.invalid', MESSAGE)).toEqual({
      ok: false,
      description: 'failed_connect: getaddrinfo ENOTFOUND x.invalid',
      sent: false,
    });
    expect(await openMail({ allow }).send(`smtp://127.0.0.1:${port}`, MESSAGE)).toEqual({
      ok: false,
      description: expect.stringMatching(/^failed_connect: .*ECONNREFUSED/),
      sent: false,
    });
  });
});

describeTls('over TLS', () => {
  test('smtps is encrypted from the start, smtp as soon as the server offers it; the name is checked', async () => {
    const { ca, server } = makeCertificates();
    const implicit = await serve({ secure: true, ...server });
    const offered = await serve({ disabledCommands: [], ...server });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const mail = openMail({ allow, ca: [ca], resolve });
    expect(await mail.send(`smtps://u:p@localhost:${implicit.port}`, MESSAGE)).toMatchObject({ ok: true });
    expect(await mail.send(`smtp://u:p@localhost:${offered.port}`, MESSAGE)).toMatchObject({ ok: true });
    expect([implicit.received[0]?.secure, offered.received[0]?.secure]).toEqual([true, true]);
    for (const address of [`smtps://u:p@other.example:${implicit.port}`, `smtp://u:p@other.example:${offered.port}`]) {
      expect(await mail.send(address, MESSAGE)).toMatchObject({
        ok: false,
        description: expect.stringMatching(/^failed_connect/),
        sent: false,
      });
    }
    expect([implicit.logins, offered.logins]).toEqual([['u p'], ['u p']]);
    expect(await openMail({ allow }).send(`smtps://localhost:${implicit.port}`, MESSAGE)).toMatchObject({
      ok: false,
      sent: false,
    });
  });
});
