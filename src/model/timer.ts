/**
 * What a time semaphor means. A literal value is a duration; a template or function is an instant in unix seconds,
 * which the engine evaluates.
 *
 * The unit of a literal is told in two ways by the exports in the world. Corezoid's editor writes the duration in
 * seconds and keeps the unit only for display (`600, "min"` is ten minutes); people write number and unit
 * (`10, "min"`). The rule that reads both: **with a unit of minutes, hours or days, a value that is a whole multiple of
 * the unit's length in seconds is in seconds; any other value counts units.** So 600 min is ten minutes, 86400 day is
 * one day, 10 min is ten minutes, 90 min is ninety minutes. 60 min is read as one minute: whoever means an hour writes
 * `1, "hour"` or `3600, "sec"`. The rule `timer_unit` of engine/validate names every timer that it reads as seconds.
 */
import { MS_OF_DIMENSION, SECOND } from '../base/time.ts';
import type { TimeSemaphor } from './process.ts';

export type TimerValue = Pick<TimeSemaphor, 'value' | 'dimension'>;

/** A duration in ms, or null where the value is no literal: then it is an instant to be evaluated. */
export function timerMs(timer: TimerValue): number | null {
  const value = literalNumber(timer.value);
  if (value === null) return null;
  return Math.round(value * (isInSeconds(timer, value) ? SECOND : MS_OF_DIMENSION[timer.dimension]));
}

/** Whether a literal with a unit is read as seconds, where a person might have meant units. */
export function isUnitAmbiguous(timer: TimerValue): boolean {
  const value = literalNumber(timer.value);
  return value !== null && timer.dimension !== 'sec' && isInSeconds(timer, value);
}

/** Whether the value is computed when a task comes: it holds a template or a function. */
export function isTimerTemplate(value: string | number): boolean {
  return typeof value === 'string' && /\{\{|<<|\$\./.test(value);
}

function isInSeconds(timer: TimerValue, value: number): boolean {
  const unit = MS_OF_DIMENSION[timer.dimension] / SECOND;
  return value >= unit && value % unit === 0;
}

function literalNumber(value: string | number): number | null {
  if (typeof value === 'string' && !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
