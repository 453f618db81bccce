/**
 * Links that would lie on one another are drawn side by side, in the order in which they cross least. Those that lead to
 * the same node in the same colour may run together, but never two from one node: each way out can be followed.
 */
import type { Box, Door, Point, Way } from './search.ts';

export interface Line extends Way {
  /** Lines of the same bundle may share a lane. */
  bundle: string;
}

/** Between two links side by side; at the least, and what they keep from boxes. */
const GAP = 10;
const CLEAR = 7;
/** With more than this many on a lane their order is not looked for. */
const MANY = 40;

interface Run {
  line: number;
  /** The piece from this point to the next. */
  index: number;
  at: number;
  from: number;
  to: number;
  /** To which side it goes on, at its lower and its upper end: -1, 0 where it ends, 1. */
  atFrom: number;
  atTo: number;
  /** How far it may be moved: at a door no further than the door lets it. */
  low: number;
  high: number;
  /** It goes from door to door. */
  straight: boolean;
}

interface Strand {
  runs: Run[];
  at: number;
  low: number;
  high: number;
  straight: boolean;
}

/** The same lines with upright pieces set apart, and then the level ones. */
export function separated(lines: readonly Line[], boxes: readonly Box[]): Point[][] {
  const points = lines.map((line) => line.points.map(([x, y]): Point => [x, y]));
  for (const axis of [0, 1] as const) {
    const walls = boxes.map(
      ({ x, y, width, height }): Wall =>
        axis === 0
          ? { start: y, end: y + height, near: x, far: x + width }
          : { start: x, end: x + width, near: y, far: y + height },
    );
    for (const cluster of clusters(runsOf(lines, points, axis))) spread(cluster, { lines, points, walls, axis });
  }
  return points;
}

/** All pieces that stand still on this axis. */
function runsOf(lines: readonly Line[], points: Point[][], axis: 0 | 1): Run[] {
  return points.flatMap((line, index) =>
    line.slice(1).flatMap((end, at): Run[] => {
      const start = line[at] as Point;
      if (start[axis] !== end[axis]) return [];
      const along = axis === 0 ? 1 : 0;
      const side = (next: Point | undefined): number => (next === undefined ? 0 : Math.sign(next[axis] - start[axis]));
      const ahead = start[along] <= end[along];
      const sides = [side(line[at - 1]), side(line[at + 2])] as const;
      const [atFrom, atTo] = ahead ? sides : [sides[1], sides[0]];
      const [from, to] = ahead ? [start[along], end[along]] : [end[along], start[along]];
      const doors = [...(at === 0 ? [lines[index]?.from] : []), ...(at === line.length - 2 ? [lines[index]?.to] : [])];
      const limits = limitsOf(doors as Door[], axis);
      return [
        { line: index, index: at, at: start[axis], from, to, atFrom, atTo, ...limits, straight: doors.length > 1 },
      ];
    }),
  );
}

function limitsOf(doors: Door[], axis: 0 | 1): { low: number; high: number } {
  const places = doors.map(({ x, y, slide }) => ({ at: axis === 0 ? x : y, slide }));
  return {
    low: Math.max(...places.map(({ at, slide }) => at - slide)),
    high: Math.min(...places.map(({ at, slide }) => at + slide)),
  };
}

/** Pieces that lie on one another or too near, with all they touch. */
function clusters(runs: Run[]): Run[][] {
  const sorted = [...runs].sort((a, b) => a.at - b.at || a.from - b.from || a.line - b.line);
  const group = sorted.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (group[at] !== at) at = group[at] as number;
    return at;
  };
  sorted.forEach((run, index) => {
    for (let other = index - 1; other >= 0; other--) {
      const before = sorted[other] as Run;
      if (before.at <= run.at - GAP) break;
      if (before.from < run.to + GAP && before.to > run.from - GAP) group[root(index)] = root(other);
    }
  });
  const found = new Map<number, Run[]>();
  sorted.forEach((run, index) => {
    const own = root(index);
    const known = found.get(own);
    if (known === undefined) found.set(own, [run]);
    else known.push(run);
  });
  return [...found.values()].filter(({ length }) => length > 1);
}

/** A box as pieces on one axis meet it: from where to where they pass it, and its two sides. */
interface Wall {
  start: number;
  end: number;
  near: number;
  far: number;
}

interface World {
  lines: readonly Line[];
  points: Point[][];
  walls: readonly Wall[];
  axis: 0 | 1;
}

