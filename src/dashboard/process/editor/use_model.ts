/** The draft as the canvas draws it. A node that did not change stays the same object all the way, and is not drawn again. */
import { useMemo, useRef } from 'react';
import type { Mark } from '../../graph/graph_node.tsx';
import { edgesOf, type GraphEdge, type GraphNode } from '../../graph/model.ts';
import type { DraftNode } from './draft.ts';
import { editorNode } from './links.ts';
import { type Difference, difference } from './merge.ts';
import { useEditor, useStore } from './store.ts';

/** The draft's nodes; `compared` also shows, where they stood, those that are in the live version only. */
export function useModel(compared: Difference | null): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const store = useStore();
  const nodes = useEditor(({ history }) => history.present.nodes);
  const convType = useEditor(({ about }) => about.convType);
  const known = useRef(new WeakMap<DraftNode, GraphNode>());
  return useMemo(() => {
    const drawn = [...nodes, ...(compared?.removed ?? [])].map((node) => {
      const made = known.current.get(node) ?? editorNode(node, convType, store.catalogue);
      known.current.set(node, made);
      return made;
    });
    return { nodes: drawn, edges: edgesOf(drawn) };
  }, [nodes, convType, store, compared]);
}

/** What the draft has that the live version has not, and the other way round; null where nothing is to be compared. */
export function useDifference(wanted: boolean): Difference | null {
  const draft = useEditor(({ history }) => history.present);
  const live = useEditor((state) => state.live);
  return useMemo(() => (wanted && live !== null ? difference(live, draft) : null), [wanted, draft, live]);
}

/** Rings round nodes: what is wrong with them, or how they differ. */
export function useMarks(compared: Difference | null): ReadonlyMap<string, Mark> {
  const problems = useEditor((state) => state.problems);
  return useMemo(() => {
    const marks = new Map<string, Mark>();
    if (compared !== null) {
      for (const { obj_id } of compared.added) marks.set(obj_id, 'added');
      for (const { after } of compared.changed) marks.set(after.obj_id, 'changed');
      for (const { obj_id } of compared.removed) marks.set(obj_id, 'removed');
      return marks;
    }
    for (const { level, nodeId } of problems ?? []) {
      if (nodeId !== null && (level === 'error' || !marks.has(nodeId)))
        marks.set(nodeId, level === 'error' ? 'bad' : 'warn');
    }
    return marks;
  }, [problems, compared]);
}
