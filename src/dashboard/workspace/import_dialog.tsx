/** Takes exports in: files chosen or dropped, one after the other, each with how far it is and what came of it. */
import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckBox, SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './dialogs.module.css';
import { type FileState, ImportedFile } from './import_report.tsx';
import { beginImport, follow, stop } from './job.ts';
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
  const begun = states.length > 0;
  const isOver = begun && states.every(({ step }) => step === 'done' || step === 'failed');
  const start = async (): Promise<void> => {
    setStates(files.map(() => ({ step: 'waiting' })));
    for (const [index, file] of files.entries()) {
      const tell = (state: FileState): void => setStates((all) => all.map((one, at) => (at === index ? state : one)));
      await importOne(file, { folder, timerUnit, rewriteAliases }, tell);
      await run(async () => undefined);
    }
  };
  const choose = (event: ChangeEvent<HTMLInputElement>): void => setFiles([...(event.target.files ?? [])]);
  const actions = isOver ? (
    <Button kind="main" autoFocus onClick={onClose}>
      {t('shell.common.close')}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" data-focus busy={begun} disabled={files.length === 0} onClick={() => void start()}>
        {t('workspace.import.deed')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('workspace.import.title')} onClose={onClose} actions={actions}>
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
  tell: (state: FileState) => void,
): Promise<void> {
  try {
    tell({ step: 'running', percent: 0, onStop: () => undefined });
    const hash = await beginImport(file, options);
    const onStop = (): void => void stop(hash).catch(() => undefined);
    const { status, result } = await follow(hash, (percent) => tell({ step: 'running', percent, onStop }));
    tell({ step: 'done', stopped: status === 'stopped', result });
  } catch (error) {
    tell({ step: 'failed', text: error instanceof Error ? error.message : String(error) });
  }
}
