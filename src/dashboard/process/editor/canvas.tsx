/** The canvas in Edit: nodes are moved, links drawn, drawn elsewhere and cut, and new nodes put where they are dropped. */
import { type Connection, type FinalConnectionState, type NodeChange, useReactFlow } from '@xyflow/react';
import { type DragEvent, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action } from '../../graph/actions.ts';
import { exitOfHandle, Graph } from '../../graph/graph.tsx';
import type { FlowEdge } from '../../graph/graph_edge.tsx';
import type { FlowNode } from '../../graph/graph_node.tsx';
import type { GraphEdge } from '../../graph/model.ts';
import { useReveal } from '../../graph/reveal.ts';
import css from './canvas.module.css';
import { connect, moveNodes } from './edits.ts';
import { type InsertAt, useInsert } from './insert.ts';
import type { Difference } from './merge.ts';
import { DragType } from './palette.tsx';
import { useEditor, useStore } from './store.ts';
import { useMarks, useModel } from './use_model.ts';
import { WantInsert } from './want_insert.ts';

interface Props {
  compared: Difference | null;
  edge: string | null;
  onEdge(id: string | null): void;
  /** Asks which node is to be put there. */
  onInsert(at: InsertAt): void;
}

export function Canvas({ compared, edge, onEdge, onInsert }: Props) {
  const { t } = useTranslation();
  const store = useStore();
  const { title, mayEdit } = useEditor(({ about }) => about);
  const selected = useEditor((state) => state.selected);
  const model = useModel(compared);
  const marks = useMarks(compared);
  const open = useEditor((state) => state.open);
  useReveal(model.nodes.find(({ id }) => id === open));
  const [over, setOver] = useState(false);
  const flow = useFlow({ onEdge, onInsert, setOver });
  const onSelect = useCallback(
    (ids: string[]) => {
      onEdge(null);
      store.select(ids);
    },
    [store, onEdge],
  );
  return (
    <WantInsert.Provider value={mayEdit ? onInsert : null}>
      <div className={over ? `${css.canvas} ${css.over}` : css.canvas} data-testid="canvas">
        <Graph
          {...model}
          label={t('editor.canvas', { title })}
          selected={selected}
          onSelect={onSelect}
          readOnly={!mayEdit}
          marks={marks}
          selectedEdge={edge}
          EdgeOverlay={PlusOnLink}
          flow={flow}
        />
      </div>
    </WantInsert.Provider>
  );
}

interface FlowParts {
  onEdge(id: string | null): void;
  onInsert(at: InsertAt): void;
  setOver(over: boolean): void;
}

/** What the canvas does beyond showing. */
function useFlow({ onEdge, onInsert, setOver }: FlowParts) {
  const store = useStore();
  const links = useLinks(onInsert);
  const drops = useDrops(setOver);
  const drag = useRef(0);
  return useMemo(
    () => ({
      ...links,
      onNodesChange: (changes: NodeChange<FlowNode>[]) => {
        const places = new Map<string, [number, number]>();
        for (const change of changes) {
          if (change.type !== 'position' || change.position === undefined) continue;
          places.set(change.id, [Math.round(change.position.x), Math.round(change.position.y)]);
        }
        if (places.size > 0) store.edit((draft) => moveNodes(draft, places), `drag ${drag.current}`);
      },
      // A drag is one step; the next one is another.
      onNodeDragStart: () => {
        drag.current++;
      },
      onNodeDoubleClick: (_event: unknown, { id }: { id: string }) => store.openNode(id),
      onEdgeClick: (_event: unknown, { id }: { id: string }) => {
        store.select([]);
        onEdge(id);
      },
      onPaneClick: () => onEdge(null),
      disableKeyboardA11y: true,
      nodesFocusable: false,
      edgesFocusable: false,
      zoomOnDoubleClick: false,
      snapToGrid: true,
      snapGrid: [10, 10] as [number, number],
      selectionKeyCode: 'Shift',
      multiSelectionKeyCode: ['Control', 'Meta', 'Shift'],
      connectionRadius: 30,
      ...drops,
    }),
    [links, drops, store, onEdge],
  );
}

/** Nodes that are dragged here from the palette: into a link, or to where they are dropped. */
function useDrops(setOver: (over: boolean) => void) {
  const insert = useInsert();
  const { screenToFlowPosition } = useReactFlow();
  return useMemo(
    () => ({
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(DragType)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        const action = event.dataTransfer.getData(DragType);
        if (action === '') return;
        event.preventDefault();
        const found = document
          .elementsFromPoint(event.clientX, event.clientY)
          .find((one) => one.closest('[data-edge]'));
        const link = found?.closest<SVGGElement>('[data-edge]')?.dataset.edge;
        const place = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        const at: InsertAt = link === undefined ? { place: [place.x - 100, place.y - 30] } : linkOf(link);
        void insert(action as Action, at);
      },
    }),
    [insert, screenToFlowPosition, setOver],
  );
}

/** Links that are drawn, drawn elsewhere, or let go over the canvas. */
function useLinks(onInsert: (at: InsertAt) => void) {
  const store = useStore();
  const { screenToFlowPosition } = useReactFlow();
  return useMemo(
    () => ({
      onConnect: ({ source, sourceHandle, target }: Connection) => {
        store.edit((draft) => connect(draft, source, exitOfHandle(sourceHandle ?? ''), target));
      },
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
        const { fromNode, fromHandle, toHandle } = state;
        if (toHandle !== null || fromNode === null || fromHandle?.type !== 'source') return;
        const { clientX, clientY } =
          'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
        const key = exitOfHandle(fromHandle.id ?? '');
        const on = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-node]')?.dataset.node;
        if (on !== undefined) {
          store.edit((draft) => connect(draft, fromNode.id, key, on));
          return;
        }
        const { x, y } = screenToFlowPosition({ x: clientX, y: clientY });
        onInsert({ link: { source: fromNode.id, key }, place: [x - 100, y] });
      },
      onReconnect: (old: FlowEdge, { source, sourceHandle, target }: Connection) => {
        const was = linkOf(old.id).link;
        const key = exitOfHandle(sourceHandle ?? '');
        store.edit((draft) => {
          const cut = was === undefined ? draft : connect(draft, was.source, was.key, '');
          return connect(cut, source, key, target);
        });
      },
    }),
    [store, onInsert, screenToFlowPosition],
  );
}

export function linkOf(edgeId: string): InsertAt & { link: { source: string; key: string } } {
  const mark = edgeId.lastIndexOf(':');
  return { link: { source: edgeId.slice(0, mark), key: edgeId.slice(mark + 1) } };
}

/** The way to put a node into a link. */
function PlusOnLink({ edge, x, y }: { edge: GraphEdge; x: number; y: number }) {
  const { t } = useTranslation();
  return (
    <WantInsert.Consumer>
      {(want) =>
        want !== null && (
          // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; who goes by keys presses Insert at a node
          <g
            className={css.plus}
            data-plus={edge.id}
            transform={`translate(${x} ${y})`}
            onClick={(event) => {
              event.stopPropagation();
              want(linkOf(edge.id));
            }}
          >
            <title>{t('editor.insert.onLink')}</title>
            <circle r={13} />
            <path d="M-6 0h12M0 -6v12" />
          </g>
        )
      }
    </WantInsert.Consumer>
  );
}
