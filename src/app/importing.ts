/**
 * Exports in and out. What comes in gets new numbers, and its processes go on calling each other by them. A process
 * that cannot run is there all the same, paused and as a draft, so that it can be mended in the editor. Fields that
 * Takt does not know come out again as they came in.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Problem } from '../model/process.ts';
import { type ExportElement, readExport, readProcess } from '../model/read_process.ts';
import { writeExport } from '../model/write_process.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { Deploys } from './deploys.ts';
import type { Drafts } from './drafts.ts';
import { folderAt } from './folder_at.ts';
import { FIRST_VERSION } from './new_process.ts';
import type { HolderKind, Objects } from './objects.ts';
import { rawProcess } from './processes.ts';
import { type NewNumber, remapConvs } from './remap_convs.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** One object of the answer to an upload. */
export interface ImportedObject {
  /** Direct-URL hash of a process, '' for a folder. */
  hash: string;
  obj_id: number;
  obj_type: 'conv' | 'folder';
  title: string;
  description: string;
  old_obj_id: number | null;
  old_parent_id: number;
}

export interface Imported {
  scheme: ImportedObject[];
  /** A row per process. */
  problems: { conv_id: number; title: string; deployed: boolean; problems: Problem[] }[];
}

export interface ImportOptions {
  deploy: boolean;
  /** In place of the title of the first element. */
  title?: string;
}

/** An element and the object made of it. */
interface Made {
  element: ExportElement;
  object: CatalogObject;
}

/** A made process with what it will consist of. */
interface Read extends Made {
  raw: JsonObject;
  problems: Problem[];
  deployed: boolean;
}

export class Importing {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly parts: { rights: Rights; writes: Writes; objects: Objects; drafts: Drafts; deploys: Deploys };

  constructor(
    ports: Pick<Ports, 'catalog' | 'clock'>,
    parts: { rights: Rights; writes: Writes; objects: Objects; drafts: Drafts; deploys: Deploys },
  ) {
    this.ports = ports;
    this.parts = parts;
  }

  async importScheme(actor: Actor, folder_id: number, text: string, options: ImportOptions): Promise<Imported> {
    await folderAt(this.parts.rights, actor, 'modify', folder_id);
    const elements = readElements(text, options.title);
    const made: Made[] = [];
    try {
      await this.makeFolders(actor, folder_id, elements, made);
      await this.makeConvs(actor, folder_id, elements, made);
      const convs = await this.fill(actor, made, options.deploy);
      return answer(elements, made, convs);
    } catch (error) {
      await this.undo(made);
      throw error;
    }
  }

  /** Of a process a list of one object, of a folder the folder and all in it, parents before children. */
  async exportScheme(actor: Actor, kind: HolderKind, id: number): Promise<JsonObject[]> {
    const object = await this.parts.rights.demand(actor, 'view', kind, id);
    if (kind === 'conv') return [await this.exportConv(object)];
    return this.exportFolder({ ...object, parent_id: 0 });
  }

  /** Folders one after another, each within one that is there already; those that name each other lie at the top. */
  private async makeFolders(actor: Actor, folder_id: number, elements: ExportElement[], made: Made[]): Promise<void> {
    let waiting = elements.filter(({ kind }) => kind === 'folder');
    while (waiting.length > 0) {
      const isWaited = ({ parent_id }: ExportElement): boolean =>
        parent_id !== 0 && waiting.some(({ obj_id }) => obj_id === parent_id);
      const found = waiting.filter((element) => !isWaited(element));
      const ready = found.length > 0 ? found : waiting.slice(0, 1);
      for (const element of ready) {
        const { title, description } = element;
        const within = holderOf(element, made) ?? folder_id;
        const fields = { title: title || 'Folder', description, folder_id: within };
        made.push({ element, object: await this.parts.objects.createFolder(actor, fields) });
      }
      waiting = waiting.filter((element) => !ready.includes(element));
    }
  }

  /** Processes without a version yet: all get their numbers before any is filled. */
  private async makeConvs(actor: Actor, folder_id: number, elements: ExportElement[], made: Made[]): Promise<void> {
    const convs = elements.filter(({ kind }) => kind === 'conv');
    const changes = convs.map((element): CatalogChange => {
      const { title, description } = element;
      const { conv_type } = readProcess(element.raw).process;
      const place = {
        title: title || 'Process',
        description,
        conv_type,
        folder_id: holderOf(element, made) ?? folder_id,
      };
      return { do: 'create', object: this.parts.objects.conv(actor, place, 'paused') };
    });
    if (changes.length === 0) return;
    const objects = await this.parts.writes.write(changes, []);
    made.push(...convs.map((element, index) => ({ element, object: objects[index] as CatalogObject })));
  }

