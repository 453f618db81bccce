/** `$.map` and `$.filter`: what Erlang a fun may hold, and what it yields. */
import type { Json } from '../../../src/base/json.ts';
import { check, evaluate } from '../../../src/template/evaluate.ts';
import { resultOf, scope } from '../scope.ts';

function mapped(fun: string, items: Json): Json | undefined {
  return resultOf(`$.map(${fun}, {{items}})`, { items });
}

/** The value of one expression; `Item` is the item. */
function of(expression: string, item: Json = 1): Json {
  return (mapped(`fun(Item) -> ${expression} end`, [item]) as Json[])[0] as Json;
}

function failure(fun: string, items: Json = [1]): { message: string; position: number } {
  const result = evaluate(`$.map(${fun}, {{items}})`, scope({ items }));
  if (!('ok' in result) || result.ok) throw new Error(JSON.stringify(result));
  return result.error as { message: string; position: number };
}

describe('arithmetic is exact, and follows Erlang', () => {
  test.each<[string, Json]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['-7 div 2', -3],
    ['-7 rem 2', -1],
    ['7 rem -2', 1],
    ['4 / 2', 2],
    ['7 / 2', 3.5],
    ['2 * 1.5', 3],
    ['- - 3', 3],
    ['-(3)', -3],
    ['1 bsl 4 bor 1', 17],
    ['6 band 3', 2],
    ['6 bxor 3', 5],
    ['bnot 5', -6],
    ['-1 bsr 1000000', -1],
    ['1 bsr 5', 0],
    ['1 bsl -1', 0],
    ['16#ff', 255],
    ['2.5e3', 2500],
    ['9007199254740993 rem 10', 3],
    ['100000000000000000000 div 10000000000', 10000000000],
    ['round(2.5) + round(-2.5)', 0],
    ['round(0.4)', 0],
    ['binary_to_integer(<<"-12">>)', -12],
    ['binary_to_float(<<"1.50">>)', 1.5],
    ['integer_to_binary(255)', '255'],
    ['erlang:integer_to_binary(255, 16)', 'FF'],
  ])('%s', (text, value) => expect(of(text)).toEqual(value));

  test.each([
    ['1 / 0', 'division by zero'],
    ['1 div 0', 'division by zero'],
    ['1 rem 0', 'division by zero'],
    ['1 + <<"a">>', '+ needs numbers, not <<"a">>'],
    ['1 div 2.0', 'div needs integers, not 2'],
    ['1 bsl 5000', 'the integer is too large'],
    ['1 bsl 1000000000000000', 'the integer is too large'],
    ['1.0e308 * 10', 'the result is too large'],
    ['bnot 1.5', 'bnot needs an integer, not 1.5'],
    ['-<<"a">>', '- needs a number, not <<"a">>'],
    ['round(true)', 'a number is needed, not true'],
    ['binary_to_integer(<<"x">>)', '<<"x">> is no text of an integer'],
    ['binary_to_float(<<"10">>)', '<<"10">> is no text of a float'],
  ])('%s fails', (text, problem) => expect(failure(`fun(_) -> ${text} end`).message).toContain(problem));
});

