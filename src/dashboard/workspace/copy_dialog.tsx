/** Copies a process or a whole folder; large ones take a while and show how far they are. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask, text } from '../data/client.ts';
import { CheckBox, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Progress } from '../ui/progress.tsx';
import { useToasts } from '../ui/toast.tsx';
import type { Item } from './data.ts';
import { FolderPicker } from './folder_picker.tsx';
import { follow } from './job.ts';
import { useRun } from './use_run.ts';

export function CopyDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  const [, navigate] = useLocation();
  const [folder, setFolder] = useState(item.parent);
  const [percent, setPercent] = useState<number>();
  const copy = async (form: FormData): Promise<void> => {
    setPercent(0);
    const to = { obj_to_id: folder, folder_id: folder, title: String(form.get('title')) };
    const what = { obj_id: item.id, obj_type: item.kind, with_aliases: form.get('aliases') === 'on', async: true };
    try {
      const { hash } = await ask({ type: 'create', obj: 'obj_copy', ...what, ...to });
      await follow(text(hash), setPercent);
    } catch (error) {
      setPercent(undefined);
      throw error;
    }
    await run(async () => undefined);
    toasts.done(t('workspace.done.copied', { title: item.title }));
    if (folder !== item.parent) navigate(`/folder/${folder}`);
  };
  return (
    <FormDialog title={t('workspace.act.copy')} deed={t('workspace.copy.deed')} onClose={onClose} onSubmit={copy}>
      <TextField
        label={t('workspace.field.title')}
        name="title"
        defaultValue={t('workspace.copy.name', { title: item.title })}
        required
        maxLength={255}
      />
      <FolderPicker label={t('workspace.copy.to')} folder={folder} onChange={setFolder} />
      {item.kind === 'folder' && (
        <CheckBox name="aliases" label={t('workspace.copy.aliases')} hint={t('workspace.copy.aliasesHint')} />
      )}
      {percent !== undefined && <Progress label={t('workspace.copy.progress')} percent={percent} />}
    </FormDialog>
  );
}
