/** A task that is looked at, read again whenever the server tells that it changed. */
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { LiveStore } from '../live.ts';
import { readTask, type Secrets, type Task } from './task_data.ts';

/** How soon it is read again. */
const FOLLOW_MS = 300;

/** Nothing is read where no task is named. */
export function useTask(
  convId: number,
  taskId: string | null,
  { secrets, live }: { secrets: Secrets; live: LiveStore },
): UseQueryResult<Task> {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = live.onBatch(({ tasks, more }) => {
      if (taskId === null || (!more && !tasks.includes(taskId))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['task', convId, taskId] });
      }, FOLLOW_MS);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [live, client, convId, taskId]);
  return useQuery({
    queryKey: ['task', convId, taskId, secrets],
    queryFn: () => readTask(convId, taskId ?? '', secrets),
    enabled: taskId !== null,
    // The masked and the revealed are the same task; another task is not.
    placeholderData: (before: Task | undefined) => (before?.id === taskId ? before : undefined),
  });
}
