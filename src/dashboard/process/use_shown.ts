/** A node that an address names is brought into sight, once the canvas has made room for its panel. */
import { useEffect, useRef } from 'react';
import { useFocus } from '../graph/graph.tsx';

/** Only the first: where one goes from there is one's own choice. */
export function useShown(node: string | null, ready: boolean): void {
  const focus = useFocus();
  const first = useRef(node);
  useEffect(() => {
    const id = first.current;
    if (!ready || id === null) return undefined;
    first.current = null;
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => focus([id])));
    return () => cancelAnimationFrame(frame);
  }, [ready, focus]);
}
