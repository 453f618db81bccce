/** Makes the draft live: shows what will change, saves what is left, and says at which nodes it was refused. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, RequestError } from '../../data/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { errorText } from '../../ui/error_text.ts';
import { useToasts } from '../../ui/toast.tsx';
import { Told } from '../../ui/told.tsx';
import css from './dialogs.module.css';
import { DifferenceList } from './difference_panel.tsx';
import type { Saver } from './saver.ts';
import { deployErrors } from './server.ts';
import { useEditor, useStore } from './store.ts';
import { useDifference } from './use_model.ts';

interface Props {
  saver: Saver;
  onClose(): void;
  onProblems(): void;
}

export function DeployDialog({ saver, onClose, onProblems }: Props) {
  const { t } = useTranslation();
  const store = useStore();
  const toasts = useToasts();
  const compared = useDifference(true);
  const problems = useEditor((state) => state.problems);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const errors = problems?.filter(({ level }) => level === 'error').length ?? 0;
  const deploy = async (): Promise<void> => {
    setBusy(true);
    setRefusal('');
    try {
      let deployed = false;
      const saved = await saver.act(async (version) => {
        if (version === null) return;
        await ask({ type: 'confirm', obj: 'commit', conv_id: store.state.about.id, version });
        deployed = true;
      });
      if (!saved) throw new Error(store.state.refusal || t('editor.saving.disputed'));
      toasts.done(t(deployed ? 'editor.deploy.done' : 'editor.deploy.nothing'));
      onClose();
    } catch (error) {
      setBusy(false);
      setRefusal(errorText(error));
      const told = error instanceof RequestError ? deployErrors(error.details) : [];
      if (told.length > 0) await saver.check();
    }
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" busy={busy} onClick={() => void deploy()}>
        {t('editor.deploy.button')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('editor.deploy.title')} onClose={onClose} actions={actions} wide>
      <p>{t('editor.deploy.text')}</p>
      {refusal !== '' && (
        <p role="alert" className={css.refusal}>
          <Told text={refusal} />
        </p>
      )}
      {errors > 0 && (
        <p>
          {t('editor.deploy.errors', { count: errors })}{' '}
          <Button
            onClick={() => {
              onClose();
              onProblems();
            }}
          >
            {t('editor.deploy.show')}
          </Button>
        </p>
      )}
      {compared === null ? <p>{t('editor.deploy.first')}</p> : <DifferenceList compared={compared} />}
    </Dialog>
  );
}
