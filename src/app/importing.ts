/**
 * Exports on their way in. Everything gets a new number, and what came along goes on meaning each other by it. All of
 * it is written at once or nothing is. A process that cannot run is there all the same, paused and as a draft, so that
 * it can be mended in the editor. Fields that Takt does not know come out again as they came in.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { addEscalations } from '../engine/escalation.ts';
import type { Problem } from '../model/process.ts';
import { readProcess } from '../model/read_process.ts';
import { type TimerUnit, withTimerUnit } from '../model/timer_units.ts';
import { writeExport } from '../model/write_process.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import { dashboardBody } from './dashboards.ts';
import type { Deploys } from './deploys.ts';
import { folderAt } from './folder_at.ts';
import { newIds } from './import_ids.ts';
import { connectionBody } from './import_instance.ts';
import { type Decided, decideNames, shortName, variableBody } from './import_names.ts';
import { withoutMaskedSecrets } from './import_secrets.ts';
import { type ImportSet, type Item, inOrder, readSet, type SetOptions, type Skipped, without } from './import_set.ts';
import { viewWith } from './import_view.ts';
import { FIRST_VERSION } from './new_process.ts';
import type { Objects } from './objects.ts';
import type { Processes } from './processes.ts';
import { type NewIds, remapIds, remapValue } from './remap_ids.ts';
import { reserveIds } from './reserve_ids.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** One object of the answer to an upload. */
export interface ImportedObject {
  /** Direct-URL hash of a process, '' for a folder. */
  hash: string;
  obj_id: number;
  obj_type: 'conv' | 'folder' | 'dashboard';
  title: string;
  description: string;
  old_obj_id: number | null;
  old_parent_id: number;
}

export interface Imported {
  /** Folders, processes and dashboards. */
  scheme: ImportedObject[];
  /** Aliases, variables and connections that were made; what is secret in them has no value yet. */
  names: { obj_type: 'alias' | 'env_var' | 'instance'; obj_id: number; short_name: string; needs_secret: boolean }[];
  /** A row per process. */
  problems: { conv_id: number; title: string; deployed: boolean; problems: Problem[] }[];
  /** Aliases that were there and lead to what came along now, with the process they led to before. */
  relinked: { obj_id: number; short_name: string; obj_to_id: Json }[];
  skipped: Skipped[];
}

export interface ImportOptions extends SetOptions {
  deploy: boolean;
  /** Aliases that are there already are to lead to what came along. */
  rewrite_alias?: boolean;
  timer_unit?: TimerUnit;
  /** Adds the nodes that take failures to actions that have none; off, an import stays as it came. */
  escalations?: boolean;
  /** Hears how many processes were looked at, of how many; others are served while it is waited for. */
  onProgress?: (done: number, all: number) => Promise<void>;
}

/** A process with what it will consist of. */
interface Read {
  object: CatalogObject;
  raw: JsonObject;
  problems: Problem[];
  deployed: boolean;
}

interface Planned {
  made: Map<Item, CatalogObject>;
  decided: Decided;
  ids: NewIds;
  convs: Read[];
  relinked: Imported['relinked'];
  set: ImportSet;
}

interface Parts {
  rights: Rights;
  writes: Writes;
  objects: Objects;
  deploys: Deploys;
  processes: Processes;
}

/** Numbers above all that the catalog gives. */
const PRETENDED = 900_000_000_000_000;
/** Of a folder, what the server knows itself or what would be wrong here. */
const FOLDER_FIELDS = ['obj_id', 'parent_id', 'folder_id', 'project_id', 'stage_id', 'title', 'description'];

