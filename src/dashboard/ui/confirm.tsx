/** Asks before what cannot be undone: names the thing, says what goes with it. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
  title: string;
  /** What the button says: the deed, not "OK". */
  deed: string;
  children: ReactNode;
  onClose(): void;
  onConfirm(): Promise<unknown>;
}

export function Confirm({ title, deed, children, onClose, onConfirm }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    await onConfirm();
    onClose();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="danger" busy={busy} onClick={() => void confirm()}>
        {deed}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <div>{children}</div>
    </Dialog>
  );
}
