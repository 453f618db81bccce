/** What the first task of a template needs: what must be given stands open, the rest behind a line. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, text } from '../data/client.ts';
import { type Fault, isSecret, type Row } from '../process/add_task/rows.ts';
import { CopyLine } from '../ui/copy_line.tsx';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import css from './template_page.module.css';

interface Props {
  rows: Row[];
  faults: ReadonlyMap<number, Fault>;
  onChange(rows: Row[]): void;
}

export function FirstTask({ rows, faults, onChange }: Props) {
  const { t } = useTranslation();
  const isRequired = ({ param }: Row): boolean => param?.flags.includes('required') === true;
  const field = (row: Row) => (
    <Value
      key={row.key}
      row={row}
      fault={faults.get(row.key)}
      required={isRequired(row)}
      onChange={(value) => onChange(rows.map((one) => (one.key === row.key ? { ...row, value } : one)))}
    />
  );
  const optional = rows.filter((row) => !isRequired(row));
  return (
    <fieldset className={css.task}>
      <legend>{t('templates.firstTask')}</legend>
      {rows.filter(isRequired).map(field)}
      {optional.length > 0 && (
        <details open={optional.some(({ key }) => faults.has(key)) || undefined}>
          <summary>{t('templates.more', { count: optional.length })}</summary>
          <div className={css.more}>{optional.map(field)}</div>
        </details>
      )}
    </fieldset>
  );
}

interface ValueProps {
  row: Row;
  fault: Fault | undefined;
  required: boolean;
  onChange(value: string): void;
}

function Value({ row, fault, required, onChange }: ValueProps) {
  const { t } = useTranslation();
  const { name, type, value, param } = row;
  const error = fault === undefined ? undefined : 'text' in fault ? fault.text : t(`process.add.errors.${fault.key}`);
  const common = { label: name, hint: param?.about, error, value, required };
  if (type === 'boolean') {
    return (
      <SelectField {...common} onChange={(event) => onChange(event.target.value)}>
        <option value="">—</option>
        <option value="true">true</option>
        <option value="false">false</option>
      </SelectField>
    );
  }
  if (type === 'object' || type === 'array') {
    return <TextArea {...common} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
  }
  const secret = isSecret(row) ? { type: 'password', autoComplete: 'new-password' } : {};
  return <TextField {...common} {...secret} onChange={(event) => onChange(event.target.value)} />;
}

/** What the provider wants to know of this server before anybody can be let in. */
export function RedirectAddress() {
  const { t } = useTranslation();
  const conf = useQuery({ queryKey: ['conf'], queryFn: () => ask({ type: 'show', obj: 'conf', obj_type: 'ui' }) });
  if (!conf.isSuccess) return null;
  return (
    <div className={css.redirect}>
      <p className={css.soft}>{t('templates.redirect')}</p>
      <CopyLine label={t('templates.redirectLabel')} value={`${text(conf.data.public_url)}/oauth/callback`} />
    </div>
  );
}
