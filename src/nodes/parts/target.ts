/**
 * The process that a logic names, and the stage or project from which an alias is looked up where it is not the own
 * one. Exports carry the numbers of the server they come from: a folder that is not here is passed over.
 */
import type { Json } from '../../base/json.ts';
import { toText } from '../../template/text.ts';
import { text } from './lenient.ts';

export const targetFields = { conv_id: text(), project_id: text(), stage_id: text() };

export interface Target {
  conv_id: string;
  project_id: string;
  stage_id: string;
}

/** The texts of the fields that name the target, to be evaluated. */
export function targetOf({ conv_id, project_id, stage_id }: Target): Target {
  return { conv_id, project_id, stage_id };
}

/** As an effect names it: "123" or "@alias", and the folder that an alias is looked up from. */
export function named(values: Record<keyof Target, Json>): { conv: string; folder?: number } {
  const conv = toText(values.conv_id).trim();
  const folder = Number(toText(values.stage_id) || toText(values.project_id));
  return conv.startsWith('@') && Number.isSafeInteger(folder) && folder > 0 ? { conv, folder } : { conv };
}

export function targetTemplates(target: Target): { field: string; text: string }[] {
  return Object.entries(targetOf(target)).map(([field, value]) => ({ field, text: value }));
}
