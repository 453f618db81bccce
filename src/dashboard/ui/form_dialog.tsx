/** A dialog that is one form: Enter sends it, and what the server refuses is said in it. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { errorText } from './error_text.ts';
import css from './form_dialog.module.css';
import { Told } from './told.tsx';

interface Props {
  title: string;
  /** What the button says. */
  deed: string;
  children: ReactNode;
  onClose(): void;
  /** Throws where it was refused; the dialog stays open then. */
  onSubmit(form: FormData): Promise<void>;
  disabled?: boolean;
  /** Buttons before the usual ones. */
  more?: ReactNode;
}

export function FormDialog({ title, deed, children, onClose, onSubmit, disabled = false, more }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit(new FormData(event.currentTarget));
      onClose();
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  const actions = (
    <>
      {more}
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" type="submit" form={id} busy={busy} disabled={disabled}>
        {deed}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <form id={id} className={css.form} onSubmit={submit}>
        {children}
        {error !== undefined && (
          <p role="alert" className={css.error}>
            <Told text={error} />
          </p>
        )}
      </form>
    </Dialog>
  );
}
