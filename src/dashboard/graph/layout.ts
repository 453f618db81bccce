/** Places for nodes that have none: in layers from the start down, by dagre, which is loaded only when it is needed. */
import { sizeOf } from './geometry.ts';
import type { LayoutResult, LayoutTask, Link } from './layout_worker.ts';
import type { GraphEdge, GraphNode } from './model.ts';

const GRID = 20;
/** Room for the title below an icon. */
const TITLE = { width: 140, height: 24 };
/** Links into one node that decide where it lies: an end to which everything leads would draw all layers together. */
const DECIDING = 4;

/** The same nodes with places, on a grid. */
export async function laidOut(nodes: GraphNode[], edges: GraphEdge[]): Promise<GraphNode[]> {
  const boxes = nodes.map((node) => {
    const { width, height } = sizeOf(node);
    return node.collapsed
      ? { id: node.id, width: TITLE.width, height: height + TITLE.height }
      : { id: node.id, width, height };
  });
  const places = await inWorker({ boxes, links: decidingLinks(edges) });
  return nodes.map((node, index) => {
    const [left, top] = places[index] ?? [0, 0];
    const x = node.collapsed ? left + (TITLE.width - sizeOf(node).width) / 2 : left;
    return { ...node, x: Math.round(x / GRID) * GRID, y: Math.round(top / GRID) * GRID };
  });
}

/** The main road lies straight; a way of an error or a timer counts where no other leads to its node. */
function decidingLinks(edges: GraphEdge[]): Link[] {
  const into = new Map<string, number>();
  const taken: Link[] = [];
  const take = (links: GraphEdge[], most: number): void => {
    for (const { id, source, target, role } of links) {
      const known = into.get(target) ?? 0;
      if (source === target || known >= most) continue;
      into.set(target, known + 1);
      taken.push({ id, source, target, weight: role === 'go' ? 3 : 1 });
    }
  };
  const isMain = ({ role }: GraphEdge): boolean => role === 'go' || role === 'condition' || role === 'else';
  take(edges.filter(isMain), DECIDING);
  take(
    edges.filter((edge) => !isMain(edge)),
    1,
  );
  return taken;
}

function inWorker(task: LayoutTask): Promise<LayoutResult> {
  const worker = new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' });
  return new Promise<LayoutResult>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<LayoutResult>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