describe('comparisons order all types', () => {
  test.each<[string, boolean]>([
    ['1 == 1.0', true],
    ['1 =:= 1.0', false],
    ['1 =/= 1.0', true],
    ['1 /= 1', false],
    ['1 < a', true],
    ['2 =< 2', true],
    ['3 >= 4', false],
    ['99 < true', true],
    ['true < { }', true],
    ['{2} > {1}', true],
    ['{9} < {1, 1}', true],
    ['{1} < #{}', true],
    ['#{} < []', true],
    ['[] < [1]', true],
    ['[1, 2] < [1, 3]', true],
    ['[2] < <<"a">>', true],
    ['<<"a">> < <<"b">>', true],
    ['<<"a">> < <<"ab">>', true],
    ['<<"\u{10000}">> > <<"\uffff">>', true],
    ['#{1 => 2} < #{1 => 3}', true],
    ['#{<<"a">> => [1, {2}]} =:= #{<<"a">> => [1, {2}]}', true],
    ['"ab" == [97, 98]', true],
    ['1 + 1 == 2 andalso not (2 < 1)', true],
    ['not false and true', true],
    ['true or false and false', true],
  ])('%s', (text, value) => expect(of(text.replace('< a', "< 'a'"))).toBe(value));

  test('andalso and orelse look at the second side only where it decides', () => {
    expect(of('false andalso 1 / 0')).toBe(false);
    expect(of('true orelse 1 / 0')).toBe(true);
    expect(of('true andalso 5')).toBe(5);
    expect(failure('fun(_) -> 1 andalso true end').message).toContain('andalso needs true or false, not 1');
  });

  test('comparisons do not chain', () => {
    expect(failure('fun(_) -> 1 < 2 < 3 end').message).toContain('comparisons do not chain');
  });
});

describe('lists and objects', () => {
  const item = { a: 1, b: [1, 2], c: { d: null }, e: {}, f: [] };
  test.each<[string, Json]>([
    ['Item', item],
    ['[{<<"z">>, 0} | Item]', { z: 0, ...item }],
    ['Item ++ [{<<"z">>, 0}]', { ...item, z: 0 }],
    ['[{<<"a">>, 2} | Item]', { ...item, a: 2 }],
    ['proplists:get_value(<<"a">>, Item)', 1],
    ['proplists:get_value(<<"no">>, Item)', null],
    ['proplists:get_value(<<"no">>, Item, 7)', 7],
    ['eutils:get_value(<<"c">>, Item)', { d: null }],
    ['eutils:get_value(<<"k">>, #{<<"k">> => 5})', 5],
    ['proplists:is_defined(<<"b">>, Item)', true],
    ['proplists:get_keys(Item)', ['a', 'b', 'c', 'e', 'f']],
    ['proplists:get_all_values(<<"a">>, [{<<"a">>, 9} | Item])', [9, 1]],
    ['proplists:lookup_all(<<"a">>, Item)', { a: 1 }],
    ['proplists:append_values(<<"b">>, Item ++ [{<<"b">>, 3}])', [1, 2, 3]],
    ['proplists:lookup(<<"no">>, Item)', 'none'],
    ['proplists:get_bool(<<"a">>, Item)', false],
    ["proplists:get_value('x', ['x'])", true],
    ["proplists:unfold(['x'])", { x: true }],
    ['proplists:from_map(proplists:to_map(Item))', item],
    ['case proplists:split(Item, [<<"a">>]) of {[[{_, V}]], _} -> V end', 1],
    [
      'proplists:substitute_aliases([{<<"a">>, <<"z">>}], Item -- [{<<"c">>, [{<<"d">>, null}]}])',
      { z: 1, b: [1, 2], e: {}, f: [] },
    ],
    ['proplists:substitute_negations([{<<"no">>, <<"yes">>}], [{<<"no">>, true}, {<<"x">>, 1}])', { yes: false, x: 1 }],
    ['proplists:expand([{<<"a">>, [{<<"b">>, 2}]}], [{<<"c">>, 1}, {<<"a">>, true}, {<<"a">>, 5}])', { c: 1, a: true }],
    [`proplists:expand([{'a', [{<<"b">>, 2}]}], [{<<"c">>, 1}, {'a', true}, {'a', 5}])`, { c: 1, b: 2 }],
    [
      `proplists:unfold(proplists:normalize([{'a', true}], [{aliases, [{'a', 'b'}]}, {negations, [{'b', 'r'}]}]))`,
      { r: false },
    ],
    ['proplists:delete(<<"a">>, [{<<"a">>, 1}])', {}],
    ['[{<<"b">>, 2} | proplists:delete(<<"a">>, [{<<"a">>, 1}])]', { b: 2 }],
    ['proplists:delete(<<"d">>, eutils:get_value(<<"c">>, Item))', {}],
    ['#{<<"k">> => Item}', { k: item }],
    ['(#{<<"k">> => 1, <<"l">> => 2})#{<<"k">> := 3}', { k: 3, l: 2 }],
    ['hd([1, 2]) + hd(tl([1, 2]))', 3],
    ['[1, 2, 3, 2] -- [2]', [1, 3, 2]],
    ['[X * 2 || X <- [1, 2, 3], X > 1]', [4, 6]],
    ['[{K, V} || {K, V} <- Item, K =/= <<"b">>, K < <<"d">>]', { a: 1, c: { d: null } }],
    [
      '[[X, Y] || X <- [1, 2], Y <- [X, 9]]',
      [
        [1, 1],
        [1, 9],
        [2, 2],
        [2, 9],
      ],
    ],
    ['"ab"', [97, 98]],
    ['[true, false, null, undefined, ok]', [true, false, null, null, 'ok']],
    ['eutils:to_json(Item)', JSON.stringify(item)],
    ['eutils:from_json(<<"{\\"a\\": [1.5]}">>)', { a: [1.5] }],
    ['eutils:from_json(<<"nonsense">>, error)', 'error'],
    ['binary:split(<<"a,b,c">>, <<",">>)', ['a', 'b,c']],
    ['binary:split(<<",a,,b,">>, <<",">>, [global, trim_all])', ['a', 'b']],
    ['binary:split(<<",a,,">>, <<",">>, [global, trim])', ['', 'a']],
    ['binary:split(<<"a--b-c">>, [<<"-">>, <<"--">>], [global])', ['a', 'b', 'c']],
    ['binary:split(<<"xbcabcx">>, [<<"bc">>, <<"abc">>], [global])', ['x', '', 'x']],
    ['binary:split(<<"abc">>, <<"abcd">>)', ['abc']],
    ['binary:replace(<<"aaa">>, [<<"a">>, <<"aa">>], <<"b">>, [global])', 'bb'],
    ['binary:replace(<<"a.b.c">>, <<".">>, <<"$&">>)', 'a$&b.c'],
    ['binary:replace(<<"a.b.c">>, <<".">>, <<"">>, [global])', 'abc'],
    ['base64:encode(<<"Привет">>)', Buffer.from('Привет').toString('base64')],
    ['base64:decode(<<"aGk=">>)', 'hi'],
    ['<<"n: ", (integer_to_binary(5))/binary, "!"/utf8>>', 'n: 5!'],
  ])('%s', (text, value) => expect(of(text, item)).toEqual(value));

  test('the first of two properties with one key counts', () => {
    expect(JSON.stringify(of('[{<<"a">>, 2}, {<<"a">>, 1}]'))).toBe('{"a":2}');
  });
});

