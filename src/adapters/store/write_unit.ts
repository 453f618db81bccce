/**
 * Writes units of work into SQLite within the transaction of their group: first everything is checked, then
 * everything is written, so that a refused unit leaves no trace (I2).
 */
import { waitId } from '../../base/ids.ts';
import type { Sealer } from '../../base/seal.ts';
import { MINUTE } from '../../base/time.ts';
import type { DueItem } from '../../ports/tasks.ts';
import { type Refusal, refusalOf, type Stored } from './check_unit.ts';
import { moveGauge, type RaisedAlarm, removeFromGauge } from './gauges.ts';
import { mustCut, newestToDrop } from './history.ts';
import { NumberRows } from './number_rows.ts';
import { type Connection, prepareAll, type RawRow } from './prepared.ts';
import { effectDue, type StepRow, type UnitRow } from './rows.ts';
import { UNIT_SQL } from './sql/tasks_sql.ts';

/** Counts of several servers stand side by side; a file of SQLite has one server only. */
const SERVER = 'one';

/** What is known of a stored task before its next step. */
interface Standing {
  seq: number;
  conv_id: number;
  rev: number;
  hop: number;
  wait_kind: string | null;
  ref: string;
  node_id: string;
  entered: number;
  kept_tacts: number;
  kept_bytes: number;
  alarm: number;
}

interface Delta {
  conv_id: number;
  node_id: string;
  minute: number;
  came: number;
  went: number;
}

export class UnitWriter implements Stored {
  private readonly sql;
  private readonly sealer: Sealer;
  /** Tasks read for the unit in hand, so that checking and writing read them once. */
  private readonly read = new Map<string, Standing | null>();
  /** Versions and statuses change only through this thread. */
  private readonly versions = new Map<number, { version: number; status: string } | null>();
  private readonly deltas = new Map<string, Delta>();
  private lastEntered = 0;
  private readonly numbers: NumberRows;
  /** What the unit in hand raised: effects beside those of its steps. */
  alarms: DueItem[] = [];

  constructor(db: Connection, sealer: Sealer) {
    this.sql = prepareAll(db, UNIT_SQL);
    this.sealer = sealer;
    this.numbers = new NumberRows(db);
  }

  /** Why the unit was not written, or null; `alarms` are the effects it left besides. */
  write(unit: UnitRow): Refusal | null {
    this.read.clear();
    this.alarms = [];
    const refusal = refusalOf(unit, this);
    if (refusal) return refusal;
    if (unit.closes !== null) this.sql.close_effect.run({ id: unit.closes });
    if (unit.attempt) {
      const { id, from, due } = unit.attempt;
      this.sql.count_attempt.run({ id, attempts: from + 1, due });
    }
    for (const step of unit.steps) this.writeStep(step);
    return null;
  }

  /** Writes down what the group counted. Called once, at the end of its transaction. */
  writeCounts(): void {
    for (const delta of this.deltas.values()) this.sql.count.run({ ...delta, server: SERVER });
    this.deltas.clear();
    this.numbers.write(SERVER);
  }

  /** After a transaction that was undone. */
  forgetCounts(): void {
    this.deltas.clear();
    this.numbers.forget();
  }

  /** After a write to the catalog. */
  forgetVersions(): void {
    this.versions.clear();
  }

  /** Removes a task with its effects and history; it leaves its node unless that is a final one. */
  remove(convId: number, objId: string, now: number): boolean {
    this.read.clear();
    const minute = Math.floor(now / MINUTE) * MINUTE;
    const task = this.standing(objId);
    if (task?.conv_id !== convId) return false;
    this.dropTask(task);
    this.sql.delete_effects.run({ from_id: `${objId}-`, to_id: `${objId}.` });
    if (task.wait_kind !== null) {
      this.freeRef(task);
      this.count(convId, [task.node_id, minute, 0, 1]);
      const version = this.ranOn(convId)?.version ?? 0;
      const at = { conv_id: convId, obj_id: objId, version };
      if (task.alarm === 0) this.raise(at, removeFromGauge(this.numbers, at, task.node_id), now);
    }
    return true;
  }

  rev(convId: number, objId: string): number | null {
    const task = this.standing(objId);
    return task?.conv_id === convId ? task.rev : null;
  }

  hasTask(objId: string): boolean {
    return this.standing(objId) !== null;
  }

  refTaken(convId: number, ref: string): boolean {
    return this.sql.ref_taken.get({ conv_id: convId, ref }) !== undefined;
  }

  ranOn(convId: number): { version: number; status: string } | null {
    const known = this.versions.get(convId);
    if (known !== undefined) return known;
    const row = this.sql.ran_on.get({ conv_id: convId });
    const found = row ? { status: row[0] as string, version: row[1] as number } : null;
    this.versions.set(convId, found);
    return found;
  }

  attempts(outboxId: string): number | null {
    return (this.sql.attempts.get({ id: outboxId })?.[0] as number | undefined) ?? null;
  }

  private standing(objId: string): Standing | null {
    const known = this.read.get(objId);
    if (known !== undefined) return known;
    const row = this.sql.standing.get({ obj_id: objId });
    const found = row ? standingOf(row) : null;
    this.read.set(objId, found);
    return found;
  }

