/**
 * The expression language, row by row of its reference: the forms of templates, casts, dynamic keys, functions and the
 * worked examples. The clock stands at Monday, 7 April 2025, 09:41:07 UTC. What reads other tasks and nodes is in
 * expressions_reads.test.ts, the examples in Erlang are in expressions_funs.test.ts.
 */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { check, evaluate } from '../../src/template/evaluate.ts';
import { evaluateRows } from '../../src/template/rows.ts';
import { NOW, resultOf, scope } from '../template/scope.ts';
import { everyRowIsTested } from './coverage.ts';

everyRowIsTested(
  'expressions.md',
  ['2', '3', '5', '6', '7'],
  'test/conformance/expressions.test.ts',
  'test/conformance/expressions_funs.test.ts',
  'test/conformance/expressions_reads.test.ts',
);

const SECOND = Math.floor(NOW / 1000);
const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

/** A row: what it promises, and texts with what they yield of the data. */
function row(name: string, promise: string, data: JsonObject, texts: [text: string, value: Json | undefined][]): void {
  test(`expressions ${name}: ${promise}`, () => {
    for (const [text, value] of texts) expect({ text, value: resultOf(text, data) }).toEqual({ text, value });
  });
}

describe('paths', () => {
  row('§2 {{a}}', 'a parameter, with its type, and in a text', { a: 5, o: { k: [1] }, t: true }, [
    ['{{a}}', 5],
    ['{{o}}', { k: [1] }],
    ['{{A}}', undefined],
    ['a={{a}} o={{o}} t={{t}} none={{zz}}', 'a=5 o={"k":[1]} t=true none='],
  ]);
  row('§2 {{a.b.c}}', 'nested, but never into a text of JSON', { a: { b: { c: 'deep' } }, s: '{"k":1}' }, [
    ['{{a.b.c}}', 'deep'],
    ['{{s.k}}', undefined],
  ]);
  row('§2 {{a[0]}}, {{a[2].b}}', 'elements, counted from nought', { a: ['x', 1, { b: 'y' }] }, [
    ['{{a[0]}}', 'x'],
    ['{{a[2].b}}', 'y'],
    ['{{a[3]}}', undefined],
  ]);
  const odd = { 'a.b': 1, 'p[0]': 2, x: { 'SUPP.CODE': 3 } };
  row('§2 {{a\\.b}}, {{p\\[0\\]}}, {{x.SUPP\\.CODE}}', 'a backslash makes a dot and brackets ordinary', odd, [
    ['{{a\\.b}}', 1],
    ['{{p\\[0\\]}}', 2],
    ['{{x.SUPP\\.CODE}}', 3],
  ]);
  const inner = { a: [10, { k: 'n' }], i: 1, k: 'v', o: { v: 7 }, resp: { usd: 90 }, cur: 'usd', name: 'k' };
  row('§2 {{a[{{i}}]}}, {{a.{{k}}}}, {{resp.{{cur}}}}, {{ {{a}} }}', 'inner braces first, then the outer', inner, [
    ['{{a[{{i}}]}}', { k: 'n' }],
    ['{{o.{{k}}}}', 7],
    ['{{resp.{{cur}}}}', 90],
    ['{{ {{name}} }}', 'v'],
  ]);
  row('§2 {{user[{{prop}}]}}', 'a property by brackets', { user: { mail: 'a@b' }, prop: 'mail' }, [
    ['{{user[{{prop}}]}}', 'a@b'],
  ]);
  row('§2 {{a[$.math({{i}}+1)]}}', 'a function as the index', { a: [5, 6], i: 0 }, [['{{a[$.math({{i}}+1)]}}', 6]]);
  row('§2 spaces inside braces', 'do not count', { a: { b: [3] }, i: 0 }, [
    ['{{ a.b[ 0 ] }}', 3],
    ['{{ a.b[{{ i }}] }}', 3],
  ]);
});

/** What a row of this type becomes; 'fails' when it cannot be cast. */
function cast(text: string, type: string, data: JsonObject = {}): Json {
  const result = evaluateRows({ p: text }, { p: type }, scope(data));
  if ('need' in result) throw new Error('nothing can be needed');
  return result.ok ? (result.data.p as Json) : 'fails';
}

