/** Hears of changes in the processes of a dashboard and says so, at most once in a moment. Draws nothing. */
import { useEffect, useRef } from 'react';
import { useLive } from '../process/live.ts';

/** Lines to a server that a browser keeps open at once are few, and other pages need some. */
export const FOLLOWED = 3;

const GATHER_MS = 700;

export function Follow({ convIds, onNews }: { convIds: number[]; onNews(): void }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(onNews);
  latest.current = onNews;
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const heard = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      latest.current();
    }, GATHER_MS);
  };
  return convIds.slice(0, FOLLOWED).map((id) => <One key={id} convId={id} onNews={heard} />);
}

function One({ convId, onNews }: { convId: number; onNews(): void }) {
  const store = useLive(convId);
  const latest = useRef(onNews);
  latest.current = onNews;
  useEffect(() => store.onBatch(() => latest.current()), [store]);
  return null;
}
