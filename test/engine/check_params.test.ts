/** The declared parameters of a process: what a task's data must have, and patterns that come from anywhere. */
import type { JsonObject } from '../../src/base/json.ts';
import { checkParams, patternProblem } from '../../src/engine/check_params.ts';
import { Param } from '../../src/model/process.ts';

const param = (fields: JsonObject): Param => Param.parse({ name: 'a', flags: ['input'], ...fields });

test('a required parameter that is missing is named; one that is no input is not looked for', () => {
  expect(checkParams([param({ flags: ['input', 'required'] })], {})).toBe('Param: a, Error: required param is missing');
  expect(checkParams([param({ flags: ['required'] })], {})).toBeNull();
  expect(checkParams([param({ flags: ['input'] })], {})).toBeNull();
});

describe('a name may be a path', () => {
  const required = (name: string) => [param({ name, flags: ['input', 'required'], type: 'number' })];
  const missing = 'required param is missing';

  test.each<[string, JsonObject, string | null]>([
    ['a.b', { a: { b: 1 } }, null],
    ['a.b', { a: {} }, missing],
    ['a.b', {}, missing],
    ['a.b', { 'a.b': 1 }, missing],
    ['a\\.b', { 'a.b': 1 }, null],
    ['phone\\[0\\]', { 'phone[0]': 1 }, null],
    ['l[0]', { l: [1, 'x'] }, null],
    ['l[1]', { l: [1, 'x'] }, 'value is not number'],
    ['l[2]', { l: [1, 'x'] }, missing],
    ['l[].k', { l: [{ k: 1 }, { k: '2' }] }, null],
    ['l[].k', { l: [{ k: 1 }, { k: 'x' }] }, 'value is not number'],
    ['l[].k', { l: [{ k: 1 }, {}] }, missing],
    ['l[].k', { l: [] }, null],
    ['l[].k', {}, missing],
    ['l[][]', { l: [[1], [2, 'x']] }, 'value is not number'],
    ['a.constructor', { a: {} }, missing],
    ['a[', { 'a[': 1 }, null],
  ])('%s in %j', (name, data, error) => {
    expect(checkParams(required(name), data)).toBe(error === null ? null : `Param: ${name}, Error: ${error}`);
  });
});

test.each([
  ['string', 'x', 5],
  ['number', '5', 'x'],
  ['boolean', 'true', 'yes'],
  ['object', {}, []],
  ['array', [], {}],
])('a value that is no %s is refused', (type, good, bad) => {
  expect(checkParams([param({ type })], { a: good })).toBeNull();
  expect(checkParams([param({ type })], { a: bad })).toBe(`Param: a, Error: value is not ${type}`);
});

test('a text must fit the pattern; else the process says what is wrong', () => {
  const phone = { regex: '^\\+?\\d{10,12}$' };
  expect(checkParams([param(phone)], { a: '+380501234567' })).toBeNull();
  expect(checkParams([param(phone)], { a: 'no' })).toBe('Param: a, Error: value does not match ^\\+?\\d{10,12}$');
  expect(checkParams([param({ ...phone, regex_error_text: 'a phone' })], { a: 'no' })).toBe('Param: a, Error: a phone');
});

test('a number must fit the pattern as it is written', () => {
  const code = param({ type: 'number', regex: '^\\d{3}$', regex_error_text: 'three digits' });
  expect(checkParams([code], { a: 123 })).toBeNull();
  expect(checkParams([code], { a: 12 })).toBe('Param: a, Error: three digits');
});

test('no pattern holds the server, nor do many of them', () => {
  const params = Array.from({ length: 2000 }, (_, i) => param({ name: `p${i}`, regex: '^((a+)+)+$' }));
  const data = Object.fromEntries(params.map(({ name }) => [name, `${'a'.repeat(400)}!`]));
  expect(checkParams(params, data)).toMatch(/^Param: p0, /);
  const all = params.map(({ name }) => param({ name, regex: '(a|b|c|d|e)*!' }));
  expect(checkParams(all, data)).toMatch(/does not match/);
});

test('a pattern that cannot be read fits nothing, and is told of', () => {
  for (const regex of ['(a)\\1', '(?<=a)b', '(', 'a'.repeat(2000)]) {
    expect(checkParams([param({ regex })], { a: 'ab' })).toMatch(/^Param: a, Error: /);
    expect(patternProblem(param({ regex }))).toEqual(expect.any(String));
  }
  expect(patternProblem(param({}))).toBeNull();
  expect(patternProblem(param({ regex: 'a' }))).toBeNull();
});
