/** Numbers as Corezoid keeps them: at most six decimals, and none larger than a double holds exactly. */

/** Numbers carry at most six decimals, as in Corezoid. */
export function sixDecimals(value: number): number {
  return Number.isInteger(value) ? value + 0 : Number(value.toFixed(6)) + 0;
}

/** The largest number there is, up and down: above it a double skips whole numbers. */
export const LARGEST = 2 ** 53;

/** A total after an addition. It is rounded each time, so that ten times 0.1 is 1, and stays at the bound it reaches. */
export function addDecimals(total: number, delta: number): number {
  return sixDecimals(Math.min(LARGEST, Math.max(-LARGEST, total + delta)));
}
