/** Counts what each key sends in a second, so that one of them cannot hold the server. */
export class Limiter {
  private readonly per_second: number;
  private readonly used = new Map<number, number>();
  private second = 0;

  constructor(per_second: number) {
    this.per_second = per_second;
  }

  /** Whether so many more ops may come in from this user now. The first request of a second always may. */
  take(user_id: number, ops: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.used.clear();
    }
    const used = this.used.get(user_id) ?? 0;
    if (used > 0 && used + ops > this.per_second) return false;
    this.used.set(user_id, used + ops);
    return true;
  }
}
