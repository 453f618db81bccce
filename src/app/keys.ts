/** People and API keys, both users (kind 'user', name = login). (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** A user as it leaves the app: without secrets. */
export interface User {
  obj_id: number;
  type: 'person' | 'api';
  title: string;
  login: string;
  admin: boolean;
  create_time: number;
  owner_id: number;
}

export interface FirstStart {
  /** Made now and to be printed once; null where it was there or given. */
  admin_password: string | null;
  key: { login: string; secret: string } | null;
}

export class Keys {
  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex' | 'news'>, writes: Writes) { void ports; void writes; }
  /** The secret and the actor of an API key; remembered for a few seconds. */
  async authenticate(login: string): Promise<{ secret: string; actor: Actor } | null> { throw new Bug(login); }
  /** A person by login and password. */
  async logIn(login: string, password: string): Promise<Actor | null> { throw new Bug(login + password); }
  /** The actor of a user id (sessions); null where there is no such user. */
  async actor(user_id: number): Promise<Actor | null> { throw new Bug(`${user_id}`); }
  /** Answers the secret, here and never again but by showKey. admin: only for admins. */
  async createKey(actor: Actor, fields: { title: string; admin?: boolean }): Promise<{ obj_id: number; login: string; secret: string; title: string }> { throw new Bug(`${actor}${fields}`); }
  /** For its owner and admins: api_key show. */
  async showKey(actor: Actor, obj_id: number): Promise<{ obj_id: number; login: string; secret: string; title: string }> { throw new Bug(`${actor}${obj_id}`); }
  async createPerson(actor: Actor, fields: { title: string; login: string; password: string; admin?: boolean }): Promise<User> { throw new Bug(`${actor}${fields}`); }
  async list(actor: Actor, filter?: 'person' | 'api'): Promise<User[]> { throw new Bug(`${actor}${filter}`); }
  async show(actor: Actor, obj_id: number): Promise<User> { throw new Bug(`${actor}${obj_id}`); }
  async modify(actor: Actor, obj_id: number, fields: { title?: string; password?: string; admin?: boolean }): Promise<User> { throw new Bug(`${actor}${obj_id}${fields}`); }
  async delete(actor: Actor, obj_id: number): Promise<CatalogObject> { throw new Bug(`${actor}${obj_id}`); }
  /** Makes what is missing: the person admin and a key. With login and secret that key exists while they are set, with all rights. */
  async ensureFirstStart(given: { login?: string; secret?: string; adminPassword?: string }): Promise<FirstStart> { throw new Bug(`${given}`); }
}
