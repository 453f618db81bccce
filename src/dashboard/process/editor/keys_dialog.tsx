/** The keys of the editor, for whoever asks. */
import { useTranslation } from 'react-i18next';
import { KeysDialog } from '../keys_dialog.tsx';

const KEYS = [
  ['walk', 'Tab', 'Shift+Tab'],
  ['jump', 'Alt+← ↑ → ↓'],
  ['find', 'Ctrl+F'],
  ['fit', 'F'],
  ['open', 'Enter'],
  ['close', 'Esc'],
  ['insert', 'Insert', '+'],
  ['link', 'L'],
  ['move', '← ↑ → ↓', 'Shift+← ↑ → ↓'],
  ['remove', 'Delete', 'Backspace'],
  ['copy', 'Ctrl+C', 'Ctrl+X', 'Ctrl+V'],
  ['duplicate', 'Ctrl+D'],
  ['all', 'Ctrl+A'],
  ['several', 'Shift+drag', 'Ctrl+click'],
  ['undo', 'Ctrl+Z'],
  ['redo', 'Ctrl+Y', 'Ctrl+Shift+Z'],
  ['collapse', 'Ctrl+M'],
  ['deploy', 'Ctrl+S'],
  ['zoom', '=', '-', '0'],
  ['full', 'F10'],
] as const;

export function EditorKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const named = (key: string): string =>
    key.replace('drag', t('editor.keys.drag')).replace('click', t('editor.keys.click'));
  const rows = KEYS.map(([name, ...keys]) => [t(`editor.keys.${name}`), ...keys.map(named)] as const);
  return <KeysDialog rows={rows} onClose={onClose} />;
}
