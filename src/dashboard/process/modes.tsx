/** The ways to work with a process, and the keys that lead from one to the other. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { inField } from '../ui/in_field.ts';
import { letterOf } from '../ui/letter_of.ts';
import css from './top_bar.module.css';

export type Mode = 'view' | 'edit' | 'debug' | 'simulate';

const WORDS = {
  view: 'process.view.view',
  edit: 'process.view.edit',
  debug: 'debug.title',
  simulate: 'simulate.title',
} as const;

/** With Ctrl+Shift; most browsers keep W for themselves, so V does the same. */
const KEYS: Record<string, Mode> = { w: 'view', v: 'view', e: 'edit', d: 'debug' };

const SHOWN: Partial<Record<Mode, string>> = { view: 'Ctrl+Shift+V', edit: 'Ctrl+Shift+E', debug: 'Ctrl+Shift+D' };

/** `at`: null on a page that belongs to none of them. */
export function Modes({ id, at }: { id: number; at: Mode | null }) {
  const { t } = useTranslation();
  useModeKeys(id);
  return (
    <nav className={css.modes} aria-label={t('process.view.modes')}>
      {(Object.keys(WORDS) as Mode[]).map((mode) => (
        <Link
          key={mode}
          href={`/process/${id}/${mode}`}
          aria-current={mode === at ? 'page' : undefined}
          title={SHOWN[mode]}
        >
          {t(WORDS[mode])}
        </Link>
      ))}
    </nav>
  );
}

function useModeKeys(id: number): void {
  const [, go] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = letterOf(event);
      const mode = KEYS[key];
      const chord = (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey;
      // In a field Ctrl+Shift+V pastes.
      if (key === 'v' && inField(event.target)) return;
      if (!chord || mode === undefined || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      go(`/process/${id}/${mode}`);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [id, go]);
}
