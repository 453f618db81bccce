/** The sandbox of Code nodes: what code can do, what it cannot reach, and that nothing stays from run to run. */
import { openQuickJsHere } from '../../../src/adapters/code_sandbox/quickjs_here.ts';
import { openQuickJsPool } from '../../../src/adapters/code_sandbox/quickjs_pool.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import type { CodeOutcome, CodeSandbox } from '../../../src/ports/code_sandbox.ts';

const NOW = Date.UTC(2024, 1, 29, 12, 30);
/** With more time than any of these programs needs on a busy machine, and with little for those that never end. */
let sandbox: CodeSandbox;
let hasty: CodeSandbox;

function run(src: string, data: JsonObject = {}, seed = 'seed', on = sandbox): Promise<CodeOutcome> {
  return on.run({ src, data, root: { conv_id: '7' }, now: NOW, seed });
}

function hurry(src: string): Promise<CodeOutcome> {
  return run(src, {}, 'seed', hasty);
}

const MAKES: [string, (options: { code_ms: number }) => CodeSandbox][] = [
  ['on threads', (options) => openQuickJsPool({ threads: 1, ...options })],
  ['in the thread that asks', (options) => openQuickJsHere(new Int32Array(1), options)],
];

describe.each(MAKES)('%s', (_make, open) => {
  beforeAll(() => {
    sandbox = open({ code_ms: 20_000 });
    hasty = open({ code_ms: 250 });
  });
  afterAll(() => Promise.all([sandbox.close(), hasty.close()]));
  describe('code works on the data of the task', () => {
    test('it changes data in place', async () => {
      expect(await run('data.x = data.a + 1; delete data.gone', { a: 1, gone: true })).toEqual({
        data: { a: 1, x: 2 },
      });
    });

    test('it may declare data again, as a script may', async () => {
      expect(await run('var data = data || {}; data.x = 1', { a: 1 })).toEqual({ data: { a: 1, x: 1 } });
      expect(await run('data = { b: 2 }', { a: 1 })).toEqual({ data: { b: 2 } });
    });

    test('a return leaves early; a returned object takes the place of data', async () => {
      expect(await run('data.x = 1; if (data.a) return; data.x = 2', { a: 1 })).toEqual({ data: { a: 1, x: 1 } });
      expect(await run('return { b: 2 } // and that is all', { a: 1 })).toEqual({ data: { b: 2 } });
      expect(await run('async function f() { await null; return { b: 2 } } return f()')).toEqual({ data: { b: 2 } });
    });

    test('promises are waited for', async () => {
      expect(await run('Promise.resolve(1).then((v) => { data.x = v })')).toEqual({ data: { x: 1 } });
      expect(await run('(async () => { throw new Error("lost") })()')).toEqual({
        tag: 'code_executing_error',
        text: 'Error: lost (line 1)',
      });
    });

    test('undeclared variables and extended prototypes work', async () => {
      const src =
        'Date.prototype.day = function () { return this.getUTCDate() }; for (i = 0; i < 3; i++); data.i = i; data.d = new Date().day()';
      expect(await run(src)).toEqual({ data: { i: 3, d: 29 } });
    });

    test('data.__root can be read and is no part of the result', async () => {
      expect(await run('data.c = data.__root.conv_id; data.keys = Object.keys(data)')).toEqual({
        data: { c: '7', keys: ['c'] },
      });
      expect(await run('data = { a: 1, __root: { x: 1 } }')).toEqual({ data: { a: 1 } });
    });

    test('every JSON comes back as it was, __proto__ and odd texts included', async () => {
      const data = JSON.parse(
        '{"__proto__":{"a":1},"n":-0.5e-7,"t":"\\u0000 \\ud800 𝒳 é","l":[null,[],{}]}',
      ) as JsonObject;
      expect(JSON.stringify(await run('', data))).toBe(JSON.stringify({ data }));
    });

    test('time stands still at the instant given, and random follows from the seed', async () => {
      const src =
        'data.t = [Date.now(), new Date().toISOString(), new Date(2024, 0, 1).getTime()]; data.r = [Math.random(), Math.random()]';
      const first = await run(src);
      expect(first).toMatchObject({ data: { t: [NOW, '2024-02-29T12:30:00.000Z', Date.UTC(2024, 0, 1)] } });
      expect(await run(src)).toEqual(first);
      expect(await run(src, {}, 'other')).not.toEqual(first);
    });
  });

  describe('a failure says what and where', () => {
    test.each([
      ['var a = 1;\nvar b = a.x.y', "TypeError: cannot read property 'y' of undefined (line 2)"],
      ['\n\nthrow new RangeError("too far")', 'RangeError: too far (line 3)'],
      ['throw "plain"', 'plain'],
      ['throw { code: 5 }', '{"code":5}'],
      ['throw null', 'null'],
      ['\nx = ;', "SyntaxError: unexpected token in expression: ';' (line 2)"],
      ['if (1) return;\nx = ;', "SyntaxError: unexpected token in expression: ';' (line 2)"],
      ['throw { get a() { throw 1 } }', 'an exception that cannot be shown'],
      ['return new Promise(() => {})', 'Error: the returned promise never settles'],
    ])('%j', async (src, text) => {
      expect(await run(src)).toEqual({ tag: 'code_executing_error', text });
    });

    test.each([
      'data = 5',
      'data = [1]',
      'data = null',
      'return "text"',
      'return [1]',
      'data.self = data',
      'data.big = 1n',
      'data.toJSON = () => 5',
      'data.toJSON = () => undefined',
      'Object.defineProperty(data, "x", { enumerable: true, get() { throw new Error("no") } })',
      'data = new Proxy({}, { ownKeys() { throw new Error("no") } })',
      `data.x = "x".repeat(${LIMITS.task_bytes})`,
    ])('%j leaves no data to go on with', async (src) => {
      expect(await run(src)).toMatchObject({ tag: 'code_return_format_error' });
    });

    test('getters, toJSON and proxies that give plain values are fine', async () => {
      const src =
        'data = new Proxy({ a: { toJSON: () => 1 }, get b() { return 2 } }, {}); data.c = undefined; data.d = NaN';
      expect(await run(src)).toEqual({ data: { a: 1, b: 2, d: null } });
    });

    test('check finds what cannot be parsed and runs nothing', async () => {
      expect(await sandbox.check('while (true) {}')).toBeNull();
      expect(await sandbox.check('return data')).toBeNull();
      expect(await sandbox.check('a = 1;\nb = (')).toMatch(/^SyntaxError: .* \(line 2\)$/);
    });
  });

  describe('code reaches nothing', () => {
    test('there is no console, network, file, process or module', async () => {
      const names = [
        'console',
        'fetch',
        'XMLHttpRequest',
        'process',
        'global',
        'module',
        'Buffer',
        'setTimeout',
        'WebAssembly',
        'std',
        'os',
      ];
      const src = `data.found = ${JSON.stringify(names)}.filter((name) => name in globalThis)`;
      expect(await run(src)).toEqual({ data: { found: [] } });
    });

    test('functions made from text live in the sandbox too', async () => {
      const src =
        'data.g = [this.constructor.constructor("return typeof process")(), (0, eval)("typeof require"), Object.getOwnPropertyNames(require.constructor("return this")()).includes("process")]';
      expect(await run(src)).toEqual({ data: { g: ['undefined', 'function', false] } });
    });

    test('an import is refused', async () => {
      expect(await run('import("fs").then(() => { data.x = 1 }, () => { data.x = 0 })')).toEqual({ data: { x: 0 } });
    });

    test('code that replaces built-ins cheats only itself', async () => {
      const src =
        'JSON.stringify = () => "{}"; JSON.parse = null; Array.isArray = () => true; Object.defineProperty = null; Promise.prototype.then = null; String.prototype.startsWith = null; data.x = 1';
      expect(await run(src)).toEqual({ data: { x: 1 } });
    });
  });

  describe('nothing stays from one run to the next', () => {
    test.each([
      [
        'globals',
        'seen = 1; var v = 1; globalThis.g = 1; function f() {}',
        'data.x = [typeof seen, typeof v, typeof g, typeof f]',
        ['undefined', 'undefined', 'undefined', 'undefined'],
      ],
      ['locked globals', 'Object.defineProperty(globalThis, "g", { value: 1 })', 'data.x = typeof g', 'undefined'],
      ['top-level constants', 'const once = 1', 'const once = 2; data.x = once', 2],
      [
        'prototypes',
        'Object.prototype.bad = 1; Array.prototype.push = null; data.__proto__.worse = 1',
        'data.x = [typeof {}.bad, typeof [].push, typeof {}.worse]',
        ['undefined', 'function', 'undefined'],
      ],
      [
        'built-ins',
        'JSON.stringify = null; Math.random = () => 4; Date.now = null; undefined_ = delete globalThis.Map',
        'data.x = [typeof JSON.stringify, Math.random() < 1, typeof Date.now, typeof Map]',
        ['function', true, 'function', 'function'],
      ],
      [
        'symbols and frozen objects',
        'Object.freeze(Object.prototype); Object.preventExtensions(globalThis); Symbol.for("s").description',
        'y = 1; Object.prototype.z = 2; data.x = [y, data.z]',
        [1, 2],
      ],
      [
        'promises',
        'var later; new Promise((r) => { later = r }).then(() => { data.late = 1 }); globalThis.keep = later',
        'data.x = typeof keep',
        'undefined',
      ],
      ['regular expressions', '/(secret)/.exec("secret")', 'data.x = String(RegExp.$1)', 'undefined'],
    ])('%s', async (_what, first, second, expected) => {
      expect(await run(first)).toHaveProperty('data');
      expect(await run(second)).toEqual({ data: { x: expected } });
    });

    test('a long series of odd runs leaves the next one as if it were the first', async () => {
      const probe =
        'data.x = [Object.getOwnPropertyNames(globalThis).length, data.l.map((i) => i.n).join(), Math.random(), JSON.stringify(data).length]';
      const data = { l: Array.from({ length: 50 }, (_, n) => ({ n, text: `text ${n}` })) };
      const first = await run(probe, data);
      const odd = [
        'for (i = 0; i < 2000; i++) globalThis["g" + i] = { i }',
        'data.t = "t".repeat(300000)',
        'throw new Error("x")',
        'globalThis.leak = data; Object.prototype.leak = 1; Array.prototype.map = null; throw data',
        'JSON.stringify = 1; data = 5',
        'function f() { return f() } f()',
        'leak = new Promise((_, refuse) => refuse(data))',
        'x = ;',
        'new Array(5e6).fill(0)',
        'm = new Map(); for (i = 0; i < 5000; i++) m.set({}, i)',
      ];
      for (let round = 0; round < 30; round++) {
        await run(odd[round % odd.length] ?? '', data);
        expect(await run(probe, data)).toEqual(first);
      }
    });
  });

  describe('code is bounded', () => {
    const timeout = { tag: 'code_timeout', text: 'timeout for executing code' };

    test.each([
      'while (true) {}',
      'for (;;) try { for (;;); } catch (e) {} finally { for (;;); }',
      '/^(a+)+$/.test("a".repeat(40) + "b")',
      '(async () => { while (true) await 0 })()',
      'data.toJSON = () => { while (true); }',
      'Object.defineProperty(data, "x", { enumerable: true, get() { while (true); } })',
      'throw { get message() { while (true); }, toJSON() { while (true); } }',
    ])('it is stopped after its time: %j', async (src) => {
      expect(await hurry(src)).toEqual(timeout);
    });

    test.each([
      'a = "x"; while (true) a += a',
      'a = []; while (true) a.push(new Array(1000).fill("x"))',
      'new ArrayBuffer(1e9)',
      'new Array(1e9).fill(0)',
      'm = new Map(); for (i = 0; ; i++) m.set(i, "x".repeat(1000) + i)',
      'function f() { return f() } f()',
      'JSON.parse("[".repeat(200000))',
      'eval("(".repeat(100000))',
      'Promise.resolve().then(function f() { return Promise.resolve().then(f) })',
    ])('it ends when it takes too much: %j', async (src) => {
      expect(await run(src)).toMatchObject({ tag: 'code_executing_error' });
      expect(await run('data.x = 1')).toEqual({ data: { x: 1 } });
    });

    test('nesting too deep for JSON is a failure, and the next run works', async () => {
      expect(await run('o = []; for (i = 0; i < 100000; i++) o = [o]; data.o = o')).toHaveProperty('tag');
      expect(await run('data.x = 1')).toEqual({ data: { x: 1 } });
    });
  });
});

test('a built-in that does not listen costs only the one run', async () => {
  const pool = openQuickJsPool({ threads: 1, code_ms: 250 });
  const quick = (src: string) => run(src, {}, 'seed', pool);
  const outcomes = await Promise.all([
    quick('data.x = 1'),
    quick('data.x = 2'),
    quick('[1].sort.call({ length: 1e9 })'),
    quick('data.x = 3'),
  ]);
  expect(outcomes).toEqual([
    { data: { x: 1 } },
    { data: { x: 2 } },
    { tag: 'code_timeout', text: 'timeout for executing code' },
    { data: { x: 3 } },
  ]);
  await pool.close();
});

test('a closed sandbox answers what it did not run, and says nothing about code that it did not read', async () => {
  const closing = openQuickJsPool({ threads: 1 });
  const left = closing.run({ src: 'data.x = 1', data: {}, root: {}, now: NOW, seed: '' });
  await closing.close();
  expect(await left).toEqual({ tag: 'code_executing_error', text: 'the sandbox is closed' });
  expect(await closing.check('x = ;')).toBeUndefined();
});
