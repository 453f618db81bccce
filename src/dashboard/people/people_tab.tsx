/** The people of this server. Administrators make them and set their passwords. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { isLost } from '../data/is_lost.ts';
import { type Me, useMe } from '../data/session.ts';
import { useDeed } from '../data/use_deed.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CheckBox, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import css from '../ui/list.module.css';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { found, type Person, useUsers } from './data.ts';
import { ListCard } from './list_card.tsx';
import { DeleteDialog, EditDialog, PasswordDialog } from './user_dialogs.tsx';

type Open = { what: 'new' } | { what: 'edit' | 'password' | 'delete'; user: Person } | null;

export function PeopleTab() {
  const { t } = useTranslation();
  const me = useMe() ?? null;
  const users = useUsers('user');
  const { run } = useDeed('users', 'groups', 'members', 'audit');
  const [open, setOpen] = useState<Open>(null);
  if (isLost(users)) return <Failed error={users.error} onRetry={() => void users.refetch()} />;
  if (users.data === undefined) return <Loading />;
  const shown = { onClose: () => setOpen(null), onDone: () => run(async () => undefined) };
  return (
    <>
      <ListCard
        items={users.data}
        find={found}
        actions={
          me?.admin === true && (
            <Button kind="main" icon={<Icon name="add" />} onClick={() => setOpen({ what: 'new' })}>
              {t('people.newPerson')}
            </Button>
          )
        }
        head={<Head told={me?.admin === true} />}
        row={(user) => <Row key={user.id} user={user} me={me} onChoose={(what) => setOpen({ what, user })} />}
      />
      {open?.what === 'new' && <NewPerson {...shown} />}
      {open?.what === 'edit' && <EditDialog user={open.user} mayAdmin={me?.admin === true} {...shown} />}
      {open?.what === 'password' && <PasswordDialog user={open.user} {...shown} />}
      {open?.what === 'delete' && <DeleteDialog user={open.user} {...shown} />}
    </>
  );
}

function Head({ told }: { told: boolean }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="col">{t('people.name')}</th>
      <th scope="col" className={css.wide}>
        {t('people.groups')}
      </th>
      {told && <th scope="col">{t('people.seen')}</th>}
      <th scope="col" className={css.wide}>
        {t('people.created')}
      </th>
      <th scope="col">
        <span className="hidden-text">{t('shell.common.more')}</span>
      </th>
    </tr>
  );
}

interface RowProps {
  user: Person;
  me: Me | null;
  onChoose(what: 'edit' | 'password' | 'delete'): void;
}

function Row({ user, me, onChoose }: RowProps) {
  const { t } = useTranslation();
  const isMe = user.id === me?.user_id;
  const may = me?.admin === true || isMe || user.ownerId === me?.user_id;
  const items: MenuItem[] = [{ label: t('people.editIt'), icon: 'edit', onChoose: () => onChoose('edit') }];
  if (me?.admin === true && !isMe) {
    items.push({ label: t('people.setPassword'), icon: 'key', onChoose: () => onChoose('password') });
  }
  if (user.login !== 'admin') {
    items.push({ label: t('shell.common.delete'), icon: 'trash', danger: true, onChoose: () => onChoose('delete') });
  }
  return (
    <tr>
      <td>
        <span className={css.tags}>
          <strong>{user.title}</strong>
          {user.admin && <Badge tone="accent">{t('people.admin')}</Badge>}
          {isMe && <Badge>{t('people.you')}</Badge>}
        </span>
        <span className={css.text}>
          <small>{user.login}</small>
        </span>
      </td>
      <td className={css.wide}>
        <span className={css.tags}>
          {user.groups.map(({ id, title }) => (
            <Badge key={id}>{title}</Badge>
          ))}
        </span>
      </td>
      {me?.admin === true && <td>{user.seen > 0 ? <When at={user.seen} /> : t('people.never')}</td>}
      <td className={css.wide}>
        <When at={user.created} />
      </td>
      <td className={css.last}>{may && <Menu label={t('people.actions', { name: user.title })} items={items} />}</td>
    </tr>
  );
}

function NewPerson({ onClose, onDone }: { onClose(): void; onDone(): Promise<unknown> }) {
  const { t } = useTranslation();
  const submit = async (form: FormData): Promise<void> => {
    const text = (name: string): string => String(form.get(name));
    const logins = [{ type: 'corezoid', login: text('login'), password: text('password') }];
    await ask({ type: 'create', obj: 'user', title: text('title'), logins, admin: form.get('admin') === 'on' });
    await onDone();
  };
  return (
    <FormDialog title={t('people.newPerson')} deed={t('shell.common.create')} onClose={onClose} onSubmit={submit}>
      <TextField label={t('people.name')} name="title" required maxLength={255} autoFocus />
      <TextField label={t('people.login')} hint={t('people.loginHint')} name="login" required maxLength={100} />
      <TextField
        label={t('people.password')}
        hint={t('people.passwordHint')}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
      />
      <CheckBox label={t('people.admin')} hint={t('people.adminHint')} name="admin" />
    </FormDialog>
  );
}
