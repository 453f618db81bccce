/** Exports in and out: told in an answer, offered for download, taken from a request. */
import { z } from 'zod';
import type { Imported } from '../../app/importing.ts';
import type { HolderKind } from '../../app/objects.ts';
import { TEMPLATES_FOLDER_ID } from '../../app/templates.ts';
import { TaktError } from '../../base/errors.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { folderOf, id, optionalId, optionalText, place } from './fields.ts';
import { shownElement } from './node_secrets.ts';
import { op } from './op.ts';

/** What clients call the holders; projects and stages are folders here. */
export const holder = z
  .enum(
    ['conv', 'folder', 'project', 'stage'],
    'expected conv or folder (also project or stage, which are folders here)',
  )
  .transform((type): HolderKind => (type === 'conv' ? 'conv' : 'folder'));

export const exported = { obj_id: id, obj_type: holder.default('conv') };

/** An export; of the Templates folder and what is in it too. Of the root it is all that the actor sees there. */
export async function schemeOf(ctx: OpContext, kind: HolderKind, obj_id: number): Promise<JsonObject[]> {
  const { templates, importing } = ctx.app;
  const template = kind === 'conv' ? templates.byId(obj_id) : null;
  if (template !== null) return [templates.scheme(template.name)];
  if (kind === 'folder' && obj_id === TEMPLATES_FOLDER_ID)
    return templates.list().map(({ name }) => templates.scheme(name));
  const shown: JsonObject[] = [];
  const seen = new Set<string>();
  for (const from of kind === 'folder' && obj_id === 0 ? await atRoot(ctx) : [{ kind, id: obj_id }]) {
    for (const element of await importing.exportScheme(ctx.actor, from.kind, from.id)) {
      const name = `${element.obj_type} ${element.obj_id}`;
      if (!seen.has(name)) shown.push(await shownElement(ctx, element));
      seen.add(name);
    }
  }
  return shown;
}

/** Folders first: what lies in one that is exported must not come out again at the top. */
async function atRoot({ app, actor }: OpContext): Promise<{ kind: HolderKind; id: number }[]> {
  const folders = await app.objects.list(actor, 0, 'folder');
  const convs = await app.objects.list(actor, 0, 'conv');
  return [
    ...folders.items.map(({ object }) => ({ kind: 'folder' as const, id: object.id })),
    ...convs.items.map(({ object }) => ({ kind: 'conv' as const, id: object.id })),
  ];
}

export const get = op(z.object(exported), async (ctx, { obj_id, obj_type }) => ({
  obj_id,
  scheme: await schemeOf(ctx, obj_type, obj_id),
}));

/** Whether an export would be complete: a process with a draft is exported as it is live. */
export const check = op(z.object(exported), async (ctx, { obj_id, obj_type }) => {
  for (const element of await schemeOf(ctx, obj_type, obj_id)) {
    if (element.obj_type !== 1 || typeof element.obj_id !== 'number' || element.obj_id > TEMPLATES_FOLDER_ID) continue;
    const drafts = await ctx.app.drafts.list(ctx.actor, element.obj_id);
    if (drafts.length > 0) {
      throw new TaktError('conflict', `The process with ID ${element.obj_id} has an uncommitted version`);
    }
  }
  return { obj_id };
});

const upload = z.object({
  ...place,
  obj_to_id: optionalId,
  title: optionalText,
  scheme: z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())], 'expected the export as JSON'),
});

/** An export made into processes and folders; what is free of errors is deployed at once. */
export const create = op(upload, async (ctx, op) => {
  const text = typeof op.scheme === 'string' ? op.scheme : JSON.stringify(op.scheme);
  return importText(ctx, op.obj_to_id || folderOf(op), text, op.title);
});

export async function importText(ctx: OpContext, folder_id: number, text: string, title?: string): Promise<JsonObject> {
  const named = title === undefined || title === '' ? {} : { title };
  return importedView(await ctx.app.importing.importScheme(ctx.actor, folder_id, text, { deploy: true, ...named }));
}

/** What was made; a process that was not deployed is named with what is wrong in it. */
export function importedView({ scheme, problems }: Imported): JsonObject {
  const rows = scheme.map((row): JsonObject => ({ ...row }));
  const errors = problems.flatMap((conv): Json[] => {
    if (conv.deployed) return [];
    const wrong = conv.problems.filter(({ level }) => level === 'error');
    const texts = wrong.map(({ node_id, node_title, message }) => ({ node_id, node_title, message }));
    return [{ obj: 'conv', obj_id: conv.conv_id, title: conv.title, count: texts.length, errors: texts }];
  });
  return errors.length === 0 ? { scheme: rows } : { scheme: rows, errors };
}
