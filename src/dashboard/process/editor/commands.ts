/** What keys and menus do to the chosen nodes. */
import { CARD_WIDTH, sizeOf } from '../../graph/geometry.ts';
import { laidOut } from '../../graph/layout.ts';
import { edgesOf, readNode } from '../../graph/model.ts';
import { byId, type Draft, type DraftNode } from './draft.ts';
import { changeNodes, copiesOf, deleteNodes, inGraphOrder, moveNodes } from './edits.ts';
import { editorNode } from './links.ts';
import type { EditorStore } from './store.ts';

export function chosen(store: EditorStore): DraftNode[] {
  const nodes = byId(store.draft.nodes);
  return store.state.selected.flatMap((id) => nodes.get(id) ?? []);
}

export function duplicateNodes(store: EditorStore, ids: readonly string[]): void {
  const nodes = store.draft.nodes.filter(({ obj_id }) => ids.includes(obj_id));
  const known = new Set(store.draft.nodes.map(({ obj_id }) => obj_id));
  put(store, copiesOf(nodes, [40, 40], known));
}

/** Nodes of the clipboard: beside what they were copied from, or where one looks. */
export function pasteNodes(store: EditorStore, nodes: readonly DraftNode[], middle: [number, number]): number {
  const known = byId(store.draft.nodes);
  const sameProcess = nodes.some(({ obj_id }) => known.has(obj_id));
  const left = Math.min(...nodes.map(({ position }) => position[0]));
  const top = Math.min(...nodes.map(({ position }) => position[1]));
  const by: [number, number] = sameProcess ? [40, 40] : [Math.round(middle[0] - left), Math.round(middle[1] - top)];
  const copies = copiesOf(nodes, by, new Set(known.keys()));
  put(store, copies);
  return copies.length;
}

function put(store: EditorStore, copies: DraftNode[]): void {
  if (copies.length === 0) return;
  store.edit((draft) => ({ ...draft, nodes: [...draft.nodes, ...copies] }));
  store.set({ selected: copies.map(({ obj_id }) => obj_id), open: null });
}

export function deleteChosen(store: EditorStore): void {
  const ids = store.state.selected;
  if (ids.length > 0) store.edit((draft) => deleteNodes(draft, ids));
}

export function collapseNodes(store: EditorStore, ids: readonly string[]): void {
  store.edit((draft) =>
    changeNodes(draft, ids, (node) => {
      const modeForm = node.extra.modeForm === 'collapse' ? 'expand' : 'collapse';
      const [before, after] = [readNode(node), readNode({ ...node, extra: { ...node.extra, modeForm } })];
      if (before.collapsed === after.collapsed) return node;
      // An icon stands where the middle of its card stood: it is placed by its middle.
      const by = (CARD_WIDTH / 2) * (after.collapsed ? 1 : -1);
      return { ...node, extra: { ...node.extra, modeForm }, position: [node.position[0] + by, node.position[1]] };
    }),
  );
}

export function nudge(store: EditorStore, dx: number, dy: number): void {
  const places = new Map(
    chosen(store).map((node): [string, [number, number]] => [
      node.obj_id,
      [node.position[0] + dx, node.position[1] + dy],
    ]),
  );
  if (places.size > 0) store.write((draft) => moveNodes(draft, places), `nudge ${[...places.keys()].join()}`);
}

/** The next node, or the one before, in the order of the graph; null past its ends. */
export function neighbour(store: EditorStore, step: 1 | -1): string | null {
  const order = inGraphOrder(store.draft);
  const [only] = store.state.selected;
  const at = only === undefined ? (step === 1 ? -1 : order.length) : order.indexOf(only);
  return order[at + step] ?? null;
}

/** The node nearest to another in a direction: what lies straight there comes before what lies aside. */
export function nearest(draft: Draft, from: string, [dx, dy]: [number, number]): string | null {
  const middles = draft.nodes.map((node) => {
    const { width, height } = sizeOf(readNode(node));
    return { id: node.obj_id, x: node.position[0] + width / 2, y: node.position[1] + height / 2 };
  });
  const start = middles.find(({ id }) => id === from);
  if (start === undefined) return null;
  let best: { id: string; far: number } | null = null;
  for (const { id, x, y } of middles) {
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const far = along + 2 * aside;
    if (id !== from && along > 0 && (best === null || far < best.far)) best = { id, far };
  }
  return best?.id ?? null;
}

export async function layOut(store: EditorStore): Promise<void> {
  const nodes = store.draft.nodes.map((node) => editorNode(node, store.state.about.convType, store.catalogue));
  const placed = await laidOut(nodes, edgesOf(nodes));
  const change = (draft: Draft): Draft => moveNodes(draft, new Map(placed.map(({ id, x, y }) => [id, [x, y]])));
  // Who may only look gets it laid out all the same, and nothing is saved of it.
  store.change(store.state.about.mayEdit ? { do: 'edit', change } : { do: 'rebase', change });
}
