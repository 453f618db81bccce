/** What View draws over the canvas: the number of tasks at every node, and a dot that runs where a task goes. */
import { useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphEdge } from '../graph/model.ts';
import { LiveContext } from './live.ts';
import css from './on_canvas.module.css';

/** How fast a dot runs, pixels in a millisecond, and how long it takes at least and at most. */
const SPEED = 0.35;
const RUN_MS = { least: 600, most: 1800 };
/** News come so often; the dots of one piece are spread over that time, so that many tasks look like an even stream. */
const NEWS_MS = 250;
/** Dots for one piece of news, and on one link at a time: more look like a line. */
const DOTS = 3;
const MOST_DOTS = 16;

export function CountBadge({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const live = useContext(LiveContext);
  const count = useSyncExternalStore(
    (heard) => live?.onNode(id, heard) ?? (() => undefined),
    () => live?.count(id),
  );
  if (count === undefined || count === 0) return null;
  const short = new Intl.NumberFormat(i18n.language, { notation: count > 9999 ? 'compact' : 'standard' }).format(count);
  return (
    <span className={css.count} data-count={count} title={t('process.view.tasksHere', { count })}>
      {short}
    </span>
  );
}

export function MovingDots({ edge, path }: { edge: GraphEdge; path: string }) {
  const live = useContext(LiveContext);
  const box = useRef<SVGGElement>(null);
  useEffect(() => {
    if (live === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    return live.onEdge(edge.id, (count) => {
      const group = box.current;
      if (group === null || document.hidden) return;
      const dots = Math.min(count, DOTS, MOST_DOTS - group.childElementCount);
      for (let index = 0; index < dots; index++) run(group, path, (index * NEWS_MS) / dots);
    });
  }, [live, edge.id, path]);
  return <g ref={box} className={css.dots} />;
}

function run(group: SVGGElement, path: string, delay: number): void {
  const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  dot.setAttribute('r', '5');
  dot.style.offsetPath = `path("${path}")`;
  dot.style.offsetDistance = '0%';
  group.append(dot);
  const length = (group.parentElement?.querySelector('path') as SVGPathElement | null)?.getTotalLength() ?? 0;
  const duration = Math.max(RUN_MS.least, Math.min(RUN_MS.most, length / SPEED));
  const moving = dot.animate([{ offsetDistance: '0%' }, { offsetDistance: '100%' }], {
    ...{ duration, delay, easing: 'linear', fill: 'both' as const },
  });
  moving.onfinish = () => dot.remove();
  moving.oncancel = () => dot.remove();
}
