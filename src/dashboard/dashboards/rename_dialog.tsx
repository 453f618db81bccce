/** Title and description of a dashboard. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { TextArea, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';

interface Props {
  dashboard: { id: number; title: string; description: string };
  onClose(): void;
}

export function RenameDialog({ dashboard, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const submit = async (form: FormData): Promise<void> => {
    const fields = { title: String(form.get('title')), description: String(form.get('description')) };
    await ask({ type: 'modify', obj: 'dashboard', obj_id: dashboard.id, ...fields });
    await client.invalidateQueries({ queryKey: ['dashboard', dashboard.id] });
    await client.invalidateQueries({ queryKey: ['dashboards'] });
  };
  return (
    <FormDialog title={t('shell.common.rename')} deed={t('shell.common.save')} onClose={onClose} onSubmit={submit}>
      <TextField
        label={t('dashboards.name')}
        name="title"
        defaultValue={dashboard.title}
        required
        maxLength={255}
        autoFocus
      />
      <TextArea label={t('dashboards.description')} name="description" defaultValue={dashboard.description} />
    </FormDialog>
  );
}
