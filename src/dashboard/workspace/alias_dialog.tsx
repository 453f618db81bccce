/** An alias: a short name by which processes are called wherever they are moved to. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './dialogs.module.css';
import type { Alias } from './names_data.ts';
import { ProcessPicker } from './process_picker.tsx';
import { useRun } from './use_run.ts';

type Props = { onClose(): void } & ({ alias: Alias } | { folder: number });

export function AliasDialog({ onClose, ...props }: Props) {
  const { t } = useTranslation();
  const run = useRun();
  const alias = 'alias' in props ? props.alias : null;
  const [conv, setConv] = useState(alias?.conv ?? null);
  const save = async (form: FormData): Promise<void> => {
    const short_name = String(form.get('short_name'));
    if (alias === null) {
      const to = conv === null ? {} : { obj_to_id: conv.id, obj_to_type: 'conv' };
      const folder_id = 'folder' in props ? props.folder : 0;
      await ask({ type: 'create', obj: 'alias', short_name, title: short_name, folder_id, ...to });
    } else {
      await ask({ type: 'modify', obj: 'alias', obj_id: alias.id, short_name });
      const link = conv === null ? { link: false } : { link: true, obj_to_id: conv.id };
      if (conv?.id !== alias.conv?.id) await ask({ type: 'link', obj: 'alias', obj_id: alias.id, ...link });
    }
    await run(async () => undefined);
  };
  return (
    <FormDialog
      title={t(alias === null ? 'workspace.create.alias' : 'workspace.alias.title')}
      deed={t(alias === null ? 'shell.common.create' : 'shell.common.save')}
      onClose={onClose}
      onSubmit={save}
    >
      <TextField
        label={t('workspace.field.shortName')}
        hint={t('workspace.alias.hint')}
        name="short_name"
        defaultValue={alias?.name}
        pattern="[a-z0-9][a-z0-9\-]{0,49}"
        required
        autoFocus
      />
      <ProcessPicker label={t('workspace.alias.leads')} onPick={setConv} />
      <div className={css.line}>
        <Icon name="link" />
        <span className={css.name}>{conv === null ? t('workspace.alias.nowhere') : conv.title}</span>
        {conv !== null && (
          <Button
            kind="quiet"
            icon={<Icon name="close" />}
            label={t('workspace.alias.unlink')}
            onClick={() => setConv(null)}
          />
        )}
      </div>
    </FormDialog>
  );
}
