/** Patterns of conditions: what they match, what is refused, and that none can hold a server. */
import fc from 'fast-check';
import { LIMITS } from '../../src/base/limits.ts';
import { regexp } from '../../src/template/regexp.ts';

function found(pattern: string, subject: string): boolean {
  const compiled = regexp(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.test(subject);
}

test.each<[pattern: string, yes: string[], no: string[]]>([
  ['user_*', ['user', 'a user_1'], ['usr']],
  ['^a.c$', ['abc', 'a.c', 'abc\n'], ['abcd', 'a\nc']],
  ['^(foo|ba[rz]|)$', ['foo', 'bar', 'baz', ''], ['ba', 'foobar']],
  ['^\\+?[0-9]{10,12}$', ['+380501234567', '0501234567'], ['050123456', '+3805012345678']],
  ['^[\\w.+-]+@[\\w-]+\\.\\w{2,}$', ['a.b+c@d-e.ru'], ['a@b', '@b.ru']],
  ['(?i)привет', ['ПРИВЕТ!', 'Привет'], ['пока']],
  ['^(?:a|(?i:b))c', ['ac', 'BC'.replace('C', 'c'), 'bc'], ['Ac']],
  ['^(?=.*\\d)(?=.*[a-z])(?!.*\\s).{8,}$', ['abcdefg1', 'пароль1a'], ['abcdefgh', '1 234567a', 'a1']],
  ['\\bcat\\b', ['a cat!', 'cat'], ['concatenate']],
  ['^[^\\d\\s]+$', ['abc'], ['a1', 'a b']],
  ['^[[:alpha:]_-]+$', ['ab_-'], ['a1']],
  ['^\\p{L}+$', ['Žluť', 'слово'], ['a1']],
  ['a{2}b{0}c{1,}d??', ['aac', 'aaccd'], ['ac']],
  ['^a{,2}$', ['a{,2}'], ['aa']],
  ['^\\Astart|end\\z', ['start', 'the end'], ['the end\n']],
  ['(?m)^b$', ['a\nb\nc'], ['ab']],
  ['(?s)a.b', ['a\nb'], ['ab']],
  ['^.$', ['😀', 'x'], ['ab']],
  ['\\x41\\x{1F600}\\t', ['A😀\t'], ['A']],
  ['^[]a]+$', ['a]'], ['b']],
  ['(?<year>\\d{4})', ['in 2025'], ['in 25']],
  ['^(a*)*$', ['', 'aaa'], ['b']],
])('%s', (pattern, yes, no) => {
  for (const subject of yes) expect([subject, found(pattern, subject)]).toEqual([subject, true]);
  for (const subject of no) expect([subject, found(pattern, subject)]).toEqual([subject, false]);
});

test.each([
  ['(a', '")" is missing', 2],
  ['a)', '")" without "("', 1],
  ['*a', 'nothing to repeat', 0],
  ['a**', 'nothing to repeat', 3],
  ['(a)\\1', 'back references are not supported', 4],
  ['(?<=a)b', 'this kind of group is not supported', 1],
  ['(?>a)b', 'this kind of group is not supported', 1],
  ['a++', 'possessive quantifiers are not supported', 3],
  ['[z-a]', 'the class in brackets cannot be read', 1],
  ['[a', 'the class in brackets cannot be read', 1],
  ['a{3,2}', 'the bounds of {} are the wrong way round', 6],
  ['((a{99}){99}){99}', `the pattern is larger than ${LIMITS.regexp_states} states`, 0],
])('%s is refused', (pattern, problem, position) => {
  expect(regexp(pattern)).toEqual({ ok: false, problem, position });
});

test('patterns that take a backtracking matcher for ever are matched at once', () => {
  const subject = `${'a'.repeat(5000)}!`;
  for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*)*$x', '(a*)*b', '^(([a-z])+.)+[A-Z]$']) {
    expect(found(pattern, subject)).toBe(false);
  }
  expect(found('^(a+)+!$', subject)).toBe(true);
  expect(found('a', 'a'.repeat(LIMITS.regexp_subject_chars + 1))).toBe(false);
});

test('agrees with the regular expressions of JavaScript', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '^',
    '$',
    'a*',
    'b+?',
    '(a|b)',
    '(?:ab)?',
    '[ab]',
    '[^a]',
    'a{1,2}',
    '|',
    '\\b',
    '(?=a)',
    '(?!b)',
    '\\w',
    '\\D',
  );
  const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  const subject = fc.array(fc.constantFrom('a', 'b', '1', ' '), { maxLength: 8 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(pattern, subject, (source, text) => {
      expect([source, text, found(source, text)]).toEqual([source, text, new RegExp(source, 'u').test(text)]);
    }),
    { numRuns: 3000 },
  );
});
