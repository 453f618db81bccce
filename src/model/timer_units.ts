/**
 * The literal timers of an export, all read in one way. Exports leave open what `60, "min"` is (model/timer.ts has the
 * rule that reads both kinds); whoever knows where an export comes from says so, and the timers are written as whole
 * seconds with the unit `sec`, which nobody can read in two ways.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { type Dimension, MS_OF_DIMENSION, SECOND } from '../base/time.ts';
import { rawCondition } from './read_node.ts';
import { rawNodes } from './read_process.ts';
import { modernNode, withNodes } from './write_process.ts';

/** seconds: as Corezoid's editor writes them; units: as people do; auto: the rule decides, and nothing is rewritten. */
export const TIMER_UNITS = ['auto', 'seconds', 'units'] as const;
export type TimerUnit = (typeof TIMER_UNITS)[number];

/** The process with its literal timers in seconds; one that has none of another unit stays as it is. */
export function withTimerUnit(raw: JsonObject, unit: TimerUnit): JsonObject {
  const nodes = rawNodes(raw);
  if (unit === 'auto' || nodes === null) return raw;
  let changed = false;
  const rewritten = nodes.map((node) => {
    const found = isObject(node) ? rawCondition(node)?.semaphors : null;
    const semaphors = Array.isArray(found) ? found : [];
    const inSeconds = semaphors.map((semaphor) => secondsOf(semaphor, unit) ?? semaphor);
    if (!isObject(node) || inSeconds.every((semaphor, index) => semaphor === semaphors[index])) return node;
    changed = true;
    const modern = modernNode(node);
    return { ...modern, condition: { ...(modern.condition as JsonObject), semaphors: inSeconds } };
  });
  return changed ? withNodes(raw, rewritten) : raw;
}

/** The semaphor in seconds; null for one that is no literal timer, or is in seconds already. */
function secondsOf(semaphor: Json, unit: 'seconds' | 'units'): JsonObject | null {
  if (!isObject(semaphor) || semaphor.type !== 'time') return null;
  const { value = null, dimension = 'sec' } = semaphor;
  if (!isDimension(dimension) || dimension === 'sec') return null;
  if (!/^\s*-?\d+(\.\d+)?\s*$/.test(String(value))) return null;
  const length = unit === 'seconds' ? 1 : MS_OF_DIMENSION[dimension] / SECOND;
  return { ...semaphor, value: Math.round(Number(value) * length * SECOND) / SECOND, dimension: 'sec' };
}

function isDimension(text: Json): text is Dimension {
  return typeof text === 'string' && Object.hasOwn(MS_OF_DIMENSION, text);
}
