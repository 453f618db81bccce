/** Rows of Set Parameter, Copy, Call, Reply and API Call: what they evaluate to and where they write. */
import type { JsonObject } from '../../src/base/json.ts';
import { evaluateRows, type RowsResult } from '../../src/template/rows.ts';
import { NOW, scope } from './scope.ts';

const DATA: JsonObject = {
  a: 1,
  s: 'he said "hi"\n',
  o: { x: [1] },
  list: [1, { k: 'v' }],
  k: 'dyn',
  t: '5',
  no: null,
};

function rows(values: JsonObject, types: Record<string, string> = {}, into?: JsonObject): RowsResult {
  return evaluateRows(values, types, scope(DATA), into);
}

function written(values: JsonObject, types: Record<string, string> = {}): JsonObject {
  const result = rows(values, types, DATA);
  if (!('data' in result)) throw new Error(JSON.stringify(result));
  return result.data;
}

describe('values', () => {
  test('are cast to the type of the row', () => {
    const types = { n: 'number', s: 'string', b: 'boolean', o: 'object', l: 'array' };
    expect(rows({ n: '{{t}}', s: '{{a}}', b: 'true', o: '{{o}}', l: '[{{a}},{{t}}]' }, types)).toEqual({
      ok: true,
      data: { n: 5, s: '1', b: true, o: { x: [1] }, l: [1, 5] },
    });
  });

  test('missing is the empty text', () => {
    expect(rows({ s: '{{zz}}', u: '{{zz}}' }, { s: 'string' })).toEqual({ ok: true, data: { s: '', u: '' } });
  });

  test('all see the data as they were before', () => {
    expect(written({ a: '$.math({{a}}+1)', b: '{{a}}' }, { a: 'number', b: 'number' })).toMatchObject({ a: 2, b: 1 });
    expect(DATA.a).toBe(1);
  });

  test('texts are escaped inside JSON strings, and only there', () => {
    const types = { o: 'object' };
    expect(rows({ o: '{"q":"{{s}}","raw":{{o}},"n":{{a}},"in":"{{o}}"}' }, types)).toEqual({
      ok: true,
      data: { o: { q: 'he said "hi"\n', raw: { x: [1] }, n: 1, in: '{"x":[1]}' } },
    });
    expect(rows({ o: '{"q":"say \\"{{s}}\\"","k":"{{k}}"}' }, types)).toEqual({
      ok: true,
      data: { o: { q: 'say "he said "hi"\n"', k: 'dyn' } },
    });
    expect(rows({ o: 'x' }, { o: 'string' })).toEqual({ ok: true, data: { o: 'x' } });
  });

  test('literals that are no texts stand as they are, but for the templates in their texts', () => {
    const values = { n: 5, b: false, nil: null, l: [1, '{{o}}', '{{a}}!'], o: { deep: { x: '{{zz}}', y: 'y' } } };
    expect(rows(values, { n: 'string' })).toEqual({
      ok: true,
      data: { n: 5, b: false, nil: null, l: [1, { x: [1] }, '1!'], o: { deep: { x: '', y: 'y' } } },
    });
  });
});

describe('failures', () => {
  test('name the parameter, the value and the type', () => {
    expect(rows({ fine: '1', n: '{{s}}' }, { n: 'number' })).toEqual({
      ok: false,
      param: 'n',
      value: DATA.s,
      type: 'number',
    });
    expect(rows({ n: '{{no}}' }, { n: 'number' })).toEqual({ ok: false, param: 'n', value: null, type: 'number' });
    expect(rows({ n: '{{zz}}' }, { n: 'number' })).toEqual({ ok: false, param: 'n', value: undefined, type: 'number' });
    expect(rows({ o: '{"id":{{zz}}}' }, { o: 'object' })).toEqual({
      ok: false,
      param: 'o',
      value: '{"id":}',
      type: 'object',
    });
  });

  test('of an expression carry its error', () => {
    expect(rows({ n: '$.math(1/0)' }, { n: 'number' })).toMatchObject({
      ok: false,
      param: 'n',
      error: { tag: 'convert', message: '$.math: division by zero', position: 0 },
    });
  });

  test('reads are asked for over all rows at once, before any failure', () => {
    expect(rows({ bad: '$.math(x)', a: '{{env_var[@a]}}', 'k_{{env_var[@k]}}': '1' }, {})).toEqual({
      need: [
        { kind: 'env_var', name: '@a' },
        { kind: 'env_var', name: '@k' },
      ],
    });
  });
});

