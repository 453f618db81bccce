/** The title of the browser's tab: what the page is about comes first, for tabs are narrow. */
import { useEffect } from 'react';

/** Parts from the narrowest to the widest; those that are empty or unknown yet are left out. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter((part) => part !== undefined && part !== ''), 'Takt'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
