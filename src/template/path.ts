/**
 * Paths into JSON values: `a.b[0]`, split into steps and followed. Only own properties and elements are ever reached:
 * no prototype, no `length`, nothing inside a text.
 */
import { isObject, type Json, ownValue } from '../base/json.ts';

/** One step: a property of an object or an element of an array, whichever it meets. */
export interface Step {
  name: string;
  /** The name as the index of an element, -1 when it is none. */
  index: number;
  /** Written in brackets: where nothing is yet, such a number makes an array. */
  bracket: boolean;
}

/** Characters that a backslash makes ordinary inside braces. */
const ESCAPABLE = '.[]{}<>$\\';

export function isEscape(text: string, at: number): boolean {
  return text[at] === '\\' && at + 1 < text.length && ESCAPABLE.includes(text[at + 1] as string);
}

export function step(name: string, bracket = false): Step {
  return { name, index: /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1, bracket };
}

/** The text without the backslashes of its escapes. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([.[\]{}<>$\\])/g, '$1') : text;
}

/**
 * The steps of a path whose text is complete: names between dots, indices in brackets. Undefined when the text is no
 * path, e.g. has an empty name. What stands in brackets is one name, dots and all.
 */
export function splitPath(text: string): Step[] | undefined {
  if (!/[.[\]\\]/.test(text)) return text === '' ? undefined : [step(text)];
  const steps: Step[] = [];
  let from = 0;
  let at = 0;
  const name = (): void => {
    steps.push(step(unescaped(text.slice(from, at))));
  };
  while (at < text.length) {
    if (isEscape(text, at)) at += 2;
    else if (text[at] === '.') {
      if (at === from) return undefined;
      name();
      from = ++at;
      if (at === text.length) return undefined;
    } else if (text[at] === '[') {
      if (at > from) name();
      else if (steps.length === 0) return undefined;
      const close = closingBracket(text, at + 1);
      const inner = unescaped(text.slice(at + 1, close).trim());
      if (close < 0 || inner === '') return undefined;
      steps.push(step(inner, true));
      at = close + 1;
      if (at < text.length && text[at] !== '.' && text[at] !== '[') return undefined;
      if (text[at] === '.') at++;
      from = at;
      if (at === text.length && text[at - 1] === '.') return undefined;
    } else if (text[at] === ']') return undefined;
    else at++;
  }
  if (at > from) name();
  return steps;
}

function closingBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (isEscape(text, at)) at++;
    else if (text[at] === '[') return -1;
    else if (text[at] === ']') return at;
  }
  return -1;
}

/** What stands at the end of the steps, or undefined. */
export function valueAt(from: Json | undefined, steps: readonly Step[]): Json | undefined {
  let value = from;
  for (const { name, index } of steps) {
    if (Array.isArray(value)) value = index < 0 ? undefined : value[index];
    else if (isObject(value)) value = ownValue(value, name);
    else return undefined;
  }
  return value;
}
