/** Conditions as exports of all ages write them. */
import { readKey } from '../../src/model/read.ts';
import { enter, typeNamed } from '../fixtures/node_context.ts';

const when = (...conditions: Record<string, unknown>[]) => ({ type: 'go_if_const', to_node_id: 'n', conditions });

test('The flat form of the oldest exports is one condition', () => {
  const flat = { type: 'go_if_const', to_node_id: 'n', param: 'a', fun: 'more', const: 5 };
  expect(enter(flat, { a: 6 })).toEqual({ do: 'decide', taken: true });
  expect(enter(flat, { a: 5 })).toEqual({ do: 'decide', taken: false });
});

test.each([
  ['ne', 2, true],
  ['gt', 2, true],
  ['lt', 2, false],
  ['ge', 1, true],
  ['le', 1, true],
  ['regex', 'x1', true],
])('The spelling %s is understood', (fun, a, taken) => {
  const cast = fun === 'regex' ? 'string' : 'number';
  expect(enter(when({ param: 'a', fun, const: '1', cast }), { a })).toEqual({ do: 'decide', taken });
});

test('A comparison nobody knows is a problem of the process', () => {
  const { schema } = typeNamed('go_if_const');
  expect(schema.safeParse(when({ param: 'a', fun: 'like', const: '1' })).success).toBe(false);
});

test('A condition without a comparison is a problem of the process', () => {
  const type = typeNamed('go_if_const');
  expect(type.problems?.(type.schema.parse(when()))).toMatchObject([{ level: 'error', rule: 'no_conditions' }]);
});

test('What all conditions lack is asked for at once, unless one has failed already', () => {
  const reads = ['a', 'b'].map((name) => ({ param: `{{env_var[@${name}]}}`, fun: 'eq', const: '1', cast: 'string' }));
  expect(enter(when(...reads), {})).toMatchObject({ do: 'need', needs: [{ name: '@a' }, { name: '@b' }] });
  const never = { param: 'a', fun: 'eq', const: '1', cast: 'string' };
  expect(enter(when(...reads, never), {})).toEqual({ do: 'decide', taken: false });
});

test('A read that was refused is a condition that does not hold', () => {
  const failure = { tag: 'access_denied', description: '' };
  const answers = { [readKey({ kind: 'task', conv: '5', ref: 'x' })]: { failure } };
  expect(
    enter(when({ param: '{{conv[5].ref[x].a}}', fun: 'not_eq', const: '1', cast: 'string' }), {}, { answers }),
  ).toEqual({ do: 'decide', taken: false });
});
