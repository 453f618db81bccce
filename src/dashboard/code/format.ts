/**
 * Puts code in order without touching what it says: only the white space between its pieces changes. JSON may hold
 * templates where a value stands; JavaScript is indented as its syntax wants it.
 */
import { javascript } from '@codemirror/lang-javascript';
import { ensureSyntaxTree, indentRange, indentUnit } from '@codemirror/language';
import { EditorState } from '@codemirror/state';

const PARSE_MS = 1000;

/** null: it cannot be put in order. */
export function formatted(language: string, text: string): string | null {
  return language === 'javascript' ? indented(text) : formattedJson(text);
}

function indented(text: string): string | null {
  const doc = text.replace(/[ \t]+$/gm, '');
  const state = EditorState.create({ doc, extensions: [javascript(), indentUnit.of('  ')] });
  if (ensureSyntaxTree(state, doc.length, PARSE_MS) === null) return null;
  return state.update({ changes: indentRange(state, 0, doc.length) }).newDoc.toString();
}

/** Strings; templates, which may hold another one; marks; and whatever stands between them. */
const PIECES =
  /"(?:[^"\\]|\\[\s\S])*"|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}|<<(?:[^<>]|<<[^<>]*>>)*>>|[{}[\],:]|[^\s{}[\],:"]+|\s+/g;
const CLOSES: Record<string, string> = { '}': '{', ']': '[' };

/** No value is read, so that a number of twenty digits stays what it is. */
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
