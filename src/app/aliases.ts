/**
 * Short names of processes: `@notify` in a logic or template means the process that the nearest folder above says.
 * An alias outlives its process; then it leads nowhere until it is linked again.
 */
import { timingSafeEqual } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { folderOfName } from './folder_at.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** The object: name = short_name, parent_id = folder; body {description, obj_to_id: number|null, obj_to_type: 'conv'}. */
export interface AliasFields {
  short_name: string;
  title?: string;
  description?: string;
  /** The process it means; null for none. */
  obj_to_id?: number | null;
}

const SHORT_NAME = /^[a-z0-9][a-z0-9-]{0,49}$/;

export function isShortName(name: string): boolean {
  return SHORT_NAME.test(name);
}

/** Names of aliases and variables stand in templates between @ and the next bracket. */
export function checkShortName(name: string): void {
  if (isShortName(name)) return;
  throw new TaktError('bad_request', `short_name "${name}" is not valid: letters a-z, digits and "-", at most 50`);
}

export class Aliases {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>;
  private readonly rights: Rights;
  private readonly writes: Writes;
  private readonly processes: Processes;

  constructor(
    ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>,
    parts: { rights: Rights; writes: Writes; processes: Processes },
  ) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
    this.processes = parts.processes;
  }

  async create(actor: Actor, fields: AliasFields & { folder_id?: number }): Promise<CatalogObject> {
    const { short_name, title = short_name, description = '', obj_to_id = null, folder_id = 0 } = fields;
    checkShortName(short_name);
    await folderOfName(this.rights, actor, folder_id);
    if (obj_to_id !== null) await this.rights.demand(actor, 'view', 'conv', obj_to_id);
    const now = this.ports.clock.now();
    const [made] = await this.writes.write(
      [
        {
          do: 'create',
          object: {
            kind: 'alias',
            parent_id: folder_id,
            owner_id: actor.user_id,
            title,
            name: short_name,
            status: 'active',
            create_time: now,
            change_time: now,
            body: { description, obj_to_id, obj_to_type: 'conv' },
          },
        },
      ],
      [],
    );
    return made as CatalogObject;
  }

  async modify(actor: Actor, id: number, fields: Partial<AliasFields>): Promise<CatalogObject> {
    if (fields.short_name !== undefined) checkShortName(fields.short_name);
    if (typeof fields.obj_to_id === 'number') await this.rights.demand(actor, 'view', 'conv', fields.obj_to_id);
    const [changed] = await this.writes.settle(async () => {
      const alias = await this.rights.demand(actor, 'modify', 'alias', id);
      if (fields.short_name !== undefined && fields.short_name !== alias.name) {
        await folderOfName(this.rights, actor, alias.parent_id);
      }
      const { short_name = alias.name, title = alias.title } = fields;
      const { description = alias.body.description ?? '', obj_to_id = alias.body.obj_to_id ?? null } = fields;
      const body = { ...alias.body, description, obj_to_id };
      const change_time = this.ports.clock.now();
      return [{ do: 'update', object: { ...alias, name: short_name, title, body, change_time } }];
    }, [id]);
    return changed as CatalogObject;
  }

  async show(actor: Actor, id: number): Promise<CatalogObject> {
    return this.rights.demand(actor, 'view', 'alias', id);
  }

  /** Those the actor may see: in one folder or everywhere, of one process, with a pattern in title or short name. */
  async list(
    actor: Actor,
    query: { folder_id?: number; conv_id?: number; pattern?: string },
  ): Promise<CatalogObject[]> {
    const { folder_id, conv_id, pattern = '' } = query;
    const where = folder_id === undefined ? {} : { parent_id: folder_id };
    const part = pattern.toLowerCase();
    const seen: CatalogObject[] = [];
    for (const alias of await allOf(this.ports.catalog, { kind: 'alias', ...where })) {
      if (conv_id !== undefined && alias.body.obj_to_id !== conv_id) continue;
      if (!`${alias.name}\n${alias.title}`.toLowerCase().includes(part)) continue;
      if (await this.rights.may(actor, 'view', alias)) seen.push(alias);
    }
    return seen;
  }

  /** Points it at a process, or (null) at nothing. */
  async link(actor: Actor, id: number, conv_id: number | null): Promise<CatalogObject> {
    return this.modify(actor, id, { obj_to_id: conv_id });
  }

  async delete(actor: Actor, id: number): Promise<void> {
    await this.rights.demand(actor, 'delete', 'alias', id);
    await this.writes.write([{ do: 'delete', kind: 'alias', id }], [id]);
  }

  /**
   * The hash of the alias's own direct URL, which leads to whatever process the alias does: create makes one where there
   * is none, modify always a new one, delete switches it off (''). It takes the right to make tasks there, to tell it too.
   */
  async directHash(
    actor: Actor,
    id: number,
    what: 'create' | 'get' | 'modify' | 'delete',
  ): Promise<{ alias: CatalogObject; hash: string }> {
    const alias = await this.rights.demand(actor, what === 'get' ? 'create' : 'modify', 'alias', id);
    const { obj_to_id } = alias.body;
    const known = typeof alias.body.hash === 'string' ? alias.body.hash : '';
    if (what !== 'delete' && typeof obj_to_id === 'number')
      await this.rights.demand(actor, 'create', 'conv', obj_to_id);
    if (what === 'get' || (what === 'create' && known !== '')) return { alias, hash: known };
    const hash = what === 'delete' ? '' : this.ports.randomHex(20);
    await this.writes.write([{ do: 'update', object: { ...alias, body: { ...alias.body, hash } } }], [id]);
    return { alias, hash };
  }

  /** The alias of this short name whose direct URL has this hash; null for any other. */
  async byHash(short_name: string, hash: string): Promise<CatalogObject | null> {
    if (!isShortName(short_name) || !/^[0-9a-f]{40}$/.test(hash)) return null;
    const given = Buffer.from(hash);
    for (const alias of await allOf(this.ports.catalog, { kind: 'alias', name: short_name })) {
      const known = Buffer.from(typeof alias.body.hash === 'string' ? alias.body.hash : '');
      if (known.length === given.length && timingSafeEqual(known, given)) return alias;
    }
    return null;
  }

  /** The process that a short name (without @) means, seen from a folder; throws not_found. */
  async resolve(actor: Actor, short_name: string, folder_id = 0): Promise<number> {
    const conv_id = await this.processes.resolveId(`@${short_name}`, folder_id);
    if (conv_id === null) throw new TaktError('not_found', `the alias ${short_name} leads to no process`);
    await this.rights.demand(actor, 'view', 'conv', conv_id);
    return conv_id;
  }
}
