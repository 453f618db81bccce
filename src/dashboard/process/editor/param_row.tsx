/** A declared parameter: its name and type, what is asked of its value, and the tab it stands in. */
import { useTranslation } from 'react-i18next';
import { CheckBox } from '../../ui/field.tsx';
import css from './dialogs.module.css';
import type { Param } from './draft.ts';

export const TABS = ['input', 'local', 'output'] as const;
export type Tab = (typeof TABS)[number];
const TYPES = ['string', 'number', 'boolean', 'array', 'object'] as const;

/** The flags of a parameter that stands in this tab. */
export function flagsIn(tab: string, { flags }: Param): string[] {
  const kept = flags.filter((one) => one !== 'input' && one !== 'output');
  return tab === 'local' ? kept : [...kept, tab];
}

interface RowProps {
  param: Param;
  tab: Tab;
  number: number;
  twice: boolean;
  chosen: boolean;
  onChoose(chosen: boolean): void;
  onChange(fields: Partial<Param>): void;
}

export function ParamRow({ param, tab, number, twice, chosen, onChoose, onChange }: RowProps) {
  const { t } = useTranslation();
  const about = param.name || String(number);
  const flag = (name: string, on: boolean): void =>
    onChange({ flags: [...param.flags.filter((one) => one !== name), ...(on ? [name] : [])] });
  const text = (field: 'name' | 'descr' | 'regex' | 'regex_error_text') => (
    <input
      className={css.input}
      aria-label={`${t(`editor.params.fields.${field}`)} ${number}`}
      placeholder={t(`editor.params.fields.${field}`)}
      aria-invalid={(field === 'name' && (twice || param.name === '')) || undefined}
      value={param[field]}
      onChange={(event) => onChange({ [field]: event.target.value })}
    />
  );
  return (
    <div className={css.param}>
      <input
        type="checkbox"
        aria-label={t('editor.params.choose', { row: about })}
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      {text('name')}
      <select
        className={css.input}
        aria-label={t('editor.rows.type', { row: about })}
        value={param.type}
        onChange={(event) => onChange({ type: event.target.value })}
      >
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {t(`process.types.${type}`)}
          </option>
        ))}
      </select>
      {text('descr')}
      <div className={css.paramMore}>
        {(['required', 'auto-clear'] as const).map((name) => (
          <CheckBox
            key={name}
            label={t(`editor.params.${name === 'required' ? 'required' : 'autoClear'}`)}
            checked={param.flags.includes(name)}
            onChange={(event) => flag(name, event.target.checked)}
          />
        ))}
        <select
          className={css.input}
          aria-label={t('editor.params.moveTo', { row: about })}
          value={tab}
          onChange={({ target: { value } }) => onChange({ flags: flagsIn(value, param) })}
        >
          {TABS.map((one) => (
            <option key={one} value={one}>
              {t(`editor.params.${one}`)}
            </option>
          ))}
        </select>
        {tab !== 'local' && text('regex')}
        {tab !== 'local' && text('regex_error_text')}
      </div>
      {twice && <span className={css.refusal}>{t('editor.params.twice')}</span>}
    </div>
  );
}
