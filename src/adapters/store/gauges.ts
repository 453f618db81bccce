/**
 * Gauges: how many tasks stand in a node with a count semaphor, kept exactly because crossing the threshold makes a
 * special task once. For every make of the store alike: one row per node, changed in the transaction of the move (I2).
 *
 * A row is right for the version it was written under. The first touch of another version counts the tasks anew, so a
 * semaphor may come and go with deploys. `crossings` never goes back: it makes the ids of the special tasks.
 */
import type { AlarmEffect } from '../../model/effect.ts';
import type { GaugeMove } from '../../model/step.ts';

export interface GaugeRow {
  conv_id: number;
  node_id: string;
  version: number;
  count: number;
  /** null while it is not known: then nothing is crossed. */
  value: number | null;
  to: string;
  /** Whether the threshold was reached when last looked at. */
  raised: boolean;
  crossings: number;
}

export interface GaugeRows {
  gauge(convId: number, nodeId: string): GaugeRow | null;
  putGauge(row: GaugeRow): void;
  /** Tasks that stand in the node as everything is now, without the special tasks of semaphors. */
  standingIn(convId: number, nodeId: string): number;
}

/** An effect to be written into the outbox in the same transaction. */
export interface RaisedAlarm {
  id: string;
  effect: AlarmEffect;
}

/** Takes a move that is written already. What was crossed, or null. */
export function moveGauge(
  rows: GaugeRows,
  at: { conv_id: number; version: number },
  move: GaugeMove,
): RaisedAlarm | null {
  const { conv_id, version } = at;
  const stored = rows.gauge(conv_id, move.node_id);
  if (stored !== null && stored.version === version) {
    const value = move.value ?? stored.value;
    return settle(rows, { ...stored, count: stored.count + move.change, value, to: move.to });
  }
  const count = rows.standingIn(conv_id, move.node_id);
  const { raised, crossings } = stored ?? { raised: false, crossings: 0 };
  const { node_id, value, to } = move;
  return settle(rows, { conv_id, node_id, version, count, value, to, raised, crossings });
}

/** A task was taken out of its node by hand. A row of an older version is left to the count anew. */
export function removeFromGauge(
  rows: GaugeRows,
  at: { conv_id: number; version: number },
  nodeId: string,
): RaisedAlarm | null {
  const stored = rows.gauge(at.conv_id, nodeId);
  if (stored === null || stored.version !== at.version) return null;
  return settle(rows, { ...stored, count: stored.count - 1 });
}

function settle(rows: GaugeRows, row: GaugeRow): RaisedAlarm | null {
  const over = row.value === null ? row.raised : row.count >= row.value;
  if (over === row.raised) {
    rows.putGauge(row);
    return null;
  }
  const crossing = row.crossings + 1;
  rows.putGauge({ ...row, raised: over, crossings: crossing });
  const { conv_id, node_id, to } = row;
  const id = `${conv_id}-${node_id}-a${crossing}`;
  return { id, effect: { kind: 'alarm', of: node_id, to, start: over, crossing } };
}
