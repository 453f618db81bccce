/**
 * Variables that templates read as {{env_var[@name]}}, seen from a process like an alias. The catalog encrypts the value
 * at rest; the value of a secret one never leaves this file, only its fingerprints, by which a person can tell it again.
 */
import { createHash } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { checkShortName } from './aliases.ts';
import { allOf } from './all_of.ts';
import { folderOfName } from './folder_at.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export interface VariableFields {
  short_name: string;
  title?: string;
  description?: string;
  env_var_type?: 'visible' | 'secret';
  data_type?: 'raw' | 'json';
  value?: string;
  scopes?: Json[];
}

/** A variable as it leaves the app: of a secret one, value is null. */
export interface Variable {
  obj_id: number;
  folder_id: number;
  owner_id: number;
  short_name: string;
  title: string;
  description: string;
  env_var_type: 'visible' | 'secret';
  data_type: 'raw' | 'json';
  value: string | null;
  scopes: Json[];
  fingerprints: { algo: 'md5' | 'sha256'; value: string }[];
  create_time: number;
  change_time: number;
}

/** The fingerprint of a shorter secret would tell it to whoever tries all that it may be. */
const GUESSED_CHARS = 16;

export class Variables {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly rights: Rights;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: { rights: Rights; writes: Writes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
  }

  async create(actor: Actor, fields: VariableFields & { folder_id?: number }): Promise<Variable> {
    const { short_name, title = short_name, folder_id = 0 } = fields;
    checkShortName(short_name);
    await folderOfName(this.rights, actor, folder_id);
    const body = {
      description: fields.description ?? '',
      env_var_type: fields.env_var_type ?? 'visible',
      data_type: fields.data_type ?? 'raw',
      value: fields.value ?? '',
      scopes: fields.scopes ?? [{ type: '*', fields: '*' }],
    };
    checkValue(body.data_type, body.value);
    const now = this.ports.clock.now();
    const times = { create_time: now, change_time: now };
    const place = { kind: 'env_var', parent_id: folder_id, owner_id: actor.user_id } as const;
    const object = { ...place, ...times, title, name: short_name, status: 'active', body };
    const [made] = await this.writes.write([{ do: 'create', object }], []);
    return shown(made as CatalogObject);
  }

  /** What is absent stays. A secret one never becomes visible again: its value would come out. */
  async modify(actor: Actor, id: number, fields: Partial<VariableFields>): Promise<Variable> {
    if (fields.short_name !== undefined) checkShortName(fields.short_name);
    const [changed] = await this.writes.settle(async () => {
      const object = await this.rights.demand(actor, 'modify', 'env_var', id);
      if (fields.short_name !== undefined && fields.short_name !== object.name) {
        await folderOfName(this.rights, actor, object.parent_id);
      }
      if (object.body.env_var_type === 'secret' && fields.env_var_type === 'visible') {
        throw new TaktError('bad_request', 'a secret variable cannot be made visible: create another one');
      }
      const { short_name = object.name, title = object.title, ...rest } = fields;
      const given = Object.entries(rest).filter(([, value]) => value !== undefined);
      const body = { ...object.body, ...(Object.fromEntries(given) as Record<string, Json>) };
      checkValue(body.data_type, body.value);
      return [
        { do: 'update', object: { ...object, name: short_name, title, body, change_time: this.ports.clock.now() } },
      ];
    }, [id]);
    return shown(changed as CatalogObject);
  }

  async show(actor: Actor, id: number): Promise<Variable> {
    return shown(await this.rights.demand(actor, 'view', 'env_var', id));
  }

  /** Without folder_id: all that the actor may see. */
  async list(actor: Actor, query: { folder_id?: number }): Promise<Variable[]> {
    const where = query.folder_id === undefined ? {} : { parent_id: query.folder_id };
    const seen: Variable[] = [];
    for (const object of await allOf(this.ports.catalog, { kind: 'env_var', ...where })) {
      if (await this.rights.may(actor, 'view', object)) seen.push(shown(object));
    }
    return seen;
  }

  async delete(actor: Actor, id: number): Promise<void> {
    await this.rights.demand(actor, 'delete', 'env_var', id);
    await this.writes.write([{ do: 'delete', kind: 'env_var', id }], [id]);
  }
}

function checkValue(data_type: Json | undefined, value: Json | undefined): void {
  if (typeof value !== 'string') throw new TaktError('bad_request', 'the value of a variable is a text');
  if (data_type !== 'json') return;
  try {
    JSON.parse(value);
  } catch {
    throw new TaktError('bad_json', 'the value of a JSON variable is not JSON');
  }
}

function shown(object: CatalogObject): Variable {
  const { description, env_var_type, data_type, value, scopes } = object.body;
  const text = typeof value === 'string' ? value : '';
  const isSecret = env_var_type === 'secret';
  const hash = (algo: 'md5' | 'sha256') => ({ algo, value: createHash(algo).update(text).digest('hex') });
  return {
    obj_id: object.id,
    folder_id: object.parent_id,
    owner_id: object.owner_id,
    short_name: object.name ?? '',
    title: object.title,
    description: typeof description === 'string' ? description : '',
    env_var_type: isSecret ? 'secret' : 'visible',
    data_type: data_type === 'json' ? 'json' : 'raw',
    value: isSecret ? null : text,
    scopes: Array.isArray(scopes) ? scopes : [],
    fingerprints: isSecret && text.length < GUESSED_CHARS ? [] : [hash('md5'), hash('sha256')],
    create_time: object.create_time,
    change_time: object.change_time,
  };
}
