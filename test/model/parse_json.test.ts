/** A mistake in JSON is told with its place and with what would have been right there. */
import fc from 'fast-check';
import { LIMITS } from '../../src/base/limits.ts';
import { parseJson } from '../../src/model/parse_json.ts';

function message(text: string): string {
  const parsed = parseJson(text);
  return 'failure' in parsed ? parsed.failure.message : 'no failure';
}

describe('broken JSON is refused with its line, its column and what was expected', () => {
  test.each([
    ['', 'Line 1, column 1: expected a value, found the end of the text.'],
    ['{"a":1,}', 'Line 1, column 8: expected a name in double quotes, found "}".'],
    ['{\n  "a": 1\n  "b": 2\n}', 'Line 3, column 3: expected a comma or the closing bracket, found "\\"".'],
    ['{"a" 1}', 'Line 1, column 6: expected ":", found "1".'],
    ["{'a':1}", 'Line 1, column 2: expected a name in double quotes or "}", found "\'".'],
    ['[1,]', 'Line 1, column 4: expected a value, found "]".'],
    ['[1}', 'Line 1, column 3: expected a comma or the closing bracket, found "}".'],
    ['[01]', 'Line 1, column 3: expected a comma or the closing bracket, found "1".'],
    ['{"a":undefined}', 'Line 1, column 6: expected a value, found "u".'],
    ['{"a":1} x', 'Line 1, column 9: expected the end of the text, found "x".'],
    ['["ab', 'Line 1, column 5: expected a closing quote, found the end of the text.'],
  ])('%j', (text, expected) => {
    expect(message(text)).toBe(expected);
  });

  test('a line break and an unknown escape in a string', () => {
    expect(message('["a\nb"]')).toMatch(/^Line 1, column 4: expected a closing quote \(a line break/);
    expect(message('["a\\xb"]')).toMatch(/^Line 1, column 4: expected a character, or one of the escapes/);
  });

  test('whatever is broken, the place lies in the text, and code and details are given', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', ':', 'x'), (json, at, put) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + put + json.slice(cut + 1);
        const parsed = parseJson(text);
        if ('value' in parsed) return;
        const { line, column } = parsed.failure.details as { line: number; column: number };
        const lines = text.split('\n');
        expect(parsed.failure.code).toBe('bad_json');
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1] as string).length + 1);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

test('a byte order mark before the text does not matter', () => {
  expect(parseJson('\uFEFF{"a":1}')).toEqual({ value: { a: 1 } });
});

test('what is nested beyond all reason is refused instead of breaking those who walk over it', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(parseJson(nested(LIMITS.data_depth))).toHaveProperty('value');
  expect(message(nested(100_000))).toBe('The JSON is nested deeper than 200 levels.');
});
