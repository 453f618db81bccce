/** The login and the secret of a key, to be copied from here to where they are used. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { CopyLine } from '../ui/copy_line.tsx';
import { Dialog } from '../ui/dialog.tsx';

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
      <CopyLine label={t('people.keyLogin')} value={login} />
      <CopyLine label={t('people.secret')} value={secret} />
    </Dialog>
  );
}
