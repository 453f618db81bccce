/** The keys of Debug, for whoever asks. */
import { useTranslation } from 'react-i18next';
import { KeysDialog } from '../keys_dialog.tsx';
import { KEY_OF } from './keys.ts';

const KEYS = [
  ['step', KEY_OF.step],
  ['timer', KEY_OF.timer],
  ['back', KEY_OF.back],
  ['run', KEY_OF.run],
  ['repeat', KEY_OF.repeat],
  ['point', 'B'],
  ['start', 'S'],
  ['put', 'P'],
  ['remove', 'Delete'],
] as const;

export function DebugKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return <KeysDialog rows={KEYS.map(([name, ...keys]) => [t(`debug.keys.${name}`), ...keys])} onClose={onClose} />;
}
