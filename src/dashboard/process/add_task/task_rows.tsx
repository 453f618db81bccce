/** The parameters of a task, one below the other: name, type, value. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Told } from '../../ui/told.tsx';
import { language } from '../../words/index.ts';
import { inLanguage } from '../in_language.ts';
import css from './add_task.module.css';
import { type Fault, isSecret, newRow, type Row, TYPES, type ValueType } from './rows.ts';

interface Props {
  rows: Row[];
  faults: ReadonlyMap<number, Fault>;
  onChange(rows: Row[]): void;
}

export function TaskRows({ rows, faults, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.rows}>
      {rows.map((row) => (
        <TaskRow
          key={row.key}
          row={row}
          fault={faults.get(row.key)}
          onChange={(changed) => onChange(rows.map((one) => (one.key === row.key ? changed : one)))}
          onRemove={() => onChange(rows.filter(({ key }) => key !== row.key))}
        />
      ))}
      <div>
        <Button kind="quiet" icon={<Icon name="add" />} onClick={() => onChange([...rows, newRow()])}>
          {t('process.add.addRow')}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  row: Row;
  fault: Fault | undefined;
  onChange(row: Row): void;
  onRemove(): void;
}

function TaskRow({ row, fault, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const { key, name, type, param } = row;
  const isOwn = param === null && row.isKept !== true;
  const about = inLanguage(param?.about ?? '', language());
  const note = fault === undefined ? about : 'text' in fault ? fault.text : t(`process.add.errors.${fault.key}`);
  const described = note === undefined || note === '' ? undefined : `row${key}n`;
  const required = param?.flags.includes('required') === true;
  return (
    <div className={css.row} data-param={name}>
      {isOwn ? (
        <input
          className={css.name}
          aria-label={t('process.add.name')}
          placeholder={t('process.add.name')}
          value={name}
          onChange={(event) => onChange({ ...row, name: event.target.value })}
        />
      ) : (
        <label className={css.declared} htmlFor={`row${key}`} title={name}>
          {name}
          {required && <abbr title={t('process.add.required')}>*</abbr>}
        </label>
      )}
      {param !== null ? (
        <span className={css.fixed} title={t(`process.types.${type}`)}>
          {type.charAt(0).toUpperCase()}
        </span>
      ) : (
        <select
          className={css.type}
          aria-label={t('process.add.typeOf', { name: name || t('process.add.name') })}
          value={type}
          onChange={(event) => onChange({ ...row, type: event.target.value as ValueType })}
        >
          {TYPES.map((one) => (
            <option key={one} value={one} title={t(`process.types.${one}`)}>
              {one.charAt(0).toUpperCase()}
            </option>
          ))}
        </select>
      )}
      <Value {...{ row, onChange }} described={described} invalid={fault !== undefined} />
      {isOwn ? (
        <Button kind="quiet" icon={<Icon name="close" />} label={t('process.add.removeRow')} onClick={onRemove} />
      ) : (
        <span />
      )}
      {described !== undefined && (
        <div id={described} className={fault === undefined ? css.hint : css.fault} role={fault && 'alert'}>
          <Told text={note ?? ''} />
        </div>
      )}
    </div>
  );
}

/** Longer texts, and those of several lines, get room. */
const LONG = 80;

interface ValueProps {
  row: Row;
  described: string | undefined;
  invalid: boolean;
  onChange(row: Row): void;
}

function Value({ row, described, invalid, onChange }: ValueProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  // As it was at first: a field that changed its kind while somebody types would lose the focus.
  const [isLong] = useState(row.value.length > LONG || row.value.includes('\n'));
  const { key, name, type, value, param } = row;
  const common = {
    id: `row${key}`,
    'aria-label': param === null && row.isKept !== true ? t('process.add.value') : name,
    'aria-describedby': described,
    'aria-invalid': invalid || undefined,
    value,
    className: css.value,
    onChange: (event: { target: { value: string } }) => onChange({ ...row, value: event.target.value }),
  };
  if (type === 'boolean') {
    return (
      <select {...common}>
        <option value="">—</option>
        <option value="true">true</option>
        <option value="false">false</option>
      </select>
    );
  }
  if (type === 'array' || type === 'object') {
    return <textarea {...common} rows={2} spellCheck={false} placeholder={type === 'array' ? '[]' : '{}'} />;
  }
  if (isLong && !isSecret(row)) return <textarea {...common} rows={4} spellCheck={false} />;
  if (!isSecret(row))
    return <input {...common} autoComplete="off" inputMode={type === 'number' ? 'decimal' : 'text'} />;
  return (
    <span className={css.secret}>
      <input {...common} type={shown ? 'text' : 'password'} autoComplete="new-password" />
      <Button
        kind="quiet"
        icon={<Icon name="eye" />}
        label={t('process.add.show')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      />
    </span>
  );
}
