/** Sends the person to the provider of a token process; the provider sends him back, and the task has its code at once. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';

export function ConnectButton({ conv, taskRef = 'token' }: { conv: number; taskRef?: string }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const connect = async (): Promise<void> => {
    setBusy(true);
    try {
      const { url } = await ask({ type: 'create', obj: 'connect_link', conv_id: conv, ref: taskRef });
      location.assign(text(url));
    } catch (error) {
      toasts.failed(error);
      setBusy(false);
    }
  };
  return (
    <Button kind="main" icon={<Icon name="link" />} busy={busy} onClick={() => void connect()}>
      {t('templates.connect')}
    </Button>
  );
}
