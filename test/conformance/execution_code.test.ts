/** What Code can do, and what a task sees of its errors. It runs in the real sandbox. */
import type { JsonObject } from '../../src/base/json.ts';
import { openSandbox } from '../../src/main/simulated_world.ts';
import { Bench, chain, FAILED } from './bench.ts';
import { errorOf } from './graphs.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ sandbox: openSandbox() });
});
afterAll(async () => {
  await bench.world.ports.sandbox.close();
  await bench.close();
});

describe('Code', () => {
  const code = (src: string): JsonObject => ({ type: 'api_code', lang: 'js', src, err_node_id: FAILED });
  const ran = async (src: string, data: JsonObject = {}) => bench.run([code(src)], data);

  test('execution §5.3: data is the task; what is changed, added and deleted in it counts, a return is not needed', async () => {
    const got = await ran('data.sum = data.a + 1; delete data.b; data.c.push(2)', { a: 1, b: 1, c: [1] });
    expect([got.at, got.data]).toEqual(['end', { a: 1, c: [1, 2], sum: 2 }]);
    expect((await ran('return { only: data.a }', { a: 1 })).data).toEqual({ only: 1 });
  });

  test('execution §5.3: data.__root holds the system parameters, and does not stay in the task', async () => {
    const got = await ran('data.ref = data.__root.ref; data.id = data.__root.task_id');
    expect(got.data).toEqual({ ref: got.task.ref, id: got.task.obj_id });
  });

  test.each([
    ['sha1', 'CryptoJS.SHA1("a").toString()', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    ['sha256', 'CryptoJS.SHA256("a").toString().length', 64],
    ['sha512', 'CryptoJS.SHA512("a").toString().length', 128],
    ['md5', 'CryptoJS.MD5("a").toString()', '0cc175b9c0f1b6a831c399e269772661'],
    ['hmac-sha1', 'CryptoJS.HmacSHA1("a","k").toString().length', 40],
    ['hmac-md5', 'CryptoJS.HmacMD5("a","k").toString().length', 32],
    ['hmac-sha256', 'CryptoJS.HmacSHA256("a","k").toString().length', 64],
    ['aes', 'CryptoJS.AES.decrypt(CryptoJS.AES.encrypt("a","k"),"k").toString(CryptoJS.enc.Utf8)', 'a'],
    ['tripledes', 'CryptoJS.DES.decrypt(CryptoJS.DES.encrypt("a","k"),"k").toString(CryptoJS.enc.Utf8)', 'a'],
    ['rabbit', 'CryptoJS.Rabbit.decrypt(CryptoJS.Rabbit.encrypt("a","k"),"k").toString(CryptoJS.enc.Utf8)', 'a'],
    ['rc4', 'CryptoJS.RC4.decrypt(CryptoJS.RC4.encrypt("a","k"),"k").toString(CryptoJS.enc.Utf8)', 'a'],
    ['base64', 'CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse("hello"))', 'aGVsbG8='],
    ['dateutils', 'fn_getDate(0, "yyyy").length', 4],
    ['moment', 'moment("2020-01-02").format("DD.MM")', '02.01'],
    ['moment-timezone', 'moment.tz("2020-01-02 00:00", "Europe/Kiev").utc().format("HH")', '22'],
    ['moment-with-locales', 'moment("2020-01-02").locale("ru").format("MMMM")', 'январь'],
    ['xregexp', 'XRegExp("^a+$").test("aa")', true],
    ['lodash', '_.chunk([1,2,3],2).length', 2],
  ])('execution §5.3: require("libs/%s.js") gives what processes call', async (name, call, value) => {
    expect((await ran(`require("libs/${name}.js"); data.v = ${call}`)).data).toEqual({ v: value });
  });

  test('execution §5.3: there is no console, network or file', async () => {
    const src = 'data.has = [typeof console, typeof fetch, typeof XMLHttpRequest, typeof process, typeof setTimeout]';
    expect((await ran(src)).data.has).toEqual(Array(5).fill('undefined'));
    expect((await ran('var name = "fs"; require(name)')).at).toBe('failed');
    expect(await bench.rules(chain([code('require("fs")')]))).toContain('error code_library');
  });

  test('execution §5.3: Code in Erlang is refused at deploy', async () => {
    expect(await bench.rules(chain([{ ...code('-module(x).'), lang: 'erl' }]))).toContain('error code_lang');
  });

  test('execution §5.3 code_timeout: a program that does not end', async () => {
    const got = await ran('while (true) {}', { a: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      { a: 1, ...errorOf('code', 'hardware', 'code_timeout', 'timeout for executing code') },
    ]);
  });

  test('execution §5.3 code_executing_error: the text of what was thrown', async () => {
    const got = await ran('data.a = 2;\nthrow new Error("no money")', { a: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      { a: 1, ...errorOf('code', 'software', 'code_executing_error', 'Error: no money (line 2)') },
    ]);
    expect((await ran('throw "plain"')).data.__conveyor_code_return_description__).toBe('plain');
    expect((await ran('x.y = 1')).data.__conveyor_code_return_description__).toMatch(/^ReferenceError: .*x/);
  });

  test.each(['data = 5', 'return "text"', 'data = [1]', 'data.self = data'])(
    'execution §5.3 code_return_format_error: a result that cannot be data (%s)',
    async (src) => {
      const got = await ran(src, { a: 1 });
      expect([got.at, got.data]).toEqual([
        'failed',
        { a: 1, ...errorOf('code', 'software', 'code_return_format_error', expect.any(String) as never) },
      ]);
    },
  );
});
