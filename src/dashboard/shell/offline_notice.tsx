/** Said while the server cannot be reached; it is asked until it answers, and then everything shown is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../data/client.ts';
import { useReached } from '../data/reach.ts';
import { Icon } from '../ui/icon.tsx';
import css from './layout.module.css';

const ASK_AGAIN_MS = 2000;

export function OfflineNotice() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reached = useReached();
  useEffect(() => {
    if (reached) return undefined;
    const timer = setInterval(() => void request('GET', '/api/takt/me').catch(() => undefined), ASK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      void client.invalidateQueries();
    };
  }, [reached, client]);
  return (
    <div role="status">
      {!reached && (
        <p className={`${css.notice} ${css.lost}`}>
          <Icon name="warning" />
          <span>{t('shell.errors.offline')}</span>
        </p>
      )}
    </div>
  );
}
