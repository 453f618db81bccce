/**
 * The places of an API node: at most `max_threads` of its requests run at once. Who finds none waits in line without
 * holding a worker, and is called when a place is free; who has waited too long is told so.
 */
interface Line {
  taken: number;
  /** Effect ids in the order they came, with the instant of coming. */
  waiting: Map<string, { at: number; call: () => void }>;
}

export class Places {
  private readonly lines = new Map<string, Line>();

  /** Takes a place, or stands in line: `call` is called once when it is worth coming again. */
  enter(key: string, max: number, guest: { id: string; now: number; call: () => void }): 'in' | { since: number } {
    let line = this.lines.get(key);
    if (line === undefined) {
      line = { taken: 0, waiting: new Map() };
      this.lines.set(key, line);
    }
    const known = line.waiting.get(guest.id);
    if (line.taken < Math.max(1, max)) {
      line.taken++;
      line.waiting.delete(guest.id);
      return 'in';
    }
    if (known === undefined) line.waiting.set(guest.id, { at: guest.now, call: guest.call });
    return { since: known?.at ?? guest.now };
  }

  leave(key: string): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    line.taken--;
    const next = line.waiting.values().next();
    if (!next.done) next.value.call();
    else if (line.taken <= 0) this.lines.delete(key);
  }

  /** Gives up waiting. */
  forget(key: string, id: string): void {
    this.lines.get(key)?.waiting.delete(id);
  }
}
