/** Makes a process, a state diagram or a folder, and opens a new process at once: it is empty and wants to be drawn. */
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask, number } from '../data/client.ts';
import { TextArea, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { editHref } from './data.ts';
import { useRun } from './use_run.ts';

export type Creatable = 'process' | 'state' | 'folder' | 'dashboard';

interface Props {
  what: Creatable;
  folder: number;
  onClose(): void;
}

export function CreateDialog({ what, folder, onClose }: Props) {
  const { t } = useTranslation();
  const run = useRun();
  const [, navigate] = useLocation();
  const create = async (form: FormData): Promise<void> => {
    const fields = {
      title: String(form.get('title')),
      description: String(form.get('description')),
      folder_id: folder,
    };
    const isConv = what === 'process' || what === 'state';
    const kind = isConv ? { obj: 'conv', conv_type: what } : { obj: what };
    const { obj_id } = await ask({ type: 'create', ...kind, ...fields });
    await run(async () => undefined);
    if (isConv) navigate(editHref(number(obj_id)));
    if (what === 'dashboard') navigate(`/dashboard/${number(obj_id)}`);
  };
  return (
    <FormDialog
      title={t(`workspace.create.${what}`)}
      deed={t('shell.common.create')}
      onClose={onClose}
      onSubmit={create}
    >
      <TextField
        label={t('workspace.field.title')}
        name="title"
        hint={t(`workspace.create.hint.${what}`)}
        required
        maxLength={255}
        autoFocus
      />
      <TextArea label={t('workspace.field.description')} name="description" />
    </FormDialog>
  );
}
