/** A text that people take along: shown as it is, with the button that copies it. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import css from './panel.module.css';

interface Props {
  text: string;
  /** What stands before it. */
  label?: string;
  /** Of several lines. */
  block?: boolean;
}

export function Copied({ text, label, block = false }: Props) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    toasts.done(t('shell.common.copied'));
  };
  return (
    <div className={block ? `${css.copied} ${css.copiedBlock}` : css.copied}>
      {label !== undefined && <span className={css.hint}>{label}</span>}
      <code>{text}</code>
      <Button
        kind="quiet"
        icon={<Icon name="copy" size={16} />}
        label={label === undefined ? t('shell.common.copy') : `${t('shell.common.copy')}: ${label}`}
        onClick={() => void copy()}
      />
    </div>
  );
}
