/** How a version is called where one of several is chosen: by its number and when it was made, and by whom. */
import { useTranslation } from 'react-i18next';
import type { Tone } from '../../../ui/badge.tsx';
import { language } from '../../../words/index.ts';
import type { Version } from '../server.ts';

export function useVersionName(): (version: Version) => string {
  const { t } = useTranslation();
  return ({ version, state, time, userName }) =>
    t('editor.history.name', { version, state: t(`editor.history.${state}`), when: whenMade(time), user: userName });
}

export function whenMade(time: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(time * 1000);
}

export function toneOf(state: Version['state']): Tone {
  return state === 'live' ? 'good' : state === 'draft' ? 'warn' : 'plain';
}
