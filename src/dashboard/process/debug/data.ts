/** What Debug asks the server for: where it stops, and the tasks that stand. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Json } from '../../../base/json.ts';
import { ask, number, request, rows, text } from '../../data/client.ts';
import { useToasts } from '../../ui/toast.tsx';
import type { LiveStore } from '../live.ts';

export interface Points {
  breakpoints: string[];
  /** Where new tasks begin; null: in the start. */
  start: string | null;
}

const NO_POINTS: Points = { breakpoints: [], start: null };

export function usePoints(id: number): Points {
  return useQuery({ queryKey: ['process', id, 'points'], queryFn: () => readPoints(id) }).data ?? NO_POINTS;
}

async function readPoints(conv_id: number): Promise<Points> {
  const { breakpoints, start_point } = await ask({ type: 'show', obj: 'breakpoints', conv_id });
  return {
    breakpoints: Array.isArray(breakpoints) ? breakpoints.map(text) : [],
    start: typeof start_point === 'string' ? start_point : null,
  };
}

/** Sets and removes them; shown at once, and put back where the server refuses. */
export function useSetPoints(id: number): (points: Points) => void {
  const client = useQueryClient();
  const toasts = useToasts();
  const queryKey = ['process', id, 'points'];
  const { mutate } = useMutation({
    mutationFn: ({ breakpoints, start }: Points) =>
      ask({ type: 'modify', obj: 'breakpoints', conv_id: id, breakpoints, start_point: start as Json }),
    onMutate: (points) => {
      // What is being read is from before, and the next click counts from what is shown.
      void client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, points);
    },
    onError: (error) => toasts.failed(error),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return mutate;
}

/** A task that can be chosen to be led on. */
export interface Held {
  id: string;
  ref: string | null;
  node: string;
  /** ms */
  changed: number;
}

export interface HeldList {
  tasks: Held[];
  more: boolean;
}

const OF_NODE = 100;

/** The tasks that the debugger holds; of a node all that stand there, whatever they wait for. */
export function useHeld(id: number, node: string | null, live: LiveStore) {
  const client = useQueryClient();
  useEffect(() => onNews(live, () => void client.invalidateQueries({ queryKey: ['held', id] })), [live, client, id]);
  return useQuery({ queryKey: ['held', id, node], queryFn: () => (node === null ? readHeld(id) : readNode(id, node)) });
}

async function readHeld(id: number): Promise<HeldList> {
  const answer = await request('GET', `/api/takt/held_tasks?conv_id=${id}`);
  const tasks = rows(answer.tasks).map((row): Held => {
    const ref = text(row.ref) || null;
    return { id: text(row.obj_id), ref, node: text(row.node_id), changed: number(row.change_time_ms) };
  });
  // Those that moved last come first: among them is what a person has just sent.
  tasks.sort((a, b) => b.changed - a.changed);
  return { tasks, more: answer.more === true };
}

async function readNode(conv_id: number, node: string): Promise<HeldList> {
  const which = { conv_id, obj_id: node, limit: OF_NODE, offset: 0, sort: 'DESC', secrets: 'masked' };
  const answer = await ask({ type: 'list', obj: 'node', ...which });
  const tasks = rows(answer.list).map((row): Held => {
    const ref = text(row.ref) || null;
    return { id: text(row.obj_id), ref, node, changed: number(row.change_time) * 1000 };
  });
  return { tasks, more: number(answer.count) > tasks.length };
}

/** How long news is gathered before a list is read again. */
const FOLLOW_MS = 500;

function onNews(live: LiveStore, heard: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = live.onBatch(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      heard();
    }, FOLLOW_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
