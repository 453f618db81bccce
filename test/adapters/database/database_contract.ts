/** What every database adapter promises, tried on a real database. */
import { createServer } from 'node:net';
import fc from 'fast-check';
import { openDatabase } from '../../../src/adapters/database/pooled_database.ts';
import type { Json } from '../../../src/base/json.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { parseNetRules } from '../../../src/base/net_rules.ts';
import type { SqlParts } from '../../../src/model/sql.ts';
import { bindSql } from '../../../src/nodes/parts/sql_bind.ts';
import type { Database, DbConnection, DbLimits, DbOutcome } from '../../../src/ports/database.ts';
import type { DatabaseFixture, ServerTls } from '../../fixtures/databases.ts';
import { describeTls, makeCertificates, type TlsCertificates } from '../tls_certificates.ts';

export const LIMIT: DbLimits = { timeout_ms: 20_000, rows: 1000, bytes: 1_000_000 };
const HERE = parseNetRules('127.0.0.0/8');

/** How the two databases say the same. */
export interface Words {
  sleep: string;
  /** A text of so many characters. */
  long(chars: number): string;
  /** So many rows of one number. */
  rows(count: number): string;
  begin: string;
}

export interface Subject {
  connection(): DbConnection;
  query(parts: SqlParts, limits?: Partial<DbLimits>, to?: Partial<DbConnection>): Promise<DbOutcome>;
  rows(parts: SqlParts): Promise<Json>;
}

/** Opens the service once for all tests of the suite. */
export function subject(start: (tls?: ServerTls) => Promise<DatabaseFixture>): Subject {
  let service: DatabaseFixture;
  let database: Database;
  beforeAll(async () => {
    service = await start();
    database = openDatabase({ allow: HERE });
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await service.stop();
  });
  const query: Subject['query'] = async (parts, limits = {}, to = {}) => {
    const bound = bindSql(service.connection.dialect, parts);
    if ('problem' in bound) throw new Error(bound.problem);
    const connection = { ...service.connection, ...to };
    if (Object.keys(to).length > 0) connection.key = JSON.stringify(connection);
    return database.query(connection, bound.statement, { ...LIMIT, ...limits });
  };
  const rows: Subject['rows'] = async (parts) => {
    const got = await query(parts);
    if (!got.ok) throw new Error(`${got.reason}: ${got.description}`);
    return got.rows;
  };
  return { connection: () => service.connection, query, rows };
}

const v = (value: Json): { value: Json } => ({ value });

