/** Copies of processes and folders: what an export and an import of it would make. Templates are cloned. */
import type { Exporting } from './exporting.ts';
import type { Imported, Importing } from './importing.ts';
import type { HolderKind, Objects } from './objects.ts';
import type { Actor } from './rights.ts';
import { TEMPLATES_FOLDER_ID, TEMPLATES_FOLDER_TITLE, type Template, type Templates } from './templates.ts';

export interface CopyOptions {
  /** Without one: that of the original and "(Copy)"; of a template its own. */
  title: string | null;
  /** Aliases of what is copied are copied too, where the name is free. */
  with_aliases?: boolean;
  onProgress?: (done: number, all: number) => Promise<void>;
}

export class Copying {
  private readonly parts: { importing: Importing; exporting: Exporting; objects: Objects; templates: Templates };

  constructor(parts: { importing: Importing; exporting: Exporting; objects: Objects; templates: Templates }) {
    this.parts = parts;
  }

  async copy(
    actor: Actor,
    from: { kind: HolderKind; id: number },
    to_folder_id: number,
    { title, with_aliases = false, onProgress }: CopyOptions,
  ): Promise<Imported> {
    const { importing, exporting, templates } = this.parts;
    if (from.kind === 'folder' && from.id === TEMPLATES_FOLDER_ID)
      return this.copyTemplates(actor, to_folder_id, title);
    const template = from.kind === 'conv' ? templates.byId(from.id) : null;
    if (template !== null) {
      const named = title === null ? {} : { title };
      return (await templates.cloneWhole(actor, template.name, { folder_id: to_folder_id, ...named })).imported;
    }
    const scheme = await exporting.exportScheme(actor, from.kind, from.id, { with_alias: with_aliases });
    const options = { deploy: true, title: title ?? `${scheme[0]?.title} (Copy)` };
    const heard = onProgress === undefined ? {} : { onProgress };
    return importing.importScheme(actor, to_folder_id, JSON.stringify(scheme), { ...options, ...heard });
  }

  private async copyTemplates(actor: Actor, to_folder_id: number, title: string | null): Promise<Imported> {
    const { objects, templates } = this.parts;
    const name = title ?? TEMPLATES_FOLDER_TITLE;
    const folder = await objects.createFolder(actor, { title: name, folder_id: to_folder_id });
    const old = { old_obj_id: TEMPLATES_FOLDER_ID, old_parent_id: 0 };
    const first = { hash: '', obj_id: folder.id, obj_type: 'folder' as const, title: name, description: '', ...old };
    const all: Imported = { scheme: [first], names: [], problems: [], relinked: [], skipped: [] };
    const cloned = new Set<string>();
    for (const template of callersFirst(templates.list())) {
      if (cloned.has(template)) continue;
      const { cloned: made, imported } = await templates.cloneWhole(actor, template, { folder_id: folder.id });
      for (const one of made.also) cloned.add(one.template);
      all.scheme.push(...imported.scheme);
      all.problems.push(...imported.problems);
    }
    return all;
  }
}

/** What others call is cloned along with them, so it comes last. */
function callersFirst(templates: Template[]): string[] {
  const called = new Set(templates.flatMap(({ calls }) => calls.map(({ template }) => template)));
  const names = templates.map(({ name }) => name);
  return [...names.filter((name) => !called.has(name)), ...names.filter((name) => called.has(name))];
}
