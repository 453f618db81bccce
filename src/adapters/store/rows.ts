/** How tasks, effects and counts become plain rows for the writer, and rows from the reader become them again. */

import { waitId } from '../../base/ids.ts';
import type { JsonObject } from '../../base/json.ts';
import { MINUTE } from '../../base/time.ts';
import { type Effect, OUTSIDE_KINDS, type OutboxRow } from '../../model/effect.ts';
import type { GaugeMove, Step } from '../../model/step.ts';
import type { Tact, Task } from '../../model/task.ts';
import type { DueItem, StepWrite, Unit } from '../../ports/tasks.ts';
import { textWithoutNul } from './bind.ts';
import type { CheckedStep, CheckedUnit, Stays } from './check_unit.ts';
import { type HistoryPart, historyPart } from './history.ts';

/** A step as the writer gets it: strings and numbers only, texts not sealed yet. */
export interface StepRow extends CheckedStep {
  hop: number;
  node_id: string;
  prev_node_id: string | null;
  wait_kind: string | null;
  timer: number | null;
  tacts: number;
  create_time: number;
  change_time: number;
  user_id: number;
  /** The instant of the last tact; null where the task did not move. */
  entered_at: number | null;
  /** JSON of data, wait and caller; empty where the task is gone. */
  text: string;
  history: HistoryPart | null;
  outbox: EffectRow[];
  moves: Move[];
  /** 1 for the special task of a count semaphor. */
  alarm: number;
  sums: SumRow[];
  gauges: GaugeMove[];
}

export interface UnitRow extends CheckedUnit {
  steps: StepRow[];
}

export interface EffectRow {
  id: string;
  wait_id: string | null;
  kind: string;
  text: string;
}

/** What was added to a total of a node within a minute. */
export type SumRow = [node_id: string, sum_id: string, minute: number, delta: number];

/** Tasks that came into and went out of a node within a minute. */
export type Move = [node_id: string, minute: number, came: number, went: number];

export function unitRow(unit: Unit): UnitRow {
  return { closes: unit.closes ?? null, attempt: unit.attempt ?? null, steps: unit.steps.map(stepRow) };
}

export function staysOf(step: Step): Stays {
  if (!step.final) return 'live';
  return step.final.saved ? 'kept' : 'gone';
}

function stepRow({ base, step }: StepWrite): StepRow {
  const { task } = step;
  const stays = staysOf(step);
  const isFinal = stays !== 'live';
  const isAlarm = task.alarm === true;
  return {
    conv_id: task.conv_id,
    obj_id: textWithoutNul(task.obj_id),
    ref: textWithoutNul(task.ref),
    base,
    rev: task.rev,
    stays,
    version: step.ran_on.version,
    status: step.ran_on.status,
    hop: task.hop,
    node_id: textWithoutNul(task.node_id),
    prev_node_id: task.prev_node_id === null ? null : textWithoutNul(task.prev_node_id),
    wait_kind: isFinal || !task.wait ? null : task.wait.kind,
    timer: isFinal ? null : task.timer,
    tacts: task.tacts,
    create_time: task.create_time,
    change_time: task.change_time,
    user_id: task.user_id,
    entered_at: arrivalOf(step.tacts),
    text: stays === 'gone' ? '' : JSON.stringify([task.data, task.wait, task.caller, ...rareOf(task)]),
    history: stays === 'gone' ? null : historyPart(step),
    outbox: step.effects.map(({ id, waits, effect }) => ({
      id: textWithoutNul(id),
      wait_id: waits ? waitId(task.obj_id, task.hop) : null,
      kind: effect.kind,
      text: JSON.stringify(effect),
    })),
    moves: movesOf(step.tacts),
    alarm: isAlarm ? 1 : 0,
    sums: sumsOf(step),
    gauges: step.gauges.map((gauge) => ({
      ...gauge,
      node_id: textWithoutNul(gauge.node_id),
      to: textWithoutNul(gauge.to),
    })),
  };
}

/** What almost no task has. */
function rareOf({ alarm, again }: Task): (true | string | null)[] {
  if (again !== undefined) return [alarm ?? null, again];
  return alarm === true ? [true] : [];
}

