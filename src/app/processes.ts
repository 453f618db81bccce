/**
 * The processes as they are in force, ready to run. A compiled version is remembered until a commit says it is stale,
 * an object is written here, or another server tells of a change.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { type Compiled, compile, type Running } from '../engine/compile.ts';
import type { Process } from '../model/process.ts';
import { readExport, readProcess } from '../model/read_process.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { pointsOf } from './debug_points.ts';
import { textsIn } from './masked_data.ts';
import { Names, OBJECTS_CHANGED } from './names.ts';
import { Rights } from './rights.ts';
import { isSecretVariable, variablesNamed, variableValue } from './variable_values.ts';
import type { Ports } from './world.ts';

/** A process in force: its object, the version that runs (or the draft, not deployed), and what it is made of. */
export interface LiveProcess {
  object: CatalogObject;
  process: Process;
  compiled: Compiled;
  /** Texts of the secret variables it names, and of those it has read since: hidden from whoever may not see them. */
  secrets: Set<string>;
}

/** How many compiled processes are kept; the least recently used goes first. */
const KEPT = 2000;

export class Processes {
  readonly names: Names;
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'news'>;
  private readonly rights: Rights;
  private readonly live = new Map<number, Promise<LiveProcess | null>>();

  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'news'>) {
    this.ports = ports;
    this.names = new Names(ports);
    this.rights = new Rights(ports.catalog);
    ports.news.subscribe(OBJECTS_CHANGED, (id) => this.live.delete(Number(id)));
  }

  /** null where there is no such process, or nothing in it can be run yet. */
  async get(conv_id: number): Promise<LiveProcess | null> {
    const known = this.live.get(conv_id);
    if (known !== undefined) {
      this.live.delete(conv_id);
      this.live.set(conv_id, known);
      return known;
    }
    const loading = this.load(conv_id);
    this.live.set(conv_id, loading);
    if (this.live.size > KEPT) this.live.delete(this.live.keys().next().value as number);
    const drop = (): void => {
      if (this.live.get(conv_id) === loading) this.live.delete(conv_id);
    };
    // Ids that lead nowhere are not remembered: guessing them must not push real ones out.
    loading.then((found) => found === null && drop(), drop);
    return loading;
  }

  /** What a logic or template calls "123" or "@alias", seen from a process. */
  async resolve(conv: string, from: CatalogObject): Promise<LiveProcess | null> {
    const conv_id = await this.resolveId(conv, from.parent_id);
    return conv_id === null ? null : this.get(conv_id);
  }

  /** The id that "123" or "@alias" means, seen from a folder. */
  async resolveId(conv: string, folder_id: number): Promise<number | null> {
    if (!conv.startsWith('@')) return /^\d{1,15}$/.test(conv) ? Number(conv) : null;
    const alias = await this.names.find('alias', conv.slice(1), folder_id);
    const id = alias?.body.obj_to_id;
    return typeof id === 'number' ? id : null;
  }

  /** The variable that "@name" or "12" means, seen from a folder; null where there is none. */
  async variable(name: string, folder_id: number): Promise<CatalogObject | null> {
    if (name.startsWith('@')) return this.names.find('env_var', name.slice(1), folder_id);
    return /^\d{1,15}$/.test(name) ? this.ports.catalog.read('env_var', Number(name)) : null;
  }

  /** Another version or status is in force. */
  forget(conv_id: number): void {
    this.live.delete(conv_id);
  }

  private async load(conv_id: number): Promise<LiveProcess | null> {
    const object = await this.ports.catalog.read('conv', conv_id);
    if (object === null) return null;
    const live = await this.ports.catalog.version(conv_id, 'live');
    const version = live ?? (await this.newestDraft(conv_id));
    if (version === null) return null;
    const process = processOf(version.text);
    if (process === null) return null;
    const sign_key = typeof object.body.sign_key === 'string' ? object.body.sign_key : '';
    const compiled = compile(process, {
      conv_id,
      conv_type: process.conv_type,
      owner_id: object.owner_id,
      version: live === null ? 0 : live.version,
      sign_key,
      status: object.status,
      deployed: live !== null,
      ...pointsIn(object, process),
    });
    const secrets = version.text.includes('env_var') ? await this.secretsOf(object, process) : new Set<string>();
    return { object, process, compiled, secrets };
  }

  /** Only of variables that the process may read: what is hidden must not tell others that they have guessed right. */
  private async secretsOf(object: CatalogObject, process: Process): Promise<Set<string>> {
    const secrets = new Set<string>();
    for (const name of variablesNamed(process)) {
      const variable = await this.variable(name, object.parent_id);
      if (variable === null || !isSecretVariable(variable)) continue;
      if (await this.rights.ownerMayRead(object.owner_id, variable)) textsIn(variableValue(variable), secrets);
    }
    return secrets;
  }

  private async newestDraft(conv_id: number): Promise<{ version: number; text: string } | null> {
    const [newest] = await this.ports.catalog.versions(conv_id);
    return newest === undefined ? null : this.ports.catalog.version(conv_id, newest.version);
  }
}

/** What a debugger keeps to, where its nodes are still there; without breakpoints it stops before every node. */
function pointsIn({ body }: CatalogObject, { nodes }: Process): Pick<Running, 'breakpoints' | 'start_point'> {
  const { breakpoints, start_point } = pointsOf(body);
  const ids = nodes.map(({ id }) => id);
  const found = ids.filter((id) => breakpoints.includes(id));
  return {
    ...(found.length === 0 ? {} : { breakpoints: new Set(found) }),
    ...(start_point !== null && ids.includes(start_point) ? { start_point } : {}),
  };
}

/** The process in a stored text; null where it has no start, so that nothing can stand in it. */
export function processOf(text: string): Process | null {
  const { process } = readProcess(rawProcess(text));
  return process.nodes.some((node) => node.obj_type === 1) ? process : null;
}

/** The one process in a stored text. */
export function rawProcess(text: string): JsonObject {
  const read = readExport(text);
  if ('failure' in read) throw new TaktError(read.failure.code, read.failure.message);
  const element = read.elements.find((item) => item.kind === 'conv');
  if (element === undefined) throw new TaktError('bad_process', 'the text holds no process');
  return element.raw;
}
