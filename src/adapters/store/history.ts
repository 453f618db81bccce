/**
 * History as it is stored and as it is read: the tacts of each commit with what they changed, from which the data at
 * every tact are rebuilt by walking back from the data as they are now; and what the task asked of others, and was
 * answered. An answer lies in the commit that took it and is read with what had been asked, which is the newest
 * awaited effect before it, as a task waits for one thing at a time (I6).
 */
import { byteSize, type Json, type JsonObject, setOwn } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import { answeredOf, askedOf } from '../../model/exchange.ts';
import type { Step, StepEffect } from '../../model/step.ts';
import type { Tact } from '../../model/task.ts';
import type { HistoryRow, ToldEffect } from '../../ports/archive.ts';

/** Numbers the tacts within a commit: no run makes so many. */
const TACTS_PER_COMMIT = 10_000;

/** A commit's part of a history, as text. */
export interface HistoryPart {
  text: string;
  tacts: number;
  bytes: number;
  at: number;
  /** False where the part alone fills what may be kept: everything older goes. */
  whole: boolean;
}

/** One tact as stored: short, because there are very many. */
type StoredTact = [at: number, from: string | null, to: string, before: JsonObject, added: string[]];

/** What was asked for in a stay; the answer is awaited where `waits` is 1. */
type StoredAsked = [after: number, waits: 0 | 1, asked: JsonObject];

interface Exchanged {
  asked?: StoredAsked[];
  answer?: [at: number, JsonObject];
}

interface StoredPart extends Exchanged {
  cause: string;
  tacts: StoredTact[];
}

/** The part that a step adds, cut to what is kept per task; null where nothing moved. */
export function historyPart(step: Step): HistoryPart | null {
  const last = step.tacts.at(-1);
  if (!last) return null;
  const { cause } = step;
  const all = step.tacts.map(storedTact);
  const exchanged = exchangedIn(step);
  let text = partText({ cause, tacts: all, ...exchanged });
  let tacts = all;
  if (all.length > LIMITS.history_tacts || text.length * 3 > LIMITS.history_bytes) {
    tacts = newestThatFit(all);
    if (tacts !== all) text = partText({ cause, tacts, ...withoutOldest(exchanged, all.length - tacts.length) });
  }
  return { text, tacts: tacts.length, bytes: Buffer.byteLength(text), at: last.at, whole: tacts === all };
}

function storedTact(tact: Tact): StoredTact {
  return [tact.at, tact.from, tact.to, tact.before, tact.added];
}

function partText(part: StoredPart): string {
  return JSON.stringify(part);
}

/** Almost every step asks for nothing and takes no answer. */
function exchangedIn({ effects, answer, task }: Step): Exchanged {
  const exchanged: Exchanged = {};
  if (effects.length > 0) exchanged.asked = askedIn(effects);
  if (answer !== undefined) exchanged.answer = [task.change_time, answeredOf(answer)];
  return exchanged;
}

/** The newest, in full as long as there is room: the one that is awaited is the last. */
function askedIn(effects: StepEffect[]): StoredAsked[] {
  let chars = 0;
  const newestFirst = effects.slice(-LIMITS.history_effects).reverse();
  const stored = newestFirst.map(({ after, waits, effect }): StoredAsked => {
    const asked = askedOf(effect);
    chars += JSON.stringify(asked).length;
    return [after, waits ? 1 : 0, chars <= LIMITS.history_effects_chars ? asked : { kind: effect.kind }];
  });
  return stored.reverse();
}

/** Of stays that are not told any more nothing is told. */
function withoutOldest({ asked }: Exchanged, dropped: number): Exchanged {
  const kept = asked?.map(([after, waits, what]): StoredAsked => [after - dropped, waits, what]);
  return kept === undefined ? {} : { asked: kept.filter(([after]) => after >= 0) };
}

