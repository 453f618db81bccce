/** System parameters of a task: what the server knows of it beside its data. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphNode } from '../../graph/model.ts';
import type { TaskRow } from '../data.ts';

export const SYSTEM_FIELDS = ['taskId', 'created', 'status', 'user', 'previous', 'parent'] as const;
export type SystemField = (typeof SYSTEM_FIELDS)[number];

export type SystemText = (task: TaskRow, field: SystemField) => string;

/** Each as a text; empty where there is nothing to tell. */
export function useSystemText(nodes: readonly GraphNode[]): SystemText {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    (task, field) => {
      if (field === 'taskId') return task.id;
      if (field === 'created') return new Date(task.created).toLocaleString(language);
      if (field === 'status') return t(`process.task.status.${task.status}`, { defaultValue: task.status });
      if (field === 'user') return String(task.user);
      if (field === 'previous') return nodes.find(({ id }) => id === task.from)?.title || task.from || '';
      const { __copy_conv_id__: conv, __copy_ref_id__: ref } = task.data;
      return ref === undefined ? '' : `#${String(conv)} ${String(ref)}`;
    },
    [t, language, nodes],
  );
}
