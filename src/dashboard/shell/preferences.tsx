/** Theme and language: kept in this browser. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, language } from '../words/index.ts';
import css from './preferences.module.css';

type Theme = 'system' | 'light' | 'dark';

const THEME = 'takt.theme';

function kept(): Theme {
  const theme = localStorage.getItem(THEME);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(THEME);
  else localStorage.setItem(THEME, theme);
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function Preferences() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState(kept);
  return (
    <div className={css.row}>
      <label className={css.pick}>
        <span className="hidden-text">{t('shell.theme.label')}</span>
        <select
          value={theme}
          onChange={(event) => {
            const chosen = event.target.value as Theme;
            setTheme(chosen);
            apply(chosen);
          }}
        >
          <option value="system">{t('shell.theme.system')}</option>
          <option value="light">{t('shell.theme.light')}</option>
          <option value="dark">{t('shell.theme.dark')}</option>
        </select>
      </label>
      <label className={css.pick}>
        <span className="hidden-text">{t('shell.language.label')}</span>
        <select value={language()} onChange={(event) => void chooseLanguage(event.target.value === 'ru' ? 'ru' : 'en')}>
          <option value="en">{t('shell.language.en')}</option>
          <option value="ru">{t('shell.language.ru')}</option>
        </select>
      </label>
    </div>
  );
}
