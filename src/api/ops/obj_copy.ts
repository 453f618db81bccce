/** Copies of processes and folders; templates are cloned by it. */
import { z } from 'zod';
import type { HolderKind } from '../../app/objects.ts';
import { TEMPLATES_FOLDER_ID } from '../../app/templates.ts';
import { TaktError } from '../../base/errors.ts';
import type { OpContext } from '../app.ts';
import { folderOf, id, optionalFlag, optionalId, optionalText, place } from './fields.ts';
import { begun, following } from './jobs.ts';
import { hidesSecret } from './node_secrets.ts';
import { holder, importedView } from './obj_scheme.ts';
import { op } from './op.ts';

const fields = z.object({
  ...place,
  obj_id: id,
  obj_type: holder.default('conv'),
  obj_to_id: optionalId,
  title: optionalText,
  with_aliases: optionalFlag,
  async: optionalFlag,
});

export const copy = op(fields, async (ctx, op) => {
  const { app, actor } = ctx;
  const from = { kind: op.obj_type, id: op.obj_id };
  await demandSecrets(ctx, from);
  const to = op.obj_to_id || folderOf(op);
  const options = { title: op.title || null, with_aliases: op.with_aliases === true, onProgress: following() };
  if (op.async !== true) return importedView(await app.copying.copy(actor, from, to, options));
  const about = { action: 'copy', obj_type: 'obj_scheme', obj_id: op.obj_id } as const;
  const job = begun(ctx, about, async (reins) =>
    importedView(await app.copying.copy(actor, from, to, { ...options, onProgress: following(reins) })),
  );
  return { hash: job.hash, statistics_id: job.hash };
});

/** A copy belongs to who made it, with the passwords in it: those whom he may not see are not copied for him. */
async function demandSecrets(ctx: OpContext, { kind, id: from }: { kind: HolderKind; id: number }): Promise<void> {
  if (from >= TEMPLATES_FOLDER_ID) return;
  for (const element of await ctx.app.exporting.exportScheme(ctx.actor, kind, from)) {
    if (!(await hidesSecret(ctx, element))) continue;
    const text = `process ${element.obj_id} has a password on its direct URL: copying it takes the right to modify it`;
    throw new TaktError('access_denied', text);
  }
}
