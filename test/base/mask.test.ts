import fc from 'fast-check';
import type { JsonObject } from '../../src/base/json.ts';
import { isSecretName, maskData, maskText, secretMasker } from '../../src/base/mask.ts';

describe('names', () => {
  test.each([
    'access_token',
    'ACCESS_TOKEN',
    'accessToken',
    'bitrix_client_secret',
    'password',
    'userPassword',
    'x-api-key',
    'X-Api-Key',
    'Authorization',
    'code',
    'cert_pem',
    'my-pass',
    'Set-Cookie',
    'two\nlines_token',
  ])('%s is the name of a secret', (name) => expect(isSecretName(name)).toBe(true));
  test.each(['token_type', 'expires', 'passage', 'encode', 'zipcode', 'author', 'tokens'])('%s is not', (name) =>
    expect(isSecretName(name)).toBe(false),
  );
});

describe('data are masked by name at any depth', () => {
  test('and nothing else changes, nor the data themselves', () => {
    const data = JSON.parse(
      '{"a":1,"token":"t","list":[{"password":5,"b":[{"secret":{"deep":1}}]}],"empty":{"token":"","code":null},"__proto__":{"token":"x"}}',
    ) as JsonObject;
    const before = JSON.stringify(data);
    expect(JSON.stringify(maskData(data))).toBe(
      '{"a":1,"token":"***","list":[{"password":"***","b":[{"secret":"***"}]}],"empty":{"token":"","code":null},"__proto__":{"token":"***"}}',
    );
    expect(JSON.stringify(data)).toBe(before);
  });

  test('further names may be secret for this once', () => {
    expect(maskData({ pin: 1, sub: { pin: 2, a: 3 } }, new Set(['pin']))).toEqual({
      pin: '***',
      sub: { pin: '***', a: 3 },
    });
  });

  test('masking twice is masking once', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'token', 'b', 'password', '__proto__'), fc.jsonValue()),
        (value) => {
          const data = JSON.parse(JSON.stringify(value)) as JsonObject;
          expect(maskData(maskData(data))).toEqual(maskData(data));
        },
      ),
    );
  });
});

describe('texts are masked by what they show', () => {
  test.each([
    ['GET https://x.example/rest/a.json?auth=abc&id=5', 'GET https://x.example/rest/a.json?auth=***&id=5'],
    [
      'https://x/oauth/token/?grant_type=refresh_token&client_id=app&client_secret=s3cr&refresh_token=r',
      'https://x/oauth/token/?grant_type=refresh_token&client_id=app&client_secret=***&refresh_token=***',
    ],
    ['a[token]=1&b%5Bpassword%5D=2&c[d]=3', 'a[token]=***&b%5Bpassword%5D=***&c[d]=3'],
    ['smtps://me:p%40ss@mail.example:465 failed', 'smtps://***@mail.example:465 failed'],
    ['smtps://me@x.example:p@ss@mail.example:465 failed', 'smtps://***@mail.example:465 failed'],
    ['redis://:pw@h/0, https://user@h/?a=b@c', 'redis://***@h/0, https://***@h/?a=b@c'],
    [
      '{"access_token":"a\\"b", "n":1,"x":{"password" : "p"}}',
      '{"access_token":"***", "n":1,"x":{"password" : "***"}}',
    ],
    ['"{\\"client_secret\\":\\"abc\\"}"', '"{\\"client_secret\\":\\"***\\"}"'],
    ['{"password":"a\\\\","b":"c"} {"token":"cut', '{"password":"***","b":"c"} {"token":"***"'],
    ['"{\\"password\\":\\"a\\\\\\"b\\",\\"c\\":1}"', '"{\\"password\\":\\"***\\",\\"c\\":1}"'],
    ['Authorization: Bearer abcdef.ghi-jkl', 'Authorization: Bearer ***'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic ***'],
    ['mail a@b.example about x=y, that is it', 'mail a@b.example about x=y, that is it'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  test.each([
    '\\',
    '\\\\"',
    '"token":"',
    '"token"\\',
    '\\"token\\":\\"',
    '\\"token\\":\\"\\\\',
    '\\"a\\"  ',
    '"a" :',
    '?auth=',
    'http://',
    'http://a:',
    'a=',
    'a.',
    'Bearer ',
    'Bearer\t\t',
    '"a"',
    ' ',
    'token',
  ])('a million times %j takes no longer than its length', (part) => {
    for (const before of ['', '"token":"', '\\"token\\":\\"', '"token"']) {
      expect(maskText(before + part.repeat(MEGABYTE / part.length))).toEqual(expect.any(String));
    }
  });

  test('a secret of any length is hidden to its end', () => {
    const long = 'x'.repeat(MEGABYTE);
    for (const text of [`?token=${long}`, `{"token":"${long}"}`, `{\\"token\\":\\"${long}\\"}`, `Bearer ${long}`]) {
      expect(maskText(text)).not.toContain('xx');
    }
  });
});

const MEGABYTE = 1_000_000;

describe('secrets are masked by value in every form they are written in', () => {
  test('short ones are left: they are ordinary words', () => {
    expect(secretMasker(['short', ''])('a short text')).toBe('a short text');
  });

  test('the longer of two that overlap goes first', () => {
    expect(secretMasker(['abcdefgh', 'abcdefghij'])('xabcdefghijx')).toBe('x***x');
  });

  test('one that is longer than a pattern may be is found as well', () => {
    const [first, second] = ['ä1'.repeat(50_000), 'b'.repeat(MEGABYTE)];
    const mask = secretMasker([first, second]);
    expect(mask(`<${first}> <${encodeURIComponent(first)}> <${second}>`)).toBe('<***> <***> <***>');
  });

  const around = fc.string({ unit: 'grapheme', maxLength: 20 });
  const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).filter((text) => text.trim() === text);
  const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  const forms: Record<string, (before: string, secret: string, after: string) => string> = {
    plain: (b, s, a) => b + s + a,
    json: (b, s, a) => JSON.stringify({ a: b + s + a }),
    query: (b, s, a) => `?a=${encodeURIComponent(b + s + a)}`,
    'lower-case query': (b, s, a) => encodeURIComponent(b + s + a).replace(/%../g, (code) => code.toLowerCase()),
    form: (b, s, a) => new URLSearchParams({ a: b + s + a }).toString(),
    base64: (b, s, a) => Buffer.from(b + s + a).toString('base64'),
    'URL-safe base64': (b, s, a) => urlSafe(Buffer.from(b + s + a).toString('base64')),
  };
  test.each(Object.entries(forms))('%s', (_name, form) => {
    fc.assert(
      fc.property(around, secret, around, (before, value, after) => {
        const masked = secretMasker([value])(form(before, value, after));
        expect(masked).toContain('***');
        expect(masked).not.toContain(value);
      }),
    );
  });
});
