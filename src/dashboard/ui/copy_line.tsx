/** A value that is taken elsewhere: shown whole, copied with one click. */
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import css from './copy_line.module.css';
import { Icon } from './icon.tsx';
import { useCopy } from './use_copy.ts';

interface Props {
  label?: string;
  value: string;
  /** Of several lines. */
  block?: boolean;
}

export function CopyLine({ label, value, block = false }: Props) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <div className={block ? `${css.line} ${css.block}` : css.line}>
      {label !== undefined && <span className={css.label}>{label}</span>}
      <code className={css.value}>{value}</code>
      <Button
        kind="quiet"
        icon={<Icon name="copy" />}
        label={label === undefined ? t('shell.common.copy') : `${t('shell.common.copy')}: ${label}`}
        onClick={() => void copy(value)}
      />
    </div>
  );
}
