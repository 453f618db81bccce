/** What View draws over the canvas: the number of tasks at every node, and a dot that runs where a task goes. */
import { useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphEdge } from '../graph/model.ts';
import { LiveContext } from './live.ts';
import css from './on_canvas.module.css';

const RUN_MS = 700;
/** Dots on one link at a time: more look like a line. */
const DOTS = 4;

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
      const free = Math.min(count, DOTS) - group.childElementCount;
      for (let index = 0; index < free; index++) run(group, path, index * (RUN_MS / DOTS / 2));
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
  const moving = dot.animate([{ offsetDistance: '0%' }, { offsetDistance: '100%' }], {
    ...{ duration: RUN_MS, delay, easing: 'ease-in-out', fill: 'both' as const },
  });
  moving.onfinish = () => dot.remove();
  moving.oncancel = () => dot.remove();
}
