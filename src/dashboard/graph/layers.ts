/**
 * Places for the boxes of a process: the main road from the start down, in layers (by dagre), and what takes failures and
 * delays to the right of the node it belongs to, in a row that leads to the right.
 */
import { Graph, layout } from '@dagrejs/dagre';

export interface Box {
  id: string;
  width: number;
  height: number;
  /** How far below its top a link from the side comes in. */
  entry: number;
}

export interface Link {
  id: string;
  source: string;
  target: string;
  /** A failure, a timer or an alarm takes it. */
  aside: boolean;
  /** How far below the top of its source it leaves. */
  exit: number;
  weight: number;
}

export interface LayoutTask {
  boxes: Box[];
  links: Link[];
}

type Place = [left: number, top: number];

/** Left and top of every box, in their order. */
export type LayoutResult = Place[];

/** From so many boxes on the quicker ranking is taken. */
const MANY = 200;
/** Room between layers, between neighbours, and before what stands aside. */
const BELOW = 60;
const BESIDE = 80;
const ASIDE = 80;
/** More than this is no small matter beside the road: it goes down like the rest. */
const MOST_ASIDE = 8;

export function placesOf({ boxes, links }: LayoutTask): LayoutResult {
  const groups = groupsOf(boxes, links);
  const aside = new Set([...groups.values()].flatMap((group) => group.boxes.map(({ id }) => id)));
  const road = boxes.filter(({ id }) => !aside.has(id));
  const grown = road.map((box) => ({ ...box, height: Math.max(box.height, groups.get(box.id)?.height ?? 0) }));
  const onRoad = new Set(road.map(({ id }) => id));
  const main = links.filter(({ source, target }) => onRoad.has(source) && onRoad.has(target));
  const middles = dagre(grown, main, 'TB');
  const lefts = widened(road, middles, groups);
  const tops = topsOf(grown, middles);
  const places = new Map<string, Place>();
  for (const box of grown) {
    const left = lefts.get(box.id) ?? 0;
    const top = tops.get(middles.get(box.id)?.[1] ?? 0) ?? 0;
    places.set(box.id, [left, top]);
    const own = groups.get(box.id);
    const edge = left + box.width + ASIDE;
    for (const [id, [x, y]] of own?.places ?? []) places.set(id, [edge + x, top + y]);
  }
  return boxes.map(({ id }) => places.get(id) ?? [0, 0]);
}

/** Where each layer begins: what stands in it is set to its top. */
function topsOf(boxes: Box[], middles: Map<string, Place>): Map<number, number> {
  const tops = new Map<number, number>();
  for (const { id, height } of boxes) {
    const middle = middles.get(id)?.[1] ?? 0;
    tops.set(middle, Math.min(tops.get(middle) ?? middle, middle - height / 2));
  }
  return tops;
}

interface Group {
  boxes: Box[];
  places: Map<string, Place>;
  width: number;
  height: number;
}

/** What is reached only by failures and timers, by the node on the road it stands beside: the last that leads to it. */
function groupsOf(boxes: Box[], links: Link[]): Map<string, Group> {
  const road = reached(boxes, links);
  const next = new Map<string, Link[]>();
  for (const link of links) next.set(link.source, [...(next.get(link.source) ?? []), link]);
  const owners = new Map<string, string>();
  for (const owner of road) {
    const open = (next.get(owner) ?? []).map(({ target }) => target);
    const seen = new Set<string>();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (road.has(id) || seen.has(id)) continue;
      seen.add(id);
      owners.set(id, owner);
      open.push(...(next.get(id) ?? []).map(({ target }) => target));
    }
  }
  const groups = new Map<string, Group>();
  for (const owner of new Set(owners.values())) {
    const own = boxes.filter(({ id }) => owners.get(id) === owner);
    if (own.length <= MOST_ASIDE) groups.set(owner, groupOf(owner, own, links));
  }
  return groups;
}

/** The nodes on the road, in the order in which it reaches them. Where nothing leads to a node, it begins there anew. */
function reached(boxes: Box[], links: Link[]): Set<string> {
  const found = new Set<string>();
  const entered = new Set(links.filter(({ source, target }) => source !== target).map(({ target }) => target));
  const open = boxes.filter(({ id }) => !entered.has(id)).map(({ id }) => id);
  if (open.length === 0 && boxes[0] !== undefined) open.push(boxes[0].id);
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const { source, target, aside } of links) if (source === id && !aside) open.push(target);
  }
  return found;
}

function groupOf(owner: string, boxes: Box[], links: Link[]): Group {
  const own = new Map(boxes.map((box) => [box.id, box]));
  const middles = dagre(
    boxes,
    links.filter(({ source, target }) => own.has(source) && own.has(target)),
    'LR',
  );
  const corner = ({ id, width, height }: Box): Place => {
    const [x, y] = middles.get(id) ?? [0, 0];
    return [x - width / 2, y - height / 2];
  };
  // The first is entered on the level on which it is left, where that does not lift the group above its owner.
  const first = links.find(({ source, target }) => source === owner && own.has(target));
  const entered = first === undefined ? undefined : own.get(first.target);
  const by = first === undefined || entered === undefined ? 0 : first.exit - corner(entered)[1] - entered.entry;
  const places = new Map(
    boxes.map((box): [string, Place] => [box.id, [corner(box)[0], corner(box)[1] + Math.max(0, by)]]),
  );
  return {
    ...{ boxes, places },
    width: Math.max(...boxes.map((box) => corner(box)[0] + box.width)),
    height: Math.max(...boxes.map((box) => corner(box)[1] + Math.max(0, by) + box.height)),
  };
}

/** Left edges on the road, with columns moved apart as far as what stands beside a node needs. */
function widened(road: Box[], middles: Map<string, Place>, groups: Map<string, Group>): Map<string, number> {
  const middle = ({ id }: Box): Place => middles.get(id) ?? [0, 0];
  const sorted = [...road].sort((a, b) => middle(a)[0] - middle(b)[0]);
  const lefts = new Map<string, number>();
  /** Where there is room again in each layer. */
  const ends = new Map<number, number>();
  let shift = 0;
  for (let at = 0; at < sorted.length; ) {
    const x = middle(sorted[at] as Box)[0];
    const column = sorted.slice(at).filter((box) => middle(box)[0] === x);
    for (const box of column) {
      const end = ends.get(middle(box)[1]) ?? Number.NEGATIVE_INFINITY;
      shift = Math.max(shift, end + BESIDE + box.width / 2 - x);
    }
    for (const box of column) {
      const left = x + shift - box.width / 2;
      const group = groups.get(box.id);
      lefts.set(box.id, left);
      if (group !== undefined) ends.set(middle(box)[1], left + box.width + ASIDE + group.width);
    }
    at += column.length;
  }
  return lefts;
}

/** Middles of the boxes. */
function dagre(boxes: Box[], links: Link[], rankdir: 'TB' | 'LR'): Map<string, Place> {
  const graph = new Graph({ multigraph: true });
  const ranker = boxes.length > MANY ? 'longest-path' : 'network-simplex';
  const [nodesep, ranksep] = rankdir === 'TB' ? [BESIDE, BELOW] : [BELOW / 2, BESIDE];
  graph.setGraph({ rankdir, nodesep, ranksep, marginx: 0, marginy: 0, ranker, align: 'UL' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { id, source, target, weight } of links) graph.setEdge(source, target, { weight }, id);
  layout(graph);
  return new Map(
    boxes.map(({ id }): [string, Place] => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, [x, y]];
    }),
  );
}
