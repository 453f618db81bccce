/** The keys of the editor. Fields keep theirs, but for undo and deploy, which are of the whole process. */
import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocus } from '../../graph/graph.tsx';
import { inField } from '../../ui/in_field.ts';
import { letterOf } from '../../ui/letter_of.ts';
import { useToasts } from '../../ui/toast.tsx';
import { linkOf } from './canvas.tsx';
import {
  chosen,
  collapseNodes,
  deleteChosen,
  duplicateNodes,
  nearest,
  neighbour,
  nudge,
  pasteNodes,
} from './commands.ts';
import { clipText, connect, readClip } from './edits.ts';
import type { InsertAt } from './insert.ts';
import { tellStep } from './step_message.ts';
import { type EditorStore, useStore } from './store.ts';

/** What a key asks to be opened: a window, or the choice of a node to insert, or of one to lead to. */
export type Wish = 'deploy' | 'keys' | 'find' | { insert: InsertAt } | { linkFrom: string };

export interface KeyDeeds {
  edge: string | null;
  setEdge(id: string | null): void;
  ask(wish: Wish): void;
}

const STEP = 10;
const FAR = 100;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function useKeys(deeds: KeyDeeds): void {
  const store = useStore();
  const focus = useFocus();
  const latest = useRef(deeds);
  latest.current = deeds;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const inDialog = document.querySelector('dialog[open]') !== null;
      const done = inDialog
        ? isEdited(event.target) && undoing(event, store)
        : undoing(event, store) ||
          anywhere(event, latest.current) ||
          leaving(event, store) ||
          (!inField(event.target) && onCanvas(event, { store, focus, deeds: latest.current }));
      if (done) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store, focus]);
  useClipboard();
}

/** Whether what is written there is a part of the draft, whose way back is the draft's. */
function isEdited(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-undo]') !== null;
}

function undoing(event: KeyboardEvent, store: EditorStore): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  const key = letterOf(event);
  if (ctrl && key === 'z') {
    store.change({ do: event.shiftKey ? 'redo' : 'undo' });
    return true;
  }
  if (ctrl && key === 'y') {
    store.change({ do: 'redo' });
    return true;
  }
  return false;
}

/** Out of a field, and its panel with it: keys are the canvas's again. */
function leaving(event: KeyboardEvent, store: EditorStore): boolean {
  if (event.key !== 'Escape' || !inField(event.target)) return false;
  (event.target as HTMLElement).blur();
  store.set({ open: null });
  return true;
}

/** Keys that work wherever one is. */
function anywhere(event: KeyboardEvent, deeds: KeyDeeds): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  const key = letterOf(event);
  if (ctrl && key === 's') {
    deeds.ask('deploy');
    return true;
  }
  if (event.key === 'F10') {
    void (document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen());
    return true;
  }
  return false;
}

interface At {
  store: EditorStore;
  focus: (ids: string[]) => void;
  deeds: KeyDeeds;
}

function onCanvas(event: KeyboardEvent, { store, focus, deeds }: At): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  const [only] = store.state.selected;
  const arrow = ARROWS[event.key];
  const onButton = event.target instanceof Element && event.target.closest('button, a, [role=tab]') !== null;
  if (arrow !== undefined && event.altKey) return jump(store, focus, arrow);
  if (arrow !== undefined && store.state.selected.length > 0) {
    const by = event.shiftKey ? FAR : STEP;
    nudge(store, arrow[0] * by, arrow[1] * by);
    return true;
  }
  if (ctrl) return withCtrl(letterOf(event), store, deeds);
  switch (event.key) {
    case 'Delete':
    case 'Backspace':
      cut(store, deeds);
      return true;
    case 'Tab':
      return !onButton && walk(store, focus, event.shiftKey ? -1 : 1);
    case 'Enter':
      if (onButton || only === undefined) return false;
      // Every panel begins with the name.
      store.openNode(only, 'title');
      return true;
    case 'Escape':
      if (store.state.open !== null) store.set({ open: null });
      else store.select([]);
      return true;
    case 'Insert':
    case '+':
      deeds.ask({ insert: deeds.edge === null ? (only === undefined ? {} : { after: only }) : linkOf(deeds.edge) });
      return true;
    case '?':
      deeds.ask('keys');
      return true;
    default:
      return onLetter(letterOf(event), { store, focus, deeds });
  }
}

function onLetter(letter: string, { store, focus, deeds }: At): boolean {
  const [only] = store.state.selected;
  if (letter === 'l' && only !== undefined) deeds.ask({ linkFrom: only });
  else if (letter === 'f') focus(store.draft.nodes.map(({ obj_id }) => obj_id));
  else return false;
  return true;
}

function withCtrl(key: string, store: EditorStore, deeds: KeyDeeds): boolean {
  const { selected } = store.state;
  if (key === 'a') store.select(store.draft.nodes.map(({ obj_id }) => obj_id));
  else if (key === 'd') duplicateNodes(store, selected);
  else if (key === 'm') collapseNodes(store, selected);
  else if (key === 'f') deeds.ask('find');
  else return false;
  return true;
}

function cut(store: EditorStore, { edge, setEdge }: KeyDeeds): void {
  if (edge === null) {
    deleteChosen(store);
    return;
  }
  const { link } = linkOf(edge);
  store.edit((draft) => connect(draft, link.source, link.key, ''));
  setEdge(null);
}

function walk(store: EditorStore, focus: At['focus'], step: 1 | -1): boolean {
  const next = neighbour(store, step);
  if (next === null) return false;
  store.select([next]);
  focus([next]);
  return true;
}

/** To the node that lies nearest in a direction. */
function jump(store: EditorStore, focus: At['focus'], direction: [number, number]): boolean {
  const [only] = store.state.selected;
  const next = only === undefined ? neighbour(store, 1) : nearest(store.draft, only, direction);
  if (next === null) return true;
  store.select([next]);
  focus([next]);
  return true;
}

/** Copying and pasting are the browser's own, so that they work between tabs and processes without asking. */
function useClipboard(): void {
  const store = useStore();
  const toasts = useToasts();
  const { t } = useTranslation();
  const { screenToFlowPosition } = useReactFlow();
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      const nodes = chosen(store);
      if (inField(event.target) || nodes.length === 0 || (getSelection()?.toString() ?? '') !== '') return;
      event.clipboardData?.setData('text/plain', clipText(nodes));
      event.preventDefault();
      if (event.type === 'cut') deleteChosen(store);
      else toasts.done(t('editor.clipboard.copied', { count: nodes.length }));
    };
    const paste = (event: ClipboardEvent): void => {
      if (inField(event.target) || !store.state.about.mayEdit) return;
      const nodes = readClip(event.clipboardData?.getData('text/plain') ?? '');
      if (nodes === null) return;
      event.preventDefault();
      const { x, y } = screenToFlowPosition({ x: innerWidth / 2, y: innerHeight / 2 });
      const count = pasteNodes(store, nodes, [x, y]);
      if (count > 0) tellStep(store, toasts, t('editor.clipboard.pasted', { count }));
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [store, toasts, t, screenToFlowPosition]);
}
