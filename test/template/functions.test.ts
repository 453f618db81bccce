/** What the functions yield. The clock stands at Monday, 7 April 2025, 09:41:07 UTC. */
import { createHash } from 'node:crypto';
import type { Json } from '../../src/base/json.ts';
import { evaluate } from '../../src/template/evaluate.ts';
import { NOW, resultOf, scope } from './scope.ts';

const DATA = {
  v: 5000,
  p: 7,
  m: -3,
  t: '12',
  user: 'bob',
  str: '{"obj":{"key":"value"}}',
  list: [1, 2],
  zone: 'Asia/Tokyo',
  quoted: 'say "hi"',
};
const SECOND = Math.floor(NOW / 1000);
const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

function table(rows: [text: string, value: Json][]): void {
  test.each(rows)('%s', (text, value) => expect(resultOf(text, DATA)).toEqual(value));
}

function failures(rows: [text: string, message: string][]): void {
  test.each(rows)('%s fails', (text, message) => {
    const error = { tag: 'convert', message, position: expect.any(Number) };
    expect(evaluate(text, scope(DATA))).toEqual({ ok: false, error });
  });
}

describe('$.math', () => {
  table([
    ['$.math(1+1)', 2],
    ['$.math(100+50)', 150],
    ['$.math({{v}}/100)', 50],
    ['$.math({{p}}+10)', 17],
    ['$.math({{p}}-{{m}})', 10],
    ['$.math({{t}} * 2)', 24],
    ['$.math($.math({{p}}+1)-1)', 7],
    ['$.math({{v}} * (1 + {{p}}) / 2)', 20000],
    ['$.math(2+3*4-10/4)', 11.5],
    ['$.math(-(2+3)*-2)', 10],
    ['$.math(1/3)', 0.333333],
    ['$.math(0.1+0.2)', 0.3],
    ['$.math(0*-1)', 0],
    ['$.math({{p}})', 7],
    ['costs $.math({{p}}*2) units', 'costs 14 units'],
    ['{{$.math({{p}}*2)}}', 14],
    ['{{list[$.math({{p}}-6)]}}', 2],
  ]);
  failures([
    ['$.math({{none}}+10)', 'a number is missing'],
    ['$.math({{none}}-10)', 'a number is missing'],
    ['$.math()', '$.math: a number is missing at the end'],
    ['$.math({{none}})', '$.math: a number is missing at the end'],
    ['$.math(1/0)', '$.math: division by zero'],
    ['$.math({{user}}+1)', '$.math: "bob+1" is not a number'],
    ['$.math(1 2)', '$.math: "2" is not expected'],
  ]);
});

describe('$.date', () => {
  table([
    ['$.date(%y-%m-%d)', '2025-04-07'],
    ['$.date(%y-%m-%d %h:%i:%s)', '2025-04-07 09:41:07'],
    ['$.date(%y-%m-%d+1 %h:%i:%s)', '2025-04-08 09:41:07'],
    ['$.date(%y-%m-%d+1-%h:%i:%s)', '2025-04-08-09:41:07'],
    ['$.date(%d%m%y)', '07042025'],
    ['$.date(%y-%m-%d-7)', '2025-03-31'],
    ['$.date(%h:%i+20)', '10:01'],
    ['$.date(%y-%m+9)', '2026-01'],
    ['$.date(%y+1)', '2026'],
    ['$.date(%m-1)', '03'],
    ['$.date(%y-01-01)', '2025-01-01'],
    ['$.date(%y-%m-15 00:00:00)', '2025-04-15 00:00:00'],
    ['$.date()', '2025-04-07'],
    ["$.date(%h:%i).tz('Europe/Kiev')", '12:41'],
    ['$.date(%y-%m-%d %h).tz("{{zone}}")', '2025-04-07 18'],
    ["$.date(%h).tz('GMT+2')", '11'],
    ["$.date(%h).tz('Etc/GMT+2')", '07'],
    ['today is $.date(%d.%m.%y)!', 'today is 07.04.2025!'],
  ]);
  test('the last day of a month stays the last day', () => {
    const jan = { ...scope(), now: Date.UTC(2024, 0, 31) };
    expect(evaluate('$.date(%y-%m+1-%d)', jan)).toEqual({ ok: true, value: '2024-02-29' });
  });
  failures([
    ["$.date(%h).tz('Mars/Base')", '$.date: there is no time zone "Mars/Base"'],
    ['$.date(%y+99999)', '$.date: the date is outside the years 0 to 9999'],
  ]);
});

