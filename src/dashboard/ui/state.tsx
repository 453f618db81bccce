/** What stands where there is nothing yet: loading, empty, or an error with a way on. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { RequestError } from '../data/client.ts';
import { Button } from './button.tsx';
import { errorText } from './error_text.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './state.module.css';
import { Told } from './told.tsx';

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

const GONE = ['not_found', 'access_denied'];

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  // Asking again does not bring back what is gone: another page does.
  const isGone = error instanceof RequestError && GONE.includes(error.code);
  if (isGone) {
    return (
      <Empty icon="search" title={t('shell.errors.gone')}>
        <p>{t('shell.errors.goneText')}</p>
        <Link href="/">{t('shell.errors.home')}</Link>
      </Empty>
    );
  }
  return (
    <div className={css.state} role="alert">
      <span className={`${css.icon} ${css.bad}`}>
        <Icon name="error" size={28} />
      </span>
      <div className={css.text}>
        <Told text={errorText(error)} />
      </div>
      {onRetry !== undefined && <Button onClick={onRetry}>{t('shell.common.retry')}</Button>}
    </div>
  );
}
