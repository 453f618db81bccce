/**
 * Who sees the secrets in tasks as they are. Without a word about it: whoever may modify the process, as Corezoid's
 * clients expect. The page asks for the mask, and for what is behind it only on a person's click; that is written down.
 */
import { z } from 'zod';
import type { LiveProcess } from '../../app/processes.ts';
import { TaktError } from '../../base/errors.ts';
import type { OpContext } from '../app.ts';

/** `masked`: for nobody's eyes. `revealed`: for one who may modify the process, and logged. */
export const secrets = z.enum(['masked', 'revealed']).nullish();

export interface Looking {
  secrets: z.output<typeof secrets>;
  /** What is looked at, for the log. */
  at: Record<string, string | number>;
}

export async function seesSecrets(
  { app, actor }: OpContext,
  live: LiveProcess | null,
  { secrets: asked, at }: Looking,
): Promise<boolean> {
  if (live === null || asked === 'masked') return false;
  const may = await app.rights.may(actor, 'modify', live.object);
  if (asked !== 'revealed') return may;
  if (!may) throw new TaktError('access_denied', 'Only those who may modify the process see its secrets.');
  app.ports.log.info('secrets were revealed', { user_id: actor.user_id, conv_id: live.object.id, ...at });
  const { id: obj_id, title } = live.object;
  await app.audit.record(actor, { action: 'reveal', obj: 'conv', obj_id, title, details: at });
  return true;
}
