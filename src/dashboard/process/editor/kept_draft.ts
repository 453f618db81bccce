/**
 * What the server has not got yet lies in this browser, so that neither a closed tab nor a lost connection loses it. It
 * is its author's: whoever else logs in here neither sends nor sees it, and it waits until he opens the process again.
 */
import { byId, type Draft, sameNode } from './draft.ts';
import { likeKnown, merge } from './merge.ts';
import type { EditorStore } from './store.ts';

interface Kept {
  base: Draft;
  mine: Draft;
  /** What nobody has decided on: the base has it as others made it. */
  disputed?: readonly string[];
}

export class KeptDraft {
  private readonly store: EditorStore;
  private readonly place: string;

  constructor(store: EditorStore, author: number) {
    this.store = store;
    this.place = `takt.draft.${author}.${store.state.about.id}`;
  }

  keep(): void {
    const { acked, disputed } = this.store.state;
    const kept: Kept = { base: acked, mine: this.store.draft, disputed };
    try {
      localStorage.setItem(this.place, JSON.stringify(kept));
    } catch {
      // The browser has no room left: the server will have it in a moment.
    }
  }

  drop(): void {
    localStorage.removeItem(this.place);
  }

  /** What a page that was closed too early had not sent is put into the draft. */
  take(): void {
    const text = localStorage.getItem(this.place);
    if (text === null) return;
    try {
      const kept = JSON.parse(text) as Kept;
      const base = likeKnown(kept.base, this.store.draft);
      const mine = likeKnown(kept.mine, base);
      const merged = merge(base, mine, this.store.draft);
      this.store.change({ do: 'edit', change: () => merged.draft });
      const server = byId(this.store.state.acked.nodes);
      const open = (kept.disputed ?? []).filter((id) => !sameNode(this.store.node(id), server.get(id)));
      const disputed = [...new Set([...merged.disputed, ...open])];
      if (disputed.length > 0) this.store.set({ disputed, saving: 'disputed' });
    } catch {
      this.drop();
    }
  }
}
