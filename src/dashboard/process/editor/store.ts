/** What the editor knows, outside React: saving and keys act on it too. Components look at a part of it by `useEditor`. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Draft, DraftNode } from './draft.ts';
import { begin, type Change, type History, step } from './history.ts';
import type { Catalogue } from './node_types.ts';

/** saved: all is on the server; waiting: it soon will be; offline and refused: it is kept in this browser. */
export type Saving = 'saved' | 'waiting' | 'saving' | 'offline' | 'refused' | 'disputed';

export interface Problem {
  level: 'error' | 'warning';
  code: string;
  nodeId: string | null;
  nodeTitle: string;
  message: string;
  /** The page of the docs that tells why it matters; null where there is none. */
  page: string | null;
}

/** Of the process itself, as the server tells it. */
export interface About {
  id: number;
  title: string;
  convType: string;
  folderId: number;
  folderTitle: string;
  mayEdit: boolean;
  /** Number of the version that runs; 0: none yet. */
  liveVersion: number;
}

export interface EditorState {
  about: About;
  history: History;
  /** What the server has of the draft. */
  acked: Draft;
  /** What runs; null where nothing was deployed yet. */
  live: Draft | null;
  selected: readonly string[];
  /** The node whose panel is open. */
  open: string | null;
  /** A field of it to go to. */
  field: string | null;
  saving: Saving;
  refusal: string;
  /** Nodes that somebody else changed too. */
  disputed: readonly string[];
  problems: readonly Problem[] | null;
}

/** Writing that goes on without such a pause is one step. */
const PAUSE_MS = 1000;

export class EditorStore {
  readonly catalogue: Catalogue;
  state: EditorState;
  /** When something was written last, and how many pauses there were. */
  private wrote = 0;
  private pauses = 0;
  private readonly listeners = new Set<() => void>();
  private forNextStep: (() => void)[] = [];

  constructor(catalogue: Catalogue, start: { about: About; draft: Draft; live: Draft | null }) {
    this.catalogue = catalogue;
    const { about, draft, live } = start;
    this.state = {
      ...{ about, live, acked: draft, history: begin(draft) },
      ...{ selected: [], open: null, field: null, saving: 'saved', refusal: '', disputed: [], problems: null },
    };
  }

  get draft(): Draft {
    return this.state.history.present;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(fields: Partial<EditorState>): void {
    this.state = { ...this.state, ...fields };
    for (const listener of this.listeners) listener();
  }

  /** Whether that was a step. `key` joins it with the step before where that had the same key. */
  edit(change: (draft: Draft) => Draft, key?: string): boolean {
    return this.state.about.mayEdit && this.change({ do: 'edit', change, key });
  }

  /** What is written in the place that `key` names: whoever undoes it loses what he wrote last, and not all of an hour. */
  write(change: (draft: Draft) => Draft, key: string): void {
    const now = Date.now();
    if (now - this.wrote > PAUSE_MS) this.pauses++;
    this.wrote = now;
    this.edit(change, `${key} ${this.pauses}`);
  }

  /** Calls once, when undo no longer takes back what it would take back now, or nobody edits here any more. */
  onNextStep(call: () => void): void {
    this.forNextStep.push(call);
  }

  /** What waited for the next step waits no longer. */
  passOn(): void {
    const calls = this.forNextStep;
    this.forNextStep = [];
    for (const call of calls) call();
  }

  change(change: Change): boolean {
    const history = step(this.state.history, change);
    if (history === this.state.history) return false;
    const ids = new Set(history.present.nodes.map(({ obj_id }) => obj_id));
    const selected = this.state.selected.filter((id) => ids.has(id));
    const open = this.state.open !== null && ids.has(this.state.open) ? this.state.open : null;
    this.set({ history, selected, open });
    if (change.do !== 'rebase') this.passOn();
    return true;
  }

  select(selected: readonly string[]): void {
    const same =
      selected.length === this.state.selected.length && selected.every((id) => this.state.selected.includes(id));
    const [only] = selected;
    const { open } = this.state;
    // Whoever has a panel open and chooses another node wants to see that one; choosing none or many closes it.
    const next = selected.length === 1 && only !== undefined ? (open === null ? null : only) : null;
    if (!same || next !== open) this.set({ selected: same ? this.state.selected : selected, open: next, field: null });
  }

  openNode(id: string, field: string | null = null): void {
    this.set({ selected: [id], open: id, field });
  }

  node(id: string): DraftNode | undefined {
    return this.draft.nodes.find(({ obj_id }) => obj_id === id);
  }
}

const StoreContext = createContext<EditorStore | null>(null);
export const StoreProvider = StoreContext.Provider;

export function useStore(): EditorStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('outside of an editor');
  return store;
}

/** A part of the state; it has to be the same value while it says the same. */
export function useEditor<T>(part: (state: EditorState) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => part(store.state));
}

export function useNode(id: string): DraftNode | undefined {
  return useEditor(({ history }) => history.present.nodes.find(({ obj_id }) => obj_id === id));
}
