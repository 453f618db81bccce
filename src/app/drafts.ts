/**
 * Versions of a process that are not deployed yet. A client numbers its draft itself (seconds since 1970); the first
 * edit makes it from what is live. Every edit also raises the rev of the process's object, so that two edits of one
 * draft at the same moment cannot undo each other.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { apiNode } from '../model/write_process.ts';
import type { CatalogChange, CatalogObject, ProcessVersion } from '../ports/catalog.ts';
import { rawProcess } from './processes.ts';
import { nodesOf } from './raw_nodes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export type VersionRow = Omit<ProcessVersion, 'text'>;

export class Drafts {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly rights: Rights;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: { rights: Rights; writes: Writes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
  }

  /** Drafts, newest first. */
  async list(actor: Actor, conv_id: number): Promise<VersionRow[]> {
    await this.rights.demand(actor, 'view', 'conv', conv_id);
    const versions = await this.ports.catalog.versions(conv_id);
    return versions.filter(({ state }) => state === 'draft');
  }

  /** The nodes of any version in the API's form. */
  async show(actor: Actor, conv_id: number, version: number): Promise<JsonObject[]> {
    await this.rights.demand(actor, 'view', 'conv', conv_id);
    const found = await this.ports.catalog.version(conv_id, version);
    if (found === null) throw new TaktError('not_found', `process ${conv_id} has no version ${version}`);
    return nodesOf(rawProcess(found.text)).map(apiNode);
  }

  /** Drops a draft; null: all of them. Deployed versions stay, and so does the only version that a process has. */
  async drop(actor: Actor, conv_id: number, version: number | null): Promise<void> {
    await this.rights.demand(actor, 'modify', 'conv', conv_id);
    const versions = await this.ports.catalog.versions(conv_id);
    const drafts = versions.filter((row) => row.state === 'draft' && (version === null || row.version === version));
    const last = drafts.length === versions.length ? drafts.pop() : undefined;
    if (last !== undefined && drafts.length === 0) return;
    const changes = drafts.map((row): CatalogChange => ({ do: 'drop_draft', conv_id, version: row.version }));
    if (changes.length > 0) await this.writes.write(changes, [conv_id]);
  }

  /** Edits a draft; `change` may be asked again where somebody else was faster. */
  async edit(
    actor: Actor,
    conv_id: number,
    version: number,
    change: (raw: JsonObject) => JsonObject,
  ): Promise<CatalogObject> {
    if (!Number.isSafeInteger(version) || version < 1) {
      throw new TaktError('bad_request', 'version is a whole number above 0, usually the time in seconds');
    }
    const [object] = await this.writes.settle(async () => {
      const conv = await this.demandConv(actor, 'modify', conv_id);
      const raw = await this.base(conv_id, version);
      return this.changes(actor, conv, version, change(raw));
    }, [conv_id]);
    return object as CatalogObject;
  }

  /** The writes that make a draft out of an edited process. */
  changes(actor: Actor, conv: CatalogObject, version: number, raw: JsonObject): CatalogChange[] {
    const create_time = this.ports.clock.now();
    const text = JSON.stringify(raw);
    const draft = { conv_id: conv.id, version, text, user_id: actor.user_id, create_time };
    return [
      { do: 'update', object: { ...conv, change_time: create_time } },
      { do: 'put_draft', version: draft },
    ];
  }

  async demandConv(actor: Actor, right: 'view' | 'modify', conv_id: number): Promise<CatalogObject> {
    const conv = await this.rights.demand(actor, right, 'conv', conv_id);
    if (conv.status === 'deleted')
      throw new TaktError('not_found', `process ${conv_id} is in the trash: restore it first`);
    return conv;
  }

  /** The live version, else the newest draft: what there is to see of a process. */
  async inForce(conv_id: number): Promise<ProcessVersion> {
    return (await this.ports.catalog.version(conv_id, 'live')) ?? (await this.newest(conv_id));
  }

  /** The newest draft, else the live version: what edits without a number go on with. */
  async newest(conv_id: number): Promise<ProcessVersion> {
    const versions = await this.ports.catalog.versions(conv_id);
    const draft = versions.find(({ state }) => state === 'draft');
    const found = await this.ports.catalog.version(conv_id, draft?.version ?? 'live');
    if (found === null) throw new TaktError('not_found', `process ${conv_id} has no version`);
    return found;
  }

  /** The number after the highest that is used. */
  async nextNumber(conv_id: number): Promise<number> {
    const versions = await this.ports.catalog.versions(conv_id);
    return Math.max(0, ...versions.map(({ version }) => version)) + 1;
  }

  private async base(conv_id: number, version: number): Promise<JsonObject> {
    const known = await this.ports.catalog.version(conv_id, version);
    if (known !== null && known.state !== 'draft') {
      throw new TaktError('conflict', `version ${version} is deployed and never changes: take another number`);
    }
    return rawProcess((known ?? (await this.inForce(conv_id))).text);
  }
}
