/** The process that an op names, for one who has the right. */
import type { LiveProcess } from '../../app/processes.ts';
import type { Right } from '../../app/rights.ts';
import { TaktError } from '../../base/errors.ts';
import type { OpContext } from '../app.ts';

/** The id that a number, digits or "@alias" means, seen from a folder. */
export async function processId(ctx: OpContext, name: number | string, folder_id = 0): Promise<number> {
  if (typeof name === 'number') return name;
  const found = await ctx.app.processes.resolveId(name, folder_id);
  if (found === null) throw new TaktError('not_found', `the alias ${name} leads to no process`);
  return found;
}

/** `live` is null where nothing in the process can be run yet. */
export async function demandProcess(
  ctx: OpContext,
  right: Right,
  name: number | string,
  folder_id = 0,
): Promise<{ id: number; live: LiveProcess | null }> {
  const id = await processId(ctx, name, folder_id);
  const live = await ctx.app.processes.get(id);
  if (live === null || !(await ctx.app.rights.may(ctx.actor, right, live.object))) {
    await ctx.app.rights.demand(ctx.actor, right, 'conv', id);
  }
  return { id, live };
}
