/** Where values stand in a query, and what becomes of them. Whether databases agree is tested on real ones. */
import type { Json } from '../../src/base/json.ts';
import type { Dialect, SqlParts } from '../../src/model/sql.ts';
import { bindSql } from '../../src/nodes/parts/sql_bind.ts';

/** `?` in the text stands for a template, in the order of the values. */
function parts(text: string, values: (Json | undefined)[]): SqlParts {
  return text
    .split('¿')
    .flatMap((piece, index) => {
      const value = values[index - 1];
      return index === 0 ? [piece] : [value === undefined ? {} : { value }, piece];
    })
    .filter((part) => part !== '');
}

function bound(dialect: Dialect, text: string, ...values: (Json | undefined)[]): unknown[] | string {
  const found = bindSql(dialect, parts(text, values));
  return 'problem' in found ? found.problem : [found.statement.text, ...found.statement.params];
}

const pg = (text: string, ...values: (Json | undefined)[]) => bound('postgres', text, ...values);
const my = (text: string, ...values: (Json | undefined)[]) => bound('mysql', text, ...values);

describe('A value where a value stands is bound', () => {
  test('a text as it is, a number with the type it would have as a literal', () => {
    expect(pg('SELECT * FROM t WHERE a = ¿ AND b = ¿', "x'y", 5)).toEqual([
      'SELECT * FROM t WHERE a = $1 AND b = ($2::int4)',
      "x'y",
      5,
    ]);
    expect(pg('SELECT ¿, ¿', 5_000_000_000, 1.5)).toEqual(['SELECT ($1::int8), ($2::numeric)', 5_000_000_000, 1.5]);
    expect(my('SELECT * FROM t WHERE a = ¿ LIMIT ¿', 'x', 5)).toEqual(['SELECT * FROM t WHERE a = ? LIMIT ?', 'x', 5]);
  });

  test('null and missing as NULL, switches as words, objects and lists as JSON', () => {
    expect(pg('SELECT ¿, ¿, ¿, ¿', null, undefined, true, { a: [1] })).toEqual([
      'SELECT NULL, NULL, TRUE, $1',
      '{"a":[1]}',
    ]);
  });

  test('a list is as many values where it is the whole list of an IN', () => {
    expect(pg('SELECT 1 WHERE a IN (¿)', [1, 'b', null])).toEqual([
      'SELECT 1 WHERE a IN (($1::int4), $2, NULL)',
      1,
      'b',
    ]);
    expect(my('SELECT 1 WHERE a IN ( ¿ )', [])).toEqual(['SELECT 1 WHERE a IN ( NULL )']);
    expect(pg('SELECT f(¿)', [1, 2])).toEqual(['SELECT f($1)', '[1,2]']);
  });

  test('an argument that may have any type says that it is a text', () => {
    expect(pg("SELECT concat(¿, '-¿')", 'a', 'b')).toEqual(['SELECT concat(($1::text), ($2::text))', 'a', '-b']);
  });
});

describe('Inside quotes the whole literal becomes one value', () => {
  test('with its own text, escapes resolved as the database would', () => {
    expect(pg("SELECT 'it''s ¿, \\n'", 'me')).toEqual(['SELECT $1', "it's me, \\n"]);
    expect(pg("SELECT E'it\\'s ¿\\n'", 'me')).toEqual(['SELECT $1', "it's me\n"]);
    expect(my('SELECT \'it\\\'s ¿\', "a ¿""" ', 'me', 'b')).toEqual(['SELECT ?, ? ', "it's me", 'a b"']);
    expect(my("SELECT a LIKE '\\%¿%'", 'x')).toEqual(['SELECT a LIKE ?', '\\%x%']);
    expect(pg('SELECT $a$x ¿ $$ y$a$', "'")).toEqual(['SELECT $1', "x ' $$ y"]);
  });

  test('missing is nothing there', () => {
    expect(pg("SELECT 'a¿b'", undefined)).toEqual(['SELECT $1', 'ab']);
  });

  test('a type before the literal becomes a cast', () => {
    expect(pg("SELECT now() - INTERVAL '¿ days'", 3)).toEqual(['SELECT now() - CAST($1 AS interval)', '3 days']);
    expect(my("SELECT DATE '¿'", '2024-01-15')).toEqual(['SELECT CAST(? AS DATE)', '2024-01-15']);
    expect(pg("SELECT INTERVAL '1 day', date 'today'")).toEqual(["SELECT INTERVAL '1 day', date 'today'"]);
  });

  test('where the value of the literal cannot be known nothing is taken', () => {
    expect(pg("SELECT U&'¿'", 'a')).toMatch(/cannot stand inside/);
    expect(pg("SELECT x'¿'", 'a')).toMatch(/cannot stand inside/);
    expect(pg("SELECT 'no end ¿", 'a')).toMatch(/cannot stand inside/);
  });
});

