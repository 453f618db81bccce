/** What stands where there is nothing yet: loading, empty, or an error with a way on. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../data/client.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import css from './state.module.css';

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={css.state} role="status">
      <span className={css.spinner} aria-hidden="true" />
      <span className="hidden-text">{t('shell.common.loading')}</span>
    </div>
  );
}

/** `children` says what this place is for, and what to do to have something here. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <span className={css.icon}>
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <div className={css.text}>{children}</div>
    </div>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const offline = error instanceof RequestError && error.code === 'offline';
  const text = error instanceof Error ? error.message : String(error);
  return (
    <div className={css.state} role="alert">
      <span className={`${css.icon} ${css.bad}`}>
        <Icon name="error" size={28} />
      </span>
      <div className={css.text}>{offline ? t('shell.errors.offline') : text}</div>
      {onRetry !== undefined && <Button onClick={onRetry}>{t('shell.common.retry')}</Button>}
    </div>
  );
}
