/** Moves objects into another folder; an undo moves them back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askAll } from '../data/client.ts';
import { FormDialog } from '../ui/form_dialog.tsx';
import { useToasts } from '../ui/toast.tsx';
import type { Item } from './data.ts';
import { FolderPicker } from './folder_picker.tsx';
import { useRun } from './use_run.ts';

export function MoveDialog({ items, onClose, onMoved }: { items: Item[]; onClose(): void; onMoved(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  const from = items[0]?.parent ?? 0;
  const [folder, setFolder] = useState(from);
  const put = (target: (item: Item) => number) => () =>
    askAll(
      items.map((item) => {
        const what = { obj_id: item.id, obj_type: item.kind };
        return { type: 'link', obj: 'folder', ...what, folder_id: target(item) };
      }),
    );
  const move = async (): Promise<void> => {
    await put(() => folder)();
    await run(async () => undefined);
    const undo = (): void => void run(put(({ parent }) => parent));
    toasts.done(t('workspace.done.moved', { count: items.length, title: items[0]?.title }), undo);
    onMoved();
  };
  const title = t('workspace.move.title', { count: items.length, title: items[0]?.title });
  return (
    <FormDialog
      title={title}
      deed={t('workspace.move.deed')}
      disabled={folder === from}
      onClose={onClose}
      onSubmit={move}
    >
      <FolderPicker
        label={t('workspace.move.to')}
        folder={folder}
        without={items.filter(({ kind }) => kind === 'folder').map(({ id }) => id)}
        onChange={setFolder}
      />
    </FormDialog>
  );
}
