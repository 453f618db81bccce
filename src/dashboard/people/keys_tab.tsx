/** API keys: what programs log in with. The secret is shown when a key is made, and later only on asking for it. */

import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, rows, text } from '../data/client.ts';
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
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { found, type Person, useUsers } from './data.ts';
import { ListCard } from './list_card.tsx';
import { type Secret, SecretDialog } from './secret_dialog.tsx';
import { DeleteDialog, EditDialog } from './user_dialogs.tsx';

type Open = { what: 'new' } | { what: 'edit' | 'delete'; user: Person } | { what: 'secret'; secret: Secret } | null;

export function KeysTab() {
  const { t } = useTranslation();
  const me = useMe() ?? null;
  const keys = useUsers('api_key');
  const { run } = useDeed('users', 'groups', 'members', 'audit');
  const [open, setOpen] = useState<Open>(null);
  if (isLost(keys)) return <Failed error={keys.error} onRetry={() => void keys.refetch()} />;
  if (keys.data === undefined) return <Loading />;
  const shown = { onClose: () => setOpen(null), onDone: () => run(async () => undefined) };
  const reveal = (user: Person): Promise<boolean> =>
    run(async () => {
      const got = await ask({ type: 'show', obj: 'api_key', obj_id: user.id });
      setOpen({ what: 'secret', secret: { title: user.title, login: text(got.login), secret: text(got.key) } });
    });
  const add = (
    <Button kind="main" icon={<Icon name="add" />} onClick={() => setOpen({ what: 'new' })}>
      {t('people.newKey')}
    </Button>
  );
  return (
    <>
      {keys.data.length === 0 && (
        <Empty icon="key" title={t('people.noKeys.title')}>
          <p>{t('people.noKeys.text')}</p>
          {add}
        </Empty>
      )}
      {keys.data.length > 0 && (
        <ListCard
          items={keys.data}
          find={found}
          actions={add}
          head={<Head />}
          row={(user) => (
            <Row
              key={user.id}
              user={user}
              me={me}
              onChoose={(what) => (what === 'reveal' ? void reveal(user) : setOpen({ what, user }))}
            />
          )}
        />
      )}
      {open?.what === 'new' && <NewKey mayAdmin={me?.admin === true} {...shown} />}
      {open?.what === 'secret' && <SecretDialog {...open.secret} onClose={() => setOpen(null)} />}
      {open?.what === 'edit' && <EditDialog user={open.user} mayAdmin={me?.admin === true} {...shown} />}
      {open?.what === 'delete' && <DeleteDialog user={open.user} {...shown} />}
    </>
  );
}

function Head() {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="col">{t('people.name')}</th>
      <th scope="col">{t('people.keyLogin')}</th>
      <th scope="col" className={css.wide}>
        {t('people.owner')}
      </th>
      <th scope="col" className={css.wide}>
        {t('people.groups')}
      </th>
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
  onChoose(what: 'reveal' | 'edit' | 'delete'): void;
}

function Row({ user, me, onChoose }: RowProps) {
  const { t } = useTranslation();
  // The key of the server's settings is kept there, not here.
  const may = user.login !== 'environment' && (me?.admin === true || user.ownerId === me?.user_id);
  const items: MenuItem[] = [
    { label: t('people.showSecret'), icon: 'eye', onChoose: () => onChoose('reveal') },
    { label: t('people.editIt'), icon: 'edit', onChoose: () => onChoose('edit') },
    { label: t('shell.common.delete'), icon: 'trash', danger: true, onChoose: () => onChoose('delete') },
  ];
  return (
    <tr>
      <td>
        <span className={css.tags}>
          <strong>{user.title}</strong>
          {user.admin && <Badge tone="accent">{t('people.admin')}</Badge>}
        </span>
      </td>
      <td>
        <code>{user.login}</code>
      </td>
      <td className={css.wide}>{user.owner}</td>
      <td className={css.wide}>
        <span className={css.tags}>
          {user.groups.map(({ id, title }) => (
            <Badge key={id}>{title}</Badge>
          ))}
        </span>
      </td>
      <td className={css.wide}>
        <When at={user.created} />
      </td>
      <td className={css.last}>{may && <Menu label={t('people.actions', { name: user.title })} items={items} />}</td>
    </tr>
  );
}

interface NewKeyProps {
  mayAdmin: boolean;
  onClose(): void;
  onDone(): Promise<unknown>;
}

function NewKey({ mayAdmin, onClose, onDone }: NewKeyProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Secret | null>(null);
  // The form closes when it was sent, which is when the secret is to be shown in its place.
  const close = useRef(onClose);
  const submit = async (form: FormData): Promise<void> => {
    const title = String(form.get('title'));
    const admin = mayAdmin ? { admin: form.get('admin') === 'on' } : {};
    const { users } = await ask({ type: 'create', obj: 'user', title, logins: [{ type: 'api' }], ...admin });
    const [login = {}] = rows(rows(users)[0]?.logins);
    close.current = () => undefined;
    setMade({ title, login: text(login.login), secret: text(login.key) });
    await onDone();
  };
  if (made !== null) return <SecretDialog {...made} isNew onClose={onClose} />;
  return (
    <FormDialog
      title={t('people.newKey')}
      deed={t('shell.common.create')}
      onClose={() => close.current()}
      onSubmit={submit}
    >
      <TextField label={t('people.name')} hint={t('people.keyHint')} name="title" required maxLength={255} autoFocus />
      {mayAdmin && <CheckBox label={t('people.admin')} hint={t('people.adminHint')} name="admin" />}
    </FormDialog>
  );
}