describe('casts', () => {
  const data = { n: 5.5, t: ' 12 ', yes: true, o: { a: 1 }, l: [1], oText: '{"a":1}', lText: '[1]', no: null };
  function casts(name: string, promise: string, type: string, texts: [string, Json][]): void {
    test(`expressions ${name}: ${promise}`, () => {
      for (const [text, value] of texts) expect({ text, value: cast(text, type, data) }).toEqual({ text, value });
    });
  }
  casts('§3 string', 'takes anything as its text', 'string', [
    ['{{n}}', '5.5'],
    ['12', '12'],
    ['{{yes}}', 'true'],
    ['{{l}}', '[1]'],
    ['{{o}}', '{"a":1}'],
    ['{{zz}}', ''],
  ]);
  casts('§3 number', 'takes integers and floats, and nothing that is empty', 'number', [
    ['{{n}}', 5.5],
    ['{{t}}', 12],
    ['-1.5', -1.5],
    ['', 'fails'],
    ['{{zz}}', 'fails'],
    ['{{yes}}', 'fails'],
    ['12x', 'fails'],
    ['$.to_number({{t}})', 12],
  ]);
  casts('§3 boolean', 'takes true and false, as words too', 'boolean', [
    ['{{yes}}', true],
    ['false', false],
    ['1', 'fails'],
    ['', 'fails'],
  ]);
  casts('§3 object', 'takes an object or its text, and no array', 'object', [
    ['{{o}}', { a: 1 }],
    ['{{oText}}', { a: 1 }],
    ['{"k":"{{n}}"}', { k: '5.5' }],
    ['{}', {}],
    ['{{l}}', 'fails'],
    ['[]', 'fails'],
    ['$.to_object({{oText}})', { a: 1 }],
  ]);
  casts('§3 array', 'takes an array or its text, and no object', 'array', [
    ['{{l}}', [1]],
    ['{{lText}}', [1]],
    ['[]', []],
    ['{}', 'fails'],
    ['$.to_array({{lText}})', [1]],
    ['$.map(fun(X) -> X end, {{lText}})', [1]],
  ]);
  test('expressions §3 conv[]: a value that cannot be cast is told with its parameter and type', () => {
    expect(evaluateRows({ p: 'v' }, { p: 'number' }, scope())).toEqual({
      ok: false,
      param: 'p',
      value: 'v',
      type: 'number',
    });
  });
});

/** What the row writes into the data. */
function written(key: string, data: JsonObject, value = 'v'): Json {
  const result = evaluateRows({ [key]: value }, {}, scope(data), data);
  return 'data' in result ? result.data : 'fails';
}

describe('dynamic keys', () => {
  test('expressions §6 {{status_{{env}}_{{id}}}}: a name built of text and parameters', () => {
    expect(written('{{status_{{env}}_{{id}}}}', { env: 'prod', id: 7 })).toEqual({
      env: 'prod',
      id: 7,
      status_prod_7: 'v',
    });
  });
  test('expressions §6 {{array[i]}}, {{array[{{index}}]}}: an element, up to 100; gaps are null', () => {
    expect(written('{{array[2]}}', { array: [1] })).toEqual({ array: [1, null, 'v'] });
    expect(written('{{array[{{index}}]}}', { array: [1], index: 0 })).toEqual({ array: ['v'], index: 0 });
    expect((written('{{array[100]}}', {}) as { array: Json[] }).array).toHaveLength(101);
    expect(written('{{array[101]}}', {})).toBe('fails');
    expect(written('{{array[i]}}', { array: [] })).toBe('fails');
  });
  test('expressions §6 {{obj.key}}, {{obj.{{key}}}}, {{array[{{i}}].key}}: a property, made or replaced', () => {
    expect(written('{{obj.key}}', {})).toEqual({ obj: { key: 'v' } });
    expect(written('{{obj.{{key}}}}', { obj: { n: 1 }, key: 'n' })).toEqual({ obj: { n: 'v' }, key: 'n' });
    expect(written('{{array[{{i}}].key}}', { array: [{ a: 1 }], i: 0 })).toEqual({ array: [{ a: 1, key: 'v' }], i: 0 });
  });
  test('expressions §6 $.date(%d%m%y): a key from a function', () => {
    expect(written('$.date(%d%m%y)', {})).toEqual({ '07042025': 'v' });
  });
  test('expressions §6 {{array[$.math({{i}}+1)].key}}: a computed index', () => {
    expect(written('{{array[$.math({{i}}+1)].key}}', { i: 0 })).toEqual({ i: 0, array: [null, { key: 'v' }] });
  });
  test('expressions §6 braces: without them a key is literal, and around one name they change nothing', () => {
    expect(written('a.b[0] (%)', {})).toEqual({ 'a.b[0] (%)': 'v' });
    expect(written('{{k}}', { k: 'other' })).toEqual({ k: 'v' });
    expect(written('{{ {{k}} }}', { k: 'other' })).toEqual({ k: 'other', other: 'v' });
    expect(written('{{prefix_{{k}}}}', { k: 'x' })).toEqual({ k: 'x', prefix_x: 'v' });
  });
});

