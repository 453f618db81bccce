/** The form before everything else. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import css from './log_in.module.css';
import { Preferences } from './preferences.tsx';

export function LogIn() {
  const { t } = useTranslation();
  const { logIn } = useSession();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await logIn(String(form.get('login')), String(form.get('password')));
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      setBusy(false);
    }
  };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <img src="/icon.svg" alt="" width={44} height={44} />
        <h1>{t('shell.login.title')}</h1>
        <TextField label={t('shell.login.login')} name="login" autoComplete="username" defaultValue="admin" required />
        <TextField
          label={t('shell.login.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          error={error}
          hint={t('shell.login.hint')}
        />
        <Button kind="main" type="submit" busy={busy}>
          {t('shell.login.submit')}
        </Button>
        <Preferences />
      </form>
    </main>
  );
}
