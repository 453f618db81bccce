/** Code: its three errors, and what is run when. */
import { enter, enterCode, failure, typeNamed } from '../fixtures/node_context.ts';

const code = (src: string) => ({ type: 'api_code', src, lang: 'js' });

test.each([
  ['code_timeout', 'hardware', 'timeout for executing code'],
  ['code_executing_error', 'software', 'ReferenceError: x is not defined'],
  ['code_return_format_error', 'software', 'the result is not an object'],
] as const)('%s', (tag, type, description) => {
  expect(failure(enterCode(code('x'), {}, { tag, text: description }))).toEqual({
    prefix: 'code',
    type,
    tag,
    description,
  });
});

test('code_return_size_overflow: what the code leaves may not outgrow the task', () => {
  const outcome = enterCode(code('x'), {}, { data: { a: 'x'.repeat(100) } }, { task_bytes: 50 });
  expect(failure(outcome)).toMatchObject({ type: 'software', tag: 'code_return_size_overflow' });
});

test('The old field `code` stands for `src`', () => {
  const outcome = enter({ type: 'api_code', code: 'data.a=1' }, {});
  expect(outcome).toMatchObject({ do: 'need', needs: [{ kind: 'code', src: 'data.a=1' }] });
});

test('A loop that comes back to the node runs the code again, on the data as they are then', () => {
  const first = enter(code('data.n++'), { n: 1 });
  const key = first.do === 'need' && first.needs[0]?.kind === 'code' ? first.needs[0].key : '';
  const answers = { [key]: { code: { data: { n: 2 } } } };
  expect(enter(code('data.n++'), { n: 1 }, { answers })).toEqual({ do: 'next', data: { n: 2 } });
  expect(enter(code('data.n++'), { n: 2 }, { answers, task: { tacts: 2 } })).toMatchObject({ do: 'need' });
});

test('Erlang is a problem that deploy names', () => {
  const type = typeNamed('api_code');
  expect(type.problems?.(type.schema.parse({ type: 'api_code', lang: 'erl' }))).toMatchObject([{ level: 'error' }]);
  expect(type.problems?.(type.schema.parse({ type: 'api_code' }))).toEqual([]);
});
