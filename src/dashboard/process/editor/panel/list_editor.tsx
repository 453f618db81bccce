/** Lists that are no rows: names to reply with, totals of a Sum, fields of a form. */
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../../base/json.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { objects, textOf } from '../draft.ts';
import css from './panel.module.css';

type Control = 'names' | 'sums' | 'form_fields';

interface Props {
  label: string;
  help: string;
  control: Control;
  value: Json;
  field: string;
  onChange(value: Json): void;
}

const COLUMNS: Record<Control, string[]> = {
  names: ['name'],
  sums: ['id', 'name', 'value'],
  form_fields: ['id', 'label', 'type', 'required', 'default'],
};
const FORM_TYPES = ['text', 'number', 'select', 'checkbox', 'radio', 'textarea', 'date'];

export function ListEditor({ label, help, control, value, field, onChange }: Props) {
  const { t } = useTranslation();
  const items: JsonObject[] =
    control === 'names'
      ? (Array.isArray(value) ? value : []).map((name): JsonObject => ({ name: textOf(name) }))
      : objects(value);
  const change = (next: JsonObject[]): void =>
    onChange(control === 'names' ? next.map(({ name }) => name ?? '') : next);
  const add = (): void => {
    const made: Record<Control, JsonObject> = {
      names: { name: '' },
      sums: { id: String(Date.now()), name: '', value: '1' },
      form_fields: { id: '', label: '', type: 'text', required: false, default: '' },
    };
    change([...items, made[control]]);
  };
  return (
    <fieldset className={css.rows} data-field={field}>
      <legend className={css.label}>{label}</legend>
      {help !== '' && <p className={css.hint}>{help}</p>}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name but its place
        <div key={index} className={css.listRow}>
          {COLUMNS[control].map((column) => (
            <Cell
              key={column}
              column={column}
              row={index + 1}
              value={item[column] ?? ''}
              onChange={(next) => change(items.map((one, at) => (at === index ? { ...one, [column]: next } : one)))}
            />
          ))}
          <Button
            kind="quiet"
            icon={<Icon name="close" size={16} />}
            label={t('editor.rows.remove', { row: index + 1 })}
            onClick={() => change(items.filter((_one, at) => at !== index))}
          />
        </div>
      ))}
      <Button icon={<Icon name="add" size={16} />} onClick={add}>
        {t('editor.rows.add')}
      </Button>
    </fieldset>
  );
}

function Cell({
  column,
  row,
  value,
  onChange,
}: {
  column: string;
  row: number;
  value: Json;
  onChange(value: Json): void;
}) {
  const { t } = useTranslation();
  const label = `${t(`editor.columns.${column}`)} ${row}`;
  if (column === 'required') {
    return (
      <input
        type="checkbox"
        aria-label={label}
        title={label}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  }
  if (column === 'type') {
    return (
      <select
        className={css.type}
        aria-label={label}
        value={textOf(value)}
        onChange={(event) => onChange(event.target.value)}
      >
        {FORM_TYPES.map((type) => (
          <option key={type} value={type}>
            {t(`editor.formTypes.${type}`)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      className={css.small}
      aria-label={label}
      placeholder={t(`editor.columns.${column}`)}
      value={textOf(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
