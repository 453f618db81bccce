/** The shortened multipart body against the same rules written as whole-body patterns, on bodies of every sort. */
import fc from 'fast-check';
import { reducedBody } from '../../src/api/reduced_body.ts';

/** The rules as their author states them, slow on long bodies. */
function byPatterns(body: string): string {
  const kept = body
    .replace(/-+\w+-*\r\n/g, '')
    .replace(/\r\n\r\n/g, '\r\n')
    .trim();
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

test('a body of dashes takes no longer than any other', () => {
  const body = Buffer.from('-'.repeat(1_000_000));
  expect(reducedBody(body).equals(body)).toBe(true);
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
