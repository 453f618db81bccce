/** The form before everything else. */
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../data/client.ts';
import { ENDED, useSession } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { errorText } from '../ui/error_text.ts';
import { TextField } from '../ui/field.tsx';
import { useTitle } from '../ui/use_title.ts';
import css from './log_in.module.css';
import { Preferences } from './preferences.tsx';

export function LogIn() {
  const { t } = useTranslation();
  const { logIn } = useSession();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ended = useQueryClient().getQueryData(ENDED) === true;
  useTitle(t('shell.login.submit'));
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const { login, password } = Object.fromEntries(new FormData(form));
    setBusy(true);
    try {
      await logIn(String(login), String(password));
    } catch (failure) {
      const isWrong = failure instanceof RequestError && failure.code === 'access_denied';
      setError(isWrong ? t('shell.login.wrong') : errorText(failure));
      setBusy(false);
      // What was typed is to be typed anew.
      form.querySelector<HTMLInputElement>('[name=password]')?.select();
    }
  };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <img src="/icon.svg" alt="" width={44} height={44} />
        <h1>{t('shell.login.title')}</h1>
        {ended && <p role="status">{t('shell.login.ended')}</p>}
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
