/** The words of the page, in English and Russian: the language is the person's choice, else the browser's. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { ru } from './ru.ts';

export type Language = 'en' | 'ru';

const KEPT = 'takt.language';

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'en' || kept === 'ru') return kept;
  return navigator.languages.find((one) => /^(en|ru)\b/.test(one))?.startsWith('ru') ? 'ru' : 'en';
}

void i18next.use(initReactI18next).init({
  lng: first(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, ru: { translation: ru } },
  interpolation: { escapeValue: false },
});
document.documentElement.lang = first();

export function language(): Language {
  return i18next.language === 'ru' ? 'ru' : 'en';
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
  await i18next.changeLanguage(chosen);
}

/** Said where the server is not reached at all. */
export function offlineWords(): string {
  return i18next.t('shell.errors.offline');
}
