/** Whether the server can be reached: every request tells, and the shell shows it. */
import { useSyncExternalStore } from 'react';

let reached = true;
const watchers = new Set<() => void>();

export function tellReached(now: boolean): void {
  if (reached === now) return;
  reached = now;
  for (const changed of watchers) changed();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

export function useReached(): boolean {
  return useSyncExternalStore(watch, () => reached);
}
