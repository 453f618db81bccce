/** Whatever the fun and the data, an evaluation ends, soon, with a value or with a failure that says where. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { type Evaluated, evaluate } from '../../../src/template/evaluate.ts';
import { resultOf, scope } from '../scope.ts';

function run(fun: string, items: Json = [1], call = 'map'): Evaluated {
  return evaluate(`$.${call}(${fun}, {{items}})`, scope({ items }));
}

function expectEnded(result: Evaluated, length: number): void {
  if ('need' in result) throw new Error('nothing can be needed');
  if (result.ok) return;
  const { tag, message, position } = result.error;
  expect(['syntax', 'convert', 'limit', 'read']).toContain(tag);
  expect(message).not.toBe('');
  expect(position).toBeGreaterThanOrEqual(0);
  expect(position).toBeLessThanOrEqual(length);
}

const WORDS = (
  'fun case of end if begin when andalso orelse and or xor not div rem band bor bxor bsl bsr bnot -> || <- | , ; : ( ) ' +
  '[ ] { } #{ << >> => := = == /= =:= =/= < =< > >= + - * / ++ -- 0 1 7 2.5 16#ff A B Item _ true undefined "s" ' +
  '<<"b">> \'q\' hd tl round is_integer proplists:get_value eutils:from_json binary:split % \n $ . {{ }} § \\'
).split(' ');

test('any words in any order end with a value or a failure that has a place', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), fc.json(), (words, json) => {
      const fun = `fun(Item) -> ${words.join(' ')} end`;
      const text = `$.map(${fun}, {{items}})`;
      expectEnded(evaluate(text, scope({ items: [JSON.parse(json) as Json] })), text.length);
    }),
    { numRuns: 3000 },
  );
});

test('any text at all in place of a fun ends likewise', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('', 'fun', 'fun(X) -> '),
      (text, head) => {
        const whole = `$.filter(${head}${text}, {{items}})`;
        expectEnded(evaluate(whole, scope({ items: [1] })), whole.length);
      },
    ),
    { numRuns: 2000 },
  );
});

interface Sum {
  text: string;
  value: bigint | 'none';
}

/** Integer arithmetic as a text, and what it comes to by a model that knows nothing of the interpreter. */
const sums = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map((value) => ({ text: `(${value})`, value })),
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr'), tie('sum'))
      .map(([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        value: model(a.value, operator, b.value),
      })),
  ),
})).sum;

function model(a: Sum['value'], operator: string, b: Sum['value']): Sum['value'] {
  if (a === 'none' || b === 'none') return 'none';
  if ((operator === 'div' || operator === 'rem') && b === 0n) return 'none';
  if ((operator === 'bsl' || operator === 'bsr') && (b > 2000n || b < -2000n))
    return a === 0n ? 0n : (operator === 'bsl') === b > 0n ? 'none' : a < 0n ? -1n : 0n;
  const done: Record<string, () => bigint> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    div: () => a / b,
    rem: () => a % b,
    band: () => a & b,
    bor: () => a | b,
    bxor: () => a ^ b,
    bsl: () => (b >= 0n ? a << b : a >> -b),
    bsr: () => (b >= 0n ? a >> b : a << -b),
  };
  const value = (done[operator] as () => bigint)();
  return value >= 2n ** 1023n || value <= -(2n ** 1023n) ? 'none' : value;
}

test('integers are exact: arithmetic agrees with a model', () => {
  fc.assert(
    fc.property(sums, ({ text, value }) => {
      const result = run(`fun(_) -> integer_to_binary(${text}) end`);
      if (value === 'none') expect(result).toMatchObject({ ok: false });
      else expect(result).toEqual({ ok: true, value: [String(value)] });
    }),
    { numRuns: 1000 },
  );
});

test('any JSON goes through a fun unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const item = JSON.parse(JSON.stringify(value)) as Json;
      expect(resultOf('$.map(fun(X) -> X end, {{items}})', { items: [item] })).toEqual([item]);
      const again = resultOf('$.map(fun(X) -> eutils:from_json(eutils:to_json(X)) end, {{items}})', { items: [item] });
      expect(again).toEqual([item]);
    }),
  );
});

test('numbers and texts are ordered as JSON knows them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 }),
      (pair) => {
        const [a, b] = pair as [number, number];
        const fun = 'fun([A, B]) -> [A < B, A == B, A >= B] end';
        expect(run(fun, [pair])).toEqual({ ok: true, value: [[a < b, a === b, a >= b]] });
      },
    ),
  );
});

