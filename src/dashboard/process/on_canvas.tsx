/** What View draws over the canvas: the number of tasks at every node, and a dot that runs where a task goes. */
import { useReactFlow, ViewportPortal } from '@xyflow/react';
import { memo, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowEdge } from '../graph/graph_edge.tsx';
import type { FlowNode } from '../graph/graph_node.tsx';
import type { Point } from '../graph/routing/search.ts';
import { LiveContext } from './live.ts';
import css from './on_canvas.module.css';

/** How fast a dot runs, pixels in a millisecond, and how long it takes at least and at most. */
const SPEED = 0.35;
const RUN_MS = { least: 600, most: 1800 };
/** News come so often; the dots of one piece are spread over that time, so that many tasks look like an even stream. */
const NEWS_MS = 250;
/** Dots for one piece of news, on one link, and on all: more look like a line. */
const MOST = { news: 3, link: 16, all: 120 };

export function CountBadge({ id }: { id: string }) {
  const live = useContext(LiveContext);
  const count = useSyncExternalStore(
    (heard) => live?.onNode(id, heard) ?? (() => undefined),
    () => live?.count(id),
  );
  return count === undefined || count === 0 ? null : <Count count={count} />;
}

function Count({ count }: { count: number }) {
  const { t, i18n } = useTranslation();
  const short = new Intl.NumberFormat(i18n.language, { notation: count > 9999 ? 'compact' : 'standard' }).format(count);
  return (
    <span className={css.count} data-count={count} title={t('process.view.tasksHere', { count })}>
      {short}
    </span>
  );
}

/** All dots lie in one layer between links and nodes, and are moved by the browser beside the page. */
export const MovingDots = memo(function MovingDots() {
  const live = useContext(LiveContext);
  const { getEdge } = useReactFlow<FlowNode, FlowEdge>();
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (live === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    const running = new Map<string, number>();
    return live.onMove((id, count) => {
      const box = layer.current;
      const points = getEdge(id)?.data?.route.points;
      if (box === null || points === undefined || document.hidden) return;
      const now = running.get(id) ?? 0;
      const dots = Math.min(count, MOST.news, MOST.link - now, MOST.all - box.childElementCount);
      if (dots <= 0) return;
      running.set(id, now + dots);
      const ended = (): void => void running.set(id, (running.get(id) ?? 1) - 1);
      for (let index = 0; index < dots; index++) run(box, points, (index * NEWS_MS) / dots, ended);
    });
  }, [live, getEdge]);
  return (
    <ViewportPortal>
      <div ref={layer} className={css.dots} aria-hidden="true" />
    </ViewportPortal>
  );
});

function run(box: HTMLElement, points: Point[], delay: number, ended: () => void): void {
  const lengths = [0];
  points.slice(1).forEach(([x, y], index) => {
    const [fromX, fromY] = points[index] as Point;
    lengths.push((lengths[index] as number) + Math.abs(x - fromX) + Math.abs(y - fromY));
  });
  const whole = lengths.at(-1) || 1;
  const dot = document.createElement('i');
  box.append(dot);
  const moving = dot.animate(
    points.map(([x, y], index) => ({
      transform: `translate(${x}px, ${y}px)`,
      offset: (lengths[index] as number) / whole,
    })),
    {
      duration: Math.max(RUN_MS.least, Math.min(RUN_MS.most, whole / SPEED)),
      ...{ delay, easing: 'linear', fill: 'both' as const },
    },
  );
  const gone = (): void => {
    dot.remove();
    ended();
  };
  moving.onfinish = gone;
  moving.oncancel = gone;
}
