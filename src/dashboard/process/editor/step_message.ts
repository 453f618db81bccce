/**
 * Tells of a step of the draft, with the way back from it. Once anything else is done, the way back would be from that:
 * then the message goes.
 */
import type { EditorStore } from './store.ts';

interface Toasts {
  /** Answers how to take the message away. */
  done(text: string, undo: () => void): () => void;
}

export function tellStep(store: EditorStore, toasts: Toasts, text: string): void {
  store.onNextStep(toasts.done(text, () => store.change({ do: 'undo' })));
}
