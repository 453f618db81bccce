/**
 * The way of one link between boxes: of all ways along the lanes beside the boxes the one that is short, has few bends
 * and goes through no box where there is another. Boxes, doors and numbers in, points out.
 */
import { Heap } from './heap.ts';
import { type Lanes, lanesOf, weigh } from './lanes.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Side = 'top' | 'bottom' | 'left' | 'right';

/** Where a link may leave or enter a box. */
export interface Door {
  /** Name of the place, handed back. */
  handle: string;
  side: Side;
  x: number;
  y: number;
  /** How far along the side it may be moved for a link that then runs straight. */
  slide: number;
  /** What taking it costs, in pixels of a longer way. */
  cost: number;
}

/** A box with the distance at which links pass each of its sides. */
export interface Site extends Box {
  reach: Record<Side, number>;
}

export type Point = [x: number, y: number];

export interface Way {
  from: Door;
  to: Door;
  points: Point[];
}

export interface Task {
  starts: Door[];
  ends: Door[];
  source: Site;
  target: Site;
  sites: readonly Site[];
  /** What is better not crossed: titles. */
  soft: readonly Box[];
}

/** What a bend costs, in pixels of a longer way. */
const BEND = 40;
/** Lanes are preferred where a link turns soon after it leaves and late before it enters; this little. */
const LEAN = 0.0004;
/** So many steps are tried; past them the link goes as it can. */
const MOST_STEPS = 40_000;

