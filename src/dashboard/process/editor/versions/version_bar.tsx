/** Above a version that is looked at: which one, compared with which, and what can be made of it. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import frame from '../../top_bar.module.css';
import css from '../dialogs.module.css';
import type { Saver } from '../saver.ts';
import type { Version } from '../server.ts';
import { tellStep } from '../step_message.ts';
import { useEditor, useStore } from '../store.ts';
import { type Looked, type Which, whichOf } from './looked.ts';
import { RollBack } from './roll_back.tsx';
import { useVersions, useWhole } from './use_versions.ts';
import { useVersionName } from './version_name.ts';

interface Props {
  saver: Saver;
  looked: Looked;
  onLook(looked: Looked | null): void;
}

export function VersionBar({ saver, looked, onLook }: Props) {
  const { t } = useTranslation();
  const { title, mayEdit } = useEditor(({ about }) => about);
  const { data: versions = [] } = useVersions();
  const { version, since } = looked;
  const known = versions.find((one) => one.version === version);
  return (
    <header className={`${frame.bar} ${css.versionBar}`} data-testid="version-bar">
      <Button icon={<Icon name="back" size={16} />} onClick={() => onLook(null)}>
        {t('editor.history.back')}
      </Button>
      <h1 className={frame.title}>{title}</h1>
      <Choice
        label={t('editor.history.version')}
        {...{ versions }}
        value={version}
        onChange={(next) => onLook({ version: next ?? 'draft', since })}
      />
      <Choice
        label={t('editor.history.since')}
        {...{ versions }}
        value={since}
        none={t('editor.history.nothing')}
        onChange={(next) => onLook({ version, since: next })}
      />
      <Button
        disabled={since === null}
        onClick={() => since !== null && onLook({ version: since, since: version })}
        title={t('editor.history.swapHelp')}
      >
        {t('editor.history.swap')}
      </Button>
      <span className={frame.space} />
      {mayEdit && typeof version === 'number' && known?.state !== 'draft' && (
        <>
          <Take version={version} onDone={() => onLook(null)} />
          {known?.state === 'old' && <RollBack {...{ saver, version }} onDone={() => onLook(null)} />}
        </>
      )}
    </header>
  );
}

interface ChoiceProps {
  label: string;
  versions: Version[];
  value: Which | null;
  /** What choosing none is called; one must be chosen where it is not. */
  none?: string;
  onChange(which: Which | null): void;
}

function Choice({ label, versions, value, none, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  const nameOf = useVersionName();
  return (
    <label className={css.choice}>
      <span>{label}</span>
      <select
        className={css.input}
        value={value === null ? '' : String(value)}
        onChange={(event) => onChange(whichOf(event.target.value))}
      >
        {none !== undefined && <option value="">{none}</option>}
        <option value="draft">{t('editor.history.theDraft')}</option>
        {versions
          .filter(({ state }) => state !== 'draft')
          .map((one) => (
            <option key={one.version} value={one.version}>
              {nameOf(one)}
            </option>
          ))}
      </select>
    </label>
  );
}

/** The version becomes the draft, as one step that can be undone: nothing runs before it is deployed. */
function Take({ version, onDone }: { version: number; onDone: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const toasts = useToasts();
  const { whole } = useWhole(version);
  return (
    <Button
      disabled={whole == null}
      title={t('editor.history.takeHelp')}
      onClick={() => {
        if (whole == null) return;
        store.edit(() => whole);
        tellStep(store, toasts, t('editor.history.taken', { version }));
        onDone();
      }}
    >
      {t('editor.history.take')}
    </Button>
  );
}
