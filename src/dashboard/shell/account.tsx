/** The person who is logged in, and what he does with his account. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Me, useSession } from '../data/session.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { useToasts } from '../ui/toast.tsx';
import { PasswordDialog } from './password_dialog.tsx';

export function Account({ me, folded }: { me: Me; folded: boolean }) {
  const { t } = useTranslation();
  const { logOut } = useSession();
  const toasts = useToasts();
  const [changing, setChanging] = useState(false);
  return (
    <>
      <Menu
        label={t('shell.account.menu', { name: me.name })}
        {...(folded ? {} : { text: me.name })}
        button={<Icon name="people" />}
        at="above"
        items={[
          { label: t('shell.account.password'), icon: 'key', onChoose: () => setChanging(true) },
          { label: t('shell.logOut'), icon: 'back', onChoose: () => void logOut().catch(toasts.failed) },
        ]}
      />
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}
