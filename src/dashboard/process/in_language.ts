/** Texts of processes that stand in two languages, parted by " / ": the half that a person reads. */
import type { Language } from '../words/index.ts';

/** The Russian half is the one with Cyrillic letters; a text in one language only is shown as it is. */
export function inLanguage(both: string, language: Language): string {
  const isRussian = (part: string): boolean => /[а-яё]/i.test(part);
  const found = both.split(' / ').filter((part) => isRussian(part) === (language === 'ru'));
  return found.length === 0 ? both : found.join(' / ');
}
