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
  /** The line in which a guest waits, by its id. */
  private readonly lineOf = new Map<string, Line>();

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
      this.strike(guest.id);
      // Several places may have become free at once: each who comes in calls the next.
      if (line.taken < max) callNext(line);
      return 'in';
    }
    if (known === undefined) {
      line.waiting.set(guest.id, { at: guest.now, call: guest.call });
      this.lineOf.set(guest.id, line);
    }
    return { since: known?.at ?? guest.now };
  }

  leave(key: string): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    line.taken--;
    if (!callNext(line) && line.taken <= 0) this.lines.delete(key);
  }

  /** Gives up waiting. It may have been called already: then the place is free for the next. */
  forget(id: string): void {
    const line = this.strike(id);
    if (line !== undefined) callNext(line);
  }

  private strike(id: string): Line | undefined {
    const line = this.lineOf.get(id);
    line?.waiting.delete(id);
    this.lineOf.delete(id);
    return line;
  }
}

/** Who has come in meanwhile is no harm: the guest finds no place and goes on waiting. False where nobody waits. */
function callNext(line: Line): boolean {
  const next = line.waiting.values().next();
  if (!next.done) next.value.call();
  return !next.done;
}
