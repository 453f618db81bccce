/**
 * Finding what one half remembers: an object by its number, a part of its title or its short name; a node by its id, a
 * part of its title or of the address it calls. Nodes stand in the texts of processes, which are sealed: they are read
 * one after the other, the last changed first, for as long as a person waits, and the answer says whether all were read.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { rawCondition, rawNodeId } from '../model/read_node.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { rawProcess } from './processes.ts';
import { nodesOf } from './raw_nodes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

const TITLED = ['folder', 'conv', 'instance', 'dashboard'] as const;
const NAMED = ['alias', 'env_var'] as const;

export interface FoundNode {
  conv: CatalogObject;
  node_id: string;
  title: string;
  by: 'id' | 'title' | 'url';
}

export class Search {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly rights: Rights;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, rights: Rights) {
    this.ports = ports;
    this.rights = rights;
  }

  /** Objects that the actor may see: first the one with this number, then by title or short name. */
  async objects(actor: Actor, pattern: string, limit: number): Promise<CatalogObject[]> {
    const { catalog } = this.ports;
    const found: CatalogObject[] = [];
    const add = async (object: CatalogObject | null): Promise<void> => {
      if (object === null || object.status === 'deleted' || found.length >= limit) return;
      if (found.some(({ id }) => id === object.id)) return;
      if (await this.rights.may(actor, 'view', object)) found.push(object);
    };
    for (const kind of [...TITLED, ...NAMED])
      if (/^\d{1,15}$/.test(pattern)) await add(await catalog.read(kind, Number(pattern)));
    for (const kind of TITLED) {
      for (const object of await allOf(catalog, { kind, title: pattern })) await add(object);
    }
    // Short names are searched in any part too; of aliases and variables there are few.
    const part = pattern.replace(/^@/, '').toLowerCase();
    for (const kind of NAMED) {
      for (const object of await allOf(catalog, { kind })) {
        if (`${object.name}\n${object.title}`.toLowerCase().includes(part)) await add(object);
      }
    }
    return found;
  }

  /** `complete` is false where there were more processes than could be read in the time. */
  async nodes(actor: Actor, pattern: string, limit: number): Promise<{ found: FoundNode[]; complete: boolean }> {
    const began = this.ports.clock.now();
    const found: FoundNode[] = [];
    const convs = (await allOf(this.ports.catalog, { kind: 'conv' })).filter(({ status }) => status !== 'deleted');
    for (const conv of convs.toSorted((a, b) => b.change_time - a.change_time)) {
      if (this.ports.clock.now() - began > LIMITS.search_ms) return { found, complete: false };
      if (!(await this.rights.may(actor, 'view', conv))) continue;
      for (const node of nodesWith(await this.text(conv.id), pattern)) {
        if (found.length >= limit) return { found, complete: false };
        found.push({ conv, ...node });
      }
    }
    return { found, complete: true };
  }

  /** The live version, else the newest draft; nothing of a process that has gone meanwhile. */
  private async text(conv_id: number): Promise<string> {
    const { catalog } = this.ports;
    const [newest] = await catalog.versions(conv_id);
    const shown =
      (await catalog.version(conv_id, 'live')) ?? (newest && (await catalog.version(conv_id, newest.version)));
    return shown?.text ?? '';
  }
}

function nodesWith(text: string, pattern: string): Omit<FoundNode, 'conv'>[] {
  const part = pattern.toLowerCase();
  // Most processes do not hold it at all: that is seen without reading them as JSON.
  if (!text.toLowerCase().includes(JSON.stringify(part).slice(1, -1))) return [];
  return nodesOf(rawProcess(text)).flatMap((node) => {
    const node_id = rawNodeId(node);
    const title = typeof node.title === 'string' ? node.title : '';
    const by =
      node_id === part ? 'id' : title.toLowerCase().includes(part) ? 'title' : callsUrl(node, part) ? 'url' : null;
    return by === null ? [] : [{ node_id, title, by } as const];
  });
}

function callsUrl(node: JsonObject, part: string): boolean {
  const logics = rawCondition(node)?.logics;
  return Array.isArray(logics) && logics.some((logic) => isObject(logic) && holds(logic.url, part));
}

function holds(text: Json | undefined, part: string): boolean {
  return typeof text === 'string' && text.toLowerCase().includes(part);
}
