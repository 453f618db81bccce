/** Takes exports in: files chosen or dropped, one after the other, each with how far it is and what came of it. */
import { type ChangeEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rows } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckBox, SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './dialogs.module.css';
import { type FileState, ImportedFile } from './import_report.tsx';
import { beginImport, follow, stop } from './job.ts';
import { rollBack } from './roll_back.ts';
import { useRun } from './use_run.ts';

interface Props {
  folder: number;
  files: File[];
  onClose(): void;
}

export function ImportDialog({ folder, files: given, onClose }: Props) {
  const { t } = useTranslation();
  const run = useRun();
  const [files, setFiles] = useState(given);
  const [states, setStates] = useState<FileState[]>([]);
  const [timerUnit, setTimerUnit] = useState('auto');
  const [rewriteAliases, setRewriteAliases] = useState(false);
  const stopped = useRef(false);
  const [stopping, setStopping] = useState(false);
  const [undoing, setUndoing] = useState(false);
  const begun = states.length > 0;
  const isOver = begun && states.every(({ step }) => step !== 'waiting' && step !== 'running');
  const canUndo = isOver && states.some((state) => state.step === 'done' && rows(state.result.scheme).length > 0);
  const start = async (): Promise<void> => {
    setStates(files.map(() => ({ step: 'waiting' })));
    for (const [index, file] of files.entries()) {
      const tell = (state: FileState): void => setStates((all) => all.map((one, at) => (at === index ? state : one)));
      if (stopped.current) tell({ step: 'stopped' });
      else await importOne(file, { folder, timerUnit, rewriteAliases }, { tell, isStopped: () => stopped.current });
      await run(async () => undefined);
    }
  };
  const stopAll = (): void => {
    stopped.current = true;
    setStopping(true);
  };
  const undo = async (): Promise<void> => {
    setUndoing(true);
    const done = states.flatMap((state) => (state.step === 'done' ? [state.result] : []));
    // The last first: what came first may be meant by what came after it.
    await run(async () => {
      for (const result of done.reverse()) await rollBack(result);
      setStates((all) => all.map((state) => (state.step === 'done' ? { step: 'undone' } : state)));
    });
    setUndoing(false);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>): void => setFiles([...(event.target.files ?? [])]);
  const actions = isOver ? (
    <>
      {canUndo && (
        <Button icon={<Icon name="undo" />} busy={undoing} onClick={() => void undo()}>
          {t('workspace.import.undo')}
        </Button>
      )}
      <Button kind="main" autoFocus onClick={onClose}>
        {t('shell.common.close')}
      </Button>
    </>
  ) : begun ? (
    <Button icon={<Icon name="stop" />} busy={stopping} onClick={stopAll}>
      {t('workspace.import.stop')}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" data-focus disabled={files.length === 0} onClick={() => void start()}>
        {t('workspace.import.deed')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('workspace.import.title')} onClose={onClose} actions={actions} wide={begun}>
      {!begun && (
        <label className={css.drop}>
          <Icon name="up" size={26} />
          <span>{files.length === 0 ? t('workspace.import.choose') : t('workspace.import.chooseOther')}</span>
          <input
            className="hidden-text"
            type="file"
            multiple
            accept=".json,.zip,application/json,application/zip"
            onChange={choose}
          />
        </label>
      )}
      {files.length > 0 && (
        <ul className={css.files}>
          {files.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and their order never changes
            <ImportedFile key={`${index} ${file.name}`} file={file} state={states[index]} onLeave={onClose} />
          ))}
        </ul>
      )}
      {!begun && <Options {...{ timerUnit, setTimerUnit, rewriteAliases, setRewriteAliases }} />}
    </Dialog>
  );
}

interface OptionsProps {
  timerUnit: string;
  setTimerUnit(unit: string): void;
  rewriteAliases: boolean;
  setRewriteAliases(rewrite: boolean): void;
}

function Options({ timerUnit, setTimerUnit, rewriteAliases, setRewriteAliases }: OptionsProps) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField
        label={t('workspace.import.unit')}
        hint={t('workspace.import.unitHint')}
        value={timerUnit}
        onChange={(event) => setTimerUnit(event.target.value)}
      >
        {['auto', 'seconds', 'units'].map((unit) => (
          <option key={unit} value={unit}>
            {t(`workspace.import.units.${unit}`)}
          </option>
        ))}
      </SelectField>
      <CheckBox
        label={t('workspace.import.aliases')}
        hint={t('workspace.import.aliasesHint')}
        checked={rewriteAliases}
        onChange={(event) => setRewriteAliases(event.target.checked)}
      />
    </>
  );
}

async function importOne(
  file: File,
  options: Parameters<typeof beginImport>[1],
  { tell, isStopped }: { tell(state: FileState): void; isStopped(): boolean },
): Promise<void> {
  try {
    tell({ step: 'running', percent: 0 });
    const hash = await beginImport(file, options);
    const { status, result } = await follow(hash, (percent) => {
      if (isStopped()) void stop(hash).catch(() => undefined);
      tell({ step: 'running', percent });
    });
    // Where it was stopped too late, all of it is there.
    const isOver = status === 'stopped' && rows(result.scheme).length === 0;
    tell(isOver ? { step: 'stopped' } : { step: 'done', result });
  } catch (error) {
    tell({ step: 'failed', error });
  }
}
