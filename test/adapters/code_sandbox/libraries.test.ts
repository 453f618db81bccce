/** The libraries of Code: what `require` gives, what it costs, and that runs stay apart. */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { openQuickJsPool } from '../../../src/adapters/code_sandbox/quickjs_pool.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { CODE_LIBRARIES } from '../../../src/nodes/parts/code_libraries.ts';
import type { CodeOutcome, CodeSandbox } from '../../../src/ports/code_sandbox.ts';

const NOW = Date.UTC(2024, 1, 29, 12, 30, 5);
let sandbox: CodeSandbox;
let hasty: CodeSandbox;
beforeAll(() => {
  sandbox = openQuickJsPool({ threads: 1, code_ms: 20_000 });
  hasty = openQuickJsPool({ threads: 1, code_ms: 300 });
});
afterAll(() => Promise.all([sandbox.close(), hasty.close()]));

function run(src: string, data: JsonObject = {}, seed = 'seed', on = sandbox): Promise<CodeOutcome> {
  return on.run({ src, data, root: { conv_id: '7' }, now: NOW, seed });
}

async function value(src: string, data: JsonObject = {}): Promise<unknown> {
  const outcome = await run(src, data);
  return 'data' in outcome ? outcome.data.x : outcome;
}

const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex');
const hmac = (name: string): string => createHmac(name, 'key').update('привет').digest('hex');

