/**
 * Charts on the grid. While it is edited a chart is taken by its head and moved, and made larger at its corner; the same
 * with the keyboard: arrows move what has the focus, with Shift they change its size. On a narrow screen charts stand
 * below each other and are looked at only.
 */
import {
  type DOMAttributes,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import css from './chart_grid.module.css';
import type { Chart } from './data.ts';
import { type Cell, COLUMNS, placed } from './grid.ts';

export const ROW_PX = 56;
export const GAP_PX = 12;

interface Props {
  charts: Chart[];
  grid: Cell[];
  editing: boolean;
  /** Is given what the grid is now, and makes of it what it shall be. */
  onChange(update: (grid: Cell[]) => Cell[]): void;
  /** What stands at the end of a chart's head. */
  menuOf(chart: Chart): ReactNode;
  /** The chart itself, in so many pixels. */
  bodyOf(chart: Chart, height: number): ReactNode;
}

interface Drag {
  from: Cell;
  what: 'move' | 'size';
  x: number;
  y: number;
}

const KEYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function ChartGrid({ charts, grid, editing, onChange, menuOf, bodyOf }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { during, dragged, hold } = useDrag(box, grid, onChange);
  const [said, setSaid] = useState('');
  const shown = during ?? grid;
  const key = (event: KeyboardEvent, obj_id: string): void => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const what = event.shiftKey ? 'size' : 'move';
    onChange((known) => {
      const from = known.find((cell) => cell.obj_id === obj_id);
      if (from === undefined) return known;
      const next = placed(known, shifted(from, what, ...by));
      const own = next.find((cell) => cell.obj_id === obj_id) ?? from;
      setSaid(t('dashboards.grid.at', { x: own.x + 1, y: own.y + 1, width: own.width, height: own.height }));
      return next;
    });
  };
  const byId = new Map(charts.map((chart) => [chart.obj_id, chart]));
  return (
    <>
      <div ref={box} className={css.grid}>
        {grid.map(({ obj_id }) => {
          const cell = shown.find((one) => one.obj_id === obj_id);
          const chart = byId.get(obj_id);
          if (cell === undefined || chart === undefined) return null;
          return (
            <Card
              key={obj_id}
              name={chart.name}
              cell={cell}
              editing={editing}
              dragged={dragged === obj_id}
              menu={menuOf(chart)}
              hold={hold}
              onKey={(event) => key(event, obj_id)}
            >
              {bodyOf(chart, cell.height * (ROW_PX + GAP_PX) - GAP_PX - 68)}
            </Card>
          );
        })}
      </div>
      <div className="hidden-text" role="status" aria-live="polite">
        {said}
      </div>
    </>
  );
}

type Hold = (cell: Cell, what: Drag['what']) => DOMAttributes<HTMLElement>;

/** What is dragged, and how the grid would be if it were let go now. */
function useDrag(box: RefObject<HTMLDivElement | null>, grid: Cell[], onChange: Props['onChange']) {
  const drag = useRef<Drag | null>(null);
  const [during, setDuring] = useState<Cell[] | null>(null);
  const move = (event: PointerEvent): void => {
    const { current } = drag;
    const width = box.current?.clientWidth ?? 0;
    if (current === null || width === 0) return;
    const dx = Math.round((event.clientX - current.x) / ((width + GAP_PX) / COLUMNS));
    const dy = Math.round((event.clientY - current.y) / (ROW_PX + GAP_PX));
    setDuring(placed(grid, shifted(current.from, current.what, dx, dy)));
  };
  const end = (): void => {
    drag.current = null;
    if (during !== null) onChange(() => during);
    setDuring(null);
  };
  const hold: Hold = (from, what) => ({
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { from, what, x: event.clientX, y: event.clientY };
    },
    onPointerMove: move,
    onPointerUp: end,
    onPointerCancel: end,
  });
  return { during, dragged: drag.current?.from.obj_id ?? null, hold };
}

interface CardProps {
  name: string;
  cell: Cell;
  editing: boolean;
  dragged: boolean;
  menu: ReactNode;
  hold: Hold;
  onKey(event: KeyboardEvent): void;
  children: ReactNode;
}

function Card({ name, cell, editing, dragged, menu, hold, onKey, children }: CardProps) {
  const { t } = useTranslation();
  const classes = [css.card, editing ? css.editing : '', dragged ? css.dragged : ''].join(' ');
  return (
    <section className={classes} style={placeOf(cell)} aria-label={name}>
      <header className={css.head}>
        {editing && (
          <button
            type="button"
            className={css.handle}
            aria-label={t('dashboards.grid.handle', { name })}
            title={t('dashboards.grid.keys')}
            onKeyDown={onKey}
            {...hold(cell, 'move')}
          >
            <Icon name="menu" size={16} />
          </button>
        )}
        <h2>{name}</h2>
        {menu}
      </header>
      {children}
      {editing && <div className={css.corner} aria-hidden="true" {...hold(cell, 'size')} />}
    </section>
  );
}

function shifted(cell: Cell, what: Drag['what'], dx: number, dy: number): Cell {
  if (what === 'move') return { ...cell, x: cell.x + dx, y: cell.y + dy };
  return { ...cell, width: Math.min(COLUMNS - cell.x, cell.width + dx), height: cell.height + dy };
}

function placeOf({ x, y, width, height }: Cell): Record<string, string> {
  return { '--column': `${x + 1} / span ${width}`, '--row': `${y + 1} / span ${height}`, '--rows': String(height) };
}
