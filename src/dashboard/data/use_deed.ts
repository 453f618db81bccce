/** Carries out what a person asked for: says that it is done or why not, and has what it may have changed read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useToasts } from '../ui/toast.tsx';

interface Deed {
  busy: boolean;
  /** `done` is said where it went well. True where it did. */
  run(work: () => Promise<unknown>, done?: string): Promise<boolean>;
}

/** `keys` begin the names of the queries that show what changes. */
export function useDeed(...keys: string[]): Deed {
  const client = useQueryClient();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const names = keys.join();
  const run = useCallback(
    async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
      setBusy(true);
      let isDone = true;
      try {
        await work();
        if (done !== undefined) toasts.done(done);
      } catch (error) {
        toasts.failed(error);
        isDone = false;
      }
      setBusy(false);
      await client.invalidateQueries({ predicate: ({ queryKey }) => names.split(',').includes(String(queryKey[0])) });
      return isDone;
    },
    [client, toasts, names],
  );
  return { busy, run };
}
