/**
 * Database connections (Corezoid calls them instances) as people make and change them. The catalog encrypts them at
 * rest; the password never leaves the app again: it is shown as the mask, and a change that brings the mask keeps it.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { LIMITS, MASK } from '../base/limits.ts';
import { DRIVERS, type Driver } from '../model/sql.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { type ConnectionData, connectionData, resolvedConnection, variablesIn } from './connections.ts';
import { folderAt } from './folder_at.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export interface InstanceFields {
  title?: string;
  description?: string;
  data?: Partial<ConnectionData>;
}

/** As people see it. */
export interface Instance {
  object: CatalogObject;
  data: JsonObject;
}

const TITLE_CHARS = 255;

/** A variable is no secret: it may be shown where a password is not. */
const VARIABLE = /^\s*\{\{\s*env_var\[[^\]{}]+\]\s*\}\}\s*$/;

/** Whoever changes one of these sends the password elsewhere, or to somebody who only says who he is. */
const WHERE_TO = ['driver', 'host', 'port', 'ssl', 'ssl_verify', 'ssl_ca'] as const;

/** The texts in which variables may stand. */
const TEXTS = ['host', 'port', 'username', 'password', 'database', 'ssl_ca'] as const;

const DEFAULTS: Omit<ConnectionData, 'driver' | 'host' | 'port'> = {
  ...{ username: '', password: '', database: '', timeoutMs: LIMITS.db_timeout_ms },
  ...{ ssl: false, ssl_verify: true, ssl_ca: '' },
};
const PORTS: Record<Driver, string> = {
  postgres: '5432',
  mysql: '3306',
  mssql: '1433',
  mongo: '27017',
  oracle: '1521',
};

type InstancePorts = Pick<Ports, 'catalog' | 'clock' | 'database'>;

export class Instances {
  private readonly ports: InstancePorts;
  private readonly rights: Rights;
  private readonly writes: Writes;
  private readonly processes: Processes;

