/** Nodes and links in React Flow's form. What did not change stays the same object, so that it is not drawn again. */
import { Position } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { leavesBy, portsOf, sizeOf } from './geometry.ts';
import type { FlowEdge } from './graph_edge.tsx';
import type { FlowNode, Mark } from './graph_node.tsx';
import type { GraphEdge, GraphNode } from './model.ts';

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
  const { width, height } = sizeOf(node);
  const handles = portsOf(node).map(({ id, type, side, x, y }) => {
    return { id, type, position: SIDES[side], x, y, width: 1, height: 1 };
  });
  const ariaLabel = `${node.title || node.action}`;
  return {
    id: node.id,
    type: 'takt',
    position: { x: node.x, y: node.y },
    width,
    height,
    // Known without drawing: the map and the view as a whole take all nodes into account.
    measured: { width, height },
    handles,
    data,
    selected,
    ariaLabel,
  };
}

/** Links in React Flow's form; one whose ends did not move stays the same object. */
export function useFlowEdges(
  nodes: GraphNode[],
  edges: GraphEdge[],
  { way, selected }: { way: Way | null; selected: string | null },
): FlowEdge[] {
  const known = useRef(new Map<string, { from: unknown[]; edge: FlowEdge }>());
  return useMemo(() => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const next = new Map<string, { from: unknown[]; edge: FlowEdge }>();
    for (const flow of flowEdges(nodes, edges, way)) {
      const { edge } = flow.data ?? {};
      const chosen = flow.id === selected;
      const from = [byId.get(flow.source), byId.get(flow.target), edge?.text, edge?.role, flow.data?.way, chosen];
      const made = known.current.get(flow.id);
      const same = made?.from.every((part, index) => part === from[index]) === true;
      next.set(
        flow.id,
        same && made !== undefined ? made : { from, edge: chosen ? { ...flow, selected: true } : flow },
      );
    }
    known.current = next;
    return [...next.values()].map(({ edge }) => edge);
  }, [nodes, edges, way, selected]);
}

export function flowEdges(nodes: GraphNode[], edges: GraphEdge[], way: Way | null): FlowEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge): FlowEdge[] => {
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    if (source === undefined || target === undefined) return [];
    const on = way === null ? null : way.edges.has(edge.id) ? ('on' as const) : ('off' as const);
    const labelled = source.collapsed && edge.role !== 'go' && (edge.role !== 'else' || source.exits.length > 1);
    return [
      {
        id: edge.id,
        type: 'takt',
        source: edge.source,
        target: edge.target,
        sourceHandle: leavesBy(edge, source, target),
        targetHandle: 'in',
        data: { edge, way: on, labelled },
      },
    ];
  });
}
