/** Says that what is shown no longer follows by itself: the line to the server broke, or is refused. */
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { type LiveStore, useLine } from './live.ts';
import css from './process_page.module.css';

export function LineNote({ store }: { store: LiveStore }) {
  const { t } = useTranslation();
  const line = useLine(store);
  if (line === 'open' || line === 'connecting') return null;
  return (
    <span className={line === 'broken' ? `${css.note} ${css.late}` : css.note} data-line={line}>
      <Icon name="warning" /> {t(line === 'broken' ? 'process.view.broken' : 'process.view.notLive')}
    </span>
  );
}
