/** Lays out beside the page, which stays alive meanwhile: some hundred nodes take a second. */
import { Graph, layout } from '@dagrejs/dagre';

export interface Box {
  id: string;
  width: number;
  height: number;
}

export interface Link {
  id: string;
  source: string;
  target: string;
  weight: number;
}

export interface LayoutTask {
  boxes: Box[];
  links: Link[];
}

/** Left and top of every box, in their order. */
export type LayoutResult = [left: number, top: number][];

/** From so many boxes on the quicker ranking is taken. */
const MANY = 200;

function placesOf({ boxes, links }: LayoutTask): LayoutResult {
  const graph = new Graph({ multigraph: true });
  const ranker = boxes.length > MANY ? 'longest-path' : 'network-simplex';
  graph.setGraph({ rankdir: 'TB', nodesep: 60, ranksep: 64, marginx: 20, marginy: 20, ranker });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { id, source, target, weight } of links) graph.setEdge(source, target, { weight }, id);
  layout(graph);
  return boxes.map(({ id, width, height }) => {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    return [x - width / 2, y - height / 2];
  });
}

addEventListener('message', (event: MessageEvent<LayoutTask>) => postMessage(placesOf(event.data)));
