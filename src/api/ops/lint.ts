/** What is wrong or doubtful in a process, as `takt lint` tells it. */
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { Problem } from '../../model/process.ts';
import { convRef, optionalId } from './fields.ts';
import { op } from './op.ts';
import { demandProcess } from './process_of.ts';

/** A problem as people and programs are told it. */
export interface ToldProblem extends Omit<Problem, 'rule'> {
  code: string;
  /** What the rule is about; null where the file is none that rules speak of. */
  page: string | null;
}

export function toldProblem({ rule, ...problem }: Problem): ToldProblem {
  return { code: rule, ...problem, page: `docs/lint/${rule}.md` };
}

/** Of a version; else of the newest draft, else of what is live. */
export const validate = op(z.object({ conv_id: convRef, version: optionalId }), async (ctx, op) => {
  const conv_id = typeof op.conv_id === 'number' ? op.conv_id : (await demandProcess(ctx, 'view', op.conv_id)).id;
  const problems = await ctx.app.deploys.problems(ctx.actor, conv_id, op.version ?? null);
  return { conv_id, list: problems.map((problem): JsonObject => ({ ...toldProblem(problem) })) };
});
