/** The shortened multipart body against the same rules written as whole-body patterns, on bodies of every sort. */
import fc from 'fast-check';
import { reducedBody } from '../../src/api/reduced_body.ts';

/** The rules as their author states them, slow on long bodies. */
function byPatterns(body: string): string {
  const kept = body
    .replace(/-+\w+-*\r\n/g, '')
    .replace(/\r\n\r\n/g, '\r\n')
    .replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, '');
  return kept
    .split('\r\n')
    .map((line) => (line.startsWith('Content-') ? `${line}\r\n` : line))
    .join('');
}

const piece = fc.constantFrom(
  '\r\n',
  '\r\n\r\n',
  '-',
  '--',
  '--a1b2',
  'Content-Type: x',
  'foo-bar',
  'word',
  ' ',
  '{"a":1}',
  '_',
  '\n',
  '\r',
  'Content-',
);

test('the fast way gives what the patterns give', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const body = pieces.join('');
      expect(reducedBody(Buffer.from(body)).toString()).toBe(byPatterns(body));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test.each([
  ['dashes', '-', '-'.repeat(1_000_000)],
  ['breaks', '\r\n', ''],
  ['blanks before a last letter', ' ', 'x'],
  ['dashes and words', '-a', '-a'.repeat(1_000_000)],
])('a body of %s takes no longer than any other', (_what, piece, expected) => {
  const body = `${piece.repeat(1_000_000)}${expected === 'x' ? 'x' : ''}`;
  expect(reducedBody(Buffer.from(body)).toString() === expected).toBe(true);
});

test('only white space of ASCII is cut off the ends', () => {
  const odd = Buffer.from([0xa0, 0x85, 0xff, 0xa0]);
  expect(reducedBody(Buffer.concat([Buffer.from('\r\n \t'), odd, Buffer.from(' \r\n')]))).toEqual(odd);
});

test('bytes that are no text stay what they are', () => {
  const body = Buffer.concat([
    Buffer.from('Content-Type: x\r\n\r\n'),
    Buffer.from([0, 255, 128, 10]),
    Buffer.from('x\r\n--b--\r\n'),
  ]);
  expect(reducedBody(body)).toEqual(
    Buffer.concat([Buffer.from('Content-Type: x\r\n'), Buffer.from([0, 255, 128, 10]), Buffer.from('x')]),
  );
});
