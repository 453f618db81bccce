/** Makes the draft live: shows what will change, saves what is left, and says at which nodes it was refused. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, RequestError } from '../../data/client.ts';
import { isObject } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { errorText } from '../../ui/error_text.ts';
import { useToasts } from '../../ui/toast.tsx';
import { Told } from '../../ui/told.tsx';
import css from './dialogs.module.css';
import { DifferenceList } from './difference_panel.tsx';
import { useProblemTexts } from './problem_names.ts';
import type { Saver } from './saver.ts';
import { type Problem, useEditor, useStore } from './store.ts';
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
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const errors = problems?.filter(({ level }) => level === 'error') ?? [];
  const deploy = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
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
      const isOfErrors = error instanceof RequestError && isObject(error.details.errors);
      if (isOfErrors) await saver.check();
      setBusy(false);
      setRefusal({ text: errorText(error), isOfErrors });
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
      {refusal !== null && <Refused {...refusal} errors={errors} />}
      {errors.length > 0 && (
        <p>
          {t('editor.deploy.errors', { count: errors.length })}{' '}
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

interface Refusal {
  text: string;
  /** The draft has errors, and they are known by now. */
  isOfErrors: boolean;
}

/** So many errors are told here; all of them stand among the problems. */
const TOLD = 5;

function Refused({ text, isOfErrors, errors }: Refusal & { errors: readonly Problem[] }) {
  const { t } = useTranslation();
  const { nameOf, textOf } = useProblemTexts();
  return (
    <div role="alert" className={css.refusal}>
      {isOfErrors && errors.length > 0 ? (
        <>
          {t('editor.deploy.refused')}
          <ul>
            {errors.slice(0, TOLD).map((problem) => (
              <li key={`${problem.code} ${problem.nodeId} ${problem.message}`}>
                {problem.nodeId !== null && <strong>{nameOf(problem)}: </strong>}
                <Told text={textOf(problem)} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Told text={text} />
      )}
    </div>
  );
}
