/**
 * Where charts lie: a grid of 12 columns without a library. A chart that is moved or made larger pushes those under it
 * down, and everything falls up as far as it can; so charts never lie on each other, and nothing has to be tidied.
 */
export interface Cell {
  obj_id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export const COLUMNS = 12;
export const SMALLEST = { width: 2, height: 2 };

/** A chart put elsewhere or made another size, and what that does to the others. */
export function placed(grid: readonly Cell[], wanted: Cell): Cell[] {
  const own = fitted(wanted);
  const others = grid.filter(({ obj_id }) => obj_id !== own.obj_id);
  const done: Cell[] = [own];
  for (const cell of inOrder(others)) {
    let { y } = cell;
    // It goes below whatever it would lie on.
    for (let hit = hits(done, { ...cell, y }); hit !== undefined; hit = hits(done, { ...cell, y })) {
      y = hit.y + hit.height;
    }
    done.push({ ...cell, y });
  }
  return fallen(done);
}

/** A new chart below all others, or beside the last where there is room. */
export function appended(grid: readonly Cell[], obj_id: string, size = { width: 6, height: 5 }): Cell[] {
  const bottom = Math.max(0, ...grid.map(({ y, height }) => y + height));
  return fallen([...grid, ...[beside(grid, { obj_id, ...size }) ?? { obj_id, x: 0, y: bottom, ...size }]]);
}

function beside(grid: readonly Cell[], size: Omit<Cell, 'x' | 'y'>): Cell | null {
  const last = inOrder([...grid]).at(-1);
  if (last === undefined) return null;
  const cell = { ...size, x: last.x + last.width, y: last.y };
  return cell.x + cell.width <= COLUMNS && hits(grid, cell) === undefined ? cell : null;
}

/** Within the columns, and no smaller than can be read. */
function fitted({ obj_id, x, y, width, height }: Cell): Cell {
  const wide = Math.min(COLUMNS, Math.max(SMALLEST.width, Math.round(width)));
  const left = Math.min(COLUMNS - wide, Math.max(0, Math.round(x)));
  return {
    obj_id,
    x: left,
    y: Math.max(0, Math.round(y)),
    width: wide,
    height: Math.max(SMALLEST.height, Math.round(height)),
  };
}

function fallen(grid: readonly Cell[]): Cell[] {
  const done: Cell[] = [];
  for (const cell of inOrder([...grid])) {
    let { y } = cell;
    while (y > 0 && hits(done, { ...cell, y: y - 1 }) === undefined) y--;
    done.push({ ...cell, y });
  }
  return done;
}

function inOrder(grid: Cell[]): Cell[] {
  return grid.toSorted((a, b) => a.y - b.y || a.x - b.x);
}

function hits(grid: readonly Cell[], cell: Cell): Cell | undefined {
  return grid.find(
    (one) =>
      one.obj_id !== cell.obj_id &&
      one.x < cell.x + cell.width &&
      cell.x < one.x + one.width &&
      one.y < cell.y + cell.height &&
      cell.y < one.y + one.height,
  );
}