describe('keys', () => {
  test('without braces are names, dots and brackets included', () => {
    expect(written({ 'a.b[0]': '1', 'fields[TITLE]': 'x' })).toMatchObject({ 'a.b[0]': '1', 'fields[TITLE]': 'x' });
  });

  test('in braces mean the same as without', () => {
    expect(written({ '{{k}}': 'new' })).toMatchObject({ k: 'new' });
  });

  test('with inner braces are built from values', () => {
    expect(written({ '{{ {{k}} }}': 1, '{{p_{{k}}_{{a}}}}': 2, 'pre_{{k}}': 3 })).toMatchObject({
      dyn: 1,
      p_dyn_1: 2,
      pre_dyn: 3,
    });
  });

  test('may be functions', () => {
    const day = new Date(NOW).toISOString().slice(0, 10);
    expect(written({ '$.date(%y-%m-%d)': 1, 'x_$.math({{a}}+1)': 2 })).toMatchObject({ [day]: 1, x_2: 2 });
  });

  test('set elements and fill gaps with null', () => {
    expect(written({ '{{list[0]}}': 'first' }).list).toEqual(['first', { k: 'v' }]);
    expect(written({ '{{list[$.math({{a}}+3)]}}': 'x' }).list).toEqual([1, { k: 'v' }, null, null, 'x']);
    expect(written({ '{{fresh[{{a}}].name}}': 'x' }).fresh).toEqual([null, { name: 'x' }]);
  });

  test('create and replace properties, leaving the rest', () => {
    expect(written({ '{{o.y}}': 2, '{{o.x[1]}}': 3, '{{new.deep.er}}': 4, '{{list[1].{{k}}}}': 5 })).toMatchObject({
      o: { x: [1, 3], y: 2 },
      new: { deep: { er: 4 } },
      list: [1, { k: 'v', dyn: 5 }],
    });
    expect(DATA).toMatchObject({ o: { x: [1] }, list: [1, { k: 'v' }] });
    expect(written({ '{{no.x}}': 1 }).no).toEqual({ x: 1 });
  });

  test('above index 100 are refused', () => {
    expect(written({ '{{list[100]}}': 'x' }).list).toHaveLength(101);
    expect(rows({ '{{list[101]}}': 'x' }, {}, DATA)).toMatchObject({
      ok: false,
      param: '{{list[101]}}',
      error: { message: 'the index 101 is above 100' },
    });
  });

  test.each([
    ['{{root.x}}', 'only parameters of the task can be written'],
    ['{{conv[1].ref[x].a}}', 'only parameters of the task can be written'],
    ['{{s.x}}', '"s" is neither an object nor an array'],
    ['{{list.x}}', '"x" is not an index of an array'],
    ['{{ {{zz}} }}', 'the key names no place'],
    ['{{zz}}{{zz}}', 'the name of the parameter is empty'],
  ])('%s is refused', (key, message) => {
    expect(rows({ [key]: 'x' }, {}, DATA)).toMatchObject({ ok: false, param: key, error: { message } });
  });

  test('a key named __proto__ is an ordinary parameter', () => {
    const key = '{{__proto__.polluted}}';
    const result = rows({ [key]: 'x', '{{constructor.prototype.polluted}}': 'x' });
    expect(Object.keys((result as { data: JsonObject }).data)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
