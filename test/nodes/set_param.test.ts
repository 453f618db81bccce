/** Set Parameters: the rows of Corezoid's error table, and all-or-nothing. */
import { readKey } from '../../src/model/read.ts';
import { dataAfter, enter, failure } from '../fixtures/node_context.ts';

const set = (extra: Record<string, unknown>, extra_type: Record<string, string> = {}) => ({
  ...{ type: 'set_param', extra, extra_type },
});

test('set_param_wrong_convert_param: names the parameter, its value and the type', () => {
  expect(failure(enter(set({ p: '{{v}}' }, { p: 'number' }), { v: 'abc' }))).toEqual({
    ...{ prefix: 'set_param', type: 'software', tag: 'set_param_wrong_convert_param' },
    description: 'Param: p, Value: abc, Try convert to: number',
  });
});

test('set_param_wrong_convert_param: null is told as null', () => {
  expect(failure(enter(set({ p: '{{v}}' }, { p: 'number' }), { v: null })).description).toBe(
    'Param: p, Value: null, Try convert to: number',
  );
});

test('set_param_wrong_convert_param: a task that is not there gives no number', () => {
  const answers = { [readKey({ kind: 'task', conv: '5', ref: 'x' })]: { value: undefined } };
  expect(failure(enter(set({ p: '{{conv[5].ref[x].n}}' }, { p: 'number' }), {}, { answers })).tag).toBe(
    'set_param_wrong_convert_param',
  );
});

test.each([
  ['access_denied', 'User: 3, Conv_id: 5', 'Param: p, User: 3, Conv_id: 5'],
  ['access_refused', 'Conv_id: 5 is not state type', 'Param: p, Conv_id: 5 is not state type'],
])('%s: a read that was refused', (tag, description, told) => {
  const answers = { [readKey({ kind: 'task', conv: '5', ref: 'x' })]: { failure: { tag, description } } };
  expect(failure(enter(set({ p: '{{conv[5].ref[x].n}}' }), {}, { answers }))).toEqual({
    ...{ prefix: 'set_param', type: 'software', tag, description: told },
  });
});

test('set_param_size_overflow_limit: the data may not outgrow the task', () => {
  expect(failure(enter(set({ p: '{{a}}{{a}}' }), { a: 'x'.repeat(40) }, { task_bytes: 100 }))).toEqual({
    ...{ prefix: 'set_param', type: 'software', tag: 'set_param_size_overflow_limit' },
    description:
      'Your task size: 135 bytes, Max available task size: 100 bytes, ' +
      'Try to change your data or try to split your task',
  });
});

test('Nothing is written when one row fails, and what all rows lack is asked for at once', () => {
  const outcome = enter(set({ good: '1', bad: 'x' }, { bad: 'number' }), {});
  expect(outcome).not.toHaveProperty('data');
  expect(enter(set({ a: '{{env_var[@a]}}', b: '{{env_var[@b]}}' }), {})).toEqual({
    do: 'need',
    needs: [
      { kind: 'env_var', name: '@a' },
      { kind: 'env_var', name: '@b' },
    ],
  });
});

test('Literals of old exports and an empty list for no rows are taken', () => {
  const literal = enter(set({ n: 5, list: [], text: 'a' }, { n: 'number', list: 'array' }), {});
  expect(dataAfter(literal)).toEqual({ n: 5, list: [], text: 'a' });
  expect(dataAfter(enter({ type: 'set_param', extra: [], extra_type: null }, { a: 1 }))).toEqual({ a: 1 });
});