describe('patterns, guards, branches', () => {
  test.each<[string, Json[], Json[]]>([
    [
      'fun(0) -> <<"none">>; (N) when N > 10; N < 0 -> <<"odd">>; (N) -> N end',
      [0, 11, -1, 5],
      ['none', 'odd', 'odd', 5],
    ],
    ['fun(X) when is_integer(X), X > 1 -> true; (_) -> false end', [1, 2, 'a', 2.5], [false, true, false, false]],
    ['fun(X) when X + 1 > 0 -> true; (_) -> false end', [1, 'text'], [true, false]],
    [
      'fun([{<<"a">>, V} | _]) -> V; ([]) -> 0; (#{}) -> 1; (<<"x">>) -> 2; (_) -> 3 end',
      [{ a: 7 }, [], 'x', null],
      [7, 0, 2, 3],
    ],
    ['fun([H | T]) -> [T, H] end', [[1, 2, 3]], [[[2, 3], 1]]],
    ['fun(<<"id_", Rest/binary>>) -> Rest; (_) -> null end', ['id_7', 'x'], ['7', null]],
    [
      'fun({A, A}) -> A; (L = [A, A]) -> [A, L]; (_) -> no_one end'.replace('no_one', 'none'),
      [
        [1, 1],
        [1, 2],
      ],
      [[1, [1, 1]], 'none'],
    ],
    ['fun(X) -> case X of 1 -> Y = <<"one">>; _ -> Y = <<"many">> end, Y end', [1, 2], ['one', 'many']],
    [
      'fun(X) -> if X > 1 -> big; true -> small end end'.replace('big', '<<"big">>').replace('small', '<<"small">>'),
      [1, 2],
      ['small', 'big'],
    ],
    ['fun(X) -> begin Y = X, Y + 1 end end', [1], [2]],
    ['fun(X) -> #{<<"k">> := V} = #{<<"k">> => X}, V end', [3], [3]],
    ['fun(X) -> [X || X <- [1, 2]] ++ [X] end', [9], [[1, 2, 9]]],
    ['fun(X) -> % the rest of the line is a comment {{\n X end', [9], [9]],
    ['fun(X) -> 1 = X end', [1], [1]],
  ])('%s', (fun, items, values) => expect(mapped(fun, items)).toEqual(values));

  test.each([
    ['fun(1) -> 1 end', [2], 'item 0, 1:7: no clause of the fun is for 2'],
    ['fun(X) -> 2 = X end', [1], '1:19: 1 does not match'],
    ['fun(X) -> case X of 1 -> 1 end end', [1, { a: 1 }], 'item 1, 1:17: no branch of the case is for an object'],
    ['fun(X) -> if X > 1 -> 1 end end', [1], 'no branch of the if holds'],
    ['fun(X) ->\n  X + 1 end', ['a'], 'item 0, 2:5: + needs numbers, not <<"a">>'],
    ['fun(X) -> case hd([]) of _ when true -> X end end', [1], 'hd needs a list that is not empty'],
    ['fun(_) -> {1, 2} end', [1], 'a tuple of 2 is no value of JSON'],
    ['fun(_) -> #{1 => 2} end', [1], '1 cannot be a key of JSON'],
    ['fun(_) -> [1 | 2] end', [1], 'after | stands a list, not 2'],
    ['fun(X) -> proplists:get_value(<<"a">>, X) end', [1], 'an object or a list is needed, not 1'],
    ['fun(X) -> eutils:from_json(X) end', ['{'], '<<"{">> is no JSON text'],
  ])('%s fails on data', (fun, items, message) => expect(failure(fun, items).message).toContain(message));
});

