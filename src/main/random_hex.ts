/** Unpredictable bytes as hex. Drawn many at once: asking the system for twelve at a time costs more than the hex. */
import { randomBytes } from 'node:crypto';

const DRAWN_BYTES = 4096;

export function makeRandomHex(): (bytes: number) => string {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (bytes > DRAWN_BYTES) return randomBytes(bytes).toString('hex');
    if (used + bytes > pool.length) {
      pool = randomBytes(DRAWN_BYTES);
      used = 0;
    }
    used += bytes;
    return pool.toString('hex', used - bytes, used);
  };
}