describe('Where only a name can stand, only a plain name is taken', () => {
  test.each([
    ['SELECT * FROM ¿', 'SELECT * FROM "n"'],
    ['SELECT * FROM a, ¿ WHERE 1=1', 'SELECT * FROM a, "n" WHERE 1=1'],
    ['SELECT * FROM a JOIN ¿ ON 1=1', 'SELECT * FROM a JOIN "n" ON 1=1'],
    ['INSERT INTO ¿ VALUES (1)', 'INSERT INTO "n" VALUES (1)'],
    ['INSERT INTO t (a, ¿) VALUES (1, 2)', 'INSERT INTO t (a, "n") VALUES (1, 2)'],
    ['UPDATE ¿ SET a = 1', 'UPDATE "n" SET a = 1'],
    ['UPDATE t SET ¿ = 1', 'UPDATE t SET "n" = 1'],
    ['DELETE FROM ¿', 'DELETE FROM "n"'],
    ['DROP TABLE IF EXISTS ¿', 'DROP TABLE IF EXISTS "n"'],
    ['CREATE TABLE IF NOT EXISTS ¿ (a int)', 'CREATE TABLE IF NOT EXISTS "n" (a int)'],
    ['SELECT 1 FROM t ORDER BY ¿', 'SELECT 1 FROM t ORDER BY "n"'],
    ['SELECT a.¿ FROM a', 'SELECT a."n" FROM a'],
    ['SELECT ¿.b FROM a', 'SELECT "n".b FROM a'],
    ['SELECT "x_¿" FROM a', 'SELECT "x_n" FROM a'],
    ['SELECT * FROM x_¿', 'SELECT * FROM "x_n"'],
    ['SELECT * FROM (SELECT 1 FROM ¿) z', 'SELECT * FROM (SELECT 1 FROM "n") z'],
  ])('%s', (text, expected) => {
    expect(pg(text, 'n')).toEqual([expected]);
    for (const hostile of ['n; drop table t', 'n"', 'n"."x" --', "n'", 'n n', '1n; ', 'n\0', 'a.b.c.d']) {
      expect(pg(text, hostile)).toEqual(expect.any(String));
    }
  });

  test('dots part schema and table; MySQL has quotes of its own', () => {
    expect(pg('SELECT * FROM ¿', 'public.users')).toEqual(['SELECT * FROM "public"."users"']);
    expect(my('SELECT * FROM ¿ WHERE `c_¿` = 1', 'db.t', 'x')).toEqual(['SELECT * FROM `db`.`t` WHERE `c_x` = 1']);
    expect(my('SELECT `c_¿`', '`')).toMatch(/no part of a plain name/);
  });

  test('the order may be a number, and its direction a word', () => {
    expect(pg('SELECT 1 FROM t ORDER BY ¿ ¿ LIMIT ¿', 2, 'desc', 5)).toEqual([
      'SELECT 1 FROM t ORDER BY 2 DESC LIMIT ($1::int4)',
      5,
    ]);
    expect(pg('SELECT 1 FROM t ORDER BY a ¿', 'desc; drop')).toMatch(/neither ASC nor DESC/);
  });
});

test.each([
  ['SELECT extract(year FROM ¿)', 'SELECT extract(year FROM $1)'],
  ["SELECT substring('abc' FROM ¿)", "SELECT substring('abc' FROM $1)"],
  ['SELECT 1 FROM t WHERE a IS DISTINCT FROM ¿', 'SELECT 1 FROM t WHERE a IS DISTINCT FROM $1'],
  ['INSERT INTO t (a, b) VALUES (¿, 1)', 'INSERT INTO t (a, b) VALUES ($1, 1)'],
  [
    'INSERT INTO t (a) VALUES (¿) ON CONFLICT (a) DO UPDATE SET a = 1',
    'INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = 1',
  ],
  ['UPDATE t SET a = f(1, ¿)', 'UPDATE t SET a = f(1, $1)'],
  ['SELECT * FROM f(¿)', 'SELECT * FROM f($1)'],
  ['SELECT 1 FROM t ORDER BY a + ¿', 'SELECT 1 FROM t ORDER BY a + $1'],
])('A value stays a value after words that elsewhere name tables: %s', (text, expected) => {
  expect(pg(text, 'v')).toEqual([expected, 'v']);
});

test('In a comment a value is dropped, and what looks like a comment inside quotes is none', () => {
  expect(pg('SELECT 1 -- ¿\n, 2 /* ¿ /* ¿ */ ¿ */', '\n;', '*/', 'x', 'y')).toEqual([
    'SELECT 1 -- \n, 2 /*  /*  */  */',
  ]);
  expect(my('SELECT 1 # ¿\n, 2', '\n; drop')).toEqual(['SELECT 1 # \n, 2']);
  expect(my('SELECT 5--¿', 1)).toEqual(['SELECT 5--?', 1]);
  expect(pg("SELECT '--', ¿", 1)).toEqual(["SELECT '--', ($1::int4)", 1]);
});

test('A comment ends where the database thinks so', () => {
  expect(pg('SELECT 1 -- ¿\r+ ¿', 'x', 5)).toEqual(['SELECT 1 -- \r+ ($1::int4)', 5]);
  expect(my('SELECT 1 -- ¿\r+ ¿\n', 'x', 5)).toEqual(['SELECT 1 -- \r+ \n']);
});

test('A list with more values than a statement may have is refused before it is written out', () => {
  expect(pg('SELECT 1 WHERE 1 IN (¿)', new Array(65_536).fill(1))).toMatch(/more than 65535 values/);
});

test('A query that is one template is the author’s own SQL; places for values of its own are refused', () => {
  expect(pg(' ¿\n', 'DELETE FROM t')).toEqual(['DELETE FROM t']);
  expect(pg('¿', 5)).toBe('the query is no text');
  expect(pg('SELECT $1, ¿', 1)).toMatch(/a place for a value of its own/);
  expect(my('SELECT ?, ¿', 1)).toMatch(/a place for a value of its own/);
  expect(pg("SELECT '$1 ?', a ? 'b'")).toEqual(["SELECT '$1 ?', a ? 'b'"]);
  expect(pg('SELECT 5¿', 1)).toMatch(/beside other text/);
});
