/** Corners of a link as an svg path with rounded corners, and where words on it stand. */
import type { Point } from './search.ts';

const RADIUS = 9;

export function pathOf(corners: Point[]): string {
  const [first] = corners;
  if (first === undefined) return '';
  let path = `M${round(first)}`;
  corners.slice(1).forEach((corner, index) => {
    const before = corners[index] as Point;
    const after = corners[index + 2];
    if (after === undefined) path += `L${round(corner)}`;
    else {
      const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
      path += `L${round(towards(corner, before, radius))}Q${round(corner)} ${round(towards(corner, after, radius))}`;
    }
  });
  return path;
}

/** The middle of the longest piece; the last is left out, where links to the same node run together. */
export function middleOf(corners: Point[]): Point {
  const pieces = corners.slice(1).map((end, index): [Point, Point] => [corners[index] as Point, end]);
  const own = pieces.length > 2 ? pieces.slice(0, -1) : pieces;
  let [best, most]: [Point, number] = [corners[0] ?? [0, 0], -1];
  for (const [start, end] of own) {
    const length = distance(start, end);
    if (length > most) [best, most] = [[(start[0] + end[0]) / 2, (start[1] + end[1]) / 2], length];
  }
  return best;
}

function towards([x, y]: Point, [tx, ty]: Point, by: number): Point {
  return [x + Math.sign(tx - x) * by, y + Math.sign(ty - y) * by];
}

function distance([x, y]: Point, [tx, ty]: Point): number {
  return Math.abs(x - tx) + Math.abs(y - ty);
}

function round([x, y]: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
