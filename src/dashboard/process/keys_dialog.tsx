/** The keys of a page, for whoever asks; those that lead from mode to mode are the same on all. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import css from './keys_dialog.module.css';

/** What the keys do, and the keys. */
export type KeyRow = readonly [does: string, ...keys: string[]];

export function KeysDialog({ rows, onClose }: { rows: readonly KeyRow[]; onClose: () => void }) {
  const { t } = useTranslation();
  const all: readonly KeyRow[] = [
    ...rows,
    [t('process.keys.view'), 'Ctrl+Shift+W', 'Ctrl+Shift+V'],
    [t('process.keys.edit'), 'Ctrl+Shift+E'],
    [t('process.keys.debug'), 'Ctrl+Shift+D'],
    [t('process.keys.help'), '?'],
  ];
  return (
    <Dialog title={t('process.keys.title')} onClose={onClose} wide>
      <dl className={css.keys}>
        {all.map(([does, ...keys]) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