  /** Gives the processes their versions, and deploys those that can run, all at once. */
  private async fill(actor: Actor, made: Made[], deploy: boolean): Promise<Read[]> {
    const convs = made.filter(({ object }) => object.kind === 'conv');
    const numbers = new Map<number, NewNumber>();
    for (const { element, object } of convs) {
      if (element.obj_id !== null) numbers.set(element.obj_id, { id: object.id, hash: String(object.body.hash) });
    }
    const reads: Read[] = [];
    for (const one of convs) reads.push(await this.read(one, numbers, deploy));
    const create_time = this.ports.clock.now();
    const changes = reads.flatMap(({ object, raw, deployed, problems }): CatalogChange[] => {
      const { id: conv_id } = object;
      const text = JSON.stringify(raw);
      const version = { conv_id, version: FIRST_VERSION, text, user_id: actor.user_id, create_time };
      const isBroken = problems.some(({ level }) => level === 'error');
      const status = isBroken ? 'paused' : readProcess(raw).process.status;
      return [
        { do: 'update', object: { ...object, status } },
        { do: 'put_draft', version },
        ...(deployed
          ? [{ do: 'deploy' as const, conv_id, version: FIRST_VERSION, removed: [], even_occupied: false }]
          : []),
      ];
    });
    const ids = reads.map(({ object }) => object.id);
    if (changes.length > 0) await this.parts.writes.write(changes, ids);
    return reads;
  }

  private async read(one: Made, numbers: ReadonlyMap<number, NewNumber>, deploy: boolean): Promise<Read> {
    const { element, object } = one;
    const { id: obj_id, parent_id, title } = object;
    const raw = writeExport(remapConvs(element.raw, numbers), { obj_id, parent_id, title });
    const problems = await this.parts.deploys.problemsOf(raw, parent_id);
    return { ...one, raw, problems, deployed: deploy && !problems.some(({ level }) => level === 'error') };
  }

  private async undo(made: Made[]): Promise<void> {
    const changes = made.toReversed().map(({ object: { kind, id } }): CatalogChange => ({ do: 'delete', kind, id }));
    if (changes.length > 0)
      await this.parts.writes.tryWrite(
        changes,
        made.map(({ object }) => object.id),
      );
  }

  private async exportFolder(folder: CatalogObject): Promise<JsonObject[]> {
    const { id: obj_id, parent_id, title, body } = folder;
    const scheme: JsonObject[] = [{ obj_type: 0, obj_id, parent_id, title, description: body.description ?? '' }];
    const within = (kind: HolderKind) => allOf(this.ports.catalog, { kind, parent_id: obj_id });
    for (const conv of await within('conv')) if (conv.status !== 'deleted') scheme.push(await this.exportConv(conv));
    for (const inner of await within('folder')) {
      if (inner.status !== 'deleted') scheme.push(...(await this.exportFolder(inner)));
    }
    return scheme;
  }

  private async exportConv(object: CatalogObject): Promise<JsonObject> {
    const raw = rawProcess((await this.parts.drafts.inForce(object.id)).text);
    const { description = '' } = object.body;
    const { process } = readProcess({ ...raw, status: object.status });
    const fields = { obj_id: object.id, parent_id: object.parent_id, title: object.title, status: process.status };
    const own = { obj_type: 1, conv_type: process.conv_type, ref_mask: process.ref_mask, params: [] };
    return { ...own, ...writeExport(raw, fields), description };
  }
}

function readElements(text: string, title: string | undefined): ExportElement[] {
  const read = readExport(text);
  if ('failure' in read) throw new TaktError(read.failure.code, read.failure.message, read.failure.details);
  const elements = read.elements.filter(({ kind }) => kind !== 'other');
  if (elements.length === 0) throw new TaktError('bad_process', 'The export holds neither a process nor a folder.');
  return elements.map((element, index) => (index === 0 && title !== undefined ? { ...element, title } : element));
}

/** The new folder that stands for the one an element lay in. */
function holderOf({ parent_id }: ExportElement, made: Made[]): number | undefined {
  if (parent_id === 0) return undefined;
  return made.find(({ element, object }) => object.kind === 'folder' && element.obj_id === parent_id)?.object.id;
}

function answer(elements: ExportElement[], made: Made[], convs: Read[]): Imported {
  const byElement = new Map(made.map((one) => [one.element, one.object]));
  const scheme = elements.flatMap((element): ImportedObject[] => {
    const object = byElement.get(element);
    if (object === undefined) return [];
    const { hash } = object.body;
    return [
      {
        hash: typeof hash === 'string' ? hash : '',
        obj_id: object.id,
        obj_type: object.kind === 'conv' ? 'conv' : 'folder',
        title: object.title,
        description: element.description,
        old_obj_id: element.obj_id,
        old_parent_id: element.parent_id,
      },
    ];
  });
  const problems = convs.map((conv) => {
    const { object, deployed } = conv;
    return { conv_id: object.id, title: object.title, deployed, problems: conv.problems };
  });
  return { scheme, problems };
}
