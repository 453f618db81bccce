/** Time as numbers. Instants are milliseconds since 1970 in UTC, as an argument; nothing here reads a clock. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Dimension = 'sec' | 'min' | 'hour' | 'day';

export const MS_OF_DIMENSION: Record<Dimension, number> = { sec: SECOND, min: MINUTE, hour: HOUR, day: DAY };

/** Whole seconds since 1970, the unit of Corezoid's timestamps. */
export function unixSeconds(now: number): number {
  return Math.floor(now / SECOND);
}