function spread(runs: Run[], world: World): void {
  const strands = inOrder(strandsOf(runs, world.lines));
  const places = placesOf(strands.map((strand) => ({ ...strand, ...room(strand, world) })));
  strands.forEach((strand, index) => {
    const at = places[index] as number;
    if (strand.low > strand.high) return;
    for (const run of strand.runs) move(world.points[run.line] as Point[], run.index, world.axis, at);
  });
}

/** Side by side round where they were; where one cannot be moved, or had better not, beside that one. */
function placesOf(strands: Strand[]): number[] {
  const held = strands.findIndex(({ low, high }) => low >= high);
  const anchor = held < 0 ? strands.findIndex(({ straight }) => straight) : held;
  const low = Math.max(...strands.map((strand) => strand.low));
  const high = Math.min(...strands.map((strand) => strand.high));
  const last = strands.length - 1;
  const gap = anchor < 0 && last > 0 ? Math.max(3, Math.min(GAP, (high - low) / last)) : GAP;
  const middle = strands.reduce((sum, { at }) => sum + at, 0) / strands.length - (gap * last) / 2;
  const free = Math.max(low, Math.min(high - gap * last, middle));
  const first = anchor < 0 ? free : (strands[anchor] as Strand).at - anchor * gap;
  const places = strands.map((strand, index) => within(strand, first + index * gap));
  // What was held back pushes its neighbours on, as far as they can be moved.
  for (let index = 1; index <= last; index++) {
    places[index] = within(
      strands[index] as Strand,
      Math.max(places[index] as number, (places[index - 1] as number) + gap),
    );
  }
  for (let index = last - 1; index >= 0; index--) {
    places[index] = within(
      strands[index] as Strand,
      Math.min(places[index] as number, (places[index + 1] as number) - gap),
    );
  }
  return places;
}

function within({ low, high, at }: Strand, place: number): number {
  return low > high ? at : Math.max(low, Math.min(high, place));
}

function move(line: Point[], index: number, axis: 0 | 1, at: number): void {
  for (const point of [line[index], line[index + 1]]) if (point !== undefined) point[axis] = at;
}

/** What shares a lane: the pieces of a bundle on it. */
function strandsOf(runs: Run[], lines: readonly Line[]): Strand[] {
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${lines[run.line]?.bundle} ${run.at}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [run]);
    else known.push(run);
  }
  return [...found.values()].map((own) => {
    return {
      runs: own,
      at: own[0]?.at ?? 0,
      low: Math.max(...own.map(({ low }) => low)),
      high: Math.min(...own.map(({ high }) => high)),
      straight: own.some(({ straight }) => straight),
    };
  });
}

/** One after the other is put where it crosses the others least. */
function inOrder(strands: Strand[]): Strand[] {
  const sorted = [...strands].sort((a, b) => a.at - b.at);
  if (strands.length > MANY) return sorted;
  const placed: Strand[] = [];
  for (const strand of sorted) {
    let best = { at: placed.length, cost: Number.POSITIVE_INFINITY };
    for (let at = placed.length; at >= 0; at--) {
      let cost = 0;
      placed.forEach((other, index) => {
        cost += index < at ? crossings(other, strand) : crossings(strand, other);
      });
      if (cost < best.cost) best = { at, cost };
    }
    placed.splice(best.at, 0, strand);
  }
  return placed;
}

/** How often they cross where the first lies before the second. */
function crossings(first: Strand, second: Strand): number {
  let count = 0;
  for (const a of first.runs) {
    for (const b of second.runs) {
      count += crosses(a.atFrom, a.from, b, 1) + crosses(a.atTo, a.to, b, 1);
      count += crosses(b.atFrom, b.from, a, -1) + crosses(b.atTo, b.to, a, -1);
    }
  }
  return count;
}

function crosses(side: number, where: number, { from, to }: Run, towards: number): number {
  return side === towards && where >= from && where <= to ? 1 : 0;
}

/** From where to where a strand can be moved without meeting a box. */
function room({ runs, ...strand }: Strand, { walls }: World): { low: number; high: number } {
  let { low, high } = strand;
  for (const { at, from, to } of runs) {
    for (const { start, end, near, far } of walls) {
      if (end <= from - CLEAR || start >= to + CLEAR) continue;
      if (far <= at) low = Math.max(low, Math.min(at, far + CLEAR));
      else if (near >= at) high = Math.min(high, Math.max(at, near - CLEAR));
    }
  }
  return { low, high };
}