describe('what cannot be read is known at deploy, with its place', () => {
  test.each<[string, number, string]>([
    ['fun(item) -> 1 end', 4, '"item" is no variable: it would be Item'],
    ['fun(Item) -> item end', 13, '"item" is no variable'],
    ['fun(Item) -> Item.status end', 17, 'a field is read by eutils:get_value'],
    ['fun(I) -> byte_size(I) end', 10, 'a fun cannot call byte_size/1'],
    ['fun(I) -> binary:match(I, I) end', 10, 'a fun cannot call binary:match/2'],
    ['fun(I) -> os:cmd(I) end', 10, 'a fun cannot call os:cmd/1'],
    ['fun(I) -> hd(I, I) end', 10, 'hd takes 1 arguments'],
    ['fun(I) -> $.math(I+1) end', 10, 'functions $.name() cannot be called inside the fun'],
    ['fun(I) -> {{a}} end', 10, 'templates cannot stand inside the fun'],
    ['fun(I) -> "{{a}}" + end', 20, '"end" is not expected'],
    ['fun(I) -> J end', 10, 'J has no value'],
    ['fun(I) -> case I of 1 -> J = 1; _ -> 2 end, J end', 44, 'J has a value in some branches only'],
    ['fun(I) -> (I > 1 andalso (J = 2) > 1), J end', 39, 'J has a value in some branches only'],
    ['fun(I) when (J = I) > 1 -> 1 end', 15, 'this cannot stand in a guard'],
    ['fun(I) when proplists:is_defined(1, I) -> 1 end', 12, 'proplists:is_defined cannot be called in a guard'],
    ['fun(I + 1) -> 1 end', 6, 'this cannot stand in a pattern'],
    ['fun(I, J) -> 1 end', 5, 'the fun takes one argument'],
    ['fun() -> 1 end', 4, '")" is not expected'],
    ['fun F(I) -> I end', 4, 'a fun has no name here'],
    ['fun(I) -> fun(J) -> J end end', 10, 'a fun inside the fun is not supported'],
    ['fun(I) -> <<I>> end', 12, 'what stands in << >> is'],
    ['fun(I) -> "abc end', 10, '" is not closed'],
    ['fun(I) -> I', 13, 'templates cannot stand inside the fun, which goes on to its "end"'],
    ['I * 2', 0, 'the first argument is a fun'],
    ['{{f}}', 0, 'templates cannot stand inside the fun'],
    ['fun(I) -> I § 2 end', 12, '"§" is not expected'],
    ['fun(I) -> _ end', 10, '_ has no value'],
    ['fun(I) -> [I || I < 3] ++ [X || X <- I, Y] end', 40, 'Y has no value'],
  ])('%s', (fun, position, problem) => {
    const [found] = check(`x $.map(${fun}, {{arr}})`);
    expect(found?.tag).toBe('syntax');
    expect(found?.message).toContain(`1:${position + 9}: ${problem}`);
    expect(found?.position).toBe(position + 8);
  });

  test.each([
    ['$.map(fun(I) -> I, <<arr>>)', '$.map: 1:7: the fun has no "end"'],
    ['$.map(fun(I) -> I end {{a}})', '$.map: after the fun come a comma and the array'],
    ['$.map(fun(I) -> I end,)', '$.map: after the comma comes the array'],
    ['$.map(fun(I) -> I end, {{a}}', '$.map( has no closing ")"'],
  ])('%s', (text, message) => expect(check(text)[0]?.message).toBe(message));
});

