/**
 * Ready-made processes. They are seen as a folder that nobody can change; cloning one makes an ordinary process of it,
 * and of the templates it calls by alias, where such an alias does not lead anywhere yet.
 */
import { assert, TaktError } from '../base/errors.ts';
import { derivedId } from '../base/ids.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { writeExport } from '../model/write_process.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Aliases } from './aliases.ts';
import { allOf } from './all_of.ts';
import type { Imported, Importing } from './importing.ts';
import type { Objects } from './objects.ts';
import { type Processes, rawProcess } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

/** The number of the folder that is not stored; numbers of stored objects count up from 1 and never get here. */
export const TEMPLATES_FOLDER_ID = 2_000_000_000;
export const TEMPLATES_FOLDER_TITLE = 'Templates';

export interface TemplateText {
  /** The file's name without .json. */
  name: string;
  text: string;
}

export interface Template {
  /** Its number as an item of the folder: it follows from the name, so it stays whatever templates are added. */
  obj_id: number;
  name: string;
  title: string;
  description: string;
  /** The short name under which others call it, or '': the first clone in a folder gets it. */
  alias: string;
  calls: { alias: string; template: string }[];
}

export interface Cloned {
  conv_id: number;
  also: { template: string; conv_id: number }[];
}

export interface CloneOptions {
  title?: string;
  folder_id?: number;
}

interface TemplateParts {
  objects: Objects;
  rights: Rights;
  importing: Importing;
  aliases: Aliases;
  processes: Processes;
  texts: TemplateText[];
}

export class Templates {
  private readonly catalog: Ports['catalog'];
  private readonly parts: TemplateParts;
  private readonly raws = new Map<string, JsonObject>();
  private readonly templates: Template[];

  constructor(catalog: Ports['catalog'], parts: TemplateParts) {
    this.catalog = catalog;
    this.parts = parts;
    this.templates = parts.texts.map(({ name, text }) => {
      const raw = rawProcess(text);
      this.raws.set(name, raw);
      return readTemplate(name, raw);
    });
    const ids = new Set(this.templates.map(({ obj_id }) => obj_id));
    assert(ids.size === this.templates.length, 'two templates have the same number: rename one of them');
  }

  list(): Template[] {
    return this.templates;
  }

  /** By its number in the Templates folder; null for any other number. */
  byId(obj_id: number): Template | null {
    return this.templates.find((template) => template.obj_id === obj_id) ?? null;
  }

  /** The export of a template. */
  scheme(name: string): JsonObject {
    const { obj_id } = this.byName(name);
    return writeExport(this.raws.get(name) ?? {}, { obj_id, parent_id: TEMPLATES_FOLDER_ID });
  }

  async clone(actor: Actor, name: string, options: CloneOptions): Promise<Cloned> {
    return (await this.cloneWhole(actor, name, options)).cloned;
  }

  /**
   * Clones, and answers also as an import does; the template itself stands first. At the root only administrators give
   * short names, so what others clone there goes into a folder of their own.
   */
  async cloneWhole(actor: Actor, name: string, options: CloneOptions): Promise<{ cloned: Cloned; imported: Imported }> {
    const { alias, calls } = this.byName(name);
    const names = alias !== '' || calls.length > 0;
    if (names && !actor.admin && (options.folder_id ?? 0) === 0) {
      return this.cloneWhole(actor, name, { ...options, folder_id: await this.ownFolder(actor) });
    }
    const { folder_id = 0 } = options;
    const also: Cloned['also'] = [];
    const imports: Imported[] = [];
    for (const call of calls) {
      if (call.template === name || (await this.isUsable(actor, call.alias, folder_id))) continue;
      await this.demandFree(call.alias, folder_id);
      const inner = await this.cloneWhole(actor, call.template, { folder_id });
      await this.nameIt(actor, call.alias, { folder_id, conv_id: inner.cloned.conv_id });
      also.push({ template: call.template, conv_id: inner.cloned.conv_id }, ...inner.cloned.also);
      imports.push(inner.imported);
    }
    const own = await this.import(actor, name, options);
    const conv_id = own.scheme[0]?.obj_id ?? 0;
    if (alias !== '') await this.nameIt(actor, alias, { folder_id, conv_id });
    const all = [own, ...imports];
    const imported: Imported = {
      scheme: all.flatMap(({ scheme }) => scheme),
      names: all.flatMap(({ names: made }) => made),
      problems: all.flatMap(({ problems }) => problems),
      relinked: all.flatMap(({ relinked }) => relinked),
      skipped: all.flatMap(({ skipped }) => skipped),
    };
    return { cloned: { conv_id, also }, imported };
  }

