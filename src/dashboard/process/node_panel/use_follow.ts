/** Reads something about a node again when the server tells that tasks came, went or changed there. */
import { useQueryClient } from '@tanstack/react-query';
import { useContext, useEffect, useRef } from 'react';
import { LiveContext } from '../live.ts';

interface Follow {
  nodeId: string;
  queryKey: unknown[];
  /** False where what is shown is to stay as it is. */
  on: boolean;
  /** Tasks that are shown: they may change where they stand. */
  tasks?: readonly string[];
  /** How soon it is read again, ms: what happens meanwhile is read with it. */
  soon: number;
}

export function useFollow({ nodeId, queryKey, on, tasks = [], soon }: Follow): void {
  const live = useContext(LiveContext);
  const client = useQueryClient();
  const name = JSON.stringify(queryKey);
  const shown = useRef(tasks);
  shown.current = tasks;
  useEffect(() => {
    if (live === null || !on) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = live.onBatch(({ more, anew, moves, tasks: changed }) => {
      const isMeant = moves.some(([from, to]) => from === nodeId || to === nodeId);
      if (!more && !anew && !isMeant && !changed.some((id) => shown.current.includes(id))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
      }, soon);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [live, nodeId, on, soon, client, name]);
}
