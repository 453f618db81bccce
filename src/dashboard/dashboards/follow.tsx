/** Hears of changes in the processes of a dashboard and says so, at most once in a moment. Draws nothing. */
import { useEffect, useRef } from 'react';
import { useLive } from '../process/live.ts';

/** Lines to a server that a browser keeps open at once are few, and other pages need some. */
export const FOLLOWED = 3;

const GATHER_MS = 700;

interface Props {
  convIds: number[];
  /** Something is being read: perhaps from before the news, so that it is read once more when it is there. */
  busy: boolean;
  onNews(): void;
}

export function Follow({ convIds, busy, onNews }: Props) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ busy, onNews });
  latest.current = { busy, onNews };
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const heard = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      if (latest.current.busy) heard();
      else latest.current.onNews();
    }, GATHER_MS);
  };
  return convIds.slice(0, FOLLOWED).map((id) => <One key={id} convId={id} onNews={heard} />);
}

function One({ convId, onNews }: { convId: number; onNews(): void }) {
  const store = useLive(convId);
  const latest = useRef(onNews);
  latest.current = onNews;
  useEffect(() => store.onNews(() => latest.current()), [store]);
  return null;
}
