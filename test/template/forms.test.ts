/** What the forms of templates yield: a table per section of docs/expressions.md. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { check, doubts, evaluate } from '../../src/template/evaluate.ts';
import { resultOf, scope } from './scope.ts';

const DATA: JsonObject = {
  a: 1,
  b: { c: 'deep', d: { e: true } },
  list: [10, { name: 'second' }, [7, 8]],
  i: 1,
  k: 'c',
  key: 'b.c',
  name: 'a',
  user: { 'e.mail': 'x@y', c: 'see' },
  prop: 'e.mail',
  'x.y': 'dotted',
  'p[0]': 'bracketed',
  'имя клиента': 'Оля',
  status_prod_7: 'green',
  env: 'prod',
  id: 7,
  text: '{"inner":1}',
  nothing: null,
  yes: true,
  big: 1e21,
  small: 1e-7,
  empty: '',
  root: 'mine',
  conv: [{ ref: 'r' }],
  node: [{ count: 'c0' }],
};

function table(rows: [name: string, text: string, value: Json | undefined][]): void {
  test.each(rows)('%s', (_name, text, value) => {
    expect(resultOf(text, DATA)).toEqual(value);
    expect(resultOf(text.replaceAll('{{', '<<').replaceAll('}}', '>>'), DATA)).toEqual(value);
  });
}

describe('a template alone', () => {
  table([
    ['is the parameter, with its type', '{{a}}', 1],
    ['reaches into objects', '{{b.d.e}}', true],
    ['yields a whole object', '{{b}}', DATA.b],
    ['yields an element', '{{list[0]}}', 10],
    ['goes on after an element', '{{list[1].name}}', 'second'],
    ['takes index after index', '{{list[2][1]}}', 8],
    ['may have spaces inside the braces', '{{  b.c }}', 'deep'],
    ['reads names with spaces and any letters', '{{имя клиента}}', 'Оля'],
    ['is case-sensitive', '{{A}}', undefined],
    ['is missing when nothing is there', '{{zz.q}}', undefined],
    ['does not look into a JSON text', '{{text.inner}}', undefined],
    ['does not look into texts and arrays for what languages put there', '{{list.length}}', undefined],
    ['keeps null', '{{nothing}}', null],
    ['reads system parameters', '{{root.task_id}}', '5f1e'],
    ['knows no other system parameters', '{{root.constructor}}', undefined],
    ['reads a parameter named root', '{{root}}', 'mine'],
    ['reads an array that happens to be named conv', '{{conv[0].ref}}', 'r'],
    ['reads an array that happens to be named node', '{{node[0].count}}', 'c0'],
  ]);
});

describe('escapes', () => {
  table([
    ['a dot in a name', '{{x\\.y}}', 'dotted'],
    ['brackets in a name', '{{p\\[0\\]}}', 'bracketed'],
    ['a dot in a name further in', '{{user.e\\.mail}}', 'x@y'],
    ['are not needed inside brackets', '{{user[e.mail]}}', 'x@y'],
  ]);
});

describe('inner braces', () => {
  table([
    ['choose an element', '{{list[{{i}}].name}}', 'second'],
    ['choose a property', '{{b.{{k}}}}', 'deep'],
    ['choose a property in brackets, dots and all', '{{user[{{prop}}]}}', 'x@y'],
    ['are a path when they stand alone', '{{ {{key}} }}', 'deep'],
    ['need no space', '{{{{name}}}}', 1],
    ['build a name', '{{status_{{env}}_{{id}}}}', 'green'],
    ['nest', '{{list[{{ {{name}} }}].name}}', 'second'],
    ['take functions', '{{list[$.math({{i}}+1)][0]}}', 7],
    ['make the whole missing when they are', '{{b.{{zz}}}}', undefined],
    ['make the whole missing when they hold no path', '{{b[{{empty}}]}}', undefined],
    ['choose a system parameter', '{{root.{{zz}}task_id}}', '5f1e'],
  ]);

  test('a value never makes a path of anything but the task itself', () => {
    for (const name of [
      'root.task_id',
      'conv[1].ref[2]',
      'env_var[@secret]',
      'node[5f].count',
      '$.math(1+1)',
      '{{a}}',
    ]) {
      expect(evaluate('{{ {{x}} }}', scope({ x: name, a: 1 }))).toEqual({ ok: true, value: undefined });
      expect(evaluate('{{x}}', scope({ x: name }))).toEqual({ ok: true, value: name });
    }
  });
});

describe('templates in a text', () => {
  table([
    ['are put in place', 'https://{{b.c}}.ru/{{a}}?x={{yes}}', 'https://deep.ru/1?x=true'],
    ['are concatenated, not added', '{{a}}{{id}}', '17'],
    ['are nothing when missing', '[{{zz}}]', '[]'],
    ['show structures as JSON', 'x={{list}}', 'x=[10,{"name":"second"},[7,8]]'],
    ['show large numbers in full', '{{big}}!', '1000000000000000000000!'],
    ['show small numbers in full', '{{small}}!', '0.0000001!'],
    ['show null', '{{nothing}}!', 'null!'],
    ['leave a space outside the braces', ' {{a}}', ' 1'],
  ]);

  test('three braces are one brace and a template', () => {
    expect(resultOf('{{{a}}}', DATA)).toBe('{1}');
    expect(resultOf('<a href=<<a>>>', DATA)).toBe('<a href=1>');
  });

  test('what is not closed stands as it is', () => {
    expect(resultOf('{{env_var[@foo]}', DATA)).toBe('{{env_var[@foo]}');
    expect(resultOf('{{b {{a}}', DATA)).toBe('{{b 1');
    expect(resultOf('1 << 2', DATA)).toBe('1 << 2');
    expect(resultOf('}} {{a}} }}', DATA)).toBe('}} 1 }}');
    expect(doubts('{{env_var[@foo]}')).toEqual([
      { tag: 'syntax', message: '"{{" has no end and stands as text', position: 0 },
    ]);
    expect(doubts('{{a}}')).toEqual([]);
  });

  test('nested JSON closes its own braces', () => {
    expect(resultOf('{"x":{"y":{{a}}}}', DATA)).toBe('{"x":{"y":1}}');
  });
});

describe('what cannot be read is said with its position', () => {
  test.each([
    ['{{}}', 0, 'the braces are empty'],
    ['x {{a[0}}', 5, '"[" has no closing "]"'],
    ['{{a]}}', 3, '"]" without "["'],
    ['{{a..b}}', 2, 'a name is missing beside a "."'],
    ['{{a[]}}', 3, 'the brackets are empty'],
    ['{{a[0]b}}', 6, 'after "]" a "." or "[" is expected'],
    ['{{[0]}}', 2, 'a path begins with a name'],
    ['a $.nope(1)', 2, 'there is no function $.nope'],
    ['$.math(1', 0, '$.math( has no closing ")"'],
    ["$.date().tz('UTC'", 8, '.tz( has no closing ")"'],
    ['{{node[5f].a.b}}', 0, 'after node[…] stands one name: ".count", a sum or a callback'],
  ])('%s', (text, position, message) => {
    expect(check(text)).toEqual([{ tag: 'syntax', message, position }]);
    expect(evaluate(text, scope())).toEqual({ ok: false, error: { tag: 'syntax', message, position } });
  });

  test('a dollar that calls nothing is text', () => {
    expect(check('5$. $.price $.5(')).toEqual([]);
    expect(resultOf('5$. $.price {{a}}', DATA)).toBe('5$. $.price 1');
  });
});
