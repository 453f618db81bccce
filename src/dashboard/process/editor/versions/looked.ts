/** Which version an address asks to look at: `?version=12`, with `&since=11` what it changed; `draft` is the draft. */
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

export type Which = number | 'draft';

export interface Looked {
  version: Which;
  /** The version it is compared with. */
  since: Which | null;
}

/** null: nobody looks at a version, the draft is edited. */
export function useLooked(id: number): [Looked | null, (looked: Looked | null) => void] {
  const search = useSearch();
  const [, go] = useLocation();
  const looked = useMemo(() => {
    const asked = new URLSearchParams(search);
    const version = whichOf(asked.get('version'));
    return version === null ? null : { version, since: whichOf(asked.get('since')) };
  }, [search]);
  const look = useCallback(
    (next: Looked | null) => {
      const since = next === null || next.since === null ? '' : `&since=${next.since}`;
      go(`/process/${id}/edit${next === null ? '' : `?version=${next.version}${since}`}`);
    },
    [go, id],
  );
  return [looked, look];
}

export function whichOf(text: string | null): Which | null {
  if (text === 'draft') return text;
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