describe('funs that would take for ever or fill the memory are stopped', () => {
  const doubling = (step: string, times: number): string =>
    Array.from({ length: times }, (_, i) => step.replaceAll('$', `A${i + 1}`).replaceAll('@', `A${i}`)).join(', ');
  test.each<[string, string, Json?]>([
    ['a list that doubles', `fun(X) -> A0 = [X], ${doubling('$ = @ ++ @', 60)}, A60 end`],
    ['a list of lists that doubles', `fun(X) -> A0 = [X], ${doubling('$ = [@, @]', 60)}, A60 end`],
    [
      'such lists compared',
      `fun(X) -> A0 = [X], B0 = [X], ${doubling('$ = [@, @]', 60)}, ${doubling('$ = [@, @]', 60).replaceAll('A', 'B')}, A60 =:= B60 end`,
    ],
    ['a text that doubles', `fun(X) -> A0 = <<"abc">>, ${doubling('$ = <<@/binary, @/binary>>', 60)}, A60 end`],
    ['an integer that squares', `fun(X) -> A0 = X + 1, ${doubling('$ = @ * @', 60)}, A60 end`],
    ['a huge shift', 'fun(X) -> X bsl 99999999999999999999999 end'],
    [
      'generators within generators',
      `fun(X) -> L = [1,2,3,4,5,6,7,8,9,10], [1 || ${Array.from({ length: 30 }, (_, i) => `A${i} <- L`).join()}] end`,
    ],
    ['a value that nests deeply', `fun(X) -> A0 = [X], ${doubling('$ = [@]', 1000)}, A1000 end`],
    [
      'deep values compared',
      `fun(X) -> A0 = [X], B0 = [X], ${doubling('$=[@]', 550)}, ${doubling('$=[@]', 550).replaceAll('A', 'B')}, A550 == B550 end`,
    ],
    [
      'replacement of everything by much',
      `fun(X) -> binary:replace(binary:replace(X, <<"a">>, X, [global]), <<"a">>, X, [global]) end`,
      ['a'.repeat(2000)],
    ],
    [
      'a pattern nearly as long as the text',
      'fun([S, P]) -> binary:split(S, P) end',
      [['a'.repeat(100_000), `b${'a'.repeat(20_000)}`]],
    ],
    [
      'a pattern longer than a regular expression may be',
      'fun([S, P]) -> binary:split(S, P) end',
      [['a'.repeat(100_000), `${'a'.repeat(50_000)}b`]],
    ],
    [
      'more patterns times characters than 31 bits hold',
      'fun([S, P]) -> binary:split(S, P) end',
      [['a'.repeat(60_000), new Array(50_000).fill('b')]],
    ],
    ['a map as the key of a map, doubling', `fun(X) -> A0 = X, ${doubling('$ = #{@ => @}', 40)}, A40 end`],
  ])('%s', (_name, fun, items = [1]) => {
    const result = run(fun, items);
    expect(result).toMatchObject({ ok: false, error: { tag: 'limit' } });
    expectEnded(result, fun.length + 20);
  });

  test.each([
    ['parentheses', `fun(X) -> ${'('.repeat(5000)}X${')'.repeat(5000)} end`],
    ['lists', `fun(X) -> ${'['.repeat(5000)}X${']'.repeat(5000)} end`],
    ['minus signs', `fun(X) -> ${'- '.repeat(7000)}X end`],
    ['a long sum', `fun(X) -> ${'1+'.repeat(7000)}X end`],
    ['a long chain of lists', `fun(X) -> ${'[]++'.repeat(3000)}[X] end`],
    ['matches', `fun(X) -> ${'_='.repeat(5000)}X end`],
    ['cases', `fun(X) -> ${'case X of _ -> '.repeat(900)}X${' end'.repeat(900)} end`],
    ['maps', `fun(X) -> ${'#{1=>'.repeat(2000)}X${'}'.repeat(2000)} end`],
    ['filters', `fun(X) -> [X || ${'true,'.repeat(3000)}true] end`],
    ['a fun too long', `fun(X) -> ${' '.repeat(LIMITS.fun_chars)} X end`],
    ['a comment without an end, again and again', '$.map(fun(X) -> %'.repeat(10_000)],
    ['a quoted text without an end, again and again', '$.map(fun(X) -> "'.repeat(10_000)],
  ])('nesting and length of %s are bounded', (_name, fun) => {
    const result = run(fun);
    expect(result).toMatchObject({ ok: false, error: { tag: 'syntax' } });
    expectEnded(result, fun.length + 20);
  });
});

test('all the funs of one text share one budget', () => {
  const items = Array.from({ length: 1000 }, (_, i) => i);
  const one =
    '$.map(fun(X) -> [Y || Y <- [1,2,3,4,5,6,7,8,9,10], Z <- [1,2,3,4,5,6,7,8,9,10], Y > Z, Z > 11] end, {{items}})';
  expect(evaluate(one, scope({ items }))).toMatchObject({ ok: true });
  expect(evaluate(one.repeat(50), scope({ items }))).toMatchObject({ ok: false, error: { tag: 'limit' } });
});

test('keys that mean something to JavaScript are only keys', () => {
  const item = JSON.parse('{"__proto__":{"x":1},"constructor":2,"toString":3}') as JsonObject;
  const result = resultOf(
    '$.map(fun(X) -> [{<<"__proto__">>, 1} | proplists:delete(<<"__proto__">>, X)] end, {{items}})',
    { items: [item] },
  );
  expect(JSON.stringify(result)).toBe('[{"__proto__":1,"constructor":2,"toString":3}]');
  expect(run('fun(X) -> proplists:get_value(<<"valueOf">>, X) end', [{}])).toEqual({ ok: true, value: [null] });
  expect(run('fun(X) -> proplists:constructor(X) end', [{}])).toMatchObject({ ok: false, error: { tag: 'syntax' } });
});

test('ten thousand objects are mapped', () => {
  const items = Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ['a', 'b'] }));
  const fun = 'fun(I) -> [{<<"next">>, proplists:get_value(<<"id">>, I) + 1} | proplists:delete(<<"tags">>, I)] end';
  const value = resultOf(`$.map(${fun}, {{items}})`, { items }) as JsonObject[];
  expect(value).toHaveLength(10_000);
  expect(value[9_999]).toEqual({ next: 10_000, id: 9_999, name: 'name 9999' });
});
