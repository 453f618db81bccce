/** What can be done with a task where it stands in a list: see it whole, copy it, change it, delete it. One for the whole list, as there are many rows. */
import { type ReactNode, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBox } from '../../code/code_box.tsx';
import { ask } from '../../data/client.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { MenuItem } from '../../ui/menu.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useCopy } from '../../ui/use_copy.ts';
import { AddTask } from '../add_task/add_task.tsx';
import type { ProcessInfo, TaskRow } from '../data.ts';

interface Props {
  info: ProcessInfo;
  onChanged(): void;
}

interface Open {
  what: 'code' | 'modify' | 'delete';
  task: TaskRow;
}

interface TaskMenu {
  menuOf(task: TaskRow): MenuItem[];
  /** What a chosen item opened. */
  dialog: ReactNode;
}

export function useTaskMenu({ info, onChanged }: Props): TaskMenu {
  const { t } = useTranslation();
  const copy = useCopy();
  const [open, setOpen] = useState<Open | null>(null);
  const { create } = info.may;
  const menuOf = useCallback(
    (task: TaskRow): MenuItem[] => {
      const opens = (what: Open['what']) => () => setOpen({ what, task });
      const all: MenuItem[] = [
        { label: t('process.node.inEditor'), icon: 'code', onChoose: opens('code') },
        { label: t('process.node.copyTask'), icon: 'copy', onChoose: () => void copy(textOf(task)) },
      ];
      if (!create) return all;
      if (task.status !== 'processed') {
        all.push({ label: t('process.task.modify'), icon: 'edit', onChoose: opens('modify') });
      }
      all.push({ label: t('process.task.delete'), icon: 'trash', danger: true, onChoose: opens('delete') });
      return all;
    },
    [t, copy, create],
  );
  const dialog = open !== null && <TaskDialog {...{ info, onChanged, ...open }} onClose={() => setOpen(null)} />;
  return { menuOf, dialog };
}

function TaskDialog({ info, onChanged, what, task, onClose }: Props & Open & { onClose(): void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  if (what === 'code') {
    return (
      <Dialog title={task.ref ?? task.id} onClose={onClose} wide>
        <CodeBox
          label={t('process.task.data')}
          language="json"
          readOnly
          value={textOf(task)}
          onChange={() => undefined}
        />
      </Dialog>
    );
  }
  if (what === 'modify') {
    const given = { mode: 'modify', ref: task.ref, obj_id: task.id, data: task.data } as const;
    return <AddTask {...{ info, given, onClose }} onSent={onChanged} />;
  }
  const remove = async (): Promise<void> => {
    try {
      await ask({ type: 'delete', obj: 'task', conv_id: info.id, obj_id: task.id });
      toasts.done(t('process.node.deleted', { count: 1 }));
    } catch (error) {
      toasts.failed(error);
    }
    onChanged();
  };
  return (
    <Confirm
      title={t('process.node.deleteTitle', { count: 1 })}
      deed={t('shell.common.delete')}
      onClose={onClose}
      onConfirm={remove}
    >
      {t('process.node.deleteText')}
    </Confirm>
  );
}

function textOf(task: TaskRow): string {
  return JSON.stringify(task.data, null, 2);
}
