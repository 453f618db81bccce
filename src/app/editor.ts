/** Edits of a process, node by node, in a draft. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { NodeFields } from '../model/write_process.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Deploys } from './deploys.ts';
import type { Drafts } from './drafts.ts';
import type { Rights } from './rights.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';

/** What `list conv` answers. */
export interface ConvNodes {
  object: CatalogObject;
  /** The live version's number; null where nothing was deployed. */
  live: number | null;
  /** The newest draft's version, or null. */
  draft: number | null;
  /** Nodes in the API's form (obj_id, title, logics, semaphors, position, extra, options…) with `count`. The live ones; of a process never deployed, the draft's. */
  nodes: JsonObject[];
}

export class Editor {
  constructor(ports: Pick<Ports, 'catalog' | 'archive' | 'sandbox' | 'randomHex'>, parts: { rights: Rights; drafts: Drafts; deploys: Deploys }) { void ports; void parts; }
  async nodes(actor: Actor, conv_id: number): Promise<ConvNodes> { throw new Bug(`${actor}${conv_id}`); }
  /** Node in the API's form with count; of the draft `version`, else of the newest draft, else live. */
  async showNode(actor: Actor, conv_id: number, node_id: string, version: number | null): Promise<JsonObject> { throw new Bug(`${actor}${conv_id}${node_id}${version}`); }
  /** Answers the new node's id (24 hex). version null: edited and deployed at once where it is free of errors (v1). */
  async createNode(actor: Actor, conv_id: number, fields: NodeFields, version: number | null): Promise<string> { throw new Bug(`${actor}${conv_id}${fields}${version}`); }
  async modifyNode(actor: Actor, at: { conv_id: number; node_id: string }, fields: NodeFields, version: number | null): Promise<void> { throw new Bug(`${actor}${at}${fields}${version}`); }
  async deleteNode(actor: Actor, at: { conv_id: number; node_id: string }, version: number | null): Promise<void> { throw new Bug(`${actor}${at}${version}`); }
  async params(actor: Actor, conv_id: number): Promise<{ params: Json[]; ref_mask: boolean }> { throw new Bug(`${actor}${conv_id}`); }
  /** Into the newest draft; without one, deployed at once. */
  async modifyParams(actor: Actor, conv_id: number, fields: { params?: Json[]; ref_mask?: boolean }): Promise<void> { throw new Bug(`${actor}${conv_id}${fields}`); }
  /** Nodes by a part of the title, in one process. */
  async findNodes(actor: Actor, conv_id: number, pattern: string): Promise<JsonObject[]> { throw new Bug(`${actor}${conv_id}${pattern}`); }
  /** The source of a Code node: sandbox = draft, production = live. */
  async code(actor: Actor, at: { conv_id: number; node_id: string }, env: 'sandbox' | 'production'): Promise<{ lang: string; src: string }> { throw new Bug(`${actor}${at}${env}`); }
  /** Writes the source of a Code node into the newest draft (none: v1). A node without a Code logic yet is left as it is. */
  async loadCode(actor: Actor, at: { conv_id: number; node_id: string }, code: { lang: string; src: string }): Promise<void> { throw new Bug(`${actor}${at}${code}`); }
  /** Throws bad_process with the syntax error. */
  async compileCode(actor: Actor, at: { conv_id: number; node_id: string }, code: { lang: string; src: string }): Promise<void> { throw new Bug(`${actor}${at}${code}`); }
}
