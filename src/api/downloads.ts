/**
 * Files that were exported and wait to be fetched. The address has an unguessable token and works for ten minutes, at
 * this server; the oldest go first when they become too many.
 */
import { MINUTE } from '../base/time.ts';

export interface Download {
  name: string;
  type: string;
  body: Buffer;
}

const LIVES_MS = 10 * MINUTE;
/** Bytes of all files together: they lie in memory. */
const KEPT_BYTES = 268_435_456;

export class Downloads {
  private readonly held = new Map<string, Download & { until: number }>();
  private readonly randomHex: (bytes: number) => string;
  private readonly now: () => number;
  private bytes = 0;

  constructor(parts: { randomHex: (bytes: number) => string; now: () => number }) {
    this.randomHex = parts.randomHex;
    this.now = parts.now;
  }

  /** The path under which the file can be fetched. */
  put(file: Download): string {
    const now = this.now();
    const token = this.randomHex(20);
    this.held.set(token, { ...file, until: now + LIVES_MS });
    this.bytes += file.body.length;
    for (const [old, { until }] of this.held) {
      if (until >= now && this.bytes <= KEPT_BYTES) break;
      if (old !== token) this.drop(old);
    }
    return `/user_downloads/${token}/${encodeURIComponent(file.name)}`;
  }

  get(token: string): Download | null {
    const file = this.held.get(token);
    return file !== undefined && file.until >= this.now() ? file : null;
  }

  private drop(token: string): void {
    this.bytes -= this.held.get(token)?.body.length ?? 0;
    this.held.delete(token);
  }
}
