/**
 * The form of a multipart body that Corezoid's Go client signs: without its boundary lines and blank lines, all lines
 * joined, only those that begin with `Content-` ending in a line break. See genMultipartSignature in
 * https://github.com/corezoid/sdk-go/blob/master/corezoid/auth.go
 */
export function reducedBody(body: Buffer): Buffer {
  const lines = body.toString('latin1').split('\r\n');
  const last = lines.pop() ?? '';
  const kept = `${lines.map(withoutBoundary).join('')}${last}`;
  const parts = trimmed(kept.replaceAll('\r\n\r\n', '\r\n')).split('\r\n');
  const joined = parts.map((part) => (part.startsWith('Content-') ? `${part}\r\n` : part)).join('');
  return Buffer.from(joined, 'latin1');
}

/** The line with its break; what looks like a boundary at its end goes, and the break with it. */
function withoutBoundary(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '-') end--;
  let word = end;
  while (word > 0 && /\w/.test(line[word - 1] as string)) word--;
  if (word === end || line[word - 1] !== '-') return `${line}\r\n`;
  let start = word;
  while (start > 0 && line[start - 1] === '-') start--;
  return line.slice(0, start);
}

function trimmed(text: string): string {
  return text.replace(/^[\t\n\v\f\r ]+/, '').trimEnd();
}