  private writeStep(step: StepRow): void {
    const before = step.base === null ? null : this.standing(step.obj_id);
    this.read.delete(step.obj_id);
    if (before) this.leaveWait(step, before);
    if (step.stays !== 'gone') this.putTask(step, before);
    else if (before) this.dropTask(before);
    if (step.stays === 'live') {
      if (!before) this.sql.claim_ref.run({ conv_id: step.conv_id, ref: step.ref, obj_id: step.obj_id });
    } else if (before?.wait_kind) {
      this.freeRef(before);
    }
    for (const { id, wait_id, kind, text } of step.outbox) {
      const { conv_id, obj_id, change_time: due } = step;
      this.sql.insert_effect.run({ id, conv_id, obj_id, wait_id, kind, due, sealed: this.sealer.seal(text) });
    }
    for (const move of step.moves) this.count(step.conv_id, move);
    for (const sum of step.sums) this.numbers.add(step.conv_id, sum);
    for (const move of step.gauges) this.raise(step, moveGauge(this.numbers, step, move), step.change_time);
  }

  private raise(by: { conv_id: number; obj_id: string }, raised: RaisedAlarm | null, due: number): void {
    if (raised === null) return;
    const { conv_id, obj_id } = by;
    const { id, effect } = raised;
    const sealed = this.sealer.seal(JSON.stringify(effect));
    this.sql.insert_effect.run({ id, conv_id, obj_id, wait_id: null, kind: effect.kind, due, sealed });
    this.alarms.push(effectDue({ id, conv_id, obj_id, wait_id: null, due }, effect.kind));
  }

  private leaveWait(step: StepRow, before: Standing): void {
    const left = before.hop !== step.hop || step.stays !== 'live';
    if (left && before.wait_kind === 'effect') {
      this.sql.leave_effect.run({ id: `${waitId(step.obj_id, before.hop)}-e` });
    }
  }

  private putTask(step: StepRow, before: Standing | null): void {
    const { text, history } = step;
    let tacts = (before?.kept_tacts ?? 0) + (history?.tacts ?? 0);
    let bytes = (before?.kept_bytes ?? 0) + (history?.bytes ?? 0);
    if (before && history) {
      const cut = this.makeRoom(before.seq, history, { tacts, bytes });
      tacts = cut.tacts;
      bytes = cut.bytes;
    }
    const values = {
      conv_id: step.conv_id,
      obj_id: step.obj_id,
      ref: step.ref,
      create_time: step.create_time,
      rev: step.rev,
      hop: step.hop,
      node_id: step.node_id,
      prev_node_id: step.prev_node_id,
      wait_kind: step.wait_kind,
      timer: step.timer,
      tacts: step.tacts,
      change_time: step.change_time,
      user_id: step.user_id,
      entered: this.entered(step, before),
      alarm: step.alarm,
      kept_tacts: tacts,
      kept_bytes: bytes,
      sealed: this.sealer.seal(text),
      seq: before?.seq ?? 0,
    };
    const seq = before ? before.seq : this.sql.insert_task.run(values).rowid;
    if (before) this.sql.update_task.run(values);
    if (history) {
      const { at, tacts: added, bytes: size } = history;
      this.sql.insert_history.run({ seq, at, tacts: added, bytes: size, sealed: this.sealer.seal(history.text) });
    }
  }

  /** Drops old parts of a history that has grown too long; answers what will be kept with the new part. */
  private makeRoom(
    seq: number,
    added: { tacts: number; bytes: number; whole: boolean },
    grown: { tacts: number; bytes: number },
  ): { tacts: number; bytes: number } {
    if (added.whole && !mustCut(grown.tacts, grown.bytes)) return grown;
    const stored = this.sql.history_sizes
      .all({ seq })
      .map(([id, tacts, bytes]) => ({ id: id as number, tacts: tacts as number, bytes: bytes as number }));
    const { tacts, bytes } = added;
    const newest = stored[0];
    if (newest && !added.whole) {
      this.sql.delete_history.run({ seq, id: newest.id });
      return { tacts, bytes };
    }
    const kept = newestToDrop([{ id: 0, tacts, bytes }, ...stored]);
    if (kept.id !== null) this.sql.delete_history.run({ seq, id: kept.id });
    return { tacts: kept.tacts, bytes: kept.bytes };
  }

  private dropTask(task: Standing): void {
    this.sql.delete_task.run({ seq: task.seq });
    this.sql.delete_history.run({ seq: task.seq, id: Number.MAX_SAFE_INTEGER });
  }

  private freeRef(task: Standing): void {
    this.sql.free_ref.run({ conv_id: task.conv_id, ref: task.ref });
  }

  /** Microseconds, each given once, so that tasks of one instant keep their order. */
  private entered(step: StepRow, before: Standing | null): number {
    if (step.entered_at === null && before) return before.entered;
    this.lastEntered = Math.max((step.entered_at ?? step.change_time) * 1000, this.lastEntered + 1);
    return this.lastEntered;
  }

  private count(convId: number, [nodeId, minute, came, went]: StepRow['moves'][number]): void {
    const key = `${convId} ${nodeId} ${minute}`;
    const known = this.deltas.get(key);
    if (known) {
      known.came += came;
      known.went += went;
    } else {
      this.deltas.set(key, { conv_id: convId, node_id: nodeId, minute, came, went });
    }
  }
}

/** From a row of UNIT_SQL.standing. */
function standingOf(row: RawRow): Standing {
  return {
    seq: row[0] as number,
    conv_id: row[1] as number,
    rev: row[2] as number,
    hop: row[3] as number,
    wait_kind: row[4] as string | null,
    ref: row[5] as string,
    node_id: row[6] as string,
    entered: row[7] as number,
    kept_tacts: row[8] as number,
    kept_bytes: row[9] as number,
    alarm: row[10] as number,
  };
}