  private async import(actor: Actor, name: string, { title, folder_id = 0 }: CloneOptions): Promise<Imported> {
    const text = JSON.stringify(this.scheme(name));
    const named = title === undefined ? {} : { title };
    const imported = await this.parts.importing.importScheme(actor, folder_id, text, { deploy: true, ...named });
    const [process] = imported.problems;
    if (process === undefined || process.deployed) return imported;
    const error = process.problems.find(({ level }) => level === 'error');
    throw new TaktError('bad_process', `template ${name} cannot be deployed: ${error?.message}`, process.problems);
  }

  private byName(name: string): Template {
    const template = this.templates.find((one) => one.name === name);
    if (template !== undefined) return template;
    const names = this.templates.map((one) => one.name).join(', ');
    throw new TaktError('not_found', `there is no template ${name}; there are: ${names}`);
  }

  /**
   * Whether an alias, seen from a folder, leads to a process that the actor may make tasks in and modify. Who else
   * stands behind the name must not get what the clone will send there.
   */
  private async isUsable(actor: Actor, alias: string, folder_id: number): Promise<boolean> {
    const { processes, rights } = this.parts;
    const conv = await this.alive(await processes.resolveId(`@${alias}`, folder_id));
    if (conv === null) return false;
    return (await rights.may(actor, 'create', conv)) && (await rights.may(actor, 'modify', conv));
  }

  /** Throws where the name is taken in this very folder by a process of somebody else. */
  private async demandFree(alias: string, folder_id: number): Promise<void> {
    const known = await this.aliasIn(folder_id, alias);
    const conv = await this.alive(known?.body.obj_to_id);
    if (conv === null) return;
    const message = `Access denied: the alias ${alias} in folder ${folder_id} leads to process ${conv.id}, which is not yours to use: clone into another folder`;
    throw new TaktError('access_denied', message);
  }

  /** Makes the alias, or links one that leads nowhere; one that leads somewhere stays as it is. */
  private async nameIt(
    actor: Actor,
    alias: string,
    { folder_id, conv_id }: { folder_id: number; conv_id: number },
  ): Promise<void> {
    if (await this.isUsable(actor, alias, folder_id)) return;
    const known = await this.aliasIn(folder_id, alias);
    if ((await this.alive(known?.body.obj_to_id)) !== null) return;
    if (known !== null) await this.parts.aliases.link(actor, known.id, conv_id);
    else await this.parts.aliases.create(actor, { short_name: alias, folder_id, obj_to_id: conv_id });
  }

  /** A folder at the root, called as the actor is: the one there is, or a new one. */
  private async ownFolder(actor: Actor): Promise<number> {
    const query = { kind: 'folder', parent_id: 0, owner_id: actor.user_id, title: actor.name } as const;
    const known = (await allOf(this.catalog, query)).find(
      ({ title, status }) => title === actor.name && status !== 'deleted',
    );
    return (known ?? (await this.parts.objects.createFolder(actor, { title: actor.name, folder_id: 0 }))).id;
  }

  private async aliasIn(folder_id: number, name: string): Promise<CatalogObject | null> {
    const [known] = await this.catalog.list({ kind: 'alias', parent_id: folder_id, name, limit: 1 });
    return known ?? null;
  }

  /** The process, where there is one and it is not in the trash. */
  private async alive(conv_id: Json | undefined): Promise<CatalogObject | null> {
    const conv = typeof conv_id === 'number' ? await this.catalog.read('conv', conv_id) : null;
    return conv === null || conv.status === 'deleted' ? null : conv;
  }
}

function readTemplate(name: string, raw: JsonObject): Template {
  const takt = isObject(raw.takt) ? raw.takt : {};
  const calls = Array.isArray(takt.calls) ? takt.calls : [];
  return {
    obj_id: TEMPLATES_FOLDER_ID + 1 + Number.parseInt(derivedId('template', name).slice(0, 6), 16),
    name,
    title: typeof raw.title === 'string' ? raw.title : name,
    description: typeof raw.description === 'string' ? raw.description : '',
    alias: typeof takt.alias === 'string' ? takt.alias : '',
    calls: calls.filter(isObject).map(({ alias, template }) => ({ alias: String(alias), template: String(template) })),
  };
}
