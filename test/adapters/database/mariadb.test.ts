import { describeWithMariadb, startMariadb } from '../../fixtures/databases.ts';
import { databaseContract, subject, tlsContract } from './database_contract.ts';

describeWithMariadb('MariaDB', () => {
  const at = subject(startMariadb);
  databaseContract(at, {
    sleep: 'SELECT SLEEP(30)',
    long: (chars) => `SELECT repeat('x', ${chars})`,
    rows: (count) => `SELECT seq AS n FROM seq_1_to_${count}`,
    begin: 'START TRANSACTION',
  });

  test('Values come as JSON: numbers where they are exact, instants as ISO 8601, bytes as base64', async () => {
    await at.query([
      `CREATE TABLE kinds (i tinyint, big bigint, small bigint, n decimal(10,2), long_n decimal(30,20), f double, d date,
        at datetime(3), ts timestamp NULL, t time, y year, bits bit(8), bytes blob, txt text, e enum('a','b'))`,
    ]);
    await at.query([
      `INSERT INTO kinds VALUES (7, 9007199254740993, 42, 1.10, 0.12345678901234567890, 1.5, '2024-01-15',
        '2024-01-15 12:00:00.500', '2024-01-15 12:00:00', '10:11:12', 2024, b'101', x'00ff', 'Grüße', 'b')`,
    ]);
    expect(await at.rows(['SELECT * FROM kinds'])).toEqual([
      {
        ...{ i: 7, big: '9007199254740993', small: 42, n: 1.1, long_n: '0.12345678901234567890', f: 1.5 },
        ...{ d: '2024-01-15', at: '2024-01-15T12:00:00.500', ts: '2024-01-15T12:00:00', t: '10:11:12', y: 2024 },
        ...{ bits: 5, bytes: 'AP8=', txt: 'Grüße', e: 'b' },
      },
    ]);
  });

  test('A new row tells its number, and a procedure its first result', async () => {
    await at.query(['CREATE TABLE counted (id int AUTO_INCREMENT PRIMARY KEY, a text)']);
    expect(await at.query(['INSERT INTO counted (a) VALUES (', { value: 'x' }, ')'])).toMatchObject({
      affected: 1,
      insert_id: 1,
    });
    await at.query(['CREATE PROCEDURE two_results() BEGIN SELECT 1 AS a; SELECT 2 AS b; END']);
    expect(await at.rows(['CALL two_results()'])).toEqual([{ a: 1 }]);
  });

  test('Both kinds of quotes are strings, and a typed literal becomes a cast', async () => {
    const sql = [
      'SELECT "a""',
      { value: '"\\' },
      "\" AS a, '\\'",
      { value: "'" },
      "' AS b, DATE '",
      { value: '2024-01-15' },
      "' AS d",
    ];
    expect(await at.rows(sql)).toEqual([{ a: 'a""\\', b: "''", d: '2024-01-15' }]);
  });

  test('A file of ours is not sent, whoever asks for it', async () => {
    await at.query(['CREATE TABLE loot (line text)']);
    const got = await at.query(["LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE loot"]);
    expect(got).toMatchObject({ ok: false });
    expect(await at.rows(['SELECT * FROM loot'])).toEqual([]);
  });
});

describeWithMariadb('MariaDB with certificates', () => tlsContract(startMariadb));
