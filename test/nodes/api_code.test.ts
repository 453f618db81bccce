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

const problems = (logic: object) => {
  const type = typeNamed('api_code');
  return type.problems?.(type.schema.parse({ type: 'api_code', ...logic })) ?? [];
};

test.each(['erl', 'erlang', 'python', 'lua'])(
  'Code in %s keeps a version from being deployed, and is told what to do',
  (lang) => {
    expect(problems({ lang })).toMatchObject([{ level: 'error', rule: 'code_lang' }]);
    expect(problems({ lang })[0]?.message).toMatch(/is not run: rewrite it in JavaScript/);
  },
);

test.each([{}, { lang: 'js' }, { lang: 'javascript' }, { lang: '' }])('%j is JavaScript', (logic) => {
  expect(problems(logic)).toEqual([]);
});

describe('a library that is required in so many words and does not exist is an error before anything runs', () => {
  test.each([
    'require("libs/jquery.js")',
    "var a = 1; var b = require( 'libs/../aes.js' );",
    'require("moment")',
    'data.text = "// no comment"; require("fs");',
  ])('%s', (src) => {
    expect(problems({ src })).toMatchObject([{ level: 'error', rule: 'code_library' }]);
    expect(problems({ src })[0]?.message).toMatch(
      /^require\(".*"\) finds nothing: there are libs\/sha1\.js, .*libs\/lodash\.js$/,
    );
  });

  test.each([
    'require("libs/moment.js"); require(\'libs/lodash\'); require("./libs/aes.js")',
    '// require("libs/jquery.js")',
    '/* require("libs/jquery.js") */ data.a = \'require("libs/jquery.js")\'',
    'const name = "libs/x"; require(name)',
  ])('%s is none', (src) => {
    expect(problems({ src })).toEqual([]);
  });

  test('looking for them takes a time that grows with the source alone', () => {
    for (const piece of ['"\\"', '/*', "'", 'require("', 'require(                   ', '//']) {
      expect(problems({ src: piece.repeat(100_000) })).toEqual([]);
    }
  });
});
