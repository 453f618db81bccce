/**
 * What the server says, in the language of the page: by the book of its sentences. What is not in the book is told by
 * its code, and the server's own words stand in a second line, so that no fact is lost.
 */
import { language } from './index.ts';
import { inRussian } from './phrase_book.ts';
import { codes, refused } from './ru/codes.ts';
import { rules } from './ru/rules.ts';

function told(message: string, general: string): string {
  if (language() === 'en') return message;
  const russian = inRussian(message);
  if (russian === null) return `${general}\n${message}`;
  return russian.replace(/^[а-яё]/, (letter) => letter.toUpperCase());
}

/** Why the server refused; a second line holds the server's own words where only its code is known. */
export function refusalWords(message: string, code: string): string {
  return told(message, (codes as Record<string, string>)[code] ?? refused);
}

/** What is wrong in a process, by the rule that found it. */
export function problemWords(message: string, rule: string): string {
  return told(message, rules[rule] ?? '');
}

/** Why an expression cannot be worked out. */
export function expressionWords(message: string): string {
  return message === '' ? '' : told(message, rules.expression ?? '');
}
