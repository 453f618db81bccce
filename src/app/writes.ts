/**
 * The one way in which use cases write objects: a refusal becomes an error in words, whoever remembers the object here
 * forgets it, and other servers are told.
 */
import { TaktError } from '../base/errors.ts';
import type { CatalogChange, CatalogObject, WriteResult } from '../ports/catalog.ts';
import { OBJECTS_CHANGED } from './names.ts';
import type { Processes } from './processes.ts';
import type { Ports } from './world.ts';

/** How often a change of one object is made anew because others changed it meanwhile. */
const TRIES = 20;

export class Writes {
  private readonly ports: Pick<Ports, 'catalog' | 'news'>;
  private readonly processes: Processes;

  constructor(ports: Pick<Ports, 'catalog' | 'news'>, processes: Processes) {
    this.ports = ports;
    this.processes = processes;
  }

  /** Created and updated objects in order. `touched` are the ids (of processes, or any object) that change in force. */
  async write(changes: CatalogChange[], touched: number[]): Promise<CatalogObject[]> {
    const result = await this.tryWrite(changes, touched);
    if (result.ok) return result.objects;
    throw refusalOf(result, changes);
  }

  /** The same, with a refusal as a value. */
  async tryWrite(changes: CatalogChange[], touched: number[]): Promise<WriteResult> {
    const result = await this.ports.catalog.write(changes);
    if (!result.ok) return result;
    this.processes.names.forget();
    // Made objects too: who asked for the id while it was being made may hold that there is none.
    const changed = new Set([...touched, ...result.objects.map(({ id }) => id)]);
    for (const id of changed.size > 0 ? changed : [0]) {
      this.processes.forget(id);
      this.ports.news.publish(OBJECTS_CHANGED, String(id));
    }
    return result;
  }

  /** Makes changes from what is stored and writes them; made again where somebody else was faster. */
  async settle(make: () => Promise<CatalogChange[]>, touched: number[]): Promise<CatalogObject[]> {
    for (let tries = 1; ; tries++) {
      const changes = await make();
      const result = await this.tryWrite(changes, touched);
      if (result.ok) return result.objects;
      if (result.why !== 'conflict' || tries >= TRIES) throw refusalOf(result, changes);
    }
  }
}

function refusalOf(result: Exclude<WriteResult, { ok: true }>, changes: CatalogChange[]): TaktError {
  const change = changes[result.at];
  const object = change !== undefined && 'object' in change ? change.object : null;
  const what = object === null ? 'the version' : `${object.kind} "${object.title}"`;
  switch (result.why) {
    case 'name_taken':
      return new TaktError('conflict', `${object?.kind} name already exists: ${object?.name}`);
    case 'not_found':
      return new TaktError('not_found', `${what} is no longer there`);
    case 'conflict':
      return new TaktError('conflict', `${what} has been changed by somebody else, or is deployed and never changes`);
    case 'occupied': {
      const nodes = result.nodes.map(({ node_id, count }) => `${node_id} (${count})`).join(', ');
      return new TaktError('conflict', `tasks stand in nodes that would be removed: ${nodes}`, { nodes: result.nodes });
    }
  }
}
