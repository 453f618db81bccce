/** Moves objects into another folder, from the dialog or by dragging; an undo moves them back. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { askAll } from '../data/client.ts';
import { useToasts } from '../ui/toast.tsx';
import type { Item } from './data.ts';
import { useRun } from './use_run.ts';

/** What is moved of an object. */
export type Moved = Pick<Item, 'kind' | 'id' | 'title' | 'parent'>;

/** Throws where the server refuses it. */
export type Move = (items: Moved[], folder: number) => Promise<void>;

export function useMove(onMoved: () => void): Move {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  return useCallback(
    async (items, folder) => {
      const put = (target: (item: Moved) => number) => () =>
        askAll(
          items.map((item) => {
            const what = { obj_id: item.id, obj_type: item.kind };
            return { type: 'link', obj: 'folder', ...what, folder_id: target(item) };
          }),
        );
      await put(() => folder)();
      await run(async () => undefined);
      const undo = (): void => void run(put(({ parent }) => parent));
      toasts.done(t('workspace.done.moved', { count: items.length, title: items[0]?.title }), undo);
      onMoved();
    },
    [t, run, toasts, onMoved],
  );
}
