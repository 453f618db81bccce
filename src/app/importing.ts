/** Exports in and out. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Problem } from '../model/process.ts';
import type { Deploys } from './deploys.ts';
import type { HolderKind } from './objects.ts';
import type { Objects } from './objects.ts';
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

export class Importing {
  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>, parts: { rights: Rights; writes: Writes; objects: Objects; deploys: Deploys }) { void ports; void parts; }
  async importScheme(actor: Actor, folder_id: number, text: string, options: { deploy: boolean }): Promise<Imported> { throw new Bug(`${actor}${folder_id}${text}${options}`); }
  /** The export: of a process an array of one object, of a folder the folder and all in it (parents before children). */
  async exportScheme(actor: Actor, kind: HolderKind, id: number): Promise<JsonObject[]> { throw new Bug(`${actor}${kind}${id}`); }
}