describe('every documented library is there, with and without .js', () => {
  test.each(Object.entries(CODE_LIBRARIES))('%s', async (name, { globals }) => {
    const src = `const lib = require("libs/${name}.js"); data.same = lib === require('./libs/${name}');
      data.x = [${globals.map((global) => `typeof ${global}`).join()}]`;
    const types = globals.map((global) => (global === 'CryptoJS' ? 'object' : 'function'));
    expect(await run(src)).toEqual({ data: { same: true, x: types } });
  });

  test('the result may be given any name, also the library’s own', async () => {
    expect(await value('var CryptoJS = require("libs/md5.js"); data.x = CryptoJS.MD5("a").toString()')).toBe(
      hash('md5', 'a'),
    );
    expect(await value('const moment = require("libs/moment.js"); data.x = moment(0).year()')).toBe(1970);
    expect(await value('let _ = require("libs/lodash.js"); data.x = _.chunk([1, 2, 3], 2); return data')).toEqual([
      [1, 2],
      [3],
    ]);
  });

  test.each([
    ['sha1', 'CryptoJS.SHA1("привет")', hash('sha1', 'привет')],
    ['sha256', 'CryptoJS.SHA256("привет")', hash('sha256', 'привет')],
    ['sha512', 'CryptoJS.SHA512("привет")', hash('sha512', 'привет')],
    ['md5', 'CryptoJS.MD5("привет")', hash('md5', 'привет')],
    ['hmac-sha1', 'CryptoJS.HmacSHA1("привет", "key")', hmac('sha1')],
    ['hmac-md5', 'CryptoJS.HmacMD5("привет", "key")', hmac('md5')],
    ['hmac-sha256', 'CryptoJS.HmacSHA256("привет", "key").toString(CryptoJS.enc.Hex)', hmac('sha256')],
    [
      'base64',
      'CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse("привет"))',
      btoa(unescape('%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82')),
    ],
  ])('%s computes what everybody computes', async (name, expression, expected) => {
    expect(await value(`require("libs/${name}.js"); data.x = String(${expression})`)).toBe(expected);
  });

  test.each([
    ['aes', 'AES'],
    ['tripledes', 'DES'],
    ['tripledes', 'TripleDES'],
    ['rabbit', 'Rabbit'],
    ['rc4', 'RC4'],
  ])('%s: what %s encrypts it decrypts', async (name, cipher) => {
    const src = `require("libs/${name}.js"); const text = CryptoJS.${cipher}.encrypt("привет", "pass").toString();
      data.x = CryptoJS.${cipher}.decrypt(text, "pass").toString(CryptoJS.enc.Utf8) + (text === "привет")`;
    expect(await value(src)).toBe('приветfalse');
  });

  test('aes with a key is the AES of others', async () => {
    const cipher = createCipheriv('aes-128-cbc', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    const expected = cipher.update('text', 'utf8', 'base64') + cipher.final('base64');
    const src = `require("libs/aes.js"); const h = CryptoJS.enc.Hex;
      data.x = CryptoJS.AES.encrypt("text", h.parse("01".repeat(16)), { iv: h.parse("02".repeat(16)) }).toString()`;
    expect(await value(src)).toBe(expected);
  });

  test('moment, its zones and its locales', async () => {
    expect(await value('require("libs/moment.js"); data.x = moment().format("MMMM Do YYYY, h:mm:ss a")')).toBe(
      'February 29th 2024, 12:30:05 pm',
    );
    const zones =
      'require("libs/moment-timezone.js"); data.x = moment().tz("Europe/Kiev").format("DD-MM-YYYY HH:mm:ss")';
    expect(await value(zones)).toBe('29-02-2024 14:30:05');
    const locales =
      'require("libs/moment-with-locales.js"); data.x = moment().locale("ru").format("D MMMM") + moment.locale()';
    expect(await value(locales)).toBe('29 февраляen');
    const all = `require("libs/moment.js"); require("libs/moment-timezone.js"); require("libs/moment-with-locales.js");
      data.x = moment().tz("Asia/Tokyo").locale("uk").format("D MMMM HH")`;
    expect(await value(all)).toBe('29 лютого 21');
  });

  test('XRegExp with named groups, comments and Unicode classes', async () => {
    const src = `require("libs/xregexp.js"); const at = XRegExp("(?<year>\\\\d{4}) - # year\\n (?<month>\\\\d\\\\d)", "x");
      const found = XRegExp.exec("2024-02", at); data.x = [(found.groups || found).year, XRegExp("^\\\\p{L}+$").test("Київ")]`;
    expect(await value(src)).toEqual(['2024', true]);
  });
});

describe('dateutils', () => {
  test.each([
    ['fn_convertDate("2024-02-29", "yyyy-MM-dd", "dd/MM/yyyy")', '29/02/2024'],
    ['fn_convertDate("29.2.24 7:05 PM", "d.M.yy h:mm a", "yyyyMMdd\'T\'HHmmss")', '20240229T190500'],
    ['fn_convertDate("20240229", "yyyyMMdd", "EEEE, d MMMM yyyy")', 'Thursday, 29 February 2024'],
    ['fn_convertDate("3 Mar 2021", "d MMM yyyy", "MM/dd/yy")', '03/03/21'],
    ['fn_getDate(1, "yyyy-MM-dd")', '2024-03-01'],
    ['fn_getDate(-60, "dd.MM.yyyy HH:mm:ss")', '31.12.2023 12:30:05'],
    ['fn_getDate()', '2024-02-29'],
  ])('%s is %s', async (call, expected) => {
    expect(await value(`require("libs/dateutils.js");\ndata.x = ${call}`)).toBe(expected);
  });

  test.each([
    ['fn_convertDate("31.02.2024", "dd.MM.yyyy", "yyyy")', 'Error: "31.02.2024" is no date of the form dd.MM.yyyy'],
    ['fn_convertDate("", "yyyy", "yyyy")', 'Error: "" is no date of the form yyyy'],
    ['fn_getDate(0, "QQ")', 'Error: a date has no "QQ": the letters are y M d E H h m s S a'],
  ])('%s is an error', async (call, text) => {
    expect(await run(`require("libs/dateutils.js");\ndata.x = ${call}`)).toMatchObject({
      tag: 'code_executing_error',
      text: expect.stringContaining(text),
    });
  });
});

describe('what libraries do to a run', () => {
  test('an unknown library is an error that lists what there is, in its line', async () => {
    const outcome = await run('\n\nrequire("libs/jquery.js")');
    expect(outcome).toMatchObject({ tag: 'code_executing_error' });
    const { text } = outcome as { text: string };
    expect(text).toMatch(
      /^Error: require\("libs\/jquery\.js"\) finds nothing: there are libs\/sha1\.js, .*\(line 3\)$/,
    );
    for (const name of Object.keys(CODE_LIBRARIES)) expect(text).toContain(`libs/${name}.js`);
    expect(await run('require("crypto")')).toMatchObject({ tag: 'code_executing_error' });
    expect(await run('require("libs/../aes.js")')).toMatchObject({ tag: 'code_executing_error' });
    expect(await run('require({ toString() { return "libs/aes.js" } })')).toMatchObject({
      tag: 'code_executing_error',
    });
    expect(await sandbox.check('require("libs/jquery.js")')).toMatch(/finds nothing/);
    expect(await sandbox.check('// require("libs/jquery.js")')).toBeNull();
  });

  test('a line number counts the lines of the code alone', async () => {
    expect(await run('require("libs/moment.js");\nrequire("libs/lodash");\nnone.x')).toMatchObject({
      text: 'ReferenceError: none is not defined (line 3)',
    });
    expect(await run('require("libs/lodash");\n\n_.map([1], () => { throw new Error("no") })')).toMatchObject({
      text: 'Error: no (line 3)',
    });
  });

  test('a name that is computed may be any library', async () => {
    expect(await value('["sha1", "moment"].map((n) => require("libs/" + n)); data.x = moment(0).year()')).toBe(1970);
  });

  test('nothing is there that was not required', async () => {
    const src =
      'data.x = ["CryptoJS", "moment", "XRegExp", "_", "fn_getDate", "crypto", "exports"].filter((n) => n in globalThis)';
    expect(await value(src)).toEqual([]);
    expect(await value(`require("libs/moment"); ${src}`)).toEqual(['moment']);
  });

  test('the same task makes the same salts, another one others', async () => {
    const src =
      'require("libs/aes.js"); require("libs/lodash"); data.x = [CryptoJS.AES.encrypt("a", "b").toString(), _.random(1e9), Math.random(), _.shuffle([1, 2, 3, 4, 5])]';
    const first = await run(src);
    expect(await run(src)).toEqual(first);
    const other = await run(src, {}, 'other');
    expect(JSON.stringify(other).slice(0, 60)).not.toBe(JSON.stringify(first).slice(0, 60));
  });

  test('a library that code has changed is whole again in the next run', async () => {
    const spoil =
      'require("libs/moment"); moment.fn.format = () => "spoiled"; moment.locale("en", { months: [] }); data.x = moment().format()';
    expect(await value(spoil)).toBe('spoiled');
    expect(await value('require("libs/moment"); data.x = moment().format("MMM YYYY")')).toBe('Feb 2024');
  });

  test('making libraries ready takes none of the code’s time', async () => {
    const all = Object.keys(CODE_LIBRARIES)
      .map((name) => `require("libs/${name}.js");`)
      .join('');
    const src = `${all} const until = 150000; for (let i = 0; i < until; i++); data.x = moment.tz("2024-01-01", "Europe/Kiev").format() + _.VERSION.length`;
    expect(await run(src, {}, 'seed', hasty)).toMatchObject({
      data: { x: expect.stringMatching(/^2024-01-01T00:00:00\+02:00\d$/) },
    });
    expect(await run(`${all} while (true) {}`, {}, 'seed', hasty)).toMatchObject({ tag: 'code_timeout' });
  });

  test('the memory is the code’s own, whatever libraries it uses', async () => {
    const fill = (mb: number): string =>
      `data.x = 0; const kept = []; while (data.x++ < ${mb}) kept.push(new Uint8Array(1e6)); kept.length = 0;`;
    expect(await value(`require("libs/" + "moment-timezone.js"); ${fill(31)}`)).toBe(32);
    expect(await run(`require("libs/" + "moment-timezone.js"); ${fill(60)}`)).toMatchObject({
      tag: 'code_executing_error',
    });
  });
});
