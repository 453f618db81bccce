/** The login and the secret of a key, to be copied from here to where they are used. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './people.module.css';

export interface Secret {
  title: string;
  login: string;
  secret: string;
}

export function SecretDialog({
  title,
  login,
  secret,
  isNew = false,
  onClose,
}: Secret & { isNew?: boolean; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button kind="main" onClick={onClose}>
          {t('shell.common.close')}
        </Button>
      }
    >
      <p>{t(isNew ? 'people.secretNew' : 'people.secretShown')}</p>
      <Value name={t('people.keyLogin')} value={login} />
      <Value name={t('people.secret')} value={secret} />
    </Dialog>
  );
}

function Value({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(value);
    setCopied(true);
  };
  return (
    <div className={css.value}>
      <span>{name}</span>
      <code>{value}</code>
      <Button
        icon={<Icon name={copied ? 'check' : 'copy'} />}
        label={t('people.copyIt', { name })}
        onClick={() => void copy()}
      />
    </div>
  );
}
