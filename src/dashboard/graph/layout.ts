/** Places for nodes that have none: in layers from the start down, by dagre, which is loaded only when it is needed. */
import { sizeOf } from './geometry.ts';
import type { GraphEdge, GraphNode } from './model.ts';

const GRID = 20;

/** The same nodes with places, on a grid; ways of errors count less, so that the main road stays straight. */
export async function laidOut(nodes: GraphNode[], edges: GraphEdge[]): Promise<GraphNode[]> {
  const dagre = await import('@dagrejs/dagre');
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 60, ranksep: 64, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const { width, height } = sizeOf(node);
    // A title stands below an icon.
    graph.setNode(node.id, node.collapsed ? { width: 140, height: height + 24 } : { width, height });
  }
  for (const { id, source, target, role } of edges) {
    const weight = role === 'go' ? 3 : role === 'error' || role === 'timer' || role === 'alarm' ? 1 : 2;
    graph.setEdge(source, target, { weight }, id);
  }
  dagre.layout(graph);
  return nodes.map((node) => {
    const { x = 0, y = 0, height = 0 } = graph.node(node.id) as { x?: number; y?: number; height?: number };
    const left = x - sizeOf(node).width / 2;
    const top = y - height / 2;
    return { ...node, x: Math.round(left / GRID) * GRID, y: Math.round(top / GRID) * GRID };
  });
}