describe('functions', () => {
  row('§7 $.math(expr)', 'calculates; floats have six decimals, and 50.0 is 50', { p: 7, a: 10, b: 4, f: 0.5 }, [
    ['$.math(1+1)', 2],
    ['$.math({{p}}+10)', 17],
    ['$.math({{a}}-{{b}})', 6],
    ['$.math({{a}} * (1 + {{f}}))', 15],
    ['$.math(2/3)', 0.666667],
    ['$.math(5000/100)', 50],
    ['$.math(-3 * -({{b}}))', 12],
  ]);
  const drawn = (text: string): Json[] => {
    const from = scope();
    return Array.from({ length: 300 }, () => (evaluate(text, from) as { value: Json }).value);
  };
  test('expressions §7 $.random(): a float from 0 to 1', () => {
    for (const value of drawn('$.random()')) expect(value).toEqual(expect.any(Number));
    expect(drawn('$.random()').every((value) => Number(value) >= 0 && Number(value) <= 1)).toBe(true);
  });
  test('expressions §7 $.random(N): an integer from 1 to N; 0 of 0, negative of a negative', () => {
    expect([...new Set(drawn('$.random(3)'))].sort()).toEqual([1, 2, 3]);
    expect([...new Set(drawn('$.random(-2)'))].sort()).toEqual([-1, -2]);
    expect(new Set(drawn('$.random(0)'))).toEqual(new Set([0]));
    expect(drawn('$.random(99999999999999999999)').every((value) => Number.isSafeInteger(value))).toBe(true);
  });
  test('expressions §7 $.random(a,b): an integer from a to b, both included', () => {
    expect([...new Set(drawn('$.random(-1, 2)'))].sort()).toEqual([-1, 0, 1, 2]);
  });
  row('§7 $.unixtime()', 'now, in seconds', {}, [['$.unixtime()', SECOND]]);
  row('§7 $.unixtime(fmt)', 'the instant of a date, with arithmetic', {}, [
    ['$.unixtime(%y-%m-%d %h:%i+60:%s)', SECOND + 3600],
    ['$.unixtime(%y-%m-%d 02:00:00)', at('2025-04-07T02:00:00')],
    ['$.unixtime(%y-%m-%d+1 09:00:00)', at('2025-04-08T09:00:00')],
  ]);
  row("§7 $.unixtime().tz('Europe/Kiev')", 'the time of the zone, counted in seconds', {}, [
    ["$.unixtime().tz('Europe/Kiev')", SECOND + 3 * 3600],
    ["$.date(%y-%m-%d %h:%i:%s).tz('Europe/Kiev')", '2025-04-07 12:41:07'],
  ]);
  row('§7 $.date(fmt)', 'the date in a format, with carrying arithmetic; the current date without one', {}, [
    ['$.date(%y %m %d %h %i %s)', '2025 04 07 09 41 07'],
    ['$.date(%y-%m-%d+1 %h:%i:%s)', '2025-04-08 09:41:07'],
    ['$.date(%y-%m-%d+30)', '2025-05-07'],
    ['$.date(%y-%m-%d %h+20:%i-42)', '2025-04-08 04:59'],
    ['$.date(%d%m%y)', '07042025'],
    ['$.date()', '2025-04-07'],
  ]);
  test('expressions §7 $.md5_hex $.sha1_hex (+ sha224/256/384/512_hex): hex digits, and raw bytes without _hex', () => {
    for (const name of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']) {
      const digest = createHash(name).update('Оля 5').digest();
      expect(resultOf(`$.${name}_hex({{a}} 5)`, { a: 'Оля' })).toBe(digest.toString('hex'));
      expect(resultOf(`$.${name}({{a}} 5)`, { a: 'Оля' })).toBe(digest.toString('latin1'));
      expect(resultOf(`$.base64_encode($.${name}({{a}} 5))`, { a: 'Оля' })).toBe(digest.toString('base64'));
    }
    const nested = createHash('sha1').update('Ym9i').digest('hex');
    expect(resultOf('$.sha1_hex($.base64_encode({{u}}))', { u: 'bob' })).toBe(nested);
  });
  row('§7 $.base64_encode(x)', 'base64 of the text', {}, [['$.base64_encode(hello)', 'aGVsbG8=']]);
  row('§7 $.map(fun(Item) -> … end, {{arr}})', 'what the fun makes of every item', { arr: [1, 2, 3] }, [
    ['$.map(fun(Item) -> Item*2 end, {{arr}})', [2, 4, 6]],
  ]);
  const b = Array.from({ length: 14 }, (_, i) => i + 1);
  row(
    '§7 $.filter(fun(Item) when Item rem 2 < 1 -> true; (_) -> false end, {{b}})',
    'the items for which the fun says true',
    { b },
    [['$.filter(fun(Item) when Item rem 2 < 1 -> true; (_) -> false end, {{b}})', [2, 4, 6, 8, 10, 12, 14]]],
  );
  test('expressions §7 HMAC functions: there are none', () => {
    expect(check('$.hmac_sha1(a)')[0]?.message).toBe('there is no function $.hmac_sha1');
  });
  test('expressions §7 $.sum: there is none', () => {
    expect(check('$.sum(a)')[0]?.message).toBe('there is no function $.sum');
  });
});

