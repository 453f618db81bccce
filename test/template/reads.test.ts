/** Reads of other tasks, variables and nodes: what is asked for, and what becomes of the answers. */
import { evaluate, literalReads } from '../../src/template/evaluate.ts';
import { type Read, readKey } from '../../src/template/reads.ts';
import { resultOf, scope } from './scope.ts';

const NODE = '561a272782ba961374d44178';
const token: Read = { kind: 'task', conv: '5', ref: 'token' };

describe('what is asked for', () => {
  test.each<[string, Read]>([
    ['{{conv[5].ref[token].access_token}}', token],
    ['<<conv[5].ref[token].access_token>>', token],
    ['{{ conv[{{id}}].ref[{{r}}].p }}', { kind: 'task', conv: '7', ref: 'john@x.com' }],
    ['{{conv[@users].ref[john@x.com]}}', { kind: 'task', conv: '@users', ref: 'john@x.com' }],
    ['{{conv[@{{alias}}].ref[$.math({{id}}+1)]}}', { kind: 'task', conv: '@users', ref: '8' }],
    [`{{node[${NODE}].count}}`, { kind: 'count', conv: null, node: NODE }],
    [`{{conv[5].node[${NODE}].count}}`, { kind: 'count', conv: '5', node: NODE }],
    [`{{node[${NODE}].1756993218036}}`, { kind: 'sum', conv: null, node: NODE, id: '1756993218036' }],
    [`{{node[{{n}}].amount}}`, { kind: 'sum', conv: null, node: 'abc', id: 'amount' }],
    [`{{node[${NODE}].public_callback_corezoid}}`, { kind: 'callback_url', conv: null, node: NODE, style: 'corezoid' }],
    ['{{env_var[@api-url]}}/charge', { kind: 'env_var', name: '@api-url' }],
    ['{{env_var[12].a.b[1].c}}', { kind: 'env_var', name: '12' }],
  ])('%s', (text, read) => {
    const data = { id: 7, r: 'john@x.com', alias: 'users', n: 'abc' };
    expect(evaluate(text, scope(data))).toEqual({ need: [read] });
  });

  test('everything that is lacking is asked for in one round, each thing once', () => {
    const text = '{{conv[5].ref[token].a}}{{conv[5].ref[token].b}}{{env_var[@x]}}$.math({{env_var[@y]}}+1)';
    expect(evaluate(text, scope())).toEqual({
      need: [token, { kind: 'env_var', name: '@x' }, { kind: 'env_var', name: '@y' }],
    });
  });

  test('a read inside another is asked for first', () => {
    const text = '{{env_var[@conv]}} {{conv[{{env_var[@conv]}}].ref[x_{{env_var[@conv]}}].a}}';
    const first: Read = { kind: 'env_var', name: '@conv' };
    expect(evaluate(text, scope())).toEqual({ need: [first] });
    const second: Read = { kind: 'task', conv: '9', ref: 'x_9' };
    expect(evaluate(text, scope({}, [[first, { value: 9 }]]))).toEqual({ need: [second] });
    expect(
      resultOf(text, {}, [
        [first, { value: 9 }],
        [second, { value: { a: 'ok' } }],
      ]),
    ).toBe('9 ok');
  });

  test('an id of which a part is still lacking is not asked for', () => {
    const text = '{{conv[5].ref[x_{{env_var[@ref]}}].a}}';
    expect(evaluate(text, scope())).toEqual({ need: [{ kind: 'env_var', name: '@ref' }] });
  });

  test('a blank id names nothing, so nothing is asked for', () => {
    for (const text of [
      '{{conv[{{zz}}].ref[x]}}',
      '{{conv[1].ref[{{zz}}].a}}',
      '{{env_var[{{zz}}]}}',
      '{{node[{{zz}}].count}}',
    ]) {
      expect(evaluate(text, scope())).toEqual({ ok: true, value: undefined });
    }
  });

  test('what is written out is known without a task', () => {
    const text = '{{conv[5].ref[token].a}} $.md5_hex({{env_var[@x]}}{{a[{{env_var[@y]}}]}}) {{conv[{{id}}].ref[x]}}';
    const found = literalReads(text).map(readKey).sort();
    expect(found).toEqual(['["env_var","@x"]', '["env_var","@y"]', '["task","5","token"]']);
    expect(literalReads(`{{node[${NODE}].count}}`)).toEqual([{ kind: 'count', conv: null, node: NODE }]);
    expect(literalReads('{{a}} {{')).toEqual([]);
  });
});

describe('what becomes of the answers', () => {
  test('the whole task, or what a path reaches in it', () => {
    const answer = { value: { p: { q: [4, 5] }, s: '{"x":1}' } };
    expect(resultOf('{{conv[5].ref[token]}}', {}, [[token, answer]])).toEqual(answer.value);
    expect(resultOf('{{conv[5].ref[token].p.q[1]}}', {}, [[token, answer]])).toBe(5);
    expect(resultOf('{{conv[5].ref[token].{{k}}[0]}}', { k: 'p.q' }, [[token, answer]])).toBe(4);
    expect(resultOf('{{conv[5].ref[token].s.x}}', {}, [[token, answer]])).toBeUndefined();
    expect(resultOf('{{conv[5].ref[token].constructor}}', {}, [[token, answer]])).toBeUndefined();
  });

  test('no such task is missing', () => {
    expect(resultOf('{{conv[5].ref[token].p}}', {}, [[token, { value: undefined }]])).toBeUndefined();
    expect(resultOf('[{{conv[5].ref[token].p}}]', {}, [[token, { value: undefined }]])).toBe('[]');
  });

  test('a refusal fails the expression and says who refused', () => {
    const failure = { tag: 'access_denied', description: 'user: 1, conv_id: 5' };
    expect(evaluate('x{{conv[5].ref[token].p}}', scope({}, [[token, { failure }]]))).toEqual({
      ok: false,
      error: { tag: 'read', message: 'access_denied: user: 1, conv_id: 5', position: 1, failure },
    });
  });

  test('a path into a JSON variable stops at index 100', () => {
    const variable: Read = { kind: 'env_var', name: '@list' };
    const list = Array.from({ length: 200 }, (_, index) => index);
    expect(resultOf('{{env_var[@list][100]}}', {}, [[variable, { value: list }]])).toBe(100);
    expect(resultOf('{{env_var[@list][101]}}', {}, [[variable, { value: list }]])).toBeUndefined();
    expect(resultOf('{{list[150]}}', { list })).toBe(150);
  });
});
