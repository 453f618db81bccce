/** A value that is taken elsewhere: shown whole, copied with one click. */
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import css from './copy_line.module.css';
import { Icon } from './icon.tsx';
import { useToasts } from './toast.tsx';

export function CopyLine({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const copy = (): void => {
    void navigator.clipboard.writeText(value).then(
      () => toasts.done(t('shell.common.copied')),
      (error: unknown) => toasts.failed(error),
    );
  };
  return (
    <div className={css.line}>
      <span className={css.label}>{label}</span>
      <code className={css.value}>{value}</code>
      <Button kind="quiet" icon={<Icon name="copy" />} label={`${t('shell.common.copy')}: ${label}`} onClick={copy} />
    </div>
  );
}
