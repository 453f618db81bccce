/** The declared parameters of the process: what it takes, what only it uses, what it answers with. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import css from './dialogs.module.css';
import type { Param } from './draft.ts';
import { useEditor, useStore } from './store.ts';

const TABS = ['input', 'local', 'output'] as const;
type Tab = (typeof TABS)[number];
const TYPES = ['string', 'number', 'boolean', 'array', 'object'] as const;

/** A parameter without a direction is local; one with both stands in both tabs. */
function isIn(tab: Tab, { flags }: Param): boolean {
  return tab === 'local' ? !flags.includes('input') && !flags.includes('output') : flags.includes(tab);
}

export function ParamsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const params = useEditor(({ history }) => history.present.params);
  const refMask = useEditor(({ history }) => history.present.ref_mask);
  const mayEdit = useEditor(({ about }) => about.mayEdit);
  const [tab, setTab] = useState<Tab>('input');
  const change = (next: Param[], key?: string): void => store.edit((draft) => ({ ...draft, params: next }), key);
  const add = (): void => {
    const flags = tab === 'local' ? [] : [tab];
    change([...params, { name: '', type: 'string', descr: '', flags, regex: '', regex_error_text: '' }]);
  };
  return (
    <Dialog title={t('editor.params.title')} onClose={onClose} wide>
      <div role="tablist" className={css.tabs} aria-label={t('editor.params.title')}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={tab === one}
            className={css.tab}
            onClick={() => setTab(one)}
          >
            {t(`editor.params.${one}`)} ({params.filter((param) => isIn(one, param)).length})
          </button>
        ))}
      </div>
      <fieldset className={css.all} disabled={!mayEdit} role="tabpanel" aria-label={t(`editor.params.${tab}`)}>
        {params.map((param, index) =>
          isIn(tab, param) ? (
            <ParamRow
              // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being written
              key={index}
              {...{ param, tab }}
              number={index + 1}
              twice={param.name !== '' && params.some((one, at) => at !== index && one.name === param.name)}
              onChange={(fields) =>
                change(
                  params.map((one, at) => (at === index ? { ...one, ...fields } : one)),
                  `param ${index} ${Object.keys(fields).join()}`,
                )
              }
              onRemove={() => change(params.filter((_one, at) => at !== index))}
            />
          ) : null,
        )}
        {params.every((param) => !isIn(tab, param)) && <p className={css.soft}>{t(`editor.params.empty.${tab}`)}</p>}
        <div>
          <Button icon={<Icon name="add" size={16} />} onClick={add}>
            {t('editor.params.add')}
          </Button>
        </div>
        <CheckBox
          label={t('editor.params.refMask')}
          hint={t('editor.params.refMaskHelp')}
          checked={refMask}
          onChange={(event) => {
            const ref_mask = event.target.checked;
            store.edit((draft) => ({ ...draft, ref_mask }));
          }}
        />
      </fieldset>
    </Dialog>
  );
}

function flagsIn(tab: string, { flags }: Param): string[] {
  const kept = flags.filter((one) => one !== 'input' && one !== 'output');
  return tab === 'local' ? kept : [...kept, tab];
}

interface RowProps {
  param: Param;
  tab: Tab;
  number: number;
  twice: boolean;
  onChange(fields: Partial<Param>): void;
  onRemove(): void;
}

function ParamRow({ param, tab, number, twice, onChange, onRemove }: RowProps) {
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
      <Button
        kind="quiet"
        icon={<Icon name="trash" size={16} />}
        label={t('editor.rows.remove', { row: about })}
        onClick={onRemove}
      />
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
