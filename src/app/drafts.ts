/** Versions of a process that are not deployed yet. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { CatalogObject, ProcessVersion } from '../ports/catalog.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export class Drafts {
  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: { rights: Rights; writes: Writes }) { void ports; void parts; }
  /** Drafts, newest first: {conv_id, version, user_id, create_time}. */
  async list(actor: Actor, conv_id: number): Promise<Omit<ProcessVersion, 'text'>[]> { throw new Bug(`${actor}${conv_id}`); }
  /** The nodes of a version in the API's form. */
  async show(actor: Actor, conv_id: number, version: number): Promise<JsonObject[]> { throw new Bug(`${actor}${conv_id}${version}`); }
  /** Drops a draft; null: all of them. A process whose only version it is keeps it. */
  async drop(actor: Actor, conv_id: number, version: number | null): Promise<void> { throw new Bug(`${actor}${conv_id}${version}`); }
  /** Internal: edits a draft (made from the live version where it is new). */
  async edit(actor: Actor, conv_id: number, version: number, change: (raw: JsonObject) => JsonObject): Promise<CatalogObject> { throw new Bug(`${actor}${conv_id}${version}${change}`); }
}
