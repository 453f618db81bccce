/** Nodes and links in React Flow's form. What did not change stays the same object, so that it is not drawn again. */
import { Position } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { boxOf, portsOf } from './geometry.ts';
import type { EdgeData, FlowEdge } from './graph_edge.tsx';
import type { FlowNode, Mark } from './graph_node.tsx';
import type { GraphEdge, GraphNode } from './model.ts';
import { Router } from './routing/router.ts';

/** How links are shown: `near` holds ids of nodes and links whose ways stand out, `moving` that nodes are under a hand. */
interface ShownEdges {
  way: Way | null;
  selected: string | null;
  near: ReadonlySet<string>;
  moving: boolean;
}

/** A path through the process. */
export interface Way {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

interface Shown {
  selected: readonly string[];
  way: Way | null;
  marks: ReadonlyMap<string, Mark> | undefined;
  connectable: boolean;
}

const SIDES = { top: Position.Top, bottom: Position.Bottom, left: Position.Left, right: Position.Right };

/** Which point of a node its place is. */
const CORNER: [number, number] = [0, 0];
const MIDDLE: [number, number] = [0.5, 0];

export function useFlowNodes(nodes: GraphNode[], { selected, way, marks, connectable }: Shown): FlowNode[] {
  const known = useRef(new WeakMap<GraphNode, FlowNode>());
  return useMemo(() => {
    const chosen = new Set(selected);
    return nodes.map((node) => {
      const on = way === null ? null : way.nodes.has(node.id) ? 'on' : 'off';
      const made = known.current.get(node);
      const mark = marks?.get(node.id) ?? null;
      const isChosen = chosen.has(node.id);
      const same = made?.selected === isChosen && made.data.way === on && made.data.mark === mark;
      if (made !== undefined && same && made.data.connectable === connectable) return made;
      const flow = flowNode(node, isChosen, { node, way: on, mark, connectable });
      known.current.set(node, flow);
      return flow;
    });
  }, [nodes, selected, way, marks, connectable]);
}

function flowNode(node: GraphNode, selected: boolean, data: FlowNode['data']): FlowNode {
  const { x: left, y: top, width, height } = boxOf(node);
  const handles = portsOf(node).map(({ id, type, side, x, y }) => {
    return { id, type, position: SIDES[side], x, y, width: 1, height: 1 };
  });
  const ariaLabel = `${node.title || node.action}`;
  // Sizes and ends of links are known without drawing, for nodes out of sight too, and React Flow does not measure again
  // what has no extent. A place is cheaper than a transform: five hundred of those are sorted anew for every frame.
  const style = { left, top, width: 0, height: 0, transform: 'none' };
  return {
    id: node.id,
    type: 'takt',
    position: { x: node.x, y: node.y },
    origin: node.collapsed ? MIDDLE : CORNER,
    style,
    measured: { width, height },
    handles,
    data,
    selected,
    ariaLabel,
  };
}

/** Links in React Flow's form; one that is drawn as before stays the same object. */
export function useFlowEdges(nodes: GraphNode[], edges: GraphEdge[], shown: ShownEdges): FlowEdge[] {
  const { way, selected, near, moving } = shown;
  const router = useRef<Router>(null);
  router.current ??= new Router();
  const routes = router.current.route(nodes, edges, moving);
  const known = useRef(new Map<string, FlowEdge>());
  return useMemo(() => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const next = edges.flatMap((edge): FlowEdge[] => {
      const [route, source] = [routes.get(edge.id), byId.get(edge.source)];
      if (route === undefined || source === undefined) return [];
      const on = way === null ? null : way.edges.has(edge.id) ? ('on' as const) : ('off' as const);
      const labelled = source.collapsed && edge.role !== 'go' && (edge.role !== 'else' || source.exits.length > 1);
      const isNear = near.has(edge.id) || near.has(edge.source) || near.has(edge.target);
      const flow = flowEdge({ edge, route, way: on, labelled, near: isNear }, edge.id === selected);
      const made = known.current.get(edge.id);
      return [made !== undefined && isSame(made, flow) ? made : flow];
    });
    known.current = new Map(next.map((edge) => [edge.id, edge]));
    return next;
  }, [nodes, edges, routes, way, selected, near]);
}

function flowEdge(data: EdgeData, selected: boolean): FlowEdge {
  const { edge, route, way, near } = data;
  return {
    ...{ id: edge.id, type: 'takt', source: edge.source, target: edge.target, data, selected },
    ...{ sourceHandle: route.from, targetHandle: route.to, reconnectable: selected || near },
    // What stands out lies over the others, and under the nodes.
    zIndex: selected || near || way === 'on' ? 0 : -1,
  };
}

function isSame({ data: a, ...made }: FlowEdge, { data: b, ...flow }: FlowEdge): boolean {
  if (a === undefined || b === undefined || made.selected !== flow.selected) return false;
  const sameEdge = a.edge === b.edge || (a.edge.text === b.edge.text && a.edge.role === b.edge.role);
  return sameEdge && a.route === b.route && a.way === b.way && a.near === b.near && a.labelled === b.labelled;
}
