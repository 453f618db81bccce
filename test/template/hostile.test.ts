/** Promises that hold for every text and every value, whoever wrote them. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { GenerationCache } from '../../src/template/cache.ts';
import { compare, evaluateCondition } from '../../src/template/compare.ts';
import { check, doubts, evaluate, literalReads } from '../../src/template/evaluate.ts';
import { evaluateRows } from '../../src/template/rows.ts';
import { resultOf, scope } from './scope.ts';

const PIECES = [
  '{',
  '}',
  '{{',
  '}}',
  '<<',
  '>>',
  '[',
  ']',
  '.',
  '$.',
  '(',
  ')',
  '\\',
  "'",
  '"',
  ',',
  '+',
  '-',
  '*',
  '/',
  ' ',
];
const WORDS = [
  'a',
  'b',
  '0',
  '7',
  'conv',
  'ref',
  'node',
  'env_var',
  'root',
  'math',
  'date',
  '%d',
  'tz',
  'random',
  'md5_hex',
  'to_object',
  '__proto__',
  'constructor',
  'prototype',
  'length',
  'count',
  'x\u2028',
  '\ud800',
];
const noise = fc
  .array(fc.constantFrom(...PIECES, ...PIECES, ...WORDS), { maxLength: 40 })
  .map((pieces) => pieces.join(''));

/** Names that mean something to Handlebars, to JavaScript or to us. */
const NAMES = [
  'if',
  'unless',
  'each',
  'with',
  'log',
  'lookup',
  'helperMissing',
  'blockHelperMissing',
  'inline',
  'else',
  'this',
  'plain',
  'quoted',
  'operand',
  'run',
  'parts',
  '__proto__',
  'constructor',
  'prototype',
  'length',
  'toString',
  'hasOwnProperty',
  '@root',
  '@index',
  'true',
  'null',
  'undefined',
  '0',
  'conv',
  'node',
  'env_var',
  'data',
  '#if',
  '/if',
  '>partial',
  '!comment',
  '&amp',
  '~x',
  '../a',
  'a|b',
  'a=b',
  '(x)',
];

function own(name: string, value: Json): JsonObject {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as JsonObject;
}

function escaped(name: string): string {
  return name.replace(/[.[\]{}<>$\\]/g, '\\$&');
}

