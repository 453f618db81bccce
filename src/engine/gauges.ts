/**
 * What a step tells the store of count semaphors: how many more or fewer tasks stand in a watched node afterwards. What
 * a task comes to and leaves within one step counts for nothing, and the special tasks of semaphors are never counted.
 */
import type { GaugeMove } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Compiled, CompiledNode } from './compile.ts';

/** `threshold`: as it was worked out for the task on its arrival; undefined where it did not come to that. */
export function gaugeMoves(
  compiled: Compiled,
  before: Task,
  after: Task,
  threshold: number | null | undefined,
): GaugeMove[] {
  if (after.alarm === true) return [];
  const left = watched(compiled, before.node_id);
  const here = watched(compiled, after.node_id);
  const moves: GaugeMove[] = [];
  if (before.node_id === after.node_id) {
    if (here !== null && threshold != null) moves.push({ ...here, change: 0, value: threshold });
    return moves;
  }
  if (left !== null) moves.push({ ...left, change: -1 });
  if (here !== null) moves.push({ ...here, change: 1, value: here.value ?? threshold ?? null });
  return moves;
}

function watched(compiled: Compiled, node_id: string): Omit<GaugeMove, 'change'> | null {
  const found: CompiledNode | undefined = compiled.nodes[compiled.byId.get(node_id) ?? -1];
  return found?.alarm == null ? null : { node_id, value: found.alarm.value, to: found.alarm.to };
}