export function databaseContract(at: Subject, words: Words): void {
  const { query, rows } = at;

  test('A statement changes rows and says how many; a query brings rows by the names of their columns', async () => {
    await query(['CREATE TABLE pets (id int, name varchar(200))']);
    const made = await query(['INSERT INTO pets VALUES (', v(1), ', ', v('Rex'), '), (2, ', v("O'Hara; --"), ')']);
    expect(made).toMatchObject({ ok: true, rows: [], affected: 2 });
    expect(await rows(['SELECT * FROM ', v('pets'), ' WHERE id = ', v(2)])).toEqual([{ id: 2, name: "O'Hara; --" }]);
    expect(
      await rows(["SELECT name FROM pets WHERE name LIKE '", v('R'), "%' ORDER BY ", v('name'), ' LIMIT ', v(5)]),
    ).toEqual([{ name: 'Rex' }]);
    expect(
      await rows(['SELECT id FROM pets WHERE id IN (', v([1, 2, 7]), ') ORDER BY ', v(1), ' ', v('desc')]),
    ).toEqual([{ id: 2 }, { id: 1 }]);
    expect(await query(['UPDATE pets SET name = ', v('Max'), ' WHERE id > ', v(0)])).toMatchObject({ affected: 2 });
  });

  test('Only one statement runs at a time', async () => {
    await query(['CREATE TABLE kept (id int)']);
    const got = await query(['SELECT 1; DROP TABLE kept']);
    expect(got).toMatchObject({ ok: false, reason: 'executing', sent: false });
    const whole = await query([v('SELECT 1; DROP TABLE kept')]);
    expect(whole).toMatchObject({ ok: false, reason: 'executing' });
    expect(await rows(['SELECT * FROM kept'])).toEqual([]);
  });

  test('What the database refuses is told in its words, and the connection lives on', async () => {
    const got = await query(['SELEKT 1']);
    expect(got).toMatchObject({ ok: false, reason: 'executing', sent: false });
    expect(got.ok ? '' : got.description).toMatch(/syntax/i);
    expect(await rows(['SELECT 1 AS one'])).toEqual([{ one: 1 }]);
  });

  test('A wrong password and a database that is not there are told apart from a network that fails', async () => {
    expect(await query(['SELECT 1'], {}, { password: 'wrong' })).toMatchObject({ reason: 'access', sent: false });
    expect(await query(['SELECT 1'], {}, { password: '' })).toMatchObject({ ok: false, reason: 'access' });
    expect(await query(['SELECT 1'], {}, { database: 'nothing_here' })).toMatchObject({
      reason: 'access',
      sent: false,
    });
    expect(await query(['SELECT 1'], {}, { port: 1 })).toMatchObject({ ok: false, reason: 'connection', sent: false });
    const slammed = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => slammed.once('listening', resolve));
    const { port } = slammed.address() as { port: number };
    expect(await query(['SELECT 1'], {}, { port })).toMatchObject({ reason: 'connection', sent: false });
    slammed.close();
  });

  test('A statement that takes too long is ended, at the database too', async () => {
    expect(await query([words.sleep], { timeout_ms: 200 })).toMatchObject({ ok: false, reason: 'timeout' });
    expect(await rows(['SELECT 1 AS one'])).toEqual([{ one: 1 }]);
  });

  test('Results are bounded in rows and bytes, in a single value too', async () => {
    expect(await query([words.rows(1001)])).toMatchObject({ ok: false, reason: 'too_large' });
    expect(await query([words.long(2_000_000)])).toMatchObject({ ok: false, reason: 'too_large' });
    expect(await query([words.rows(1000)])).toMatchObject({ ok: true });
  });

  test('A transaction that a task begins does not reach the next one', async () => {
    await query(['CREATE TABLE later (id int)']);
    await query([words.begin]);
    await query(['INSERT INTO later VALUES (1)']);
    expect(await query(['ROLLBACK'])).toMatchObject({ ok: true });
    expect(await rows(['SELECT id FROM later'])).toEqual([{ id: 1 }]);
  });

  test('More statements at once than there are connections wait for one another', async () => {
    const many = Array.from({ length: LIMITS.db_connections * 3 }, (_, n) => rows(['SELECT ', v(n), ' AS n']));
    expect(await Promise.all(many)).toEqual(many.map((_, n) => [{ n }]));
  });

  test('A private address is refused, as itself and as what a name leads to', async () => {
    const { connection } = at;
    const guarded = openDatabase({
      allow: parseNetRules(''),
      resolve: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const statement = { text: 'SELECT 1', params: [], shown: '' };
    for (const host of ['127.0.0.1', 'db.example.com', '/tmp']) {
      const got = await guarded.query({ ...connection(), host }, statement, LIMIT);
      expect(got).toMatchObject({ ok: false, reason: 'blocked', sent: false });
    }
    await guarded.close();
  });

  test('Whatever the values are, the statement stays what its author wrote', async () => {
    await query(['CREATE TABLE victim (id int)']);
    const hostile = fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        "\\'",
        "'; DROP TABLE victim; --",
        '*/',
        '-- ',
        '#',
        '$$',
        '$1',
        '?',
        '{{a}}',
        '\u0000',
      ),
      fc.constantFrom(
        "' OR 1=1 --",
        "\\'; DROP TABLE victim; #",
        '\ud800',
        '😀',
        '％',
        'ʼ',
        '\u00bf\u0027',
        '/*!',
        "''",
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.stringMatching(/^['"`\\;\-#*/ $a]{0,12}$/),
    );
    const value = fc.oneof(
      hostile,
      fc.array(hostile, { maxLength: 4 }).map((texts) => texts.join('')),
    );
    const isRefused = (text: string): boolean => at.connection().dialect === 'postgres' && text.includes('\u0000');
    await fc.assert(
      fc.asyncProperty(value, value, async (a, b) => {
        const got = await query([
          ...['/* ', v(a), ' */ SELECT 1 AS one, ', v(a), " AS a, 'x", v(a), "-''-", v(b), "' AS ab -- ", v(b), '\n'],
          ...[' FROM (SELECT 1 AS z) q WHERE ', v(b), ' = ', v(b)],
        ]);
        const [x, y] = [Buffer.from(a).toString(), Buffer.from(b).toString()];
        if (isRefused(a) || isRefused(b)) expect(got).toMatchObject({ ok: false, reason: 'executing' });
        else expect(got).toMatchObject({ ok: true, rows: [{ one: 1, a: x, ab: `x${x}-'-${y}` }] });
      }),
      { numRuns: process.env.TAKT_LONG === '1' ? 20_000 : 300 },
    );
    expect(await rows(['SELECT * FROM victim'])).toEqual([]);
  }, 600_000);

  test('Numbers, lists and switches come back as what they were', async () => {
    expect(
      await rows(['SELECT ', v(5), ' + 1 AS a, ', v(-2.5), ' * 2 AS b, 7 - ', v(-1), ' AS c, ', v(null), ' AS n']),
    ).toEqual([{ a: 6, b: -5, c: 8, n: null }]);
    expect(await rows(['SELECT 1 AS x WHERE ', v(true), ' AND NOT ', v(false)])).toEqual([{ x: 1 }]);
  });
}

export function tlsContract(start: (tls?: ServerTls) => Promise<DatabaseFixture>): void {
  describeTls('TLS', () => {
    let certificates: TlsCertificates;
    let service: DatabaseFixture;
    const database = openDatabase({
      allow: HERE,
      resolve: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    beforeAll(async () => {
      certificates = makeCertificates();
      service = await start(certificates.server);
    }, 120_000);
    afterAll(async () => {
      await database.close();
      await service.stop();
    });
    const one = { text: 'SELECT 1 AS one', params: [], shown: '' };
    const ask = (over: Partial<DbConnection>): Promise<DbOutcome> => {
      const to = { ...service.connection, ...over };
      return database.query({ ...to, key: JSON.stringify(to) }, one, LIMIT);
    };

    test('A server that an unknown authority has signed is not trusted, unless that is said', async () => {
      expect(await ask({ tls: 'verify' })).toMatchObject({ ok: false, reason: 'connection', sent: false });
      expect(await ask({ tls: 'unverified' })).toMatchObject({ ok: true, rows: [{ one: 1 }] });
      expect(await ask({ tls: 'verify', ca: certificates.ca })).toMatchObject({ ok: true, rows: [{ one: 1 }] });
    });

    test('A certificate for another name is not trusted', async () => {
      const named = { tls: 'verify', ca: certificates.ca } as const;
      expect(await ask({ ...named, host: 'localhost' })).toMatchObject({ ok: true });
      expect(await ask({ ...named, host: 'other.example.com' })).toMatchObject({ ok: false, reason: 'connection' });
    });
  });
}
