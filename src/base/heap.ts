/**
 * A binary heap whose items know their place, so that any of them can be taken out, not only the first.
 * Timers are kept in it: most of them are cancelled before they are due.
 */
import { assert } from './errors.ts';

export interface Placed {
  /** Where the heap holds the item; `OUT_OF_HEAP` while it does not. Written by the heap alone. */
  place: number;
}

export const OUT_OF_HEAP = -1;

export class Heap<T extends Placed> {
  private readonly items: T[] = [];
  private readonly before: (a: T, b: T) => boolean;

  /** `before` says whether `a` comes out ahead of `b`. */
  constructor(before: (a: T, b: T) => boolean) {
    this.before = before;
  }

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    assert(item.place === OUT_OF_HEAP, 'an item was pushed into a heap twice');
    this.items.push(item);
    this.up(item, this.items.length - 1);
  }

  pop(): T | undefined {
    const first = this.items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes the item out, wherever it stands; an item that is not held is left as it is. */
  remove(item: T): void {
    const at = item.place;
    if (at === OUT_OF_HEAP) return;
    assert(this.items[at] === item, 'an item was removed from a heap that does not hold it');
    item.place = OUT_OF_HEAP;
    const last = this.items.pop();
    if (last === undefined || last === item) return;
    this.up(last, at);
    if (last.place === at) this.down(last, at);
  }

  private up(item: T, from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.items[above];
      if (parent === undefined || !this.before(item, parent)) break;
      this.put(parent, at);
      at = above;
    }
    this.put(item, at);
  }

  private down(item: T, from: number): void {
    let at = from;
    for (;;) {
      const left = this.items[2 * at + 1];
      const right = this.items[2 * at + 2];
      const child = left !== undefined && right !== undefined && this.before(right, left) ? right : left;
      if (child === undefined || !this.before(child, item)) break;
      const below = child.place;
      this.put(child, at);
      at = below;
    }
    this.put(item, at);
  }

  private put(item: T, at: number): void {
    this.items[at] = item;
    item.place = at;
  }
}