/** By the minute of the step; it tells only when the row is folded. */
function sumsOf({ task, sums }: Step): SumRow[] {
  const minute = Math.floor(task.change_time / MINUTE) * MINUTE;
  return sums.map(({ node_id, sum_id, delta }) => [textWithoutNul(node_id), textWithoutNul(sum_id), minute, delta]);
}

/** When the task came into the node it stands in now; null where it did not move. */
function arrivalOf(tacts: Tact[]): number | null {
  return tacts.findLast(({ stay }) => stay !== true)?.at ?? null;
}

function movesOf(tacts: Tact[]): Move[] {
  const moves: Move[] = [];
  for (const { at, from, to, stay } of tacts) {
    if (stay === true) continue;
    const minute = Math.floor(at / MINUTE) * MINUTE;
    if (from !== null) moveIn(moves, from, minute)[3]++;
    moveIn(moves, to, minute)[2]++;
  }
  return moves;
}

function moveIn(moves: Move[], nodeId: string, minute: number): Move {
  for (const move of moves) if (move[0] === nodeId && move[1] === minute) return move;
  const made: Move = [textWithoutNul(nodeId), minute, 0, 0];
  moves.push(made);
  return made;
}

/** A row as the reader answers it: sealed columns opened. */
export type Row = (string | number | null)[];

/** An answer ends with the row that passes this many characters: a page of large tasks is shorter. */
export const ANSWER_CHARS = 33_554_432;

export function charsOf(row: Row): number {
  let chars = 0;
  for (const value of row) chars += typeof value === 'string' ? value.length : 8;
  return chars;
}

/** Whether there may be more rows than a page of this limit holds: it is full, or was ended by its size. */
export function mayGoOn(page: Row[], limit: number): boolean {
  return page.length >= limit || page.reduce((sum, row) => sum + charsOf(row), 0) > ANSWER_CHARS;
}

/** From a row of TASK_COLUMNS. */
export function taskOf(row: Row): Task {
  const parts = JSON.parse(row[13] as string) as [JsonObject, Task['wait'], Task['caller'], (true | null)?, string?];
  const [data, wait, caller, alarm, again] = parts;
  return {
    conv_id: row[0] as number,
    obj_id: row[1] as string,
    ref: row[2] as string,
    rev: row[3] as number,
    hop: row[4] as number,
    node_id: row[5] as string,
    prev_node_id: row[6] as string | null,
    data,
    wait,
    timer: row[7] as number | null,
    tacts: row[8] as number,
    caller,
    create_time: row[9] as number,
    change_time: row[10] as number,
    user_id: row[11] as number,
    ...(alarm === true ? { alarm } : {}),
    ...(again === undefined ? {} : { again }),
  };
}

/** `entered` of a row of TASK_COLUMNS. */
export function enteredOf(row: Row): number {
  return row[12] as number;
}

/** From a row of TASKS_SQL.effect. */
export function outboxRowOf(row: Row): OutboxRow {
  return {
    id: row[0] as string,
    conv_id: row[1] as number,
    obj_id: row[2] as string,
    wait_id: row[3] as string | null,
    effect: JSON.parse(row[4] as string) as Effect,
    attempts: row[5] as number,
    due: row[6] as number,
    created: row[7] as number,
  };
}

/** A time semaphor's due item, or that of a task that is to go on. */
export function taskDue(
  kind: 'timer' | 'go_on',
  due: number,
  task: { conv_id: number; obj_id: string; hop: number },
): DueItem {
  const wait_id = waitId(task.obj_id, task.hop);
  const id = `${wait_id}-${kind === 'timer' ? 't' : 'c'}`;
  const lane = kind === 'timer' ? 'timers' : 'inner';
  return { kind, id, conv_id: task.conv_id, obj_id: task.obj_id, wait_id, lane, due };
}

export function effectDue(
  row: { id: string; conv_id: number; obj_id: string; wait_id: string | null; due: number },
  kind: string,
): DueItem {
  const { id, conv_id, obj_id, wait_id, due } = row;
  return { kind: 'effect', id, conv_id, obj_id, wait_id, lane: asksOutside(kind) ? 'http' : 'inner', due };
}

/** Whether the answer of such an effect is worth nothing once its wait was left. */
export function asksOutside(kind: string): boolean {
  return OUTSIDE_KINDS.includes(kind);
}

export function byDue(a: { due: number; id: string }, b: { due: number; id: string }): number {
  if (a.due !== b.due) return a.due - b.due;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
