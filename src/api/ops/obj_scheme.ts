/** Exports in and out: told in an answer, offered for download, taken from a request. */
import { z } from 'zod';
import type { ExportedKind } from '../../app/exporting.ts';
import type { Imported, ImportOptions } from '../../app/importing.ts';
import type { HolderKind } from '../../app/objects.ts';
import { TEMPLATES_FOLDER_ID } from '../../app/templates.ts';
import { TaktError } from '../../base/errors.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { TIMER_UNITS } from '../../model/timer_units.ts';
import type { OpContext } from '../app.ts';
import { folderOf, id, optionalFlag, optionalId, optionalText, place } from './fields.ts';
import { begun, following } from './jobs.ts';
import { shownElement } from './node_secrets.ts';
import { op } from './op.ts';

/** What clients call the holders; projects and stages are folders here. */
export const holder = z
  .enum(
    ['conv', 'folder', 'project', 'stage'],
    'expected conv or folder (also project or stage, which are folders here)',
  )
  .transform((type): HolderKind => (type === 'conv' ? 'conv' : 'folder'));

const exportedKind = z.union([z.literal('dashboard'), holder]).transform((kind): ExportedKind => kind);

export const exported = { obj_id: id, obj_type: exportedKind.default('conv'), with_alias: optionalFlag };

type Asked = z.output<z.ZodObject<typeof exported>>;

/**
 * An export; of the Templates folder and what is in it too. Of the root it is all that the actor sees there. Aliases
 * go along with folders unless told otherwise; a single process is a list of one unless they are asked for.
 */
export async function schemeOf(ctx: OpContext, asked: Asked): Promise<JsonObject[]> {
  const { templates, exporting } = ctx.app;
  const { obj_type: kind, obj_id, with_alias = kind === 'folder' } = asked;
  const template = kind === 'conv' ? templates.byId(obj_id) : null;
  if (template !== null) return [templates.scheme(template.name)];
  if (kind === 'folder' && obj_id === TEMPLATES_FOLDER_ID)
    return templates.list().map(({ name }) => templates.scheme(name));
  const shown: JsonObject[] = [];
  const seen = new Set<string>();
  for (const from of kind === 'folder' && obj_id === 0 ? await atRoot(ctx) : [{ kind, id: obj_id }]) {
    for (const element of await exporting.exportScheme(ctx.actor, from.kind, from.id, { with_alias })) {
      const name = `${element.obj_type} ${element.obj_id}`;
      if (!seen.has(name)) shown.push(await shownElement(ctx, element));
      seen.add(name);
    }
  }
  return shown;
}

/** Folders first: what lies in one that is exported must not come out again at the top. */
async function atRoot({ app, actor }: OpContext): Promise<{ kind: ExportedKind; id: number }[]> {
  const folders = await app.objects.list(actor, 0, 'folder');
  const convs = await app.objects.list(actor, 0, 'conv');
  const dashboards = await app.objects.list(actor, 0, 'dashboard');
  return [
    ...folders.items.map(({ object }) => ({ kind: 'folder' as const, id: object.id })),
    ...convs.items.map(({ object }) => ({ kind: 'conv' as const, id: object.id })),
    ...dashboards.items.map(({ object }) => ({ kind: 'dashboard' as const, id: object.id })),
  ];
}

export const get = op(z.object(exported), async (ctx, asked) => ({
  obj_id: asked.obj_id,
  scheme: await schemeOf(ctx, asked),
}));

/** Whether an export would be complete: a process with a draft is exported as it is live. */
export const check = op(z.object(exported), async (ctx, asked) => {
  for (const element of await schemeOf(ctx, asked)) {
    if (element.obj_type !== 1 || typeof element.obj_id !== 'number' || element.obj_id > TEMPLATES_FOLDER_ID) continue;
    const drafts = await ctx.app.drafts.list(ctx.actor, element.obj_id);
    if (drafts.length > 0) {
      throw new TaktError('conflict', `The process with ID ${element.obj_id} has an uncommitted version`);
    }
  }
  return { obj_id: asked.obj_id };
});

const upload = z.object({
  ...place,
  obj_to_id: optionalId,
  title: optionalText,
  scheme: z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())], 'expected the export as JSON'),
  skip_root: optionalFlag,
  with_alias: optionalFlag,
  rewrite_alias: optionalFlag,
  timer_unit: z.enum(TIMER_UNITS).nullish(),
  escalations: optionalFlag,
  async: optionalFlag,
});
type Upload = z.output<typeof upload>;

function optionsOf(
  { title, skip_root, with_alias, rewrite_alias, timer_unit, escalations }: Upload,
  onProgress = following(),
): ImportOptions {
  return {
    deploy: true,
    onProgress,
    ...(title === undefined || title === '' ? {} : { title }),
    ...(with_alias === undefined ? {} : { with_alias }),
    skip_root: skip_root === true,
    rewrite_alias: rewrite_alias === true,
    timer_unit: timer_unit ?? 'auto',
    escalations: escalations === true,
  };
}

/** An export made into processes and folders; what is free of errors is deployed at once. */
export const create = op(upload, async (ctx, op) => {
  const { importing } = ctx.app;
  const text = textOf(op);
  const folder_id = op.obj_to_id || folderOf(op);
  if (op.async !== true) return importedView(await importing.importScheme(ctx.actor, folder_id, text, optionsOf(op)));
  const about = { action: 'upload', obj_type: 'obj_scheme', obj_id: folder_id } as const;
  const job = begun(ctx, about, async (reins) => {
    const options = optionsOf(op, following(reins));
    return importedView(await importing.importScheme(ctx.actor, folder_id, text, options));
  });
  return { hash: job.hash };
});

/** What an upload would run into; nothing is made. */
export const validate = op(upload, async (ctx, op) => {
  const folder_id = op.obj_to_id || folderOf(op);
  const { errors, skipped } = importedView(
    await ctx.app.importing.tryScheme(ctx.actor, folder_id, textOf(op), optionsOf(op)),
  );
  const found = { ...(errors === undefined ? {} : { errors }), ...(skipped === undefined ? {} : { skipped }) };
  if (errors === undefined) return found;
  throw new TaktError('bad_process', 'processes of the export cannot be deployed', found);
});

function textOf({ scheme }: Upload): string {
  return typeof scheme === 'string' ? scheme : JSON.stringify(scheme);
}

/** What was made; a process that was not deployed is named with what is wrong in it. */
export function importedView({ scheme, names, problems, relinked, skipped }: Imported): JsonObject {
  const errors = problems.flatMap((conv): Json[] => {
    if (conv.deployed) return [];
    const wrong = conv.problems.filter(({ level }) => level === 'error');
    const texts = wrong.map(({ node_id, node_title, rule, message }) => ({ node_id, node_title, rule, message }));
    return [{ obj: 'conv', obj_id: conv.conv_id, title: conv.title, count: texts.length, errors: texts }];
  });
  return {
    scheme: scheme.map((row): JsonObject => ({ ...row })),
    ...(names.length === 0 ? {} : { names: names.map((row): JsonObject => ({ ...row })) }),
    ...(relinked.length === 0 ? {} : { relinked: relinked.map((row): JsonObject => ({ ...row })) }),
    ...(skipped.length === 0 ? {} : { skipped: skipped.map((row): JsonObject => ({ ...row })) }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}
