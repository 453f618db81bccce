/** New nodes: put into a link, behind a node, or where they are dropped; an action comes with what takes its failures. */
import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { request, rows } from '../../data/client.ts';
import type { Action } from '../../graph/actions.ts';
import { useToasts } from '../../ui/toast.tsx';
import { byId, type Draft, type DraftNode, exportNode, readDraftNode, textOf } from './draft.ts';
import { addNode, freePlace, insertAfter, insertOnLink, placeAfter } from './edits.ts';
import { newNode } from './node_types.ts';
import { type EditorStore, useStore } from './store.ts';

export interface InsertAt {
  /** The way out that is to lead to it. */
  link?: { source: string; key: string };
  after?: string;
  place?: [number, number];
}

/** Puts a new node there and opens it. */
export function useInsert(): (action: Action, at: InsertAt) => Promise<void> {
  const store = useStore();
  const toasts = useToasts();
  const { screenToFlowPosition } = useReactFlow();
  return useCallback(
    async (action, at) => {
      const middle = screenToFlowPosition({ x: innerWidth / 2 - 100, y: innerHeight / 2 - 40 });
      const node = newNode(action, [middle.x, middle.y], store.catalogue);
      const key = `insert ${node.obj_id}`;
      store.edit((draft) => insert(draft, node, at), key);
      store.openNode(node.obj_id);
      try {
        await addEscalations(store, [node.obj_id], key);
      } catch (error) {
        toasts.failed(error);
      }
    },
    [store, toasts, screenToFlowPosition],
  );
}

function insert(draft: Draft, node: DraftNode, { link, after, place }: InsertAt): Draft {
  const from = link?.source ?? after;
  const wanted = place ?? (from === undefined ? node.position : placeAfter(draft, from, node));
  const placed = { ...node, position: freePlace(draft, wanted, node) };
  if (link !== undefined) return insertOnLink(draft, link, placed);
  return after === undefined ? addNode(draft, placed) : insertAfter(draft, after, placed);
}

/** Adds the nodes that take the failures of these nodes' actions, as the server makes them; answers how many were added. */
export async function addEscalations(store: EditorStore, ids: readonly string[], key?: string): Promise<number> {
  const wanted = store.draft.nodes.filter(({ obj_id }) => ids.includes(obj_id));
  if (wanted.length === 0) return 0;
  const answer = await request('POST', '/api/takt/escalation_nodes', { nodes: wanted.map(exportNode) });
  const made = rows(answer.nodes).map(readDraftNode);
  const known = byId(wanted);
  const added = made.filter(({ obj_id }) => !known.has(obj_id));
  if (added.length === 0) return 0;
  const errors = new Map(made.map((node) => [node.obj_id, node]));
  const isStep = store.edit((draft) => {
    // Undone meanwhile: there is nothing whose failures could go anywhere.
    if (!draft.nodes.some(({ obj_id }) => known.has(obj_id))) return draft;
    const nodes = draft.nodes.map((node) => {
      const told = errors.get(node.obj_id);
      return told === undefined ? node : withErrors(node, told);
    });
    return { ...draft, nodes: [...nodes, ...added] };
  }, key);
  return isStep ? added.length : 0;
}

/** Only where failures go: whatever else was edited meanwhile stays. */
function withErrors(node: DraftNode, told: DraftNode): DraftNode {
  const logics = node.logics.map((logic, index) => {
    const err_node_id = textOf(told.logics[index]?.err_node_id);
    return err_node_id === '' || textOf(logic.err_node_id) !== '' ? logic : { ...logic, err_node_id };
  });
  return { ...node, logics };
}
