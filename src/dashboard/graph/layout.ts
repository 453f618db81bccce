/** Places for nodes that have none: in layers from the start down, by dagre, which is loaded only when it is needed. */
import { enteringDoors, leavingDoors, sizeOf } from './geometry.ts';
import type { LayoutResult, LayoutTask, Link } from './layers.ts';
import type { GraphEdge, GraphNode } from './model.ts';

const GRID = 10;
/** Room for the title below an icon. */
const TITLE = { width: 140, height: 24 };
/** Links into one node that decide where it lies: an end to which everything leads would draw all layers together. */
const DECIDING = 4;

/** The same nodes with places, on a grid. */
export async function laidOut(nodes: GraphNode[], edges: GraphEdge[]): Promise<GraphNode[]> {
  return placed(nodes, await inWorker(taskOf(nodes, edges)));
}

export function taskOf(nodes: GraphNode[], edges: GraphEdge[]): LayoutTask {
  const boxes = nodes.map((node) => {
    const { width, height } = sizeOf(node);
    const entry = (enteringDoors(node)[1]?.y ?? 0) - node.y;
    return node.collapsed
      ? { id: node.id, width: TITLE.width, height: height + TITLE.height, entry }
      : { id: node.id, width, height, entry };
  });
  return { boxes, links: decidingLinks(nodes, edges) };
}

export function placed(nodes: GraphNode[], places: LayoutResult): GraphNode[] {
  return nodes.map((node, index) => {
    const [left, top] = places[index] ?? [0, 0];
    const x = node.collapsed ? left + TITLE.width / 2 : left;
    return { ...node, x: Math.round(x / GRID) * GRID, y: Math.round(top / GRID) * GRID };
  });
}

/** The main road lies straight; of many ways into one node the first few count. */
function decidingLinks(nodes: GraphNode[], edges: GraphEdge[]): Link[] {
  const into = new Map<string, number>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const links = edges.map(({ id, source, target, role, exit }): Link => {
    const aside = role === 'error' || role === 'timer' || role === 'alarm';
    const node = byId.get(source);
    const left = node === undefined ? 0 : (leavingDoors(node, exit)[0]?.y ?? 0) - node.y;
    return { id, source, target, aside, exit: left, weight: role === 'go' ? 3 : 1 };
  });
  return links.filter(({ source, target, aside }) => {
    const known = into.get(target) ?? 0;
    if (source === target || known >= DECIDING) return false;
    if (!aside) into.set(target, known + 1);
    return true;
  });
}

function inWorker(task: LayoutTask): Promise<LayoutResult> {
  const worker = new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' });
  return new Promise<LayoutResult>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<LayoutResult>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
