/**
 * The canvas of a process: View looks at it, the Editor works on it.
 *
 *   const { nodes, edges } = readGraph(rows)            // model.ts: from `list conv` or an export
 *   <GraphProvider>
 *     <Graph nodes={nodes} edges={edges} selected={ids} onSelect={setIds} label={title} />
 *   </GraphProvider>
 *
 * - Places are the top left of a card and the top middle of an icon, as in exports; `useLaidOut` gives places to nodes that have none
 *   (layout.ts `laidOut` does it on demand). An editor changes raw nodes, reads them again with `readNode` and keeps the
 *   others as they are: a node that is the same object is not drawn again.
 * - `readOnly` (default): nothing can be moved or connected. An editor passes `readOnly={false}` and, in `flow`, whatever
 *   else React Flow takes: onNodesChange (position changes), onConnect, onDrop, onEdgeClick … A link that is drawn
 *   by hand begins at a handle `<exit key>:<l|r|b>` (`exitOfHandle` gives the key) and ends at the handle `in`.
 * - `Badge` is drawn at a corner of every node and finds what it shows by id, through a store of its own, so that a counter
 *   does not draw the canvas again; `EdgeOverlay` is drawn at every link that can be read.
 * - `way` shows a path: nodes and links on it stand out, all else steps back. `marks` rings nodes (problems, a diff).
 * - `useFocus()` moves the view to nodes; `children` lie over the canvas (React Flow's `Panel`).
 */
import {
  type NodeChange,
  Panel,
  ReactFlow,
  type ReactFlowProps,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import {
  type ComponentType,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import '@xyflow/react/dist/base.css';
import { Controls, SmallMap } from './controls.tsx';
import { isLaidOut } from './geometry.ts';
import css from './graph.module.css';
import { Arrows, type FlowEdge, GraphEdgeView } from './graph_edge.tsx';
import { type FlowNode, GraphNodeView, type Mark } from './graph_node.tsx';
import { laidOut } from './layout.ts';
import type { GraphEdge, GraphModel, GraphNode } from './model.ts';
import { SurroundingsProvider } from './surroundings.ts';
import { useFlowEdges, useFlowNodes, type Way } from './to_flow.ts';

export { ReactFlowProvider as GraphProvider };

export interface GraphProps {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Read out for the canvas as a whole. */
  label: string;
  selected?: readonly string[];
  onSelect?: (ids: string[]) => void;
  readOnly?: boolean;
  way?: Way | null;
  marks?: ReadonlyMap<string, Mark> | undefined;
  /** Id of a link that stands out. */
  selectedEdge?: string | null;
  Badge?: ComponentType<{ id: string }>;
  EdgeOverlay?: ComponentType<{ edge: GraphEdge; x: number; y: number }>;
  minimap?: boolean;
  flow?: Partial<ReactFlowProps<FlowNode, FlowEdge>>;
  children?: ReactNode;
}

const NODE_TYPES = { takt: GraphNodeView };
const EDGE_TYPES = { takt: GraphEdgeView };
const NONE: readonly string[] = [];
const FIT = { padding: 0.12, maxZoom: 1 };
/** Below this zoom nothing can be read. */
const FAR = 0.3;

export function Graph(props: GraphProps) {
  const { nodes, edges, label, selected = NONE, onSelect, readOnly = true, way = null, marks } = props;
  const { Badge, EdgeOverlay, minimap = true, flow, children, selectedEdge = null } = props;
  const { t } = useTranslation();
  const far = useStore(({ transform }) => transform[2] < FAR);
  const surroundings = useMemo(() => ({ t, far, Badge, EdgeOverlay }), [t, far, Badge, EdgeOverlay]);
  const flowNodes = useFlowNodes(nodes, { selected, way, marks, connectable: !readOnly });
  const { moving, hovered, hands } = useHands(flow);
  const near = useMemo(() => new Set(hovered === null ? selected : [...selected, hovered]), [selected, hovered]);
  const links = useFlowEdges(nodes, edges, { way, selected: selectedEdge, near, moving });
  const chosen = useRef(selected);
  chosen.current = selected;
  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const next = changedSelection(chosen.current, changes);
      if (next !== null) onSelect?.(next);
      flow?.onNodesChange?.(changes);
    },
    [onSelect, flow],
  );
  const words = useMemo(
    () => ({
      'node.a11yDescription.default': t('process.graph.help'),
      'minimap.ariaLabel': t('process.graph.minimap'),
    }),
    [t],
  );
  return (
    <SurroundingsProvider value={surroundings}>
      <Arrows />
      <ReactFlow<FlowNode, FlowEdge>
        className={css.canvas ?? ''}
        data-far={far || undefined}
        data-moving={moving || undefined}
        aria-label={label}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesFocusable={!readOnly}
        deleteKeyCode={null}
        onlyRenderVisibleElements
        minZoom={0.05}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={words}
        {...flow}
        {...hands}
        nodes={flowNodes}
        edges={links}
        onNodesChange={onNodesChange}
        onPaneClick={(event) => {
          onSelect?.([]);
          flow?.onPaneClick?.(event);
        }}
      >
        <Fitted />
        <Panel position="bottom-left" className={css.panel ?? ''}>
          <Controls fit={FIT} />
        </Panel>
        {minimap && <SmallMap />}
        {children}
      </ReactFlow>
    </SurroundingsProvider>
  );
}

