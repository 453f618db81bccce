/** What the value of a count semaphor means: a number of tasks, written out or worked out for each task that arrives. */

/** The threshold that a value gives, or null where it gives none: no number, or none that a node could fall below. */
export function thresholdOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : null;
}
