/** Who logs in with the password that the first start printed is asked to choose one: that one stands in a log. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './layout.module.css';
import { PasswordDialog } from './password_dialog.tsx';

const LATER = 'takt.password.later';

export function FirstPassword() {
  const { t } = useTranslation();
  const [shown, setShown] = useState(() => sessionStorage.getItem(LATER) === null);
  const [changing, setChanging] = useState(false);
  if (!shown) return null;
  const later = (): void => {
    sessionStorage.setItem(LATER, 'yes');
    setShown(false);
  };
  return (
    <aside className={css.notice} aria-label={t('shell.account.password')}>
      <Icon name="key" />
      <span>{t('shell.account.madeUp')}</span>
      <Button kind="main" onClick={() => setChanging(true)}>
        {t('shell.account.choose')}
      </Button>
      <Button kind="quiet" onClick={later}>
        {t('shell.account.later')}
      </Button>
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </aside>
  );
}