/** The oldest tact that is kept needs no patch: what was before it is not told any more. */
function newestThatFit(all: StoredTact[]): StoredTact[] {
  let bytes = 0;
  for (let i = all.length - 1; i >= 0; i--) {
    const tact = all[i] as StoredTact;
    bytes += byteSize(tact as Json);
    const count = all.length - i;
    if (bytes > LIMITS.history_bytes || count === LIMITS.history_tacts) {
      if (i === 0 && bytes <= LIMITS.history_bytes) return all;
      return [[tact[0], tact[1], tact[2], {}, []], ...all.slice(i + 1)];
    }
  }
  return all;
}

/** Which parts are kept when a task's history has grown too long: the id of the newest that goes, or null. */
export function newestToDrop(newestFirst: { id: number; tacts: number; bytes: number }[]): {
  id: number | null;
  tacts: number;
  bytes: number;
} {
  let tacts = 0;
  let bytes = 0;
  for (const [i, part] of newestFirst.entries()) {
    if (i > 0 && (tacts >= LIMITS.history_tacts || bytes + part.bytes > LIMITS.history_bytes)) {
      return { id: part.id, tacts, bytes };
    }
    tacts += part.tacts;
    bytes += part.bytes;
  }
  return { id: null, tacts, bytes };
}

/** Grown so far past what is kept that cutting is worth its cost: a quarter, so that it is done rarely. */
export function mustCut(tacts: number, bytes: number): boolean {
  return tacts > LIMITS.history_tacts * 1.25 || bytes > LIMITS.history_bytes * 1.25;
}

/** The tacts of a task, newest first, each with the data as they were when the task left. */
export function rebuildHistory(
  objId: string,
  dataNow: JsonObject,
  partsNewestFirst: { id: number; text: string }[],
): HistoryRow[] {
  const rows: HistoryRow[] = [];
  const exchanges = new Exchanges();
  let data = dataNow;
  for (const { id, text } of partsNewestFirst) {
    const part = JSON.parse(text) as StoredPart;
    for (let i = part.tacts.length - 1; i >= 0; i--) {
      if (rows.length === LIMITS.history_tacts) return rows;
      const [at, from, to, before, added] = part.tacts[i] as StoredTact;
      const history_id = id * TACTS_PER_COMMIT + i;
      const effects = exchanges.of(part, i);
      rows.push({ history_id, obj_id: objId, at, node_id: to, prev_node_id: from, cause: part.cause, data, effects });
      data = stepBack(data, before, added);
    }
    exchanges.leave(part);
  }
  return rows;
}

/** Brings answers to what was asked, on the way back through a history. */
class Exchanges {
  /** Taken by a newer commit; what was asked is still to be found. */
  private answer: [at: number, JsonObject] | null = null;
  /** Asked for by a newer commit in the stay that it found the task in. */
  private carried: ToldEffect[] = [];

  /** What was asked for after the tact. */
  of({ asked = [] }: StoredPart, tact: number): ToldEffect[] {
    const told = this.told(asked.filter(([after]) => after === tact));
    const all = [...told, ...this.carried];
    this.carried = [];
    return all;
  }

  /** All tacts of the part are done. */
  leave({ asked = [], answer }: StoredPart): void {
    this.carried = this.told(asked.filter(([after]) => after < 0));
    if (answer !== undefined) this.answer = answer;
  }

  private told(asked: StoredAsked[]): ToldEffect[] {
    return asked.map(([, waits, what]): ToldEffect => {
      const [answered_at, answer] = (waits === 1 ? this.answer : null) ?? [null, null];
      if (waits === 1) this.answer = null;
      return { asked: what, answer, answered_at };
    });
  }
}

function stepBack(data: JsonObject, before: JsonObject, added: string[]): JsonObject {
  const keys = Object.keys(before);
  if (added.length === 0 && keys.length === 0) return data;
  const earlier = { ...data };
  for (const key of added) delete earlier[key];
  for (const key of keys) setOwn(earlier, key, before[key] as Json);
  return earlier;
}
