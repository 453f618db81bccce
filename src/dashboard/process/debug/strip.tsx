/** Over the canvas of Debug: that the whole process is in debug mode and the way out of it, or that it is not and the way in. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { ProcessInfo } from '../data.ts';
import css from '../status.module.css';
import { DebugNotice } from '../status.tsx';

export function Strip({ info, points, onAsk }: { info: ProcessInfo; points: number; onAsk(): void }) {
  const { t } = useTranslation();
  if (info.status === 'debug') {
    return (
      <DebugNotice info={info} points={points}>
        {!info.may.create && <span>{t('debug.lookOnly')}</span>}
      </DebugNotice>
    );
  }
  return (
    <section className={`${css.notice} ${css.off}`} aria-label={t('debug.title')} data-notice="off">
      <Icon name="play" size={16} />
      <span className={css.told}>
        {t(info.status === 'active' ? 'debug.off' : 'debug.offStill')} {!info.may.modify && t('debug.noRight')}
      </span>
      {info.may.modify && (
        <Button kind="main" onClick={onAsk}>
          {t('debug.ask.deed')}
        </Button>
      )}
    </section>
  );
}
