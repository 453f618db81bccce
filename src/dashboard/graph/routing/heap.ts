/** A queue of numbers from which the one with the least cost comes first; of equal ones the one that was put in first. */
export class Heap {
  private readonly values: number[] = [];
  private readonly costs: number[] = [];
  private readonly orders: number[] = [];
  private count = 0;

  push(value: number, cost: number): void {
    let at = this.values.length;
    const order = this.count++;
    this.set(at, value, cost, order);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.isLess(at, up)) return;
      this.swap(at, up);
      at = up;
    }
  }

  /** The first value; -1 where there is none. */
  pop(): number {
    const first = this.values[0];
    const [value, cost, order] = [this.values.pop(), this.costs.pop(), this.orders.pop()];
    if (first === undefined || value === undefined || cost === undefined || order === undefined) return -1;
    if (this.values.length === 0) return first;
    this.set(0, value, cost, order);
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      if (left >= this.values.length) return first;
      const least = left + 1 < this.values.length && this.isLess(left + 1, left) ? left + 1 : left;
      if (!this.isLess(least, at)) return first;
      this.swap(at, least);
      at = least;
    }
  }

  private set(at: number, value: number, cost: number, order: number): void {
    this.values[at] = value;
    this.costs[at] = cost;
    this.orders[at] = order;
  }

  private isLess(a: number, b: number): boolean {
    const by = (this.costs[a] as number) - (this.costs[b] as number);
    return by < 0 || (by === 0 && (this.orders[a] as number) < (this.orders[b] as number));
  }

  private swap(a: number, b: number): void {
    for (const list of [this.values, this.costs, this.orders]) {
      const kept = list[a] as number;
      list[a] = list[b] as number;
      list[b] = kept;
    }
  }
}