describe('the array', () => {
  const data = { a: [1, 2], text: '[true, false]', o: { a: 1 }, n: 5, name: 'say "x"' };
  test.each<[string, Json]>([
    ['$.map(fun(I) -> I end, {{a}})', [1, 2]],
    [
      '{{ $.map(fun(I) -> {{<<"x">>, I}} end, {{a}}) }}'.replace('{{<<', '[{<<').replace('I}} end', 'I}] end'),
      [{ x: 1 }, { x: 2 }],
    ],
    ['$.map(fun(I) -> not I end, {{text}})', [false, true]],
    ['$.map(fun(I) -> I end, ["{{name}}", {{n}}])', ['say "x"', 5]],
    ['$.map(fun(I) -> I end, $.filter(fun(I) -> I > 1 end, {{a}}))', [2]],
    ['$.map(fun(I) -> I end, {{o}})', []],
    ['$.map(fun(I) -> I end, {{n}})', []],
    ['$.map(fun(I) -> I end, {{nothing}})', []],
    ['$.map(fun(I) -> I end, no json)', []],
    ['got $.map(fun(I) -> <<")}}">> end, {{a}})!', 'got [")}}",")}}"]!'],
    ['$.base64_encode($.map(fun(I) -> I / 2 end, {{a}}))', Buffer.from('[0.5,1]').toString('base64')],
  ])('%s', (text, value) => expect(resultOf(text, data)).toEqual(value));

  test('a filter keeps the items as they are, and takes only true and false', () => {
    expect(resultOf('$.filter(fun(X) -> X =/= 1 end, {{a}})', { a: [1, 1.5, { b: [] }] })).toEqual([1.5, { b: [] }]);
    const result = evaluate('$.filter(fun(X) -> X end, {{a}})', scope({ a: [true, 1] }));
    expect(result).toMatchObject({
      ok: false,
      error: { message: '$.filter: item 1, 1:10: a filter yields true or false, not 1' },
    });
  });

  test('what it reads of other tasks is asked for first', () => {
    const text = '$.map(fun(I) -> I end, {{conv[1].ref[x].list}})';
    expect(evaluate(text, scope())).toEqual({ need: [{ kind: 'task', conv: '1', ref: 'x' }] });
  });
});
