/** Dialogs on one person or key: renaming, rights, a new password, and deleting, which says first what goes with it. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, number, text } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Confirm } from '../ui/confirm.tsx';
import { CheckBox, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Loading } from '../ui/state.tsx';
import type { Person } from './data.ts';

interface Props {
  user: Person;
  onClose(): void;
  /** Has the lists read again. */
  onDone(): Promise<unknown>;
}

const PASSWORD_CHARS = 8;

export function EditDialog({ user, mayAdmin, onClose, onDone }: Props & { mayAdmin: boolean }) {
  const { t } = useTranslation();
  const submit = async (form: FormData): Promise<void> => {
    const admin = mayAdmin ? { admin: form.get('admin') === 'on' } : {};
    await ask({ type: 'modify', obj: 'user', obj_id: user.id, title: String(form.get('title')), ...admin });
    await onDone();
  };
  return (
    <FormDialog
      title={t('people.edit', { name: user.title })}
      deed={t('shell.common.save')}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField label={t('people.name')} name="title" defaultValue={user.title} required maxLength={255} autoFocus />
      {mayAdmin && (
        <CheckBox
          label={t('people.admin')}
          hint={t('people.adminHint')}
          name="admin"
          defaultChecked={user.admin}
          disabled={user.login === 'admin'}
        />
      )}
    </FormDialog>
  );
}

export function PasswordDialog({ user, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const submit = async (form: FormData): Promise<void> => {
    await ask({ type: 'modify', obj: 'user', obj_id: user.id, password: String(form.get('password')) });
    await onDone();
  };
  return (
    <FormDialog
      title={t('people.passwordOf', { name: user.title })}
      deed={t('people.setPassword')}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={t('people.newPassword')}
        hint={t('people.passwordHint')}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={PASSWORD_CHARS}
        required
        autoFocus
      />
    </FormDialog>
  );
}

export function DeleteDialog({ user, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { run } = useDeed();
  const { data } = useQuery({
    queryKey: ['removal', user.id],
    staleTime: 0,
    queryFn: () => ask({ type: 'check', obj: 'user', obj_id: user.id }),
  });
  const remove = async (): Promise<void> => {
    await run(() => ask({ type: 'delete', obj: 'user', obj_id: user.id }), t('people.deleted', { name: user.title }));
    await onDone();
  };
  const lines =
    data === undefined
      ? []
      : (['keys', 'processes', 'folders', 'others', 'paused'] as const)
          .map((name) => ({ name, count: number(data[name]) }))
          .filter(({ count }) => count > 0);
  return (
    <Confirm
      title={t('people.deleteOf', { name: user.title })}
      deed={t('shell.common.delete')}
      onClose={onClose}
      onConfirm={remove}
    >
      {data === undefined && <Loading />}
      {data !== undefined && lines.length === 0 && <p>{t('people.goes.nothing')}</p>}
      {lines.length > 0 && (
        <>
          <p>{t('people.goes.lead', { heir: text(data?.heir_name) })}</p>
          <ul>
            {lines.map(({ name, count }) => (
              <li key={name}>{t(`people.goes.${name}`, { count })}</li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}
