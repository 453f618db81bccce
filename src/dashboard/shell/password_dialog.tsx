/** A new password: the present one is asked for, and every other browser is logged out. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../data/client.ts';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { useToasts } from '../ui/toast.tsx';

export function PasswordDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const save = async (form: FormData): Promise<void> => {
    const [password, again] = [String(form.get('password')), String(form.get('again'))];
    if (password !== again) throw new Error(t('shell.account.differ'));
    await request('POST', '/api/takt/password', { current: String(form.get('current')), password });
    await client.invalidateQueries({ queryKey: ['me'] });
    toasts.done(t('shell.account.changed'));
  };
  return (
    <FormDialog title={t('shell.account.password')} deed={t('shell.common.save')} onClose={onClose} onSubmit={save}>
      <TextField
        label={t('shell.account.current')}
        name="current"
        type="password"
        autoComplete="current-password"
        required
        autoFocus
      />
      <TextField
        label={t('shell.account.new')}
        hint={t('shell.account.newHint')}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
      />
      <TextField label={t('shell.account.again')} name="again" type="password" autoComplete="new-password" required />
    </FormDialog>
  );
}
