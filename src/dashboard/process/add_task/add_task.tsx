/**
 * Add task: makes a task, or modifies one. The reference is made by the server unless the box is unticked. What was sent
 * last stands there again, but for secrets; what the server refuses is said at the field it is about.
 */

import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { CodeBox } from '../../code/code_box.tsx';
import { ask, RequestError, text } from '../../data/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { errorText } from '../../ui/error_text.ts';
import { CheckBox, TextField } from '../../ui/field.tsx';
import { Loading } from '../../ui/state.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { Told } from '../../ui/told.tsx';
import { type Param, type ProcessInfo, useParams } from '../data.ts';
import css from './add_task.module.css';
import { changedData, keptRows, lastOf, newRow, parsedJson, type Row, readRows, remember, rowsOf } from './rows.ts';
import { TaskRows } from './task_rows.tsx';

/** A task to begin with: to be modified, or sent again. */
export interface Given {
  mode: 'create' | 'modify';
  ref: string | null;
  obj_id?: string;
  data: JsonObject;
}

interface Props {
  info: ProcessInfo;
  given?: Given | undefined;
  /** The reference that the first task is to have, as its template says. */
  named?: string | undefined;
  onClose(): void;
  onSent(task: { obj_id: string; ref: string | null }): void;
}

export function AddTask(props: Props) {
  const { t } = useTranslation();
  const params = useParams(props.info.id);
  if (params.data !== undefined || params.isError) return <Form {...props} params={params.data ?? []} />;
  return (
    <Dialog title={t(`process.add.titles.${props.given?.mode ?? 'create'}`)} onClose={props.onClose}>
      <Loading />
    </Dialog>
  );
}

interface Shape {
  mode: 'create' | 'modify';
  auto: boolean;
  ref: string;
  rows: Row[];
  /** The data of the one task that is modified. */
  before: JsonObject | null;
  /** The text of the JSON twin while it is edited. */
  json: string | null;
}

function firstShape({
  info,
  given,
  named,
  params,
}: Pick<Props, 'info' | 'given' | 'named'> & { params: Param[] }): Shape {
  const last = given === undefined ? lastOf(info.id) : null;
  const mode = given?.mode ?? 'create';
  const data = given?.data ?? last?.data ?? {};
  const ref = given?.ref ?? named ?? last?.ref ?? '';
  const auto = mode === 'create' && named === undefined && (given === undefined ? (last?.auto ?? true) : true);
  const before = mode === 'modify' && given !== undefined ? data : null;
  const rows = before === null ? rowsOf(params, data) : keptRows(before, {});
  return { mode, auto, ref, before, rows: rows.length === 0 ? [newRow()] : rows, json: null };
}

interface Problems {
  faults: ReturnType<typeof readRows>['faults'];
  ref?: string;
  json?: string;
  all?: string;
}

const NO_PROBLEMS: Problems = { faults: new Map() };

function Form({ info, given, named, params, onClose, onSent }: Props & { params: Param[] }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const id = useId();
  const [shape, setShape] = useState(() => firstShape({ info, given, named, params }));
  const [problems, setProblems] = useState<Problems>(NO_PROBLEMS);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Shape>): void => setShape({ ...shape, ...part });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = checked(shape, params);
    if ('problems' in read) return setProblems(told(read.problems, t));
    setBusy(true);
    try {
      const data = shape.before === null ? read.data : changedData(shape.before, read.data);
      const task = await send(info.id, shape, data, given?.obj_id);
      if (shape.mode === 'create') remember(info.id, { ...shape, rows: read.rows });
      toasts.done(t(`process.add.done.${shape.mode}`));
      onSent(task);
      onClose();
    } catch (error) {
      // JSON has no rows that it could stand at.
      setProblems(refused(error, shape.json === null ? read.rows : [], t));
      setBusy(false);
    }
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" type="submit" form={id} busy={busy}>
        {t(`process.add.send.${shape.mode}`)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(`process.add.titles.${given?.mode ?? 'create'}`)} onClose={onClose} actions={actions} wide>
      <form id={id} className={css.form} noValidate onSubmit={(event) => void submit(event)}>
        {problems.all !== undefined && (
          <p role="alert" className={css.error}>
            <Told text={problems.all} />
          </p>
        )}
        {given === undefined && <Mode shape={shape} onChange={(mode) => change({ mode })} />}
        <Reference shape={shape} fixed={given?.obj_id !== undefined} error={problems.ref} onChange={change} />
        {shape.mode === 'modify' && <p className={css.about}>{t('process.add.modifyHint')}</p>}
        <Data {...{ shape, params, problems }} onChange={change} />
      </form>
    </Dialog>
  );
}

