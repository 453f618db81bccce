/** The worked examples of `$.map` and `$.filter`, row by row of the reference of expressions. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { validate } from '../../src/engine/validate.ts';
import { check } from '../../src/template/evaluate.ts';
import { evaluateRows } from '../../src/template/rows.ts';
import { go, set } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { makeProcess } from '../fixtures/processes.ts';
import { openWorld } from '../fixtures/world.ts';
import { resultOf, scope } from '../template/scope.ts';

/** What a row of this type becomes. */
function cast(text: string, type: string, data: JsonObject = {}): Json | undefined {
  const result = evaluateRows({ p: text }, { p: type }, scope(data));
  return 'data' in result ? result.data.p : 'fails';
}

/** What `$.map` makes of the items with this as the body of the fun. */
function each(body: string, items: Json): Json | undefined {
  return resultOf(`$.map(fun(Item) -> ${body} end, {{n}})`, { n: items });
}

describe('worked examples in Erlang', () => {
  const n = [1, 2, 3];
  test('expressions §7.2 $.map(fun(Item) -> Item*2 end, {{a}}): doubles', () => {
    expect(resultOf('$.map(fun(Item) -> Item*2 end, {{a}})', { a: n })).toEqual([2, 4, 6]);
    expect(resultOf('$.map(fun(Item) -> Item*2 end, {{a}})', { a: '[1,2,3]' })).toEqual([2, 4, 6]);
  });
  test('expressions §7.2 $.map(fun(Item) -> Item div 3 end, {{n}}): whole parts', () => {
    expect(each('Item div 3', n)).toEqual([0, 0, 1]);
  });
  test('expressions §7.2 … Item rem 3 …: remainders', () => expect(each('Item rem 3', n)).toEqual([1, 2, 0]));
  test('expressions §7.2 … Item / 2 …: always a float, which JSON shows without a point where it is whole', () => {
    expect(each('Item / 2', [1, 2])).toEqual([0.5, 1]);
    expect(cast('$.map(fun(I) -> I / 2 end, [1,2])', 'string')).toBe('[0.5,1]');
  });
  test('expressions §7.2 band 2, bxor 2, bsl 2, bsr 2, bor 2: bits', () => {
    const bits = ['band', 'bxor', 'bsl', 'bsr', 'bor'].map((operator) => each(`Item ${operator} 2`, n));
    expect(bits).toEqual([
      [0, 2, 2],
      [3, 0, 1],
      [4, 8, 12],
      [0, 0, 0],
      [3, 2, 3],
    ]);
  });
  test('expressions §7.2 Item == 2, < 2, > 2, >= 2, =< 2, /= 2, =:= 2, =/= 2: comparisons', () => {
    const is = [false, true, false];
    const not = [true, false, true];
    expect(['==', '=:='].map((operator) => each(`Item ${operator} 2`, n))).toEqual([is, is]);
    expect(['/=', '=/='].map((operator) => each(`Item ${operator} 2`, n))).toEqual([not, not]);
    expect(each('Item < 2', n)).toEqual([true, false, false]);
    expect(each('Item > 2', n)).toEqual([false, false, true]);
    expect(each('Item >= 2', n)).toEqual([false, true, true]);
    expect(each('Item =< 2', n)).toEqual([true, true, false]);
  });
  test('expressions §7.2 Item xor true, andalso true, orelse true, not Item: logic', () => {
    const both = '[true, false]';
    expect(each('Item xor true', both)).toEqual([false, true]);
    expect(each('Item andalso true', both)).toEqual([true, false]);
    expect(each('Item orelse true', both)).toEqual([true, true]);
    expect(each('not Item', both)).toEqual([false, true]);
  });
  test('expressions §7.2 Item ++ [{<<"key">>,1}]: every object gains a key', () => {
    expect(each('Item ++ [{<<"key">>,1}]', [{ a: 1 }, { b: [] }, {}])).toEqual([
      { a: 1, key: 1 },
      { b: [], key: 1 },
      { key: 1 },
    ]);
  });
  test('expressions §7.2 $.filter(fun(Item) when Item rem 2 < 1 -> true; (_) -> false end, {{b}}): the even ones', () => {
    const b = '[1,2,3,4,5,6,7,8,9,10,11,12,13,14]';
    const text = '$.filter(fun(Item) when Item rem 2 < 1 -> true; (_) -> false end, {{b}})';
    expect(resultOf(text, { b })).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });
  test('expressions §7.2 $.filter(fun(Item) -> T=proplists:get_value(<<"test">>,Item), is_integer(T) end, {{b}}): by the type of a field', () => {
    const b = [{ test: '3FF' }, { test: 30 }, { test: [{ a: 1 }] }, { test: 30.3 }, { test: true }];
    const of = (type: string) =>
      resultOf(`$.filter(fun(Item) -> T=proplists:get_value(<<"test">>,Item), ${type}(T) end, {{b}})`, { b });
    expect(of('is_integer')).toEqual([{ test: 30 }]);
    expect(of('is_float')).toEqual([{ test: 30.3 }]);
    expect(of('is_number')).toEqual([{ test: 30 }, { test: 30.3 }]);
    expect(of('is_binary')).toEqual([{ test: '3FF' }]);
    expect(of('erlang:is_list')).toEqual([{ test: [{ a: 1 }] }]);
    expect(of('is_boolean')).toEqual([{ test: true }]);
  });
  test('expressions §7.2 $.map(fun(E) -> eutils:get_value(<<"fieldName">>,E) end, {{arr}}): one field of each', () => {
    const text = '$.map(fun(E) -> eutils:get_value(<<"fieldName">>,E) end, {{arr}})';
    expect(resultOf(text, { arr: [{ fieldName: 1 }, { fieldName: 'x', other: 2 }] })).toEqual([1, 'x']);
  });
  test('expressions §7.2 $.map(fun(V) -> #{<<"fieldName1">>=>V,<<"fieldName2">>=>V} end, {{arr}}): objects of values', () => {
    const made = [{ fieldName1: 1, fieldName2: 1 }];
    const map = '$.map(fun(V) -> #{<<"fieldName1">>=>V,<<"fieldName2">>=>V} end, {{arr}})';
    const list = '$.map(fun(V) -> [{<<"fieldName1">>,V},{<<"fieldName2">>,V}] end, {{arr}})';
    expect(resultOf(map, { arr: [1] })).toEqual(made);
    expect(resultOf(list, { arr: [1] })).toEqual(made);
  });
  test('expressions §7.2 $.map(fun(Item) -> T0=eutils:get_value(<<"test">>,Item), T1=eutils:from_json(T0), [{<<"a">>,eutils:get_value(<<"a">>,T1)}|Item] end, {{arr}}): a field out of a text of JSON', () => {
    const fun =
      'fun(Item) -> T0=eutils:get_value(<<"test">>,Item), T1=eutils:from_json(T0), [{<<"a">>,eutils:get_value(<<"a">>,T1)}|Item] end';
    const arr = [{ test: '{"a":1}' }, { test: '{"a":2}' }];
    expect(resultOf(`$.map(${fun}, {{arr}})`, { arr })).toEqual([
      { a: 1, test: '{"a":1}' },
      { a: 2, test: '{"a":2}' },
    ]);
  });
  test('expressions §7.2 $.map(fun(Item) -> T=proplists:get_value(<<"test">>,Item), [{<<"base64">>,base64:encode(T)}|Item] end, {{arr}}): a field in base64', () => {
    const fun = 'fun(Item) -> T=proplists:get_value(<<"test">>,Item), [{<<"base64">>,base64:encode(T)}|Item] end';
    expect(resultOf(`$.map(${fun}, {{arr}})`, { arr: [{ test: 'hello' }] })).toEqual([
      { base64: 'aGVsbG8=', test: 'hello' },
    ]);
  });
  test('expressions §7.2 observations: a result casts to text and to an array, what is no array gives an empty one', () => {
    expect(cast('$.map(fun(X) -> X+1 end, {{a}})', 'array', { a: '[1]' })).toEqual([2]);
    expect(cast('$.map(fun(X) -> X+1 end, {{a}})', 'string', { a: '[1]' })).toBe('[2]');
    expect(cast('$.map(fun(X) -> X+1 end, {{a}})', 'array', { a: { no: 'array' } })).toEqual([]);
    expect(cast('$.filter(fun(X) -> X end, {{a}})', 'array', { a: 5 })).toEqual([]);
    for (const fun of [
      'fun(x) -> 1 end',
      'fun(Obj) -> Obj.status end',
      'fun(X) -> byte_size(X) end',
      'fun(X) -> binary:match(X, X) end',
      'fun(X) -> $.math(X+1) end',
      'fun(X) -> X + {{a}} end',
    ]) {
      expect(check(`$.map(${fun}, {{arr}})`)).toEqual([expect.objectContaining({ tag: 'syntax' })]);
    }
  });
});