describe('$.unixtime', () => {
  table([
    ['$.unixtime()', SECOND],
    ['$.unixtime(%y-%m-%d %h:%i+60:%s)', SECOND + 3600],
    ['$.unixtime(%y-%m-%d 02:00:00)', at('2025-04-07T02:00:00')],
    ['$.unixtime(%y-%m-%d+1 09:00:00)', at('2025-04-08T09:00:00')],
    ['$.unixtime(%y-%m-%d)', at('2025-04-07T00:00:00')],
    ["$.unixtime().tz('Europe/Kiev')", SECOND + 3 * 3600],
    ["$.unixtime().tz('GMT+2')", SECOND + 2 * 3600],
    ["$.unixtime(%y-%m-%d 09:00:00).tz('Europe/Kiev')", at('2025-04-07T06:00:00')],
    ['$.math($.unixtime()+{{p}})', SECOND + 7],
  ]);
  failures([['$.unixtime(%h:%i)', '$.unixtime: "09:41" is not a date like 2025-04-07 09:30:00']]);
});

describe('$.random', () => {
  test('without bounds it is between 0 and 1', () => {
    const value = resultOf('$.random()');
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  });
  test('stays within its bounds, and reaches both', () => {
    const rolled = scope({ from: -1 });
    const drawn = (text: string): Set<Json | undefined> => {
      const draw = (): Json | undefined => (evaluate(text, rolled) as { value: Json }).value;
      return new Set(Array.from({ length: 200 }, draw));
    };
    expect([...drawn('$.random({{from}}, 2)')].sort()).toEqual([-1, 0, 1, 2]);
    expect([...drawn('$.random(3)')].sort()).toEqual([1, 2, 3]);
    expect([...drawn('$.random(-2)')].sort()).toEqual([-1, -2]);
    expect([...drawn('$.random(0)')]).toEqual([0]);
  });
  test('the same seed draws the same', () => {
    expect(resultOf('$.random(1,1000000)')).toBe(resultOf('$.random(1,1000000)'));
  });
  failures([
    ['$.random(5,1)', '$.random: 5 is larger than 1'],
    ['$.random(a)', '$.random: "a" is not one or two whole numbers'],
  ]);
});

describe('digests and base64', () => {
  table([
    ['$.sha1_hex(100)', '310b86e0b62b828562fc91c7be5380a992b2786a'],
    ['$.md5_hex(100)', 'f899139df5e1059396431415e770c6dd'],
    ['$.base64_encode(hello)', 'aGVsbG8='],
    ['$.base64_decode(aGVsbG8=)', 'hello'],
    ['$.base64_decode($.base64_encode(Привет))', 'Привет'],
    ['$.sha1_hex($.base64_encode({{user}}))', createHash('sha1').update('Ym9i').digest('hex')],
    ['$.md5_hex({{list}})', createHash('md5').update('[1,2]').digest('hex')],
    ['$.base64_encode($.sha256({{user}}))', createHash('sha256').update('bob').digest('base64')],
    ['$.md5($.sha1(x))', createHash('md5').update(createHash('sha1').update('x').digest()).digest().toString('latin1')],
  ]);
  test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('%s is hex with _hex and raw without', (name) => {
    const digest = createHash(name).update('Привет').digest();
    expect(resultOf(`$.${name}_hex(Привет)`)).toBe(digest.toString('hex'));
    expect(resultOf(`$.${name}(Привет)`)).toBe(digest.toString('latin1'));
  });
  failures([['$.base64_decode(*)', '$.base64_decode: the argument is not base64']]);
});

describe('converters', () => {
  table([
    ['$.to_object({{str}})', { obj: { key: 'value' } }],
    ['$.to_array([1, {{p}}])', [1, 7]],
    ['$.to_object({"text":"{{quoted}}","n":{{p}}})', { text: 'say "hi"', n: 7 }],
    ['$.to_number({{t}})', 12],
    ['$.to_string({{p}})', '7'],
    ['$.to_string({{list}})', '[1,2]'],
    ['$.to_array({{list}})', [1, 2]],
  ]);
  failures([
    ['$.to_number({{user}})', '$.to_number: "bob" cannot become number'],
    ['$.to_object({{list}})', '$.to_object: "[1,2]" cannot become object'],
  ]);
});
