/** Names with values and types: what Corezoid writes as two objects side by side. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import css from './panel.module.css';
import { usePreview } from './preview.tsx';

interface Row {
  id: number;
  name: string;
  value: string;
  type: string;
}

interface Props {
  label: string;
  help?: string;
  values: JsonObject;
  /** null: the rows have no types. */
  types: JsonObject | null;
  suggest: Suggest;
  onChange(values: JsonObject, types: JsonObject): void;
  field: string;
}

const TYPES = ['string', 'number', 'boolean', 'array', 'object'] as const;

let nextId = 1;

export function RowsEditor({ label, help, values, types, suggest, onChange, field }: Props) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(() => readRows(values, types));
  const written = useRef(JSON.stringify([values, types]));
  const now = JSON.stringify([values, types]);
  useEffect(() => {
    // Undo, the JSON twin, or somebody else: rows that are not finished yet go.
    if (now === written.current) return;
    written.current = now;
    const [read, readTypes] = JSON.parse(now) as [JsonObject, JsonObject | null];
    setRows(readRows(read, readTypes));
  }, [now]);
  const change = (next: Row[]): void => {
    setRows(next);
    const named = next.filter(({ name }) => name !== '');
    const made = Object.fromEntries(named.map(({ name, value }) => [name, value]));
    const madeTypes = types === null ? null : Object.fromEntries(named.map(({ name, type }) => [name, type]));
    written.current = JSON.stringify([made, madeTypes]);
    onChange(made, madeTypes ?? {});
  };
  const edit = (id: number, fields: Partial<Row>): void =>
    change(rows.map((row) => (row.id === id ? { ...row, ...fields } : row)));
  return (
    <fieldset className={css.rows} data-field={field}>
      <legend className={css.label}>{label}</legend>
      {help !== undefined && help !== '' && <p className={css.hint}>{help}</p>}
      {rows.map((row, index) => (
        <RowFields
          key={row.id}
          {...{ row, suggest }}
          number={index + 1}
          typed={types !== null}
          twice={row.name !== '' && rows.some((one) => one.id !== row.id && one.name === row.name)}
          onEdit={(fields) => edit(row.id, fields)}
          onRemove={() => change(rows.filter((one) => one.id !== row.id))}
        />
      ))}
      <Button
        icon={<Icon name="add" size={16} />}
        onClick={() => setRows([...rows, { id: nextId++, name: '', value: '', type: 'string' }])}
      >
        {t('editor.rows.add')}
      </Button>
    </fieldset>
  );
}

interface RowProps {
  row: Row;
  number: number;
  typed: boolean;
  twice: boolean;
  suggest: Suggest;
  onEdit(fields: Partial<Row>): void;
  onRemove(): void;
}

function RowFields({ row, number, typed, twice, suggest, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation();
  const preview = usePreview();
  const about = row.name === '' ? String(number) : row.name;
  return (
    <div className={css.row}>
      <input
        className={css.small}
        aria-label={t('editor.rows.name', { row: number })}
        placeholder={t('editor.rows.namePlace')}
        aria-invalid={twice || undefined}
        title={twice ? t('editor.rows.twice') : undefined}
        value={row.name}
        onChange={(event) => onEdit({ name: event.target.value })}
      />
      {typed && (
        <select
          className={css.type}
          aria-label={t('editor.rows.type', { row: about })}
          value={row.type}
          onChange={(event) => onEdit({ type: event.target.value })}
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {t(`process.types.${type}`)}
            </option>
          ))}
        </select>
      )}
      <Button
        kind="quiet"
        icon={<Icon name="close" size={16} />}
        label={t('editor.rows.remove', { row: about })}
        onClick={onRemove}
      />
      <div className={css.rowValue}>
        <CodeBox
          bare
          line={row.type !== 'object' && row.type !== 'array'}
          label={t('editor.rows.value', { row: about })}
          language={row.type === 'object' || row.type === 'array' ? 'json' : 'expression'}
          value={row.value}
          suggest={suggest}
          onChange={(value) => {
            preview.show(row.name, value);
            onEdit({ value });
          }}
          onFocus={(value) => preview.show(row.name, value)}
        />
      </div>
    </div>
  );
}

function readRows(values: JsonObject, types: JsonObject | null): Row[] {
  return Object.entries(values).map(([name, value]) => {
    const type = types?.[name];
    const known = typeof type === 'string' && (TYPES as readonly string[]).includes(type) ? type : 'string';
    return { id: nextId++, name, value: typeof value === 'string' ? value : JSON.stringify(value), type: known };
  });
}
