/** The versions of a process, and what is in each of them. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Draft } from '../draft.ts';
import { fetchVersion, fetchVersions, type Version } from '../server.ts';
import { useEditor } from '../store.ts';
import type { Which } from './looked.ts';

/** Newest first. */
export function useVersions(): UseQueryResult<Version[]> {
  const id = useEditor(({ about }) => about.id);
  return useQuery({ queryKey: ['versions', id], queryFn: () => fetchVersions(id), staleTime: 0 });
}

/** The draft as it is being edited here, or a version as the server keeps it; null where none is asked for. */
export function useWhole(which: Which | null): { whole: Draft | null | undefined; error: Error | null } {
  const id = useEditor(({ about }) => about.id);
  const draft = useEditor(({ history }) => history.present);
  const wanted = typeof which === 'number';
  const { data, error } = useQuery({
    queryKey: ['version', id, which],
    queryFn: () => fetchVersion(id, Number(which)),
    enabled: wanted,
    // What was deployed never changes; a draft of somebody else does.
    staleTime: 10_000,
  });
  if (which === null) return { whole: null, error: null };
  return wanted ? { whole: data, error } : { whole: draft, error: null };
}
