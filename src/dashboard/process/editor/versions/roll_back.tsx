/** Makes an old version live again, once a person has agreed: it goes live at once, and the draft is dropped. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../../data/client.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import type { Saver } from '../saver.ts';
import { useEditor, useStore } from '../store.ts';

export function RollBack({ saver, version, onDone }: { saver: Saver; version: number; onDone: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const toasts = useToasts();
  const id = useEditor(({ about }) => about.id);
  const [asking, setAsking] = useState(false);
  const rollBack = async (): Promise<void> => {
    try {
      const done = await saver.act(async (draft) => {
        await ask({ type: 'roll_back', obj: 'commit', conv_id: id, version });
        // Only now: a roll back that is refused leaves the draft as it was.
        if (draft !== null) await ask({ type: 'delete', obj: 'commits', conv_id: id, version: draft });
      });
      if (!done) throw new Error(store.state.refusal || t('editor.saving.disputed'));
      toasts.done(t('editor.history.done', { version }));
      onDone();
    } catch (error) {
      toasts.failed(error);
    }
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('editor.history.rollBack')}</Button>
      {asking && (
        <Confirm
          title={t('editor.history.rollBackTitle', { version })}
          deed={t('editor.history.rollBack')}
          onClose={() => setAsking(false)}
          onConfirm={rollBack}
        >
          {t('editor.history.sure')}
        </Confirm>
      )}
    </>
  );
}
