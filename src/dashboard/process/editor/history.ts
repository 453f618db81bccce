/**
 * The draft with the way back. A step that continues the one before it (typing in one field, dragging) has the same
 * `key` and becomes one with it, until something else is done.
 */
import type { Draft } from './draft.ts';

export interface History {
  past: readonly Draft[];
  present: Draft;
  future: readonly Draft[];
  /** Of the last step. */
  key: string | null;
}

export const STEPS = 200;

export type Change =
  | { do: 'edit'; change: (draft: Draft) => Draft; key?: string | undefined }
  /** What comes from outside (a load, somebody else's work) is no step: undo does not take it back. */
  | { do: 'rebase'; change: (draft: Draft) => Draft }
  | { do: 'undo' }
  | { do: 'redo' };

export function begin(present: Draft): History {
  return { past: [], present, future: [], key: null };
}

export function step(history: History, change: Change): History {
  const { past, present, future } = history;
  switch (change.do) {
    case 'edit': {
      const next = change.change(present);
      if (next === present) return history;
      const key = change.key ?? null;
      const joins = key !== null && key === history.key && future.length === 0;
      return { past: joins ? past : [...past.slice(-STEPS + 1), present], present: next, future: [], key };
    }
    case 'rebase':
      return { past: past.map(change.change), present: change.change(present), future: [], key: null };
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], key: null };
    }
    case 'redo': {
      const [after, ...rest] = future;
      if (after === undefined) return history;
      return { past: [...past, present], present: after, future: rest, key: null };
    }
  }
}