export class Importing {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>;
  private readonly parts: Parts;

  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>, parts: Parts) {
    this.ports = ports;
    this.parts = parts;
  }

  async importScheme(actor: Actor, folder_id: number, text: string, options: ImportOptions): Promise<Imported> {
    const { writes } = this.parts;
    const reserve = (count: number): Promise<number[]> => reserveIds(count, { writes, clock: this.ports.clock });
    const planned = await this.plan(actor, { folder_id, text, options, reserve });
    const changes = this.changesOf(actor, planned);
    const relinked = [...planned.decided.relinked.values()].map(({ id }) => id);
    if (changes.length > 0) await writes.write(changes, relinked);
    return answerOf(planned);
  }

  /** What an import would answer; nothing is made. */
  async tryScheme(actor: Actor, folder_id: number, text: string, options: ImportOptions): Promise<Imported> {
    const reserve = async (count: number): Promise<number[]> => Array.from({ length: count }, (_, n) => PRETENDED + n);
    return answerOf(await this.plan(actor, { folder_id, text, options, reserve }));
  }

  private async plan(
    actor: Actor,
    from: {
      folder_id: number;
      text: string;
      options: ImportOptions;
      reserve: (count: number) => Promise<number[]>;
    },
  ): Promise<Planned> {
    const { folder_id, options } = from;
    const { rights, processes } = this.parts;
    await folderAt(rights, actor, 'modify', folder_id);
    const set = readSet(from.text, options);
    const names = { folder_id, items: set.items, rewrite_alias: options.rewrite_alias === true };
    const decided = await decideNames({ rights, processes, catalog: this.ports.catalog }, actor, names);
    const items = inOrder(decided.made);
    const numbers = await from.reserve(items.length);
    const made = new Map<Item, CatalogObject>();
    for (const [index, item] of items.entries()) {
      const parent_id = item.within === null ? folder_id : (made.get(item.within)?.id ?? folder_id);
      made.set(item, { ...this.objectOf(actor, item, parent_id), id: numbers[index] as number, rev: 0 });
    }
    const ids = newIds(made, decided, { roots: set.roots, folder_id });
    const relinked = [...decided.relinked.values()].map(({ id, name, body }) => {
      return { obj_id: id, short_name: name ?? '', obj_to_id: body.obj_to_id ?? null };
    });
    await this.link(actor, { made, decided, ids });
    const planned = { made, decided, ids, relinked, set };
    return { ...planned, convs: await this.readConvs(planned, options) };
  }

  /** As it will be stored, but for its number. */
  private objectOf(actor: Actor, item: Item, parent_id: number): Omit<CatalogObject, 'id' | 'rev'> {
    const { title, description, raw } = item.element;
    if (item.kind === 'conv') {
      const { conv_type } = readProcess(raw).process;
      const place = { title: title || 'Process', description, conv_type, folder_id: parent_id };
      return this.parts.objects.conv(actor, place, 'paused');
    }
    const now = this.ports.clock.now();
    const times = { status: 'active', create_time: now, change_time: now };
    const common = { kind: item.kind, parent_id, owner_id: actor.user_id, ...times };
    if (item.kind === 'folder') {
      const exported = without(raw, isPlainFolder(raw) ? [...FOLDER_FIELDS, 'obj_type'] : FOLDER_FIELDS);
      const more = Object.keys(exported).length === 0 ? {} : { exported };
      return { ...common, title: title || 'Folder', name: null, body: { description, ...more } };
    }
    if (item.kind === 'instance') {
      return { ...common, title: title || 'Connection', name: null, body: connectionBody(raw) ?? {} };
    }
    if (item.kind === 'dashboard') {
      return { ...common, title: title || 'Dashboard', name: null, body: dashboardBody(raw) };
    }
    const name = shortName(item);
    const body = item.kind === 'env_var' ? variableBody(raw) : { description, obj_to_type: 'conv' };
    return { ...common, title: title || name, name, body };
  }

  /**
   * Where aliases lead: to a process that came along, else to the one of that number where the actor may see it. And
   * which variables stand in connections.
   */
  private async link(actor: Actor, { made, decided, ids }: Pick<Planned, 'made' | 'decided' | 'ids'>): Promise<void> {
    const target = async (item: Item): Promise<number | null> => {
      const old = Number(item.element.raw.obj_to_id);
      const conv = ids.convs.has(old) || !(old > 0) ? null : await this.ports.catalog.read('conv', old);
      const isSeen = conv !== null && (await this.parts.rights.may(actor, 'view', conv));
      return ids.convs.get(old)?.id ?? (isSeen ? old : null);
    };
    for (const [item, object] of made) {
      if (item.kind === 'alias') object.body = { ...object.body, obj_to_id: await target(item) };
      if (item.kind === 'instance') object.body = { ...object.body, data: remapValue(object.body.data ?? {}, ids) };
      if (item.kind === 'dashboard')
        object.body = { ...object.body, charts: remapValue(object.body.charts ?? [], ids) };
    }
    for (const [item, alias] of decided.relinked) {
      const body = { ...alias.body, obj_to_id: await target(item) };
      decided.relinked.set(item, { ...alias, body, change_time: this.ports.clock.now() });
    }
  }

  private async readConvs(
    { made, decided, ids }: Pick<Planned, 'made' | 'decided' | 'ids'>,
    { deploy, timer_unit = 'auto', escalations = false, onProgress }: ImportOptions,
  ): Promise<Read[]> {
    const at = { catalog: this.ports.catalog, processes: this.parts.processes };
    const view = viewWith([...made.values(), ...decided.relinked.values()], at);
    const convs = [...made].filter(([{ kind }]) => kind === 'conv');
    const reads: Read[] = [];
    for (const [{ element }, object] of convs) {
      const { id: obj_id, parent_id, title } = object;
      const timed = withTimerUnit(remapIds(withoutMaskedSecrets(element.raw), ids), timer_unit);
      const whole = escalations ? addEscalations(timed, () => this.ports.randomHex(12)).raw : timed;
      const raw = writeExport(whole, { obj_id, parent_id, title });
      const problems = await this.parts.deploys.problemsOf(raw, parent_id, view);
      const isBroken = problems.some(({ level }) => level === 'error');
      object.status = isBroken ? 'paused' : readProcess(raw).process.status;
      reads.push({ object, raw, problems, deployed: deploy && !isBroken });
      await onProgress?.(reads.length, convs.length);
    }
    return reads;
  }

  private changesOf(actor: Actor, { made, decided, convs }: Planned): CatalogChange[] {
    const create_time = this.ports.clock.now();
    const changes: CatalogChange[] = [...made.values()].map(({ rev: _rev, ...object }) => ({ do: 'create', object }));
    for (const object of decided.relinked.values()) changes.push({ do: 'update', object });
    for (const { object, raw, deployed } of convs) {
      const version = { conv_id: object.id, version: FIRST_VERSION };
      const text = JSON.stringify(raw);
      changes.push({ do: 'put_draft', version: { ...version, text, user_id: actor.user_id, create_time } });
      if (deployed) changes.push({ do: 'deploy', ...version, removed: [], even_occupied: false });
    }
    return changes;
  }
}

