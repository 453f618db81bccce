/** What is simulated: the task, how long, and what the outside answers. */
import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Rules } from './rules.tsx';
import type { Call, Setup } from './setup.ts';
import css from './simulate.module.css';

const LENGTHS = ['1h', '1d', '7d', '30d'];

interface Props {
  setup: Setup;
  hasDraft: boolean;
  busy: boolean;
  /** What the process calls outside. */
  calls: Call[];
  /** The field that is no JSON, and why. */
  wrong: { field: string; text: string } | null;
  onChange(setup: Setup): void;
  onRun(): void;
  onStop(): void;
  onSave(): void;
  onLoad(file: File): void;
}

export function SetupPanel({ setup, hasDraft, busy, calls, wrong, onChange, onRun, onStop, onSave, onLoad }: Props) {
  const { t } = useTranslation();
  const set = (some: Partial<Setup>): void => onChange({ ...setup, ...some });
  const errorOf = (field: string): string | undefined =>
    wrong?.field === field ? t('simulate.badJson', { text: wrong.text }) : undefined;
  return (
    <form
      className={css.setup}
      aria-label={t('simulate.setup')}
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <RunBar busy={busy} onStop={onStop} onSave={onSave} onLoad={onLoad} />
      <SelectField
        label={t('simulate.version')}
        value={setup.draft ? 'draft' : 'live'}
        onChange={(event) => set({ draft: event.target.value === 'draft' })}
      >
        <option value="live">{t('simulate.live')}</option>
        <option value="draft" disabled={!hasDraft}>
          {t(hasDraft ? 'simulate.draft' : 'simulate.noDraft')}
        </option>
      </SelectField>
      <TextField
        label={t('simulate.ref')}
        value={setup.ref}
        maxLength={255}
        placeholder={t('simulate.refMade')}
        onChange={(event) => set({ ref: event.target.value })}
      />
      <TextArea
        label={t('simulate.data')}
        rows={6}
        spellCheck={false}
        value={setup.data}
        error={errorOf('data')}
        onChange={(event) => set({ data: event.target.value })}
      />
      <TextField
        label={t('simulate.length')}
        hint={t('simulate.lengthHint')}
        list="simulate-lengths"
        value={setup.length}
        required
        pattern="(\d+(\.\d+)?(ms|s|m|h|d))+"
        onChange={(event) => set({ length: event.target.value })}
      />
      <datalist id="simulate-lengths">
        {LENGTHS.map((length) => (
          <option key={length} value={length} />
        ))}
      </datalist>
      <Rules rules={setup.rules} calls={calls} onChange={(rules) => set({ rules })} />
      <details className={css.more} open={setup.more !== '' || wrong?.field === 'more' ? true : undefined}>
        <summary>{t('simulate.more')}</summary>
        <TextArea
          label={t('simulate.moreLabel')}
          hint={t('simulate.moreHint')}
          rows={6}
          spellCheck={false}
          value={setup.more}
          error={errorOf('more')}
          onChange={(event) => set({ more: event.target.value })}
        />
      </details>
    </form>
  );
}

function RunBar({ busy, onStop, onSave, onLoad }: Pick<Props, 'busy' | 'onStop' | 'onSave' | 'onLoad'>) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const load = (event: ChangeEvent<HTMLInputElement>): void => {
    const [chosen] = event.target.files ?? [];
    if (chosen !== undefined) onLoad(chosen);
    event.target.value = '';
  };
  return (
    <div className={css.run}>
      <Button kind="main" type="submit" busy={busy} icon={<Icon name="play" />}>
        {t('simulate.run')}
      </Button>
      {busy && (
        <Button icon={<Icon name="stop" />} onClick={onStop}>
          {t('simulate.stop')}
        </Button>
      )}
      <Menu
        label={t('simulate.scenario')}
        text={t('simulate.scenario')}
        button={<Icon name="template" />}
        kind="plain"
        items={[
          { label: t('simulate.save'), icon: 'down', disabled: busy, onChoose: onSave },
          { label: t('simulate.load'), icon: 'up', onChoose: () => file.current?.click() },
        ]}
      />
      <input ref={file} type="file" accept=".json,application/json" hidden onChange={load} />
    </div>
  );
}