describe('worked examples', () => {
  row('§7.2 $.math(1+1)', '2', {}, [['$.math(1+1)', 2]]);
  row('§7.2 $.math(100+50)', '150', {}, [['$.math(100+50)', 150]]);
  row('§7.2 $.math({{v}}/100)', '50: JSON has one kind of number', { v: 5000 }, [['$.math({{v}}/100)', 50]]);
  row('§7.2 $.math($.math({{v}}+1)-1)', '7', { v: 7 }, [['$.math($.math({{v}}+1)-1)', 7]]);
  row('§7.2 {{array[$.math({{index}}+1)]}}', 'the next element', { array: ['a', 'b'], index: 0 }, [
    ['{{array[$.math({{index}}+1)]}}', 'b'],
  ]);
  row('§7.2 $.sha1_hex(100)', 'the digest', {}, [['$.sha1_hex(100)', '310b86e0b62b828562fc91c7be5380a992b2786a']]);
  row('§7.2 $.md5_hex(100)', 'the digest', {}, [['$.md5_hex(100)', 'f899139df5e1059396431415e770c6dd']]);
  row('§7.2 $.base64_encode(hello)', 'base64', {}, [['$.base64_encode(hello)', 'aGVsbG8=']]);
  row('§7.2 $.date(%y-%m-%d)', 'the day', {}, [['$.date(%y-%m-%d)', '2025-04-07']]);
  row('§7.2 $.date(%y-%m-%d %h:%i:%s)', 'day and time', {}, [['$.date(%y-%m-%d %h:%i:%s)', '2025-04-07 09:41:07']]);
  row('§7.2 $.date(%y-%m-%d+1 %h:%i:%s)', 'tomorrow, same time', {}, [
    ['$.date(%y-%m-%d+1 %h:%i:%s)', '2025-04-08 09:41:07'],
  ]);
  row('§7.2 $.date(%y-%m-%d+1-%h:%i:%s)', 'the second minus is a separator', {}, [
    ['$.date(%y-%m-%d+1-%h:%i:%s)', '2025-04-08-09:41:07'],
  ]);
  test('expressions §7.2 $.date(%d%m%y): 09082017 on 9 August 2017', () => {
    const then = { ...scope(), now: Date.UTC(2017, 7, 9, 12) };
    expect(evaluate('$.date(%d%m%y)', then)).toEqual({ ok: true, value: '09082017' });
  });
  row('§7.2 $.unixtime()', 'whole seconds', {}, [['$.unixtime()', SECOND]]);
  row('§7.2 $.unixtime(%y-%m-%d %h:%i+60:%s)', 'in an hour', {}, [['$.unixtime(%y-%m-%d %h:%i+60:%s)', SECOND + 3600]]);
  row('§7.2 $.unixtime(%y-%m-%d 02:00:00)', 'today at two', {}, [
    ['$.unixtime(%y-%m-%d 02:00:00)', at('2025-04-07T02:00:00')],
  ]);
  row('§7.2 $.unixtime(%y-%m-%d+1 09:00:00)', 'tomorrow at nine', {}, [
    ['$.unixtime(%y-%m-%d+1 09:00:00)', at('2025-04-08T09:00:00')],
  ]);
  row("§7.2 $.unixtime().tz('Europe/Kiev')", 'three hours on, and GMT+2 is ahead', {}, [
    ["$.unixtime().tz('Europe/Kiev')", SECOND + 3 * 3600],
    ["$.unixtime().tz('GMT+2')", SECOND + 2 * 3600],
  ]);
  test('expressions §7.2 $.random(50,100): from 50 to 100', () => {
    for (let i = 0; i < 100; i++) {
      const value = Number(resultOf('$.random(50,100)'));
      expect(Number.isInteger(value) && value >= 50 && value <= 100).toBe(true);
    }
  });
});
