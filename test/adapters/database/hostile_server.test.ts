/** A server that says what no driver can read: whoever has named it as a database is told so, and all others go on. */
import { createServer, type Server } from 'node:net';
import { TLSSocket } from 'node:tls';
import { openDatabase } from '../../../src/adapters/database/pooled_database.ts';
import { parseNetRules } from '../../../src/base/net_rules.ts';
import type { DbConnection, DbOutcome } from '../../../src/ports/database.ts';
import { describeTls, makeCertificates } from '../tls_certificates.ts';

const LIMITS = { timeout_ms: 5000, rows: 10, bytes: 100_000 };
/** A way to log in that nobody knows: `R`, its length, and the number of the way. */
const ODD_LOGIN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 249]);
/** A greeting that ends in the middle of what it says. */
const CUT_GREETING = Buffer.from([5, 0, 0, 0, 10, 0x35, 0x2e, 0x30, 0xff]);

async function asked(server: Server, given: Pick<DbConnection, 'dialect' | 'tls'>): Promise<DbOutcome> {
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(Object(server.address()).port));
  });
  const database = openDatabase({ allow: parseNetRules('127.0.0.0/8') });
  const to = { key: 'k', host: '127.0.0.1', port, user: 'u', password: 'p', database: 'd', ca: '', ...given };
  const got = await database.query(to, { text: 'SELECT 1', params: [], shown: '' }, LIMITS);
  await database.close();
  server.close();
  return got;
}

test('PostgreSQL', async () => {
  const server = createServer((socket) =>
    socket.on('error', () => undefined).once('data', () => socket.write(ODD_LOGIN)),
  );
  expect(await asked(server, { dialect: 'postgres', tls: 'off' })).toMatchObject({ ok: false, reason: 'connection' });
});

test('MySQL', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end(CUT_GREETING);
  });
  expect(await asked(server, { dialect: 'mysql', tls: 'off' })).toMatchObject({ ok: false, reason: 'connection' });
});

describeTls('behind TLS', () => {
  test('PostgreSQL', async () => {
    const { key, cert } = makeCertificates().server;
    const server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.write('S');
          const secured = new TLSSocket(socket, { isServer: true, key, cert });
          secured.on('error', () => undefined).once('data', () => secured.write(ODD_LOGIN));
        });
    });
    const got = await asked(server, { dialect: 'postgres', tls: 'unverified' });
    expect(got).toMatchObject({ ok: false, reason: 'connection' });
  });
});
