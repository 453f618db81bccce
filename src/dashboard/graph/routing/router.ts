/**
 * The ways of all links of a process. What a link's way depends on did not change: it is not looked for again. While nodes
 * are moved only their own links are; the others make way once they stand.
 */
import { boxOf, enteringDoors, leavingDoors, sizeOf, titleBox } from '../geometry.ts';
import type { GraphEdge, GraphNode, Role } from '../model.ts';
import { siteOf } from './lanes.ts';
import { middleOf, pathOf } from './path.ts';
import { type Box, type Door, type Point, type Site, search, simplified, type Way } from './search.ts';
import { separated } from './separate.ts';

export interface Route {
  /** Doors it leaves and enters by. */
  from: string;
  to: string;
  path: string;
  /** Its corners. */
  points: Point[];
  /** Where words on it stand. */
  x: number;
  y: number;
}

interface Wanted {
  edge: GraphEdge;
  source: GraphNode;
  target: GraphNode;
}

interface Kept extends Wanted {
  way: Way;
  /** Where all nodes stood when it was found. */
  world: string;
}

interface Place {
  node: GraphNode;
  site: Site;
}

const TONE: Record<Role, string> = { go: '', condition: '', else: '', error: 'error', timer: 'wait', alarm: 'wait' };

export class Router {
  private kept = new Map<string, Kept>();
  private routes = new Map<string, Route>();
  private places = new Map<string, Place>();
  private world = '';

  /** `moving`: nodes are under a hand now. */
  route(nodes: readonly GraphNode[], edges: readonly GraphEdge[], moving = false): ReadonlyMap<string, Route> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const wanted = edges.flatMap((edge): Wanted[] => {
      const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
      return source === undefined || target === undefined ? [] : [{ edge, source, target }];
    });
    if (!moving || wanted.length !== this.kept.size) this.world = worldOf(nodes);
    const stale = wanted.filter((one) => !this.isFresh(one));
    if (stale.length === 0 && wanted.length === this.kept.size) return this.routes;
    const found = this.found(stale, nodes, moving);
    this.kept = new Map(
      wanted.map((one) => [one.edge.id, found.get(one.edge.id) ?? { ...(this.kept.get(one.edge.id) as Kept), ...one }]),
    );
    // The others stay where they are until the hand lets go.
    const drawn = this.drawn(moving ? [...found.values()] : [...this.kept.values()]);
    this.routes = moving ? new Map([...this.routes, ...drawn]) : drawn;
    return this.routes;
  }

  private isFresh({ edge, source, target }: Wanted): boolean {
    const made = this.kept.get(edge.id);
    if (made === undefined || made.world !== this.world) return false;
    return sameDoors(made.source, source, edge.exit) && sameDoors(made.target, target);
  }

  private found(stale: Wanted[], nodes: readonly GraphNode[], moving: boolean): Map<string, Kept> {
    const boxes = nodes.map(boxOf);
    const before = this.places;
    this.places = new Map(
      nodes.map((node, index) => {
        const made = moving ? before.get(node.id) : undefined;
        return [node.id, made?.node === node ? made : { node, site: siteOf(boxes[index] as Box, boxes) }];
      }),
    );
    const sites = [...this.places.values()].map(({ site }) => site);
    const soft = nodes.flatMap((node) => titleBox(node) ?? []);
    return new Map(
      stale.map((one) => {
        const { edge, source, target } = one;
        const way = search({
          ...{ starts: leavingDoors(source, edge.exit), ends: enteringDoors(target), sites, soft },
          ...{ source: this.siteOf(source), target: this.siteOf(target) },
        });
        return [edge.id, { ...one, way, world: this.world }];
      }),
    );
  }

  private siteOf({ id }: GraphNode): Site {
    return (this.places.get(id) as Place).site;
  }

  private drawn(kept: Kept[]): Map<string, Route> {
    const bundles = bundlesOf(kept.map(({ edge }) => edge));
    const lines = kept.map(({ way }, index) => ({ ...way, bundle: bundles[index] as string }));
    const placed = separated(
      lines,
      [...this.places.values()].map(({ site }) => site),
    );
    return new Map(
      kept.map(({ edge, way }, index) => {
        const points = simplified(placed[index] as Point[]);
        const [x, y] = middleOf(points);
        const route = { from: way.from.handle, to: way.to.handle, path: pathOf(points), points, x, y };
        const before = this.routes.get(edge.id);
        return [edge.id, before !== undefined && sameRoute(before, route) ? before : route];
      }),
    );
  }
}

function worldOf(nodes: readonly GraphNode[]): string {
  return nodes
    .map((node) => {
      const { width, height } = sizeOf(node);
      return `${node.x} ${node.y} ${width} ${height}`;
    })
    .join();
}

/** Whether links leave, or enter, a node where they did. */
function sameDoors(before: GraphNode, now: GraphNode, exit?: string): boolean {
  if (before === now) return true;
  const doors = (node: GraphNode): Door[] => (exit === undefined ? enteringDoors(node) : leavingDoors(node, exit));
  return JSON.stringify(doors(before)) === JSON.stringify(doors(now));
}

/** Links to one node in one colour run together, but the second from a node only with other second ones. */
function bundlesOf(edges: readonly GraphEdge[]): string[] {
  const seen = new Map<string, number>();
  return edges.map(({ source, target, role }) => {
    const bundle = `${target} ${TONE[role]}`;
    const before = seen.get(`${source} ${bundle}`) ?? 0;
    seen.set(`${source} ${bundle}`, before + 1);
    return `${bundle} ${before}`;
  });
}

function sameRoute(a: Route, b: Route): boolean {
  return a.from === b.from && a.to === b.to && a.path === b.path;
}
