/** The declared parameters of the process: what it takes, what only it uses, what it answers with; and all of it as JSON. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import css from './dialogs.module.css';
import { objects, type Param, readParam } from './draft.ts';
import { JsonText } from './panel/json_text.tsx';
import { flagsIn, ParamRow, TABS, type Tab } from './param_row.tsx';
import { useEditor, useStore } from './store.ts';

/** A parameter without a direction is local; one with both stands in both tabs. */
function isIn(tab: Tab, { flags }: Param): boolean {
  return tab === 'local' ? !flags.includes('input') && !flags.includes('output') : flags.includes(tab);
}

const ALL_TABS = [...TABS, 'json'] as const;

export function ParamsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const params = useEditor(({ history }) => history.present.params);
  const refMask = useEditor(({ history }) => history.present.ref_mask);
  const mayEdit = useEditor(({ about }) => about.mayEdit);
  const [tab, setTab] = useState<Tab | 'json'>('input');
  return (
    <Dialog title={t('editor.params.title')} onClose={onClose} wide>
      <Tabs
        className={css.tabs}
        label={t('editor.params.title')}
        names={ALL_TABS}
        chosen={tab}
        textOf={(one) =>
          one === 'json'
            ? t('editor.panel.json')
            : `${t(`editor.params.${one}`)} (${params.filter((param) => isIn(one, param)).length})`
        }
        onChoose={setTab}
      />
      <fieldset
        className={css.all}
        disabled={!mayEdit}
        role="tabpanel"
        aria-label={t(tab === 'json' ? 'editor.panel.json' : `editor.params.${tab}`)}
        data-undo
      >
        {tab === 'json' ? <ParamsJson params={params} /> : <ParamsTab key={tab} tab={tab} params={params} />}
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

function ParamsJson({ params }: { params: readonly Param[] }) {
  const { t } = useTranslation();
  const store = useStore();
  return (
    <JsonText
      label={t('editor.params.title')}
      of={params}
      text={JSON.stringify(params, null, 2)}
      take={(value) => {
        if (!Array.isArray(value)) return t('editor.params.jsonList');
        const made = objects(value).map(readParam);
        store.write((draft) => ({ ...draft, params: made }), 'params json');
        return made;
      }}
    />
  );
}

function ParamsTab({ tab, params }: { tab: Tab; params: readonly Param[] }) {
  const { t } = useTranslation();
  const store = useStore();
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const change = (next: Param[]): void => void store.edit((draft) => ({ ...draft, params: next }));
  const add = (): void => {
    const flags = tab === 'local' ? [] : [tab];
    change([...params, { name: '', type: 'string', descr: '', flags, regex: '', regex_error_text: '' }]);
  };
  return (
    <>
      {params.map((param, index) =>
        isIn(tab, param) ? (
          <ParamRow
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being written
            key={index}
            {...{ param, tab }}
            number={index + 1}
            twice={param.name !== '' && params.some((one, at) => at !== index && one.name === param.name)}
            chosen={chosen.has(index)}
            onChoose={(on) => choose(new Set([...[...chosen].filter((at) => at !== index), ...(on ? [index] : [])]))}
            onChange={(fields) =>
              store.write(
                (draft) => ({
                  ...draft,
                  params: draft.params.map((one, at) => (at === index ? { ...one, ...fields } : one)),
                }),
                `param ${index} ${Object.keys(fields).join()}`,
              )
            }
          />
        ) : null,
      )}
      {params.every((param) => !isIn(tab, param)) && <p className={css.soft}>{t(`editor.params.empty.${tab}`)}</p>}
      <div className={css.deeds}>
        <Button icon={<Icon name="add" size={16} />} onClick={add}>
          {t('editor.params.add')}
        </Button>
        {chosen.size > 0 && (
          <Chosen
            {...{ tab }}
            count={chosen.size}
            onMove={(to) => {
              choose(new Set());
              change(params.map((one, at) => (chosen.has(at) ? { ...one, flags: flagsIn(to, one) } : one)));
            }}
            onRemove={() => {
              choose(new Set());
              change(params.filter((_one, at) => !chosen.has(at)));
            }}
          />
        )}
      </div>
    </>
  );
}

interface ChosenProps {
  tab: Tab;
  count: number;
  onMove(to: Tab): void;
  onRemove(): void;
}

/** What can be done to several at once. */
function Chosen({ tab, count, onMove, onRemove }: ChosenProps) {
  const { t } = useTranslation();
  return (
    <>
      <span className={css.soft}>{t('editor.params.chosen', { count })}</span>
      {TABS.filter((one) => one !== tab).map((one) => (
        <Button key={one} onClick={() => onMove(one)}>
          {t('editor.params.moveAll', { tab: t(`editor.params.${one}`) })}
        </Button>
      ))}
      <Button kind="danger" icon={<Icon name="trash" size={16} />} onClick={onRemove}>
        {t('shell.common.delete')}
      </Button>
    </>
  );
}
