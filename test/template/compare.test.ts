/** Conditions: when they hold. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { compare, comparisonNamed, evaluateCondition } from '../../src/template/compare.ts';
import { scope } from './scope.ts';

describe('compare', () => {
  test.each<[param: Json | undefined, fun: string, constant: Json, cast: string, holds: boolean]>([
    ['ok', 'eq', 'ok', 'string', true],
    ['ok', 'eq', 'no', 'string', false],
    ['ok', 'not_eq', 'no', 'string', true],
    [10, 'eq', '10', 'number', true],
    [10.0000001, 'eq', '10', 'number', true],
    [10, 'eq', '10', 'string', false],
    ['10', 'eq', '10', 'number', false],
    ['10', 'more', '5', 'number', false],
    [10, 'not_eq', '10', 'string', true],
    [10, 'more', '9', 'number', true],
    [10, 'more', '10', 'number', false],
    [10, 'more_or_eq', '10', 'number', true],
    [9, 'less', '10', 'number', true],
    [10, 'less_or_eq', '10', 'number', true],
    ['b', 'more', 'a', 'string', true],
    [true, 'eq', 'true', 'boolean', true],
    ['true', 'eq', 'true', 'boolean', true],
    [false, 'eq', 'true', 'boolean', false],
    [true, 'eq', 'true', 'string', true],
    [{ a: [1, { b: 2 }], c: 3 }, 'eq', '{"c":3,"a":[1,{"b":2}]}', 'object', true],
    [{ a: 1 }, 'eq', '{"a":2}', 'object', false],
    [{}, 'eq', '{}', 'object', true],
    [[], 'eq', '[]', 'array', true],
    [[1], 'not_eq', '[2]', 'array', true],
    [{ a: 1 }, 'more', '{}', 'object', false],
    [5, 'eq', 5, 'number', true],
    [5, 'eq', '5', '', true],
    [5, 'nonsense', '5', 'number', false],
    [undefined, 'eq', 'x', 'string', false],
    [undefined, 'not_eq', 'x', 'string', false],
    [undefined, 'less', '1', 'number', false],
    [undefined, 'regexp', '.*', 'string', false],
    [undefined, 'eq', '', 'string', true],
    [undefined, 'not_eq', '', 'string', false],
    ['', 'eq', '', 'string', true],
    [null, 'eq', '', 'string', true],
    ['x', 'not_eq', '', 'string', true],
    [5, 'not_eq', '', 'number', true],
    [0, 'eq', '', 'number', false],
    ['user_1', 'regexp', 'user_*', 'string', true],
    [380501234567, 'regexp', '^380\\d{9}$', 'string', true],
    [['a'], 'regexp', 'a', 'array', false],
    ['x', 'regexp', '(', 'string', false],
  ])('%j %s %j as %s: %j', (param, fun, constant, cast, holds) => {
    expect(compare(param, fun, constant, cast)).toBe(holds);
  });

  test.each([
    ['ne', 'not_eq'],
    ['gt', 'more'],
    ['lt', 'less'],
    ['le', 'less_or_eq'],
    ['ge', 'more_or_eq'],
    ['regex', 'regexp'],
    ['eq', 'eq'],
    ['constructor', undefined],
  ])('%s means %s', (fun, comparison) => expect(comparisonNamed(fun)).toBe(comparison));
});

describe('a condition against a task', () => {
  const data: JsonObject = { amount: 0, user: { status: 'active' }, want: 'active', status: 'status' };
  const holds = (param: string, constant: Json, cast = 'string', fun = 'eq') =>
    evaluateCondition({ param, const: constant, fun, cast }, scope(data));

  test('takes a bare path, a template and a function', () => {
    for (const param of ['user.status', '{{user.status}}', '<<user.status>>', '{{user.{{status}}}}']) {
      expect(holds(param, 'active')).toEqual({ ok: true, value: true });
    }
    expect(holds('$.math({{amount}}+1)', '1', 'number')).toEqual({ ok: true, value: true });
    expect(holds('root.status', '1')).toEqual({ ok: true, value: true });
  });

  test('takes a literal or a template to compare with; a bare word is no parameter', () => {
    expect(holds('user.status', '{{want}}')).toEqual({ ok: true, value: true });
    expect(holds('user.status', 'want')).toEqual({ ok: true, value: false });
    expect(holds('amount', 0, 'number')).toEqual({ ok: true, value: true });
  });

  test('a template that yields nothing is the empty text', () => {
    expect(holds('user.none', '{{none}}')).toEqual({ ok: true, value: true });
  });

  test('asks for reads on both sides and fails with the expression', () => {
    const needs = holds('{{conv[1].ref[a].x}}', '{{env_var[@x]}}');
    expect(needs).toMatchObject({ need: [{ kind: 'task' }, { kind: 'env_var' }] });
    expect(holds('{{a[}}', 'x')).toMatchObject({ ok: false, error: { tag: 'syntax' } });
  });
});
