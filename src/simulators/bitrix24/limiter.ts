/**
 * The leaky bucket in front of the REST of a portal: every HTTP request adds one, two run out each second, and above
 * fifty a request is refused. It is kept per portal and source address, and a batch counts as one request.
 */
export interface Bucket {
  /** Requests the bucket holds before one is refused. */
  burst: number;
  /** Requests that run out of it per second. */
  drainPerSec: number;
}

export class Limiter {
  private readonly levels = new Map<string, { level: number; at: number }>();
  private readonly settings: { bucket: Bucket };

  /** The bucket is read at every request, so that a change of the settings holds at once. */
  constructor(settings: { bucket: Bucket }) {
    this.settings = settings;
  }

  /** Whether one more request of this source fits now; a refused one adds nothing. `now` in milliseconds. */
  admit(source: string, now: number): boolean {
    const { burst, drainPerSec } = this.settings.bucket;
    const before = this.levels.get(source) ?? { level: 0, at: now };
    const drained = (Math.max(0, now - before.at) / 1000) * drainPerSec;
    const level = Math.max(0, before.level - drained);
    const fits = level + 1 <= burst;
    this.levels.set(source, { level: fits ? level + 1 : level, at: now });
    return fits;
  }
}
