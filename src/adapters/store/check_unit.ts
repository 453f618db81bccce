/**
 * What a commit checks before it writes anything of a unit (I1, I3, I7), for every make of the store alike.
 * A unit's steps see what the steps before them in the unit will have done.
 */
import type { CommitResult } from '../../ports/tasks.ts';

/** The part of a unit that is checked. */
export interface CheckedUnit {
  closes: string | null;
  attempt: { id: string; from: number; due: number } | null;
  steps: CheckedStep[];
}

export interface CheckedStep {
  conv_id: number;
  obj_id: string;
  ref: string;
  base: number | null;
  rev: number;
  stays: Stays;
  version: number;
  status: string;
}

/** Where a task is after a step: waiting, kept in a final node, or no longer stored. */
export type Stays = 'live' | 'kept' | 'gone';

/** What is stored now. */
export interface Stored {
  /** The rev of a task in its process; of a task elsewhere, or none, null. */
  rev(convId: number, objId: string): number | null;
  /** Whether any process has a task with this id. */
  hasTask(objId: string): boolean;
  refTaken(convId: number, ref: string): boolean;
  /** The live version and the status; null where the process is gone. */
  ranOn(convId: number): { version: number; status: string } | null;
  /** Attempts made of an effect; null where it is gone. */
  attempts(outboxId: string): number | null;
}

export type Refusal = Exclude<CommitResult, { ok: true }>;

/** Why the unit may not be written, or null. */
export function refusalOf(unit: CheckedUnit, stored: Stored): Refusal | null {
  if (unit.closes !== null && stored.attempts(unit.closes) === null) return { ok: false, why: 'gone', at: -1 };
  if (unit.attempt && stored.attempts(unit.attempt.id) !== unit.attempt.from) {
    return { ok: false, why: 'gone', at: -1 };
  }
  const [first] = unit.steps;
  if (!first) return null;
  const seen = unit.steps.length === 1 ? stored : new Foreseen(stored);
  for (const [at, step] of unit.steps.entries()) {
    const why = whyNot(step, seen);
    if (why) return { ok: false, why, at };
    if (seen instanceof Foreseen) seen.take(step);
  }
  return null;
}

function whyNot(step: CheckedStep, stored: Stored): Refusal['why'] | null {
  if (step.base === null) {
    if (stored.hasTask(step.obj_id)) return 'rev';
    if (stored.refTaken(step.conv_id, step.ref)) return 'ref';
  } else if (stored.rev(step.conv_id, step.obj_id) !== step.base) {
    return 'rev';
  }
  const now = stored.ranOn(step.conv_id);
  return now && now.version === step.version && now.status === step.status ? null : 'stale';
}

/** What will be stored when the earlier steps of the unit have been written. */
class Foreseen implements Stored {
  private readonly now: Stored;
  private readonly revs = new Map<string, { conv_id: number; rev: number } | null>();
  private readonly refs = new Map<string, boolean>();

  constructor(now: Stored) {
    this.now = now;
  }

  take(step: CheckedStep): void {
    this.revs.set(step.obj_id, step.stays === 'gone' ? null : { conv_id: step.conv_id, rev: step.rev });
    this.refs.set(`${step.conv_id} ${step.ref}`, step.stays === 'live');
  }

  rev(convId: number, objId: string): number | null {
    const task = this.revs.get(objId);
    if (task === undefined) return this.now.rev(convId, objId);
    return task?.conv_id === convId ? task.rev : null;
  }

  hasTask(objId: string): boolean {
    const task = this.revs.get(objId);
    return task === undefined ? this.now.hasTask(objId) : task !== null;
  }

  refTaken(convId: number, ref: string): boolean {
    return this.refs.get(`${convId} ${ref}`) ?? this.now.refTaken(convId, ref);
  }

  ranOn(convId: number): { version: number; status: string } | null {
    return this.now.ranOn(convId);
  }

  attempts(outboxId: string): number | null {
    return this.now.attempts(outboxId);
  }
}
