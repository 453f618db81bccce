/**
 * The form of a multipart body that Corezoid's Go client signs: without its boundary lines and blank lines, all lines
 * joined, only those that begin with `Content-` ending in a line break. See genMultipartSignature in
 * https://github.com/corezoid/sdk-go/blob/master/corezoid/auth.go
 * Worked out on the bytes, in one buffer as large as the body: bodies are large, and may be anything.
 */
const CR = 13;
const LF = 10;
const DASH = 45;
const CONTENT = Buffer.from('Content-');

export function reducedBody(body: Buffer): Buffer {
  // A last line that begins with Content- gets a break that it did not have.
  const out = Buffer.allocUnsafe(body.length + 2);
  return joined(out, withoutBoundaries(body, out));
}

/** Copies the body to `out` without what looks like a boundary at the end of a line, and the break after it. */
function withoutBoundaries(body: Buffer, out: Buffer): number {
  let size = 0;
  let from = 0;
  for (let at = 0; at < body.length; at++) {
    out[size++] = body[at] as number;
    if (body[at] !== LF || at === from || body[at - 1] !== CR) continue;
    const boundary = boundaryAt(body, from, at - 1);
    if (boundary !== null) size -= at + 1 - boundary;
    from = at + 1;
  }
  return size;
}

/** Where dashes, a word and perhaps more dashes begin that reach to the end of the line; null where they do not. */
function boundaryAt(body: Buffer, from: number, to: number): number | null {
  let end = to;
  while (end > from && body[end - 1] === DASH) end--;
  let word = end;
  while (word > from && isWord(body[word - 1] as number)) word--;
  let start = word;
  while (start > from && body[start - 1] === DASH) start--;
  return word === end || start === word ? null : start;
}

/** Joins the lines of the first `size` bytes where they stand: what is written never overtakes what is read. */
function joined(out: Buffer, size: number): Buffer {
  let at = 0;
  let to = size;
  while (at < to && isSpace(out[at] as number)) at++;
  while (to > at && isSpace(out[to - 1] as number)) to--;
  let written = 0;
  let line = 0;
  for (; at <= to; at++) {
    const isBreak = at + 1 < to && out[at] === CR && out[at + 1] === LF;
    if (at < to && !isBreak) {
      out[written++] = out[at] as number;
      continue;
    }
    if (isContent(out, line, written)) {
      out[written++] = CR;
      out[written++] = LF;
    }
    line = written;
    if (isBreak) at++;
  }
  return out.subarray(0, written);
}

function isContent(out: Buffer, from: number, to: number): boolean {
  if (to - from < CONTENT.length) return false;
  for (let at = 0; at < CONTENT.length; at++) if (out[from + at] !== CONTENT[at]) return false;
  return true;
}

/** Letters, digits and _ of ASCII. */
function isWord(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || byte === 95 || (byte >= 97 && byte <= 122);
}

/** White space of ASCII only: of other bytes nobody knows what they mean. */
function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
