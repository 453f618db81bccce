/** What one can do to a draft: each makes a new one. */
import type { JsonObject } from '../../../base/json.ts';
import { boxOf, sizeOf } from '../../graph/geometry.ts';
import { readNode } from '../../graph/model.ts';
import { byId, type Draft, type DraftNode, exportNode, NODE_TYPE, newNodeId, readDraftNode } from './draft.ts';
import { mainExit, retargeted, withLink } from './links.ts';

/** Room between a node and the one that follows it. */
const GAP = 64;
const GRID = 20;

export function changeNodes(draft: Draft, ids: readonly string[], change: (node: DraftNode) => DraftNode): Draft {
  const wanted = new Set(ids);
  return { ...draft, nodes: draft.nodes.map((node) => (wanted.has(node.obj_id) ? change(node) : node)) };
}

export function moveNodes(draft: Draft, places: ReadonlyMap<string, [number, number]>): Draft {
  return changeNodes(draft, [...places.keys()], (node) => ({
    ...node,
    position: places.get(node.obj_id) ?? node.position,
  }));
}

/** A start cannot be deleted: a process has exactly one. Links to what is deleted lead nowhere then. */
export function deleteNodes(draft: Draft, ids: readonly string[]): Draft {
  const gone = new Set(
    draft.nodes.filter(({ obj_id, obj_type }) => ids.includes(obj_id) && obj_type !== NODE_TYPE.start).map(idOf),
  );
  const kept = draft.nodes.filter(({ obj_id }) => !gone.has(obj_id));
  return { ...draft, nodes: kept.map((node) => retargeted(node, (id) => (gone.has(id) ? '' : id))) };
}

export function connect(draft: Draft, source: string, key: string, to: string): Draft {
  return changeNodes(draft, [source], (node) => withLink(node, key, to));
}

export function addNode(draft: Draft, node: DraftNode): Draft {
  return { ...draft, nodes: [...draft.nodes, node] };
}

/** Puts a node into a link: the link leads to it, and it goes on to where the link led. */
export function insertOnLink(draft: Draft, { source, key }: { source: string; key: string }, node: DraftNode): Draft {
  const from = draft.nodes.find(({ obj_id }) => obj_id === source);
  if (from === undefined) return draft;
  const to = targetOf(from, key);
  const exit = mainExit(node);
  const linked = exit === null || to === '' ? node : withLink(node, exit.key, to);
  return connect(addNode(draft, linked), source, key, node.obj_id);
}

/** Puts a node behind another: in the way on which one plainly goes on from it. */
export function insertAfter(draft: Draft, source: string, node: DraftNode): Draft {
  const from = draft.nodes.find(({ obj_id }) => obj_id === source);
  const exit = from === undefined ? null : mainExit(from);
  return exit === null ? addNode(draft, node) : insertOnLink(draft, { source, key: exit.key }, node);
}

/** Below a node, on the grid, where nothing stands yet. */
export function placeAfter(draft: Draft, source: string, node: DraftNode): [number, number] {
  const from = draft.nodes.find(({ obj_id }) => obj_id === source);
  if (from === undefined) return [0, 0];
  const { x, y, width, height } = boxOf(readNode(from));
  const drawn = readNode(node);
  const middle = x + width / 2;
  return freePlace(draft, [drawn.collapsed ? middle : middle - sizeOf(drawn).width / 2, y + height + GAP], node);
}

/** The place itself, or one further right, where no other node stands. */
export function freePlace(draft: Draft, [x, y]: [number, number], node: DraftNode): [number, number] {
  const taken = draft.nodes.map((one) => boxOf(readNode(one)));
  const size = boxOf({ ...readNode(node), x: 0 });
  let at = Math.round(x) + size.x;
  const top = snapped(y);
  for (let tries = 0; tries < 200; tries++) {
    const hit = taken.find(
      (one) =>
        at < one.x + one.width + GRID &&
        one.x < at + size.width + GRID &&
        top < one.y + one.height + GRID &&
        one.y < top + size.height + GRID,
    );
    if (hit === undefined) break;
    at = snapped(hit.x + hit.width + GRID * 2);
  }
  return [at - size.x, top];
}

function snapped(value: number): number {
  return Math.round(value / GRID) * GRID;
}

/** Copies with ids of their own, their links among each other kept and all others cut; a start is not copied. */
export function copiesOf(
  nodes: readonly DraftNode[],
  by: [number, number],
  keepLinks: ReadonlySet<string>,
): DraftNode[] {
  const wanted = nodes.filter(({ obj_type }) => obj_type !== NODE_TYPE.start);
  const ids = new Map(wanted.map(({ obj_id }) => [obj_id, newNodeId()]));
  return wanted.map((node) => {
    const [x, y] = node.position;
    const moved: DraftNode = { ...node, obj_id: ids.get(node.obj_id) ?? newNodeId(), position: [x + by[0], y + by[1]] };
    return retargeted(moved, (id) => ids.get(id) ?? (keepLinks.has(id) ? id : ''));
  });
}

/** What goes to the clipboard: a list of nodes as exports hold them. */
export function clipText(nodes: readonly DraftNode[]): string {
  return JSON.stringify({ takt: 'nodes', scheme: { nodes: nodes.map(exportNode), web_settings: [[], []] } }, null, 1);
}

/** Nodes from the clipboard: ours, or those of a whole export; null where it holds none. */
export function readClip(text: string): DraftNode[] | null {
  try {
    const value = JSON.parse(text) as JsonObject | JsonObject[];
    const one = Array.isArray(value) ? value[0] : value;
    const scheme = one?.scheme as JsonObject | undefined;
    const nodes = (scheme?.nodes ?? one?.nodes) as JsonObject[] | undefined;
    if (!Array.isArray(nodes) || nodes.length === 0) return null;
    return nodes.filter((node) => typeof node === 'object' && node !== null).map(readDraftNode);
  } catch {
    return null;
  }
}

/** Nodes in the order in which a task may come to them, from the start on; what is not reached follows. */
export function inGraphOrder(draft: Draft): string[] {
  const nodes = byId(draft.nodes);
  const seen = new Set<string>();
  const queue = draft.nodes.filter(({ obj_type }) => obj_type === NODE_TYPE.start).map(idOf);
  while (queue.length > 0) {
    const id = queue.shift() ?? '';
    const node = nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    queue.push(...readNode(node).exits.map(({ to }) => to));
  }
  return [...seen, ...draft.nodes.map(idOf).filter((id) => !seen.has(id))];
}

function targetOf(node: DraftNode, key: string): string {
  return readNode(node).exits.find((exit) => exit.key === key)?.to ?? '';
}

function idOf({ obj_id }: DraftNode): string {
  return obj_id;
}
