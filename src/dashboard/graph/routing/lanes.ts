/** The lanes that links may run on: upright and level lines beside every box, and what a step along each of them costs. */
import type { Box, Point, Site } from './search.ts';

/** At which distance links pass a box where there is room. */
export const MARGIN = 20;
/** No link comes nearer to a box it does not belong to. */
const CLEAR = 5;
/** By how much a pixel through a box, or a title, is worse than one outside. */
const THROUGH = 30;
const OVER_TITLE = 3;

/** A box with how far links keep away from each side: half of the room where another lies close. */
export function siteOf(box: Box, boxes: readonly Box[]): Site {
  let [top, bottom, left, right] = [MARGIN * 2, MARGIN * 2, MARGIN * 2, MARGIN * 2];
  for (const other of boxes) {
    if (other === box) continue;
    const above = box.y - (other.y + other.height);
    const below = other.y - (box.y + box.height);
    const before = box.x - (other.x + other.width);
    const behind = other.x - (box.x + box.width);
    if (above >= MARGIN * 2 || below >= MARGIN * 2 || before >= MARGIN * 2 || behind >= MARGIN * 2) continue;
    const isBeside = above < MARGIN && below < MARGIN;
    const isOver = before < MARGIN && behind < MARGIN;
    if (isOver && above >= 0 && above < top) top = above;
    if (isOver && below >= 0 && below < bottom) bottom = below;
    if (isBeside && before >= 0 && before < left) left = before;
    if (isBeside && behind >= 0 && behind < right) right = behind;
  }
  return { ...box, reach: { top: top / 2, bottom: bottom / 2, left: left / 2, right: right / 2 } };
}

export interface Step {
  to: number;
  length: number;
  weight: number;
}

export class Lanes {
  readonly size: number;
  /** What a pixel costs more than usual on the way right, and down, from each crossing. */
  readonly across: Float32Array;
  readonly down: Float32Array;
  private readonly columns: Map<number, number>;
  private readonly rows: Map<number, number>;

  constructor(
    readonly xs: number[],
    readonly ys: number[],
  ) {
    this.size = xs.length * ys.length;
    this.across = new Float32Array(this.size);
    this.down = new Float32Array(this.size);
    this.columns = new Map(xs.map((x, index) => [x, index]));
    this.rows = new Map(ys.map((y, index) => [y, index]));
  }

  at(x: number, y: number): number {
    return (this.rows.get(y) ?? 0) * this.xs.length + (this.columns.get(x) ?? 0);
  }

  point(at: number): Point {
    const row = Math.floor(at / this.xs.length);
    return [this.xs[at - row * this.xs.length] as number, this.ys[row] as number];
  }

  /** To the next crossing: right, down, left or up; null at the edge. */
  step(at: number, direction: number): Step | null {
    const { xs, ys } = this;
    const row = Math.floor(at / xs.length);
    const column = at - row * xs.length;
    if (direction % 2 === 0) {
      const next = column + (direction === 0 ? 1 : -1);
      if (next < 0 || next >= xs.length) return null;
      const length = Math.abs((xs[next] as number) - (xs[column] as number));
      return { to: at + next - column, length, weight: this.across[direction === 0 ? at : at - 1] as number };
    }
    const next = row + (direction === 1 ? 1 : -1);
    if (next < 0 || next >= ys.length) return null;
    const length = Math.abs((ys[next] as number) - (ys[row] as number));
    const to = at + (next - row) * xs.length;
    return { to, length, weight: this.down[direction === 1 ? at : to] as number };
  }
}

export function lanesOf(sites: readonly Site[], through: readonly { x: number; y: number }[]): Lanes {
  const xs = new Set(through.map(({ x }) => x));
  const ys = new Set(through.map(({ y }) => y));
  for (const { x, y, width, height, reach } of sites) {
    xs.add(x - reach.left).add(x + width + reach.right);
    ys.add(y - reach.top).add(y + height + reach.bottom);
  }
  return new Lanes(
    [...xs].sort((a, b) => a - b),
    [...ys].sort((a, b) => a - b),
  );
}

/** Notes which steps run through boxes, or over titles. */
export function weigh(lanes: Lanes, sites: readonly Site[], soft: readonly Box[]): void {
  for (const box of soft) mark(lanes, box, 0, OVER_TITLE);
  for (const box of sites) mark(lanes, box, CLEAR, THROUGH);
}

function mark({ xs, ys, across, down }: Lanes, { x, y, width, height }: Box, by: number, weight: number): void {
  const [left, right, top, bottom] = [x - by, x + width + by, y - by, y + height + by];
  // The step before the first lane within may reach in, too.
  const [fromX, fromY] = [firstAbove(xs, left), firstAbove(ys, top)];
  for (let row = Math.max(0, fromY - 1); row < ys.length && (ys[row] as number) < bottom; row++) {
    for (let column = Math.max(0, fromX - 1); column < xs.length && (xs[column] as number) < right; column++) {
      const at = row * xs.length + column;
      if (row >= fromY && (xs[column + 1] ?? left) > left) across[at] = Math.max(across[at] as number, weight);
      if (column >= fromX && (ys[row + 1] ?? top) > top) down[at] = Math.max(down[at] as number, weight);
    }
  }
}

/** Index of the first number that is larger. */
function firstAbove(sorted: number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
