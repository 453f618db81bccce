/** Carries out what a person asked for: tells that it is done or why not, and has the lists read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useToasts } from '../ui/toast.tsx';

/** What shows objects: read again after any of them changed. */
const SHOWN = ['folder', 'path', 'aliases', 'variables', 'branch', 'shares'];

/** True where it was done. */
export type Run = (work: () => Promise<unknown>, done?: { text: string; undo?: () => void }) => Promise<boolean>;

export function useRun(): Run {
  const client = useQueryClient();
  const toasts = useToasts();
  return useCallback(
    async (work, done) => {
      let isDone = true;
      try {
        await work();
        if (done !== undefined) toasts.done(done.text, done.undo);
      } catch (error) {
        toasts.failed(error);
        isDone = false;
      }
      await client.invalidateQueries({ predicate: ({ queryKey }) => SHOWN.includes(String(queryKey[0])) });
      return isDone;
    },
    [client, toasts],
  );
}