function Mode({ shape, onChange }: { shape: Shape; onChange: (mode: Shape['mode']) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={css.modes}>
      <legend className="hidden-text">{t('process.add.mode')}</legend>
      {(['create', 'modify'] as const).map((mode) => (
        <label key={mode} className={shape.mode === mode ? css.chosen : undefined}>
          <input type="radio" name="mode" checked={shape.mode === mode} onChange={() => onChange(mode)} />
          {t(`process.add.modes.${mode}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface ReferenceProps {
  shape: Shape;
  fixed: boolean;
  error: string | undefined;
  onChange: (part: Partial<Shape>) => void;
}

function Reference({ shape, fixed, error, onChange }: ReferenceProps) {
  const { t } = useTranslation();
  const { mode, auto, ref } = shape;
  const made = mode === 'create' && auto;
  return (
    <div className={css.reference}>
      <TextField
        label={t('process.add.reference')}
        value={made ? '' : ref}
        placeholder={made ? t('process.add.generated') : ''}
        disabled={made || fixed}
        required={!made}
        maxLength={255}
        error={error}
        onChange={(event) => onChange({ ref: event.target.value })}
      />
      {mode === 'create' && (
        <CheckBox
          label={t('process.add.auto')}
          checked={auto}
          onChange={(event) => onChange({ auto: event.target.checked })}
        />
      )}
    </div>
  );
}

interface DataProps {
  shape: Shape;
  params: Param[];
  problems: Problems;
  onChange: (part: Partial<Shape>) => void;
}

function Data({ shape, params, problems, onChange }: DataProps) {
  const { t } = useTranslation();
  const { rows, json, mode, before } = shape;
  const toJson = (): void => onChange({ json: JSON.stringify(readRows(rows, false).data, null, 2) });
  const toRows = (): void => {
    const value = parsedJson(json ?? '');
    if (!isData(value)) return;
    onChange({
      json: null,
      rows: before === null ? rowsOf(mode === 'create' ? params : [], value) : keptRows(before, value),
    });
  };
  const written = json === null ? null : parsedJson(json);
  const left =
    before === null || !isData(written) ? [] : Object.keys(before).filter((name) => !Object.hasOwn(written, name));
  return (
    <section className={css.data}>
      <header>
        <h3>{t('process.add.params')}</h3>
        <span className={css.buttons}>
          {before === null && (
            <Button
              kind="quiet"
              onClick={() => onChange({ rows: rows.map((row) => ({ ...row, value: '' })), json: null })}
            >
              {t('process.add.clear')}
            </Button>
          )}
          <Button kind="quiet" aria-pressed={json !== null} onClick={json === null ? toJson : toRows}>
            {t(json === null ? 'process.add.asJson' : 'process.add.asForm')}
          </Button>
        </span>
      </header>
      {json === null ? (
        <TaskRows rows={rows} faults={problems.faults} onChange={(changed) => onChange({ rows: changed })} />
      ) : (
        <CodeBox
          label={t('process.add.json')}
          language="json"
          value={json}
          error={isData(parsedJson(json)) ? problems.json : t('process.add.errors.json')}
          onChange={(changed) => onChange({ json: changed })}
        />
      )}
      {left.length > 0 && (
        <p role="status" className={css.about}>
          {t('debug.task.kept', { names: left.join(', '), count: left.length })}
        </p>
      )}
    </section>
  );
}

function isData(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Unwell = { ref: boolean; json: boolean; faults: Problems['faults'] };

function checked(shape: Shape, params: Param[]): { data: JsonObject; rows: Row[] } | { problems: Unwell } {
  const creating = shape.mode === 'create';
  const ref = (!creating || !shape.auto) && shape.ref.trim() === '';
  if (shape.json === null) {
    const { data, faults } = readRows(shape.rows, creating);
    return ref || faults.size > 0 ? { problems: { ref, json: false, faults } } : { data, rows: shape.rows };
  }
  const value = parsedJson(shape.json);
  const json = !isData(value);
  if (ref || json) return { problems: { ref, json, faults: new Map() } };
  return { data: value, rows: rowsOf(params, value) };
}

type Words = (key: string) => string;

function told({ ref, json, faults }: Unwell, t: Words): Problems {
  return {
    faults,
    ...(ref ? { ref: t('process.add.errors.reference') } : {}),
    ...(json ? { json: t('process.add.errors.json') } : {}),
  };
}

/** What the server says, at the field it names. */
function refused(error: unknown, rows: Row[], t: Words): Problems {
  const words = errorText(error);
  if (!(error instanceof RequestError)) return { faults: new Map(), all: words };
  if (error.code === 'not_unical_ref') return { faults: new Map(), ref: t('process.add.errors.taken') };
  if (error.code === 'not_found_task') return { faults: new Map(), ref: t('process.add.errors.missing') };
  const row = rows.find(({ name }) => name !== '' && new RegExp(`\\b${escaped(name)}\\b`).test(error.message));
  if (row === undefined) return { faults: new Map(), all: words };
  return { faults: new Map([[row.key, { text: words }]]) };
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function send(conv_id: number, shape: Shape, data: JsonObject, obj_id: string | undefined) {
  const { mode, auto, ref } = shape;
  const which = obj_id !== undefined ? { obj_id } : mode === 'create' && auto ? {} : { ref: ref.trim() };
  const answer = await ask({ type: mode, obj: 'task', conv_id, data, ...which });
  return { obj_id: text(answer.obj_id), ref: text(answer.ref) || null };
}
