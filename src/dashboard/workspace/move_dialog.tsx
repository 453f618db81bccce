/** Asks for the folder into which objects are moved. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../ui/form_dialog.tsx';
import type { Item } from './data.ts';
import { FolderPicker } from './folder_picker.tsx';
import type { Move } from './use_move.ts';

export function MoveDialog({ items, onMove, onClose }: { items: Item[]; onMove: Move; onClose(): void }) {
  const { t } = useTranslation();
  const from = items[0]?.parent ?? 0;
  const [folder, setFolder] = useState(from);
  return (
    <FormDialog
      title={t('workspace.move.title', { count: items.length, title: items[0]?.title })}
      deed={t('workspace.move.deed')}
      disabled={folder === from}
      onClose={onClose}
      onSubmit={() => onMove(items, folder)}
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