function isPlainFolder({ obj_type }: JsonObject): boolean {
  return obj_type === 0 || obj_type === '0' || obj_type === 'folder' || obj_type === undefined;
}

function answerOf({ made, decided, convs, relinked, set }: Planned): Imported {
  const names: Imported['names'] = [];
  const scheme: ImportedObject[] = [];
  for (const item of set.items) {
    const object = made.get(item);
    if (object === undefined) continue;
    const { kind, id: obj_id, title, body } = object;
    if (kind === 'alias' || kind === 'env_var') {
      const needs_secret = body.env_var_type === 'secret';
      names.push({ obj_type: kind, obj_id, short_name: object.name ?? '', needs_secret });
    } else if (kind === 'instance') {
      const needs_secret = isObject(body.data) && body.data.password === '';
      names.push({ obj_type: kind, obj_id, short_name: title, needs_secret });
    } else if (kind === 'conv' || kind === 'folder' || kind === 'dashboard') {
      const { description, obj_id: old_obj_id, parent_id: old_parent_id } = item.element;
      const hash = typeof body.hash === 'string' ? body.hash : '';
      scheme.push({ hash, obj_id, obj_type: kind, title, description, old_obj_id, old_parent_id });
    }
  }
  const problems = convs.map(({ object, deployed, problems: found }) => {
    return { conv_id: object.id, title: object.title, deployed, problems: found };
  });
  return { scheme, names, problems, relinked, skipped: [...set.skipped, ...decided.skipped] };
}
