/** PHP's ways with parameters and JSON, which clients of the real server rely on. */
import { parsePhpQuery, phpArray, phpJson, phpXml } from '../../../src/simulators/bitrix24/php.ts';

test.each([
  ['a=1&a=2', { a: '2' }],
  ['a[]=x&a[]=y', { a: ['x', 'y'] }],
  ['a[5]=x&a[]=y', { a: { 5: 'x', 6: 'y' } }],
  ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
  ['f%5BPHONE%5D%5B0%5D%5BVALUE%5D=%2B1+2', { f: { PHONE: [{ VALUE: '+1 2' }] } }],
  ['a.b=1&[c]=2&d', { a_b: '1', d: '' }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
])('reads %s', (text, expected) => {
  expect(parsePhpQuery(text)).toEqual(expected);
});

test('never reaches a prototype', () => {
  const read = parsePhpQuery('__proto__[polluted]=1&a[__proto__][polluted]=1&constructor[prototype][polluted]=1');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(read)).toEqual(['__proto__', 'a', 'constructor']);
});

test('writes slashes escaped and every other alphabet as \\u', () => {
  const value = { url: 'https://x/', text: 'Ы😀é"' };
  expect(phpJson(value)).toBe('{"url":"https:\\/\\/x\\/","text":"\\u042b\\ud83d\\ude00\\u00e9\\""}');
  expect(JSON.parse(phpJson(value))).toEqual(value);
});

test('writes an array as a list only while its keys run from zero', () => {
  expect(phpArray([])).toEqual([]);
  expect(
    phpArray([
      ['0', 'a'],
      ['1', 'b'],
    ]),
  ).toEqual(['a', 'b']);
  expect(phpArray([['1', 'b']])).toEqual({ 1: 'b' });
});

test('writes XML that nothing in a value can break', () => {
  expect(phpXml({ a: '<b>&"', c: [1, null], '1 x': true })).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<response><a>&lt;b&gt;&amp;&quot;</a><c><item>1</item><item></item></c><item_1_x>1</item_1_x></response>',
  );
});
