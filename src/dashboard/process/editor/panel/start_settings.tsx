/** How tasks come into the process: its number, its direct URL and who may post there, and programs that send tasks. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { CopyLine } from '../../../ui/copy_line.tsx';
import { CheckBox, SelectField, TextField } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { type DraftNode, textOf } from '../draft.ts';
import { useEditor } from '../store.ts';
import { DirectUrlFields, useDirectUrl } from './direct_url.tsx';
import { SnippetsDialog } from './snippets_dialog.tsx';

interface Props {
  node: DraftNode;
  onSet(fields: Partial<DraftNode>, key?: string): void;
}

export function StartSettings({ node, onSet }: Props) {
  const { t } = useTranslation();
  const { id, mayEdit } = useEditor(({ about }) => about);
  const direct = useDirectUrl();
  const [open, setOpen] = useState<'off' | 'snippets' | null>(null);
  const { options } = node;
  // Clients that know only addresses make one without the option.
  const on = options.direct_url === true || (options.direct_url !== false && (direct.url ?? '') !== '');
  const basic = options.type_auth === 'basic';
  const set = (fields: Record<string, string | boolean>): void =>
    onSet({ options: { ...options, ...fields } }, `options ${Object.keys(fields).join()}`);
  const switchOn = async (): Promise<void> => {
    set({ direct_url: true });
    if (direct.url === '') await direct.change('create');
  };
  const switchOff = async (): Promise<void> => {
    // The address is off once the server has dropped it, not before.
    if (await direct.change('delete')) set({ direct_url: false });
  };
  return (
    <>
      <CopyLine label={t('editor.start.process')} value={String(id)} />
      <CheckBox
        label={t('editor.start.directUrl')}
        hint={t('editor.start.directUrlHelp')}
        checked={on}
        onChange={(event) => (event.target.checked ? void switchOn() : setOpen('off'))}
      />
      {on && mayEdit && <DirectUrlFields {...direct} />}
      {on && <Auth {...{ basic, set }} login={textOf(options.login)} secret={textOf(options.secret)} />}
      <div>
        <Button icon={<Icon name="code" size={16} />} onClick={() => setOpen('snippets')}>
          {t('editor.start.snippets')}
        </Button>
      </div>
      {open === 'snippets' && (
        <SnippetsDialog {...{ basic }} directUrl={on ? (direct.url ?? '') : ''} onClose={() => setOpen(null)} />
      )}
      {open === 'off' && (
        <Confirm
          title={t('editor.start.off')}
          deed={t('editor.start.off')}
          onClose={() => setOpen(null)}
          onConfirm={switchOff}
        >
          {t('editor.start.offSure')}
        </Confirm>
      )}
    </>
  );
}

interface AuthProps {
  basic: boolean;
  login: string;
  secret: string;
  set(fields: Record<string, string>): void;
}

function Auth({ basic, login, secret, set }: AuthProps) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField
        label={t('editor.start.auth')}
        value={basic ? 'basic' : 'no_auth'}
        onChange={(event) => set({ type_auth: event.target.value })}
      >
        <option value="no_auth">{t('editor.start.noAuth')}</option>
        <option value="basic">{t('editor.start.basic')}</option>
      </SelectField>
      {basic && (
        <>
          <TextField
            label={t('editor.start.login')}
            value={login}
            onChange={(event) => set({ login: event.target.value })}
          />
          <TextField
            label={t('editor.start.secret')}
            hint={t('editor.start.secretHelp', { variable: '{{env_var[@door].pass}}' })}
            value={secret}
            onChange={(event) => set({ secret: event.target.value })}
          />
        </>
      )}
    </>
  );
}
