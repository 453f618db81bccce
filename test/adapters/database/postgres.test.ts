import { describeWithPostgres, startPostgres } from '../../fixtures/databases.ts';
import { databaseContract, subject, tlsContract } from './database_contract.ts';

describeWithPostgres('PostgreSQL', () => {
  const at = subject(startPostgres);
  databaseContract(at, {
    sleep: 'SELECT pg_sleep(30)',
    long: (chars) => `SELECT repeat('x', ${chars})`,
    rows: (count) => `SELECT generate_series(1, ${count}) AS n`,
    begin: 'BEGIN',
  });

  test('Values come as JSON: numbers where they are exact, instants as ISO 8601, bytes as base64', async () => {
    const sql = `SELECT 7::int2 AS i2, 9007199254740993::int8 AS i8, 42::int8 AS small, 1.10::numeric AS n,
      0.12345678901234567890::numeric AS long, 'NaN'::float8 AS nan, 1.5::float4 AS f, true AS b,
      '{"a":[1,2]}'::jsonb AS j, '\\x00ff'::bytea AS bytes, date '2024-01-15' AS d,
      timestamptz '2024-01-15 12:00:00.5+00' AS at, timestamp '2024-01-15 12:00:00' AS ts, interval '1 day 2 hours' AS iv,
      ARRAY[1,NULL,3] AS ints, ARRAY['a"b','c,d','NULL'] AS texts, ARRAY[[1,2],[3,4]] AS deep, ARRAY['{"x":1}'::json] AS js,
      '2c2ea63a-6d1e-4f4b-9b1c-000000000001'::uuid AS id, NULL AS nothing, 1 AS twice, 2 AS twice, 3 AS "__proto__"`;
    const [row] = (await at.rows([sql])) as Record<string, unknown>[];
    expect(row).toMatchObject({
      ...{
        i2: 7,
        i8: '9007199254740993',
        small: 42,
        n: 1.1,
        long: '0.12345678901234567890',
        nan: 'NaN',
        f: 1.5,
        b: true,
      },
      ...{ j: { a: [1, 2] }, bytes: 'AP8=', d: '2024-01-15', ts: '2024-01-15T12:00:00', iv: '1 day 02:00:00' },
      ...{
        ints: [1, null, 3],
        texts: ['a"b', 'c,d', 'NULL'],
        deep: [
          [1, 2],
          [3, 4],
        ],
        js: [{ x: 1 }],
      },
      ...{ id: '2c2ea63a-6d1e-4f4b-9b1c-000000000001', nothing: null, twice: 2 },
    });
    expect(String(row?.at)).toMatch(/^2024-01-1\dT\d\d:00:00\.5(Z|[+-]\d\d:\d\d)$/);
    expect(Object.getOwnPropertyDescriptor(row, '__proto__')?.value).toBe(3);
  });

  test('Typed literals, dollar quotes and functions of any type take values', async () => {
    const v = (value: string | number) => ({ value });
    expect(await at.rows(["SELECT (date '2024-01-15' + INTERVAL '", v(3), " days')::date AS d"])).toEqual([
      { d: '2024-01-18' },
    ]);
    expect(
      await at.rows(['SELECT $q$it is ', v("'x'"), '$q$ AS q, concat(', v('a'), ", '", v('b'), "', 1) AS c"]),
    ).toEqual([{ q: "it is 'x'", c: 'ab1' }]);
    expect(await at.rows(["SELECT jsonb_build_object('k', ", v('x'), ") AS o, U&'d\\0061t' AS u"])).toEqual([
      { o: { k: 'x' }, u: 'dat' },
    ]);
    expect(await at.rows(["SELECT E'a\\'b", v('\\'), "\\n' AS e"])).toEqual([{ e: "a'b\\\n" }]);
  });

  test('An object is stored as JSON', async () => {
    await at.query(['CREATE TABLE docs (doc jsonb)']);
    await at.query(['INSERT INTO docs VALUES (', { value: { a: ["it's"] } }, ')']);
    expect(await at.rows(['SELECT doc FROM docs'])).toEqual([{ doc: { a: ["it's"] } }]);
  });
});

describeWithPostgres('PostgreSQL with certificates', () => tlsContract(startPostgres));