/** The whole process is seen at first. React Flow's own `fitView` waits to measure nodes, and it has nothing to measure here. */
function Fitted() {
  const ready = useStore(({ panZoom, width, height }) => panZoom !== null && width > 0 && height > 0);
  const { fitView } = useReactFlow();
  useLayoutEffect(() => {
    if (ready) void fitView(FIT);
  }, [ready, fitView]);
  return null;
}

/** What lies under the hand: a node or link that is looked at, and whether nodes are being moved. */
function useHands(flow: GraphProps['flow']) {
  const [moving, setMoving] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const { onNodeDragStart, onNodeDragStop } = flow ?? {};
  const hands = useMemo((): Partial<ReactFlowProps<FlowNode, FlowEdge>> => {
    const look = (_event: unknown, { id }: { id: string }): void => setHovered(id);
    const away = (): void => setHovered(null);
    return {
      ...{ onNodeMouseEnter: look, onNodeMouseLeave: away, onEdgeMouseEnter: look, onEdgeMouseLeave: away },
      onNodeDragStart: (...all) => {
        setMoving(true);
        onNodeDragStart?.(...all);
      },
      onNodeDragStop: (...all) => {
        setMoving(false);
        onNodeDragStop?.(...all);
      },
      onSelectionDragStart: () => setMoving(true),
      onSelectionDragStop: () => setMoving(false),
    };
  }, [onNodeDragStart, onNodeDragStop]);
  return { moving, hovered, hands };
}

/** The chosen nodes after React Flow's news; null where it is none of its matter. */
function changedSelection(before: readonly string[], changes: NodeChange<FlowNode>[]): string[] | null {
  const next = new Set(before);
  let changed = false;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    changed = true;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return changed ? [...next] : null;
}

/** The same process with places for all nodes; undefined for the moment it takes to lay out one that has none. */
export function useLaidOut(model: GraphModel | undefined): GraphModel | undefined {
  const [done, setDone] = useState<{ from: GraphModel; model: GraphModel }>();
  const needed = model !== undefined && !isLaidOut(model.nodes);
  useEffect(() => {
    if (model === undefined || isLaidOut(model.nodes)) return undefined;
    let wanted = true;
    void laidOut(model.nodes, model.edges).then((nodes) => {
      if (wanted) setDone({ from: model, model: { ...model, nodes } });
    });
    return () => {
      wanted = false;
    };
  }, [model]);
  if (!needed) return model;
  return done?.from === model ? done?.model : undefined;
}

/** Moves the view so that these nodes lie in its middle. */
export function useFocus(): (ids: string[]) => void {
  const { fitView } = useReactFlow();
  return useCallback(
    (ids) => void fitView({ nodes: ids.map((id) => ({ id })), maxZoom: 1, padding: 0.4, duration: 200 }),
    [fitView],
  );
}

/** The exit that a handle belongs to. */
export function exitOfHandle(handle: string): string {
  return handle.replace(/:[lrb]$/, '');
}
