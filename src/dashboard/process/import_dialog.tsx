/** Tasks from a CSV file: what its columns are, how far it is, how it ended and which rows did not become tasks. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../base/json.ts';
import { ask, number, RequestError, request, rows, sendForm, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { errorText } from '../ui/error_text.ts';
import { CheckBox, SelectField } from '../ui/field.tsx';
import { Progress } from '../ui/progress.tsx';
import { Told } from '../ui/told.tsx';
import { refusalWords } from '../words/said.ts';
import { type Param, type ProcessInfo, useParams } from './data.ts';
import css from './import_dialog.module.css';

/** How often it is asked how far it is: the job is over in seconds, and only this dialog looks. */
const LOOK_MS = 500;

interface Job {
  hash: string;
  state: JsonObject;
}

export function ImportDialog({ info, onClose }: { info: ProcessInfo; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [divider, setDivider] = useState(',');
  const [encoding, setEncoding] = useState('utf-8');
  const [named, setNamed] = useState(true);
  const params = useParams(info.id);
  const columns = useColumns(file, { divider, encoding, named });
  const [error, setError] = useState<string>();
  const [job, setJob] = useJob(setError);
  const [busy, setBusy] = useState(false);
  const choose = (chosen: File | null): void => {
    setFile(chosen);
    if (chosen !== null) void dividerOf(chosen).then((found) => found !== null && setDivider(found));
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(undefined);
    // A second click would make every task twice.
    setBusy(true);
    try {
      setJob({ hash: await begin(info.id, form, columns), state: { status: 'in_progress' } });
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  const stop = (hash: string): void => {
    ask({ type: 'stop', obj: 'upload', hash }).catch((failure: unknown) => setError(errorText(failure)));
  };
  const running = job?.state.status === 'in_progress';
  const actions = running ? (
    <Button kind="danger" onClick={() => stop(job.hash)}>
      {t('process.import.stop')}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{t('shell.common.close')}</Button>
      {job === null && (
        <Button kind="main" type="submit" form={id} busy={busy} disabled={file === null}>
          {t('process.import.send')}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={t('process.import.title')} onClose={onClose} actions={actions} wide>
      {error !== undefined && (
        <p role="alert" className={css.error}>
          <Told text={error} />
        </p>
      )}
      {job !== null && <Outcome state={job.state} />}
      {job === null && (
        <form id={id} className={css.form} onSubmit={(event) => void submit(event)}>
          <p className={css.hint}>{t('process.import.about')}</p>
          <input
            type="file"
            name="from_file"
            accept=".csv,text/csv,text/plain"
            aria-label={t('process.import.file')}
            required
            onChange={(event) => choose(event.target.files?.[0] ?? null)}
          />
          <div className={css.choices}>
            <SelectField
              label={t('process.import.divider')}
              name="divider"
              value={divider}
              onChange={(event) => setDivider(event.target.value)}
            >
              {DIVIDERS.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </SelectField>
            <SelectField
              label={t('process.import.encoding')}
              name="encoding"
              value={encoding}
              onChange={(event) => setEncoding(event.target.value)}
            >
              <option>utf-8</option>
              <option>windows-1251</option>
            </SelectField>
          </div>
          <CheckBox
            label={t('process.import.named')}
            checked={named}
            name="names_in_first_row"
            onChange={(event) => setNamed(event.target.checked)}
          />
          {columns.length > 0 && <Columns key={columns.join()} columns={columns} params={params.data ?? []} />}
          <CheckBox label={t('process.import.source')} hint={t('process.import.sourceHint')} name="source" />
        </form>
      )}
    </Dialog>
  );
}

const DIVIDERS = [',', ';', '|'];
const CELLS = ['string', 'number', 'boolean', 'array', 'object'] as const;

function Columns({ columns, params }: { columns: string[]; params: Param[] }) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField label={t('process.import.reference')} name="reference_col_name">
        <option value="">{t('process.add.auto')}</option>
        {columns.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <fieldset className={css.columns}>
        <legend>{t('process.import.types')}</legend>
        {columns.map((name, index) => (
          <SelectField
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may be called alike, and do not change places.
            key={index}
            label={name}
            name="type"
            defaultValue={params.find((param) => param.name === name)?.type ?? 'string'}
          >
            {CELLS.map((type) => (
              <option key={type} value={type}>
                {t(`process.types.${type}`)}
              </option>
            ))}
          </SelectField>
        ))}
      </fieldset>
    </>
  );
}

function Outcome({ state }: { state: JsonObject }) {
  const { t } = useTranslation();
  const status = text(state.status);
  const url = text(state.errors_url);
  const counts = { made: number(state.ok_count), failed: number(state.err_count), all: number(state.all_count) };
  return (
    <div className={css.outcome} data-status={status}>
      <Progress label={t('process.import.title')} percent={number(state.progress)} />
      <p role="status">
        {t(`process.import.status.${status}`, counts)}{' '}
        {status === 'error' && <Told text={refusalWords(text(state.description), text(state.code))} />}
      </p>
      {url !== '' && (
        <a href={new URL(url).pathname} download="errors.csv">
          {t('process.import.errors')}
        </a>
      )}
    </div>
  );
}

interface Reading {
  divider: string;
  encoding: string;
  named: boolean;
}

async function firstLine(file: File, encoding: string): Promise<string> {
  const start = new TextDecoder(encoding).decode(await file.slice(0, 65_536).arrayBuffer());
  return start.split(/\r?\n/)[0] ?? '';
}

/** Of the file that was chosen last, read as was chosen last. */
function useColumns(file: File | null, { divider, encoding, named }: Reading): string[] {
  const [columns, setColumns] = useState<string[]>([]);
  useEffect(() => {
    let wanted = true;
    const told = (names: string[]): void => void (wanted && setColumns(names));
    if (file !== null) firstRow(file, { divider, encoding, named }).then(told, () => told([]));
    return () => {
      wanted = false;
    };
  }, [file, divider, encoding, named]);
  return columns;
}

/** The names of the columns as the server will read them. */
async function firstRow(file: File, { divider, encoding, named }: Reading): Promise<string[]> {
  const line = await firstLine(file, encoding);
  const cell = new RegExp(`(?:^|[${divider}])(?:"((?:[^"]|"")*)"|([^${divider}]*))`, 'g');
  const cells = [...line.matchAll(cell)].map(([, quoted, plain = '']) =>
    (quoted?.replaceAll('""', '"') ?? plain).trim(),
  );
  return named ? cells : cells.map((_cell, index) => `key${index + 1}`);
}

/** The divider that stands in the first line most often. */
async function dividerOf(file: File): Promise<string | null> {
  const line = await firstLine(file, 'utf-8');
  const [best] = DIVIDERS.map((one) => [one, line.split(one).length] as const).sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] > 1 ? best[0] : null;
}

async function begin(conv_id: number, given: FormData, columns: string[]): Promise<string> {
  const form = new FormData();
  const fields = {
    type: 'create',
    obj: 'task',
    conv_id: String(conv_id),
    divider: String(given.get('divider')),
    encoding: String(given.get('encoding')),
    names_in_first_row: given.get('names_in_first_row') === null ? 'false' : 'true',
    reference_col_name: String(given.get('reference_col_name') ?? ''),
    cols_convert_to: JSON.stringify(columns.map((_name, index) => String(given.getAll('type')[index] ?? 'string'))),
    ...(given.get('source') === null ? {} : { extra_sys_ip: 'true', extra_sys_filename: 'true' }),
    async: 'true',
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('from_file', given.get('from_file') as File);
  const [answer] = rows((await sendForm('/api/2/upload', form)).ops);
  if (answer === undefined || answer.proc !== 'ok')
    throw new RequestError(text(answer?.description), text(answer?.code));
  return text(answer.hash);
}

/** A job that is looked at until it has ended. */
function useJob(onError: (text: string | undefined) => void): [Job | null, (job: Job) => void] {
  const [job, setJob] = useState<Job | null>(null);
  const failed = useRef(onError);
  failed.current = onError;
  const hash = job?.hash;
  const running = job?.state.status === 'in_progress';
  useEffect(() => {
    if (hash === undefined || !running) return undefined;
    const look = async (): Promise<void> => {
      try {
        const [state] = rows((await request('GET', `/api/2/upload/info?hash=${hash}`)).ops);
        if (state !== undefined) setJob({ hash, state });
        failed.current(undefined);
      } catch (error) {
        failed.current(errorText(error));
      }
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [hash, running]);
  return [job, setJob];
}
