/** The Secrets port on keys held in memory; the rest of what it does is base/seal. */
import { randomBytes } from 'node:crypto';
import { makeSealer } from '../../base/seal.ts';
import type { Secrets } from '../../ports/secrets.ts';

/** Seals with the current key; opens with it and with the previous ones. Each key has 32 bytes. */
export function makeKeyring(current: Buffer, previous: Buffer[]): Secrets {
  return makeSealer({ current, previous }, randomBytes);
}
