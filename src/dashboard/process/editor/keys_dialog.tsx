/** The keys of the editor, for whoever asks. */
import { useTranslation } from 'react-i18next';
import { KeysDialog } from '../keys_dialog.tsx';

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
  ['zoom', '=', '-', '0'],
  ['full', 'F10'],
] as const;

export function EditorKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return <KeysDialog rows={KEYS.map(([name, ...keys]) => [t(`editor.keys.${name}`), ...keys])} onClose={onClose} />;
}
