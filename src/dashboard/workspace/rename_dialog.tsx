/** Title and description of an object. */
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { TextArea, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import type { Item } from './data.ts';
import { useRun } from './use_run.ts';

export function RenameDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const save = async (form: FormData): Promise<void> => {
    const fields = { title: String(form.get('title')), description: String(form.get('description')) };
    await ask({ type: 'modify', obj: item.kind, obj_id: item.id, ...fields });
    await run(async () => undefined);
  };
  return (
    <FormDialog title={t('workspace.act.rename')} deed={t('shell.common.save')} onClose={onClose} onSubmit={save}>
      <TextField
        label={t('workspace.field.title')}
        name="title"
        defaultValue={item.title}
        required
        maxLength={255}
        autoFocus
      />
      <TextArea label={t('workspace.field.description')} name="description" defaultValue={item.description} />
    </FormDialog>
  );
}
