import { LIMITS } from '../../src/base/limits.ts';
import { api_sum } from '../../src/nodes/api_sum.ts';
import { enter, failure } from '../fixtures/node_context.ts';

const rows = (...extra: object[]) => ({ type: 'api_sum', extra });

test('numbers, texts, templates and calculations are added; decimals are cut to six', () => {
  const logic = rows(
    { id: 'a', value: 1 },
    { id: 'b', value: '-2.5' },
    { id: 'c', value: '{{x}}' },
    { id: 'd', value: '$.math(1/3)' },
  );
  expect(enter(logic, { x: '1e2' })).toEqual({
    do: 'next',
    sums: [
      { id: 'a', delta: 1 },
      { id: 'b', delta: -2.5 },
      { id: 'c', delta: 100 },
      { id: 'd', delta: 0.333333 },
    ],
  });
});

test('a row without an id is known by its name', () => {
  expect(enter(rows({ name: 'orders', value: '1' }), {})).toEqual({ do: 'next', sums: [{ id: 'orders', delta: 1 }] });
});

test('one value that is no number fails them all, and says which', () => {
  const logic = rows({ id: '1', name: 'good', value: '1' }, { id: '2', name: 'bad', value: '{{x}}' });
  expect(failure(enter(logic, { x: { a: 1 } }))).toEqual({
    prefix: 'api_sum',
    type: 'software',
    tag: 'api_sum_wrong_convert_param',
    description: 'Param: bad, Value: {"a":1}, Try convert to: number',
  });
});

test('reads that are lacking are asked for in one round', () => {
  const logic = rows({ id: 'a', value: '{{node[n].count}}' }, { id: 'b', value: '{{env_var[@v]}}' });
  expect(enter(logic, {})).toMatchObject({ do: 'need', needs: [{ kind: 'count' }, { kind: 'env_var' }] });
});

test('what is no list of rows, or too many of them, is refused at deploy', () => {
  const read = (extra: unknown) => api_sum.schema.safeParse({ type: 'api_sum', extra }).success;
  expect([read([]), read({}), read(null), read(undefined)]).toEqual([true, true, true, true]);
  expect([read({ a: 1 }), read('x'), read([{ value: '1' }])]).toEqual([false, false, false]);
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}`, value: '1' }));
  expect([read(many(LIMITS.sums_per_node)), read(many(LIMITS.sums_per_node + 1))]).toEqual([true, false]);
});
