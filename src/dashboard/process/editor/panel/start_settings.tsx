/** Whether the process takes tasks at an address of its own, and from whom. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, text } from '../../../data/client.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckBox, SelectField, TextField } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import { type DraftNode, textOf } from '../draft.ts';
import { useEditor } from '../store.ts';
import css from './panel.module.css';

interface Props {
  node: DraftNode;
  onSet(fields: Partial<DraftNode>, key?: string): void;
}

export function StartSettings({ node, onSet }: Props) {
  const { t } = useTranslation();
  const { options } = node;
  const on = options.direct_url === true;
  const basic = options.type_auth === 'basic';
  const set = (fields: Record<string, string | boolean>): void =>
    onSet({ options: { ...options, ...fields } }, `options ${Object.keys(fields).join()}`);
  return (
    <>
      <CheckBox
        label={t('editor.start.directUrl')}
        hint={t('editor.start.directUrlHelp')}
        checked={on}
        onChange={(event) => set({ direct_url: event.target.checked })}
      />
      {on && (
        <>
          <DirectUrl />
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
                value={textOf(options.login)}
                onChange={(event) => set({ login: event.target.value })}
              />
              <TextField
                label={t('editor.start.secret')}
                hint={t('editor.start.secretHelp', { variable: '{{env_var[@door].pass}}' })}
                value={textOf(options.secret)}
                onChange={(event) => set({ secret: event.target.value })}
              />
            </>
          )}
        </>
      )}
    </>
  );
}

function DirectUrl() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const id = useEditor(({ about }) => about.id);
  const { data, refetch } = useQuery({
    queryKey: ['direct url', id],
    retry: false,
    queryFn: async () =>
      text((await ask({ type: 'get', obj: 'callback_hash', conv_id: id }).catch(() => ({ url: '' }))).url),
  });
  const make = async (): Promise<void> => {
    try {
      await ask({ type: 'create', obj: 'callback_hash', conv_id: id });
      await refetch();
    } catch (error) {
      toasts.failed(error);
    }
  };
  if (data === undefined) return null;
  if (data === '') return <Button onClick={() => void make()}>{t('editor.start.makeUrl')}</Button>;
  return (
    <div className={css.url}>
      <code>{data}</code>
      <Button
        icon={<Icon name="copy" size={16} />}
        label={t('shell.common.copy')}
        onClick={() => {
          void navigator.clipboard.writeText(data).then(() => toasts.done(t('shell.common.copied')));
        }}
      />
    </div>
  );
}
