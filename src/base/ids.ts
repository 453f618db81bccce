/**
 * Ids that follow from other ids, so that the same step always makes the same ids (I4).
 * A task id, like a node id, is 24 lower-case hex digits.
 */
import { createHash } from 'node:crypto';

/** 24 hex digits that follow from the parts alone. */
export function derivedId(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 24);
}

/** The id of the wait a task stands in: made once, closed at most once (I3). */
export function waitId(objId: string, hop: number): string {
  return `${objId}-${hop}`;
}

export function isHexId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}
