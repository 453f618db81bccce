/**
 * Counts and totals as a run must see them: the stored number with what the run itself has done and not yet committed.
 * Whoever answered says of what the number is, so that names and aliases need not be understood here.
 */

import { addDecimals } from '../base/decimals.ts';
import type { Answer } from '../model/effect.ts';
import type { NumberOf } from '../model/read.ts';
import type { SumDelta } from '../model/step.ts';
import type { Tact } from '../model/task.ts';

/** What a run of a process has done so far. */
export interface Pending {
  conv_id: number;
  tacts: readonly Tact[];
  sums: readonly SumDelta[];
}

/** The answers, with the run's own doings added to the numbers among them. */
export function withPending(answers: ReadonlyMap<string, Answer>, pending: Pending): ReadonlyMap<string, Answer> {
  let changed: Map<string, Answer> | null = null;
  for (const [key, answer] of answers) {
    if (!('of' in answer) || answer.of?.conv_id !== pending.conv_id) continue;
    const own = ownPart(answer.of, pending);
    if (own === 0) continue;
    changed ??= new Map(answers);
    changed.set(key, { ...answer, value: addDecimals(Number(answer.value ?? 0), own) });
  }
  return changed ?? answers;
}

function ownPart({ node_id, sum_id }: NumberOf, { tacts, sums }: Pending): number {
  if (sum_id === null) {
    const moves = tacts.filter(({ stay }) => stay !== true);
    return moves.reduce((net, { from, to }) => net + Number(to === node_id) - Number(from === node_id), 0);
  }
  const own = sums.filter((sum) => sum.node_id === node_id && sum.sum_id === sum_id);
  return own.reduce((total, { delta }) => addDecimals(total, delta), 0);
}
