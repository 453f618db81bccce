/** The keys of the editor, for whoever asks. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import css from './dialogs.module.css';

const KEYS = [
  ['walk', 'Tab', 'Shift+Tab'],
  ['open', 'Enter'],
  ['close', 'Esc'],
  ['insert', 'Insert', '+'],
  ['move', '← ↑ → ↓', 'Shift+← ↑ → ↓'],
  ['remove', 'Delete', 'Backspace'],
  ['copy', 'Ctrl+C', 'Ctrl+X', 'Ctrl+V'],
  ['duplicate', 'Ctrl+D'],
  ['all', 'Ctrl+A'],
  ['undo', 'Ctrl+Z'],
  ['redo', 'Ctrl+Y', 'Ctrl+Shift+Z'],
  ['collapse', 'Ctrl+M'],
  ['deploy', 'Ctrl+S'],
  ['view', 'Ctrl+Shift+V'],
  ['full', 'F10'],
  ['help', '?'],
] as const;

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('editor.keys.title')} onClose={onClose}>
      <dl className={css.keys}>
        {KEYS.map(([name, ...keys]) => (
          <div key={name}>
            <dt>{t(`editor.keys.${name}`)}</dt>
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