const OUT: Record<Side, Point> = { top: [0, -1], bottom: [0, 1], left: [-1, 0], right: [1, 0] };
const DIRECTIONS: Point[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

export function search(task: Task): Way {
  return straight(task) ?? bent(task);
}

/** Doors that face each other and lie nearly in line are joined by one line. */
function straight({ starts, ends, sites, source, target }: Task): Way | null {
  if (source === target) return null;
  for (const end of ends) {
    for (const start of starts) {
      const line = lineBetween(start, end);
      if (line === null) continue;
      const free = sites.every((site) => site === source || site === target || !touches(line[0], line[1], site));
      if (free) return { from: start, to: end, points: line };
    }
  }
  return null;
}

function lineBetween(start: Door, end: Door): [Point, Point] | null {
  const [dx, dy] = OUT[start.side];
  const [ex, ey] = OUT[end.side];
  if (dx !== -ex || dy !== -ey) return null;
  const ahead = (end.x - start.x) * dx + (end.y - start.y) * dy;
  const beside = dx === 0 ? end.x - start.x : end.y - start.y;
  if (ahead <= 0 || Math.abs(beside) > start.slide + end.slide) return null;
  const at =
    dx === 0 ? meeting(start.x, start.slide, end.x, end.slide) : meeting(start.y, start.slide, end.y, end.slide);
  return dx === 0
    ? [
        [at, start.y],
        [at, end.y],
      ]
    : [
        [start.x, at],
        [end.x, at],
      ];
}

/** The one with less room keeps its middle, as far as the other can follow. */
function meeting(a: number, roomA: number, b: number, roomB: number): number {
  return roomA >= roomB ? Math.min(a + roomA, Math.max(a - roomA, b)) : Math.min(b + roomB, Math.max(b - roomB, a));
}

/** Whether a line, upright or level, runs through a box. */
export function touches(a: Point, b: Point, { x, y, width, height }: Box): boolean {
  if (Math.max(a[0], b[0]) <= x || Math.min(a[0], b[0]) >= x + width) return false;
  return Math.max(a[1], b[1]) > y && Math.min(a[1], b[1]) < y + height;
}

/** Among the boxes nearby first; among all of them where what was found there runs through one. */
function bent(task: Task): Way {
  const near = nearby(task);
  const first = walk(task, near);
  if (near.length === task.sites.length || !runsThrough(first, task.sites)) return first;
  return walk(task, task.sites);
}

const AROUND = 160;

function nearby({ source, target, sites }: Task): Site[] {
  const left = Math.min(source.x, target.x) - AROUND;
  const top = Math.min(source.y, target.y) - AROUND;
  const right = Math.max(source.x + source.width, target.x + target.width) + AROUND;
  const bottom = Math.max(source.y + source.height, target.y + target.height) + AROUND;
  return sites.filter(({ x, y, width, height }) => x < right && x + width > left && y < bottom && y + height > top);
}

function runsThrough({ points }: Way, sites: readonly Site[]): boolean {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return sites.some((site) => {
    if (site.x >= right || site.y >= bottom || site.x + site.width <= left || site.y + site.height <= top) return false;
    return points.some((point, index) => index > 0 && touches(points[index - 1] as Point, point, site));
  });
}

interface Gate {
  door: Door;
  /** The door, moved out to the first lane. */
  x: number;
  y: number;
  direction: number;
}

function gate(door: Door, { reach }: Site): Gate {
  const [dx, dy] = OUT[door.side];
  const by = reach[door.side];
  const direction = DIRECTIONS.findIndex(([x, y]) => x === dx && y === dy);
  return { door, x: door.x + dx * by, y: door.y + dy * by, direction };
}

/** The cheapest walk along the lanes (A*): a state is a crossing of two lanes and the direction one comes in. */
function walk(task: Task, sites: readonly Site[]): Way {
  const starts = task.starts.map((door) => gate(door, task.source));
  const ends = task.ends.map((door) => gate(door, task.target));
  const lanes = lanesOf(sites, [...starts, ...ends]);
  weigh(lanes, sites, task.soft);
  const found = new Walk(lanes, starts, ends).run();
  if (found === null) return around(task);
  const { start, end, states } = found;
  const points = states.map((state): Point => lanes.point(state >> 2));
  const all: Point[] = [[start.door.x, start.door.y], ...points, [end.door.x, end.door.y]];
  return { from: start.door, to: end.door, points: simplified(all) };
}

/** Where the search was given up: out, across, and in. */
function around({ starts, ends, source, target }: Task): Way {
  const [start, end] = [starts[0] as Door, ends[0] as Door];
  const [from, to] = [gate(start, source), gate(end, target)];
  const points: Point[] = [
    [start.x, start.y],
    [from.x, from.y],
    [from.x, to.y],
    [to.x, to.y],
    [end.x, end.y],
  ];
  return { from: start, to: end, points: simplified(points) };
}

class Walk {
  private readonly best = new Map<number, number>();
  private readonly before = new Map<number, number>();
  private readonly first = new Map<number, Gate>();
  private readonly heap = new Heap();
  private readonly goals: { at: number; gate: Gate; into: number }[];

  constructor(
    private readonly lanes: Lanes,
    private readonly starts: Gate[],
    ends: Gate[],
  ) {
    // One enters against the way that leads out of the door.
    this.goals = ends.map((end) => ({ at: lanes.at(end.x, end.y), gate: end, into: (end.direction + 2) & 3 }));
  }

  run(): { start: Gate; end: Gate; states: number[] } | null {
    for (const start of this.starts) {
      const state = this.lanes.at(start.x, start.y) * 4 + start.direction;
      this.reach(state, start.door.cost, -1);
      this.first.set(state, start);
    }
    const count = this.lanes.size * 4;
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const state = this.heap.pop();
      if (state < 0) return null;
      if (state >= count) return this.traced(state, count);
      this.leave(state, count);
    }
    return null;
  }

  private traced(goal: number, count: number): { start: Gate; end: Gate; states: number[] } | null {
    const states: number[] = [];
    for (let at = this.before.get(goal) ?? -1; at >= 0; at = this.before.get(at) ?? -1) states.unshift(at);
    const start = this.first.get(states[0] ?? -1);
    const end = this.goals[goal - count]?.gate;
    return start === undefined || end === undefined ? null : { start, end, states };
  }

  private leave(state: number, count: number): void {
    const spent = this.best.get(state) ?? 0;
    const [at, direction] = [state >> 2, state & 3];
    this.goals.forEach((goal, index) => {
      if (goal.at !== at) return;
      const turn = (goal.into - direction) & 3;
      this.reach(count + index, spent + goal.gate.door.cost + (turn === 2 ? 3 : turn === 0 ? 0 : 1) * BEND, state);
    });
    for (let turn = -1; turn <= 1; turn++) {
      const to = (direction + turn) & 3;
      const step = this.lanes.step(at, to);
      if (step === null) continue;
      const lean = this.leaning(at, to, step.length);
      this.reach(step.to * 4 + to, spent + step.length * (1 + step.weight) + lean + (turn === 0 ? 0 : BEND), state);
    }
  }

  private leaning(at: number, direction: number, length: number): number {
    const [x, y] = this.lanes.point(at);
    const off =
      direction % 2 === 0 ? Math.abs(y - (this.goals[0]?.gate.y ?? y)) : Math.abs(x - (this.starts[0]?.x ?? x));
    return length * Math.min(0.2, off * LEAN);
  }

  private reach(state: number, cost: number, from: number): void {
    if (cost >= (this.best.get(state) ?? Number.POSITIVE_INFINITY)) return;
    this.best.set(state, cost);
    this.before.set(state, from);
    this.heap.push(state, cost + (state >= this.lanes.size * 4 ? 0 : this.least(state)));
  }

  /** What the rest costs at least. */
  private least(state: number): number {
    const [x, y] = this.lanes.point(state >> 2);
    const [dx, dy] = DIRECTIONS[state & 3] as Point;
    let least = Number.POSITIVE_INFINITY;
    for (const { gate: end, into } of this.goals) {
      const [ex, ey] = DIRECTIONS[into] as Point;
      const [wx, wy] = [end.x - x, end.y - y];
      const ahead = wx * dx + wy * dy;
      const turn = (into - (state & 3)) & 3;
      const beside = Math.abs(dx === 0 ? wx : wy);
      let bends = 2;
      if (turn === 0) bends = ahead < 0 ? 4 : beside === 0 ? 0 : 2;
      else if (turn !== 2) bends = ahead >= 0 && wx * ex + wy * ey >= 0 ? 1 : 3;
      least = Math.min(least, Math.abs(wx) + Math.abs(wy) + bends * BEND + end.door.cost);
    }
    return least;
  }
}

/** Without points that lie on a line with their neighbours. */
export function simplified(points: Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && last[0] === point[0] && last[1] === point[1]) continue;
    const before = kept.at(-2);
    const inLine =
      before !== undefined &&
      last !== undefined &&
      ((before[0] === last[0] && last[0] === point[0]) || (before[1] === last[1] && last[1] === point[1]));
    if (inLine) kept[kept.length - 1] = point;
    else kept.push(point);
  }
  return kept;
}