describe('in a process', () => {
  const nodes = (text: string) => [
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [{ ...set({ made: text }), err_node_id: 'bad' }, go('end')] },
    { id: 'end' },
    { id: 'bad' },
  ];

  test('expressions §7.1 deploy: a fun that cannot be read is an error before any task comes', () => {
    const found = validate(makeProcess(nodes('$.map(fun(item) -> item end, {{a}})')), undefined, { min_timer_sec: 1 });
    expect(found.filter(({ rule }) => rule === 'expression')).toMatchObject([
      {
        level: 'error',
        rule: 'expression',
        node_id: 'a',
        message: expect.stringContaining('character 11: $.map: 1:11: "item" is no variable: it would be Item'),
      },
    ]);
    const good = validate(makeProcess(nodes('$.map(fun(Item) -> Item end, {{a}})')), undefined, { min_timer_sec: 1 });
    expect(good.filter(({ rule }) => rule === 'expression')).toEqual([]);
  });

  test('expressions §7.1 run: a task gets the array; one whose item does not fit goes to the error node, told which', async () => {
    const world = await openWorld();
    const p = await deployed(world, nodes('$.map(fun(I) -> eutils:get_value(<<"n">>, I) * 2 end, {{a}})'));
    expect((await world.addTask(p, { a: [{ n: 1 }, { n: 2.5 }] })).data.made).toBe('[2,5]');
    const failed = await world.addTask(p, { a: [{ n: 1 }, { n: 'x' }] });
    expect(failed.node_id).toBe('bad');
    expect(JSON.stringify(failed.data)).toContain('$.map: item 1, 1:46: * needs numbers, not <<\\"x\\">>');
    await world.close();
  });
});
