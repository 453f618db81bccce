/** What can be done with a task where it stands in a list: see it whole, copy it, change it, delete it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBox } from '../../code/code_box.tsx';
import { ask } from '../../data/client.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useCopy } from '../../ui/use_copy.ts';
import { AddTask } from '../add_task/add_task.tsx';
import type { ProcessInfo, TaskRow } from '../data.ts';

type Open = 'code' | 'modify' | 'delete' | null;

export function TaskMenu({ info, task, onChanged }: { info: ProcessInfo; task: TaskRow; onChanged(): void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const copy = useCopy();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const name = task.ref ?? task.id;
  const text = (): string => JSON.stringify(task.data, null, 2);
  const remove = async (): Promise<void> => {
    try {
      await ask({ type: 'delete', obj: 'task', conv_id: info.id, obj_id: task.id });
      toasts.done(t('process.node.deleted', { count: 1 }));
    } catch (error) {
      toasts.failed(error);
    }
    onChanged();
  };
  const items = (): MenuItem[] => {
    const all: MenuItem[] = [
      { label: t('process.node.inEditor'), icon: 'code', onChoose: () => setOpen('code') },
      { label: t('process.node.copyTask'), icon: 'copy', onChoose: () => void copy(text()) },
    ];
    if (!info.may.create) return all;
    if (task.status !== 'processed') {
      all.push({ label: t('process.task.modify'), icon: 'edit', onChoose: () => setOpen('modify') });
    }
    all.push({ label: t('process.task.delete'), icon: 'trash', danger: true, onChoose: () => setOpen('delete') });
    return all;
  };
  return (
    <>
      <Menu label={t('process.node.actions', { task: name })} items={items} />
      {open === 'code' && (
        <Dialog title={name} onClose={close} wide>
          <CodeBox label={t('process.task.data')} language="json" readOnly value={text()} onChange={() => undefined} />
        </Dialog>
      )}
      {open === 'modify' && (
        <AddTask
          info={info}
          given={{ mode: 'modify', ref: task.ref, obj_id: task.id, data: task.data }}
          onClose={close}
          onSent={onChanged}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={t('process.node.deleteTitle', { count: 1 })}
          deed={t('shell.common.delete')}
          onClose={close}
          onConfirm={remove}
        >
          {t('process.node.deleteText')}
        </Confirm>
      )}
    </>
  );
}
