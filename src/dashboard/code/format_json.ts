/** JSON put in order, with templates where values stand: only the white space between its pieces changes. */

/** Strings; templates, which may hold another one; marks; and whatever stands between them. */
const PIECES =
  /"(?:[^"\\]|\\[\s\S])*"|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}|<<(?:[^<>]|<<[^<>]*>>)*>>|[{}[\],:]|[^\s{}[\],:"]+|\s+/g;
const CLOSES: Record<string, string> = { '}': '{', ']': '[' };

/** No value is read, so that a number of twenty digits stays what it is; null: it cannot be put in order. */
export function formattedJson(text: string): string | null {
  const open: string[] = [];
  const pieces = text.match(PIECES) ?? [];
  if (pieces.join('') !== text) return null;
  const marks = pieces.filter((piece) => piece.trim() !== '');
  if (!/^[{[]/.test(marks[0] ?? '') || marks[0]?.startsWith('{{')) return null;
  let result = '';
  const line = (): string => `\n${'  '.repeat(open.length)}`;
  marks.forEach((piece, at) => {
    if (piece === '{' || piece === '[') {
      open.push(piece);
      const next = marks[at + 1];
      result += next === '}' || next === ']' ? piece : piece + line();
    } else if (piece === '}' || piece === ']') {
      const before = marks[at - 1];
      if (open.pop() !== CLOSES[piece]) open.push('?');
      result += before === '{' || before === '[' ? piece : line() + piece;
    } else if (piece === ',') result += `,${line()}`;
    else result += piece === ':' ? ': ' : piece;
  });
  return open.length === 0 ? result : null;
}
