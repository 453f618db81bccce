/** What can be done with objects of a list: the menu of a row, the bar of a selection, and the dialogs they open. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, askAll } from '../data/client.ts';
import type { MenuItem } from '../ui/menu.tsx';
import { useToasts } from '../ui/toast.tsx';
import { CopyDialog } from './copy_dialog.tsx';
import type { Item } from './data.ts';
import { DetailsDialog } from './details_dialog.tsx';
import { exportItems } from './export.ts';
import { InstanceDialog } from './instance_dialog.tsx';
import { MoveDialog } from './move_dialog.tsx';
import { RenameDialog } from './rename_dialog.tsx';
import { ShareDialog } from './share_dialog.tsx';
import { type Move, type Moved, useMove } from './use_move.ts';
import { type Run, useRun } from './use_run.ts';

type What = 'rename' | 'move' | 'copy' | 'share' | 'settings' | 'details';

export interface Actions {
  /** The dialog that is open, to be put anywhere on the page. */
  dialog: ReactNode;
  menuOf(item: Item): MenuItem[];
  star(item: Item): void;
  move(items: Item[]): void;
  /** What was dragged onto a folder. */
  moveTo(items: Moved[], folder: number): void;
  remove(items: Item[]): void;
  exportAll(items: Item[], format: 'json' | 'zip'): void;
  openSettings(item: Item): void;
}

export function useActions(onChanged: () => void = () => undefined): Actions {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  const move = useMove(onChanged);
  const [open, setOpen] = useState<{ what: What; items: Item[] }>();
  const show = (what: What, ...items: Item[]): void => setOpen({ what, items });
  const exportAll = (items: Item[], format: 'json' | 'zip'): void => {
    exportItems(items, format).catch((error: unknown) => toasts.failed(error));
  };
  const remove = (items: Item[]): void => {
    void throwAway(items, run, t('workspace.done.deleted', { count: items.length, title: items[0]?.title })).then(
      onChanged,
    );
  };
  const star = (item: Item): void => {
    void run(() => ask({ type: 'favorite', obj: item.kind, obj_id: item.id, favorite: !item.starred }));
  };
  const menuOf = (item: Item): MenuItem[] => {
    const mayModify = item.rights.includes('modify');
    const isHolder = item.kind === 'conv' || item.kind === 'folder';
    const settings: MenuItem[] =
      item.kind === 'instance'
        ? [
            {
              label: t('workspace.act.settings'),
              icon: 'settings',
              disabled: !mayModify,
              onChoose: () => show('settings', item),
            },
          ]
        : [];
    const copies: MenuItem[] = isHolder
      ? [
          { label: t('workspace.act.copy'), icon: 'copy', onChoose: () => show('copy', item) },
          { label: t('workspace.act.exportJson'), icon: 'down', onChoose: () => exportAll([item], 'json') },
          { label: t('workspace.act.exportZip'), icon: 'down', onChoose: () => exportAll([item], 'zip') },
        ]
      : [];
    const starring = item.starred ? 'workspace.act.unstar' : 'workspace.act.star';
    return [
      ...settings,
      { label: t('workspace.act.rename'), icon: 'edit', disabled: !mayModify, onChoose: () => show('rename', item) },
      { label: t('workspace.act.details'), icon: 'eye', onChoose: () => show('details', item) },
      { label: t(starring), icon: 'star', onChoose: () => star(item) },
      { label: t('workspace.act.move'), icon: 'folder', disabled: !mayModify, onChoose: () => show('move', item) },
      ...copies,
      { label: t('workspace.act.share'), icon: 'share', disabled: !mayModify, onChoose: () => show('share', item) },
      {
        label: t('workspace.act.delete'),
        icon: 'trash',
        danger: true,
        disabled: !item.rights.includes('delete'),
        onChoose: () => remove([item]),
      },
    ];
  };
  const close = (): void => setOpen(undefined);
  return {
    dialog: open === undefined ? null : <Opened {...open} onClose={close} onMove={move} />,
    menuOf,
    star,
    move: (items) => show('move', ...items),
    moveTo: (items, folder) => void move(items, folder).catch((error: unknown) => toasts.failed(error)),
    remove,
    exportAll,
    openSettings: (item) => show('settings', item),
  };
}

function Opened(props: { what: What; items: Item[]; onClose(): void; onMove: Move }) {
  const { what, items, onClose, onMove } = props;
  const [item] = items;
  if (item === undefined) return null;
  if (what === 'rename') return <RenameDialog item={item} onClose={onClose} />;
  if (what === 'copy') return <CopyDialog item={item} onClose={onClose} />;
  if (what === 'share') return <ShareDialog item={item} onClose={onClose} />;
  if (what === 'settings') return <InstanceDialog item={item} onClose={onClose} />;
  if (what === 'details') return <DetailsDialog item={item} onClose={onClose} />;
  return <MoveDialog items={items} onMove={onMove} onClose={onClose} />;
}

/** Into the trash, from where an undo brings it back at once. */
async function throwAway(items: Item[], run: Run, said: string): Promise<void> {
  const ops = (type: string) => items.map(({ kind, id }) => ({ type, obj: kind, obj_id: id }));
  const undo = (): void => void run(() => askAll(ops('restore')));
  await run(() => askAll(ops('delete')), { text: said, undo });
}
