/** What was opened last in this browser: the shell sees every address, and remembers those of processes. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';

const KEPT = 'takt.recent';
const AT_MOST = 30;

export function recentIds(): number[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => Number.isSafeInteger(id)).slice(0, AT_MOST) : [];
  } catch {
    return [];
  }
}

export function useRemembering(): void {
  const [path] = useLocation();
  const id = Number(/^\/(?:process|dashboard)\/(\d+)/.exec(path)?.[1]);
  useEffect(() => {
    if (Number.isNaN(id)) return;
    const ids = [id, ...recentIds().filter((other) => other !== id)].slice(0, AT_MOST);
    localStorage.setItem(KEPT, JSON.stringify(ids));
  }, [id]);
}