describe('no text', () => {
  const data = { a: noise.constructor.name, b: [1, { c: 'd' }], '0': 'zero', x: '{{a}}$.math(1)' };
  test('makes evaluation throw, or fail without a position', () => {
    fc.assert(
      fc.property(noise, noise, (text, value) => {
        for (const options of [undefined, { escape: 'json' as const }]) {
          const result = evaluate(text, scope({ ...data, a: value }), options);
          if ('ok' in result && !result.ok) expect(result.error.position).toEqual(expect.any(Number));
        }
        check(text);
        doubts(text);
        literalReads(text);
        compare(value, 'regexp', text, 'string');
      }),
      { numRuns: 4000 },
    );
  });

  test('reaches a prototype, reading or writing', () => {
    const names = fc.array(fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', 'b', '0', 'toString'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(names, fc.constantFrom('.', '['), (path, joint) => {
        const [first, ...rest] = path as [string, ...string[]];
        const text = first + rest.map((name) => (joint === '.' ? `.${name}` : `[${name}]`)).join('');
        const value = resultOf(`{{${text}}}`, { a: { b: [1] } });
        expect(['undefined', 'number', 'object']).toContain(typeof value);
        expect([undefined, '{"b":[1]}', '[1]', '1']).toContain(JSON.stringify(value));
        evaluateRows({ [`{{${text}}}`]: 'polluted' }, {}, scope({ a: { b: [1] } }));
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Object.hasOwn(Array.prototype, 'a')).toBe(false);
        expect(({} as JsonObject).a ?? ([] as unknown as JsonObject).b).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  test('takes longer the more often it opens without closing', () => {
    for (const piece of ['{{', '<<', '{{<<', '$.math(', '{{a[', '{{a.', '}}', '{{a}}<<', '<<{{a}}']) {
      const text = piece.repeat(100_000);
      expect(() => evaluate(text, scope({ a: 1 }))).not.toThrow();
    }
  });
});

describe('limits', () => {
  const limit = (message: string) => ({ ok: false, error: expect.objectContaining({ tag: 'limit', message }) });

  test('nesting', () => {
    const deep = (levels: number): string => `${'{{ '.repeat(levels)}a${' }}'.repeat(levels)}`;
    expect(evaluate(deep(LIMITS.expression_depth), scope({ a: 'a' }))).toEqual({ ok: true, value: 'a' });
    expect(evaluate(deep(LIMITS.expression_depth + 1), scope())).toEqual(limit('templates nest deeper than 50'));
    const parentheses = `$.math(${'('.repeat(60)}1${')'.repeat(60)})`;
    expect(evaluate(parentheses, scope())).toMatchObject({ ok: false, error: { tag: 'convert' } });
  });

  test('number of templates, length of the text', () => {
    expect(resultOf('{{a}},'.repeat(LIMITS.expression_parts), { a: 1 })).toHaveLength(2 * LIMITS.expression_parts);
    expect(evaluate('{{a}}'.repeat(2001), scope())).toEqual(limit('more than 2000 templates in one text'));
    expect(evaluate(`{{a}}${' '.repeat(LIMITS.template_chars)}`, scope())).toEqual(
      limit('the text is longer than 1048576 characters'),
    );
  });

  test('length of the result: texts that double do not fill the memory', () => {
    const message = 'the result is longer than 4194304 characters';
    const data = { a: 'x'.repeat(1_000_000), o: { x: 'y'.repeat(1_000_000) } };
    expect(evaluate('{{a}}'.repeat(2000), scope(data))).toEqual(limit(message));
    expect(evaluate('{{z[{{o}}]}}'.repeat(1000), scope(data))).toEqual(limit(message));
    expect(resultOf('{{a}}{{a}}', data)).toHaveLength(2_000_000);
  });

  test('data nested deeper than the stack', () => {
    let deep: Json = 1;
    for (let i = 0; i < 200_000; i++) deep = [deep];
    const failure = limit('a value is too large or too deeply nested');
    expect(evaluate('x{{deep}}', scope({ deep }))).toEqual(failure);
    expect(evaluateRows({ s: '{{deep}}' }, { s: 'string' }, scope({ deep }))).toMatchObject(failure);
    const condition = { param: 'deep', const: '{{deep}}', fun: 'eq', cast: 'string' };
    expect(evaluateCondition(condition, scope({ deep }))).toEqual(failure);
  });
});

describe('names', () => {
  test.each(NAMES)('a parameter named %s behaves like any other', (name) => {
    const data = own(name, { in: 'value' });
    expect(resultOf(`{{${escaped(name)}.in}}`, data)).toBe('value');
    expect(resultOf(`a {{${escaped(name)}.in}} b {{ ${escaped(name)} }}`, data)).toBe('a value b {"in":"value"}');
    expect(resultOf(`x{{${escaped(name)}.missing}}y{{${escaped(name)}x}}`, data)).toBe('xy');
    expect(resultOf(`{{${escaped(name)}}}`, {})).toBeUndefined();
    expect(resultOf(`a{{${escaped(name)}}}b{{a}}`, {})).toBe('ab');
  });

  test('every name can be read, and written, with its special characters escaped', () => {
    const name = fc.string({
      unit: fc.constantFrom(...PIECES.join(''), 'a', 'é', '\n', '"'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(name, (raw) => {
        fc.pre(raw.trim() === raw && !['root', 'conv', 'node', 'env_var'].includes(raw));
        expect(resultOf(`{{${escaped(raw)}}}`, own(raw, 7))).toBe(7);
        expect(resultOf(`{{o[${escaped(raw)}]}}!`, { o: own(raw, 7) })).toBe('7!');
        expect(evaluateRows({ [`{{${escaped(raw)}}}`]: 7 }, {}, scope())).toEqual({ ok: true, data: own(raw, 7) });
      }),
    );
  });
});

describe('values', () => {
  test('any text inside a JSON string of an object parses back to itself', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), noise);
    fc.assert(
      fc.property(any, any, (first, second) => {
        const values = { o: '{"a":"{{first}}","b":["<{{second}}>",{{json}}],"c":{"{{first}}":1}}' };
        const data = { first, second, json: { first } };
        expect(evaluateRows(values, { o: 'object' }, scope(data))).toEqual({
          ok: true,
          data: { o: { a: first, b: [`<${second}>`, { first }], c: own(first, 1) } },
        });
      }),
    );
  });

  test('no text from data is read as a template', () => {
    fc.assert(
      fc.property(noise, (value) => {
        const data = { value, a: 'SECRET' };
        expect(resultOf('{{value}}', data)).toBe(value);
        expect(resultOf('>{{value}}<', data)).toBe(`>${value}<`);
        const whole = Buffer.from(value, 'utf8').toString('utf8');
        expect(resultOf('$.base64_decode($.base64_encode({{value}}))', data)).toBe(whole);
      }),
    );
  });
});

test('the cache forgets what nobody asks for, and stays within its size', () => {
  const made: string[] = [];
  const cache = new GenerationCache<string>(10, 1000, (key) => {
    made.push(key);
    return key;
  });
  for (let i = 0; i < 100; i++) {
    cache.get('often');
    cache.get(`once ${i}`);
    expect(cache.size).toBeLessThanOrEqual(11);
  }
  expect(made.filter((key) => key === 'often')).toHaveLength(1);
  expect(made).toHaveLength(101);
});
