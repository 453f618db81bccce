import { makeKeyring } from '../../../src/adapters/secrets/keyring.ts';
import { TaktError } from '../../../src/base/errors.ts';

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const TEXT = 'the refresh token ю';

test('what was sealed is opened again, and never looks the same twice', () => {
  const keyring = makeKeyring(NEW, []);
  const sealed = Array.from({ length: 1000 }, () => keyring.seal(TEXT));
  expect(new Set(sealed.map((one) => one.toString('hex'))).size).toBe(1000);
  expect(sealed.every((one) => keyring.open(one) === TEXT)).toBe(true);
  expect(keyring.open(keyring.seal(''))).toBe('');
});

test('a previous key opens what it sealed, and seals nothing new', () => {
  const sealed = makeKeyring(OLD, []).seal(TEXT);
  const rotated = makeKeyring(NEW, [OLD]);
  expect(rotated.open(sealed)).toBe(TEXT);
  expect(makeKeyring(NEW, []).open(rotated.seal(TEXT))).toBe(TEXT);
});

test('a key that does not fit, a changed byte and a cut text are refused', () => {
  const keyring = makeKeyring(NEW, []);
  const sealed = keyring.seal(TEXT);
  expect(() => makeKeyring(OLD, []).open(sealed)).toThrow(TaktError);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(() => keyring.open(changed)).toThrow(TaktError);
    expect(() => keyring.open(sealed.subarray(0, i))).toThrow(TaktError);
  }
});

test('a key of another length is refused at once', () => {
  expect(() => makeKeyring(Buffer.alloc(16), [])).toThrow(TaktError);
  expect(() => makeKeyring(NEW, [Buffer.alloc(31)])).toThrow(TaktError);
});