  constructor(ports: InstancePorts, parts: { rights: Rights; writes: Writes; processes: Processes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
    this.processes = parts.processes;
  }

  async create(actor: Actor, fields: InstanceFields & { folder_id: number }): Promise<CatalogObject> {
    await folderAt(this.rights, actor, 'modify', fields.folder_id);
    const data = wholeData(fields.data ?? {});
    const now = this.ports.clock.now();
    const body = bodyOf(fields.description ?? '', data);
    const place = { kind: 'instance', parent_id: fields.folder_id, owner_id: actor.user_id, name: null } as const;
    const title = titleOf(fields.title ?? data.database);
    const object = { ...place, title, status: 'active', create_time: now, change_time: now, body };
    const [made] = await this.writes.write([{ do: 'create', object }], []);
    return made as CatalogObject;
  }

  /** What is absent stays, and so does a password that is the mask. */
  async modify(actor: Actor, id: number, fields: InstanceFields): Promise<CatalogObject> {
    const [changed] = await this.writes.settle(async () => {
      const object = await this.alive(actor, 'modify', id);
      const data = await this.merged(actor, object, fields.data ?? {});
      const body = bodyOf(fields.description ?? String(object.body.description ?? ''), data);
      const title = titleOf(fields.title ?? object.title);
      return [{ do: 'update', object: { ...object, title, body, change_time: this.ports.clock.now() } }];
    }, [id]);
    return changed as CatalogObject;
  }

  async show(actor: Actor, id: number): Promise<Instance> {
    const object = await this.rights.demand(actor, 'view', 'instance', id);
    const data = connectionData(object);
    const password = data.password === '' || VARIABLE.test(data.password) ? data.password : MASK;
    return { object, data: { ...data, port: Number(data.port) || data.port, password } };
  }

  /** Tries the connection; with `id` what is absent, and a password that is the mask, is taken from there. Throws what is wrong. */
  async check(actor: Actor, fields: InstanceFields, at: { id?: number; folder_id: number }): Promise<void> {
    const known = at.id === undefined ? null : await this.alive(actor, 'modify', at.id);
    const place = known ?? { parent_id: at.folder_id, owner_id: actor.user_id };
    await folderAt(this.rights, actor, 'view', place.parent_id);
    const data = known === null ? wholeData(fields.data ?? {}) : await this.merged(actor, known, fields.data ?? {});
    const found = await resolvedConnection({ ...place, body: bodyOf('', data) }, this);
    if ('problem' in found) throw new TaktError('bad_request', found.problem);
    const { connection, timeout_ms } = found;
    const statement = { text: 'SELECT 1 AS one', params: [], shown: 'SELECT 1 AS one' };
    const limits = { timeout_ms, rows: 1, bytes: LIMITS.db_response_bytes };
    const got = await this.ports.database.query(connection, statement, limits);
    if (!got.ok) throw new TaktError('bad_request', `the database does not answer: ${got.description}`);
  }

  private async alive(actor: Actor, right: 'modify', id: number): Promise<CatalogObject> {
    const object = await this.rights.demand(actor, right, 'instance', id);
    if (object.status === 'deleted')
      throw new TaktError('not_found', `instance ${id} is in the trash: restore it first`);
    return object;
  }

  /** The variable, for one who may read it. */
  async variable(name: string, { parent_id, owner_id }: { parent_id: number; owner_id: number }) {
    const variable = await this.processes.variable(name, parent_id);
    return variable !== null && (await this.rights.ownerMayRead(owner_id, variable)) ? variable : null;
  }

  private async merged(actor: Actor, object: CatalogObject, given: Partial<ConnectionData>): Promise<ConnectionData> {
    const before = connectionData(object);
    const keeps = given.password === undefined || given.password === MASK;
    const data = checked({ ...before, ...given, password: keeps ? before.password : (given.password ?? '') });
    if (actor.admin || actor.user_id === object.owner_id) return data;
    const moves = WHERE_TO.some((field) => data[field] !== before[field]);
    if (keeps && moves && before.password !== '') {
      throw new TaktError('bad_request', "Key 'data.password' is required: where the password goes was changed");
    }
    for (const field of TEXTS) {
      if (moves || data[field] !== before[field]) await this.demandReadable(actor, object, field, data[field]);
    }
    return data;
  }

  /** A connection reads variables as its owner may: nobody else may have it bring ones that he cannot read himself. */
  private async demandReadable(actor: Actor, { parent_id }: CatalogObject, field: string, text: string): Promise<void> {
    for (const name of variablesIn(text)) {
      if ((await this.variable(name, { parent_id, owner_id: actor.user_id })) !== null) continue;
      throw new TaktError('bad_request', `data.${field} names a variable that is not there, or not for you: ${name}`);
    }
  }
}

function bodyOf(description: string, data: ConnectionData): JsonObject {
  return { description, instance_type: 'db_call', data: { ...data } };
}

function titleOf(title: string): string {
  if (title.length <= TITLE_CHARS) return title;
  throw new TaktError('bad_request', `Value is not valid for key 'title': more than ${TITLE_CHARS} characters`);
}

function wholeData(given: Partial<ConnectionData>): ConnectionData {
  const { driver, host } = given;
  if (driver === undefined)
    throw new TaktError('bad_request', `Key 'data.driver' is required: one of ${DRIVERS.join(', ')}`);
  if (host === undefined || host.trim() === '') throw new TaktError('bad_request', "Key 'data.host' is required");
  if (given.password === MASK)
    throw new TaktError('bad_request', "Key 'data.password' is required: the mask is no password");
  return checked({ ...DEFAULTS, port: PORTS[driver], ...given, driver, host });
}

function checked(data: ConnectionData): ConnectionData {
  const { timeoutMs } = data;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LIMITS.db_timeout_ms) {
    throw new TaktError('bad_request', `Value is not valid for key 'data.timeoutMs': 1 to ${LIMITS.db_timeout_ms}`);
  }
  return data;
}
