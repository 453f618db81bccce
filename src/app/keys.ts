/**
 * People and API keys. Both are users, as in Corezoid: what a key makes belongs to it, and things are shared with it.
 * A user is found by its login: a person's name, or the digits of a key.
 */
import { TaktError } from '../base/errors.ts';
import { SECOND } from '../base/time.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { OBJECTS_CHANGED } from './names.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { type RemovalCounts, removalCounts, removalOf } from './removed_user.ts';
import { type Actor, SYSTEM } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** A user as it leaves the app: without secrets. */
export interface User {
  obj_id: number;
  type: 'person' | 'api';
  title: string;
  login: string;
  admin: boolean;
  /** When they logged in last, ms; 0 for keys, and who never did. */
  seen: number;
  create_time: number;
  owner_id: number;
}

export interface NewKey {
  obj_id: number;
  login: string;
  secret: string;
  title: string;
}

export interface FirstStart {
  /** Made now and to be printed once; null where it was there or given. */
  admin_password: string | null;
  key: { login: string; secret: string } | null;
}

interface Known {
  at: number;
  user_id: number | null;
  found: { secret: string; actor: Actor } | null;
}

/** How long a login is remembered without asking the catalog again, ms. */
const REMEMBER_MS = 5 * SECOND;
/** Logins remembered; whoever tries many cannot fill the memory. */
const REMEMBERED = 1000;
/** The user that the key of the environment acts as. */
const ENVIRONMENT = 'environment';

type KeysPorts = Pick<Ports, 'catalog' | 'clock' | 'randomHex' | 'news'>;

export class Keys {
  private readonly ports: KeysPorts;
  private readonly writes: Writes;
  private readonly known = new Map<string, Known>();
  /** The password of a login that does not exist, made once: making it anew would take twice as long to refuse. */
  private nobodys: Promise<string> | null = null;
  private environment: { login: string; secret: string; actor: Actor } | null = null;

  constructor(ports: KeysPorts, writes: Writes) {
    this.ports = ports;
    this.writes = writes;
    ports.news.subscribe(OBJECTS_CHANGED, (id) => this.forget(Number(id)));
  }

  /** The secret and the actor of an API key. Asked with every request: remembered for a few seconds. */
  async authenticate(login: string): Promise<{ secret: string; actor: Actor } | null> {
    if (this.environment?.login === login) return this.environment;
    const now = this.ports.clock.now();
    const known = this.known.get(login);
    if (known !== undefined && Math.abs(now - known.at) < REMEMBER_MS) return known.found;
    const user = await this.byLogin(login);
    const secret = user?.body.type === 'api' ? user.body.secret : undefined;
    const found = user === null || typeof secret !== 'string' ? null : { secret, actor: actorOf(user) };
    this.known.delete(login);
    this.known.set(login, { at: now, user_id: user?.id ?? null, found });
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value as string);
    return found;
  }

  /** A person by login and password. */
  async logIn(login: string, password: string): Promise<Actor | null> {
    const user = await this.byLogin(login);
    const stored = user?.body.password;
    // A login that does not exist takes as long to refuse as one that does.
    this.nobodys ??= hashPassword('', '00');
    const hash = typeof stored === 'string' ? stored : await this.nobodys;
    const isRight = await isPassword(password, hash);
    return user !== null && typeof stored === 'string' && isRight ? actorOf(user) : null;
  }

  /** Writes down that a person has logged in; without it they are in all the same. */
  async saw(user_id: number): Promise<void> {
    const user = await this.ports.catalog.read('user', user_id);
    if (user === null) return;
    const object = { ...user, body: { ...user.body, seen: this.ports.clock.now() } };
    await this.writes.tryWrite([{ do: 'update', object }], []);
  }

  /** The actor of a session; null where the user is gone. */
  async actor(user_id: number): Promise<Actor | null> {
    const user = await this.ports.catalog.read('user', user_id);
    return user === null ? null : actorOf(user);
  }

  /** A key with a secret of its own; with all rights only by one who has them. */
  async createKey(actor: Actor, fields: { title: string; admin?: boolean }): Promise<NewKey> {
    const { title, admin = false } = fields;
    if (admin) demandAdmin(actor);
    const secret = this.ports.randomHex(24);
    const login = await this.freeLogin();
    const user = await this.create(actor, { title, login, body: { type: 'api', admin, secret } });
    return { obj_id: user.id, login, secret, title };
  }

  /** With the secret: for its owner and administrators; of a key with all rights for administrators alone. */
  async showKey(actor: Actor, obj_id: number): Promise<NewKey> {
    const user = await this.demand(actor, obj_id);
    const { secret } = user.body;
    if (typeof secret !== 'string') throw new TaktError('not_found', `there is no API key with id ${obj_id}`);
    return { obj_id, login: user.name ?? '', secret, title: user.title };
  }

  async createPerson(
    actor: Actor,
    fields: { title: string; login: string; password: string; admin?: boolean },
  ): Promise<User> {
    demandAdmin(actor);
    const { title, login, password, admin = false } = fields;
    if (!/^[^\s:]{1,100}$/.test(login) || /^\d+$/.test(login)) {
      throw new TaktError('bad_request', 'a login has 1 to 100 characters, no spaces, and not only digits');
    }
    const hash = await this.hash(password);
    return userOf(await this.create(actor, { title, login, body: { type: 'person', admin, password: hash } }));
  }

  /** Everybody may see who there is: things are shared with users. */
  async list(_actor: Actor, filter?: 'person' | 'api'): Promise<User[]> {
    const users = (await allOf(this.ports.catalog, { kind: 'user' })).map(userOf);
    return filter === undefined ? users : users.filter(({ type }) => type === filter);
  }

  async show(_actor: Actor, obj_id: number): Promise<User> {
    const user = await this.ports.catalog.read('user', obj_id);
    if (user === null) throw new TaktError('not_found', `there is no user with id ${obj_id}`);
    return userOf(user);
  }

  /** By oneself, the owner of a key or an administrator; who is an administrator is for administrators to say. */
  async modify(
    actor: Actor,
    obj_id: number,
    fields: { title?: string; password?: string; admin?: boolean },
  ): Promise<User> {
    if (fields.admin !== undefined) demandAdmin(actor);
    // Whoever once made a person may no longer be above them; one's own is changed by one who knows it.
    if (fields.password !== undefined && actor.user_id !== obj_id) demandAdmin(actor);
    const password = fields.password === undefined ? {} : { password: await this.hash(fields.password) };
    const [changed] = await this.writes.settle(async () => {
      const user = await this.demand(actor, obj_id);
      const { admin = user.body.admin === true, title = user.title } = fields;
      if (user.name === 'admin' && !admin)
        throw new TaktError('bad_request', 'the person admin stays an administrator');
      const { password_made_up, ...kept } = user.body;
      const madeUp = fields.password === undefined && password_made_up === true ? { password_made_up } : {};
      const body = { ...kept, ...madeUp, ...(user.body.type === 'api' ? {} : password), admin };
      return [{ do: 'update', object: { ...user, title, body, change_time: this.ports.clock.now() } }];
    }, [obj_id]);
    this.forget(obj_id);
    return userOf(changed as CatalogObject);
  }

  /** Whether a person still has the password that the first start made up and wrote down in the log. */
  async hasMadeUpPassword(user_id: number): Promise<boolean> {
    return (await this.ports.catalog.read('user', user_id))?.body.password_made_up === true;
  }

  /** What `delete` would do, for whoever may. */
  async beforeDelete(actor: Actor, obj_id: number): Promise<RemovalCounts> {
    return removalCounts(this.ports.catalog, actor, await this.demand(actor, obj_id));
  }

  /** With the keys it made; what belonged to them goes to the actor, see removed_user. */
  async delete(actor: Actor, obj_id: number): Promise<CatalogObject> {
    const user = await this.demand(actor, obj_id);
    if (user.name === 'admin') throw new TaktError('bad_request', 'the person admin cannot be deleted');
    const touched: number[] = [];
    await this.writes.settle(async () => {
      const removal = await removalOf(this.ports.catalog, actor, user);
      touched.splice(0, touched.length, ...removal.touched);
      return removal.changes;
    }, touched);
    for (const id of touched) this.forget(id);
    return user;
  }

  /**
   * Makes what is missing: the person admin, and a key. Given a login and a secret, that key exists as long as they are
   * given, with all rights; a given password is the person's from now on.
   */
  async ensureFirstStart(given: { login?: string; secret?: string; adminPassword?: string }): Promise<FirstStart> {
    const admin_password = await this.ensureAdmin(given.adminPassword);
    const { login = '', secret = '' } = given;
    if (login !== '' && secret !== '') {
      const user = (await this.byLogin(ENVIRONMENT)) ?? (await this.createEnvironment());
      this.environment = { login, secret, actor: actorOf(user) };
      return { admin_password, key: null };
    }
    const keys = await this.list(SYSTEM, 'api');
    if (keys.some((key) => key.login !== ENVIRONMENT)) return { admin_password, key: null };
    const key = await this.createKey(SYSTEM, { title: 'First key', admin: true });
    return { admin_password, key: { login: key.login, secret: key.secret } };
  }

  /** The password where one was made up. */
  private async ensureAdmin(given: string | undefined): Promise<string | null> {
    const admin = await this.byLogin('admin');
    const wanted = given === undefined || given === '' ? null : given;
    if (admin === null) {
      const password = wanted ?? this.ports.randomHex(12);
      const body = { type: 'person', admin: true, password: await this.hash(password) };
      const madeUp = wanted === null ? { password_made_up: true } : {};
      await this.create(SYSTEM, { title: 'Administrator', login: 'admin', body: { ...body, ...madeUp } });
      return wanted === null ? password : null;
    }
    const { password } = admin.body;
    const isSame = wanted === null || (typeof password === 'string' && (await isPassword(wanted, password)));
    if (isSame) return null;
    await this.modify(SYSTEM, admin.id, { password: wanted });
    // Whoever had the old one is logged out: it may be because of him that there is a new one.
    const sessions = await allOf(this.ports.catalog, { kind: 'session', parent_id: admin.id });
    await this.writes.tryWrite(
      sessions.map(({ kind, id }) => ({ do: 'delete', kind, id })),
      [],
    );
    return null;
  }

  private createEnvironment(): Promise<CatalogObject> {
    return this.create(SYSTEM, { title: 'TAKT_API_LOGIN', login: ENVIRONMENT, body: { type: 'api', admin: true } });
  }

  private async create(
    actor: Actor,
    fields: { title: string; login: string; body: CatalogObject['body'] },
  ): Promise<CatalogObject> {
    const now = this.ports.clock.now();
    const { title, login: name, body } = fields;
    const times = { create_time: now, change_time: now };
    const place = { kind: 'user', parent_id: 0, owner_id: actor.user_id } as const;
    const object = { ...place, ...times, title, name, status: 'active', body };
    const [made] = await this.writes.write([{ do: 'create', object }], []);
    this.known.delete(name);
    return made as CatalogObject;
  }

  private async byLogin(login: string): Promise<CatalogObject | null> {
    if (login === '') return null;
    const [user] = await this.ports.catalog.list({ kind: 'user', parent_id: 0, name: login, limit: 1 });
    return user ?? null;
  }

  private async demand(actor: Actor, obj_id: number): Promise<CatalogObject> {
    const user = await this.ports.catalog.read('user', obj_id);
    if (user === null) throw new TaktError('not_found', `there is no user with id ${obj_id}`);
    // Whoever made a person, or a key with all rights, may no longer be above them.
    const isBelow = user.body.type === 'api' && user.body.admin !== true;
    if (actor.admin || user.id === actor.user_id || (isBelow && user.owner_id === actor.user_id)) return user;
    throw new TaktError('access_denied', `Access denied: ${actor.name} has no right to user ${obj_id}`);
  }

  private async freeLogin(): Promise<string> {
    for (;;) {
      const login = String(100_000_000 + (Number.parseInt(this.ports.randomHex(4), 16) % 900_000_000));
      if ((await this.byLogin(login)) === null) return login;
    }
  }

  private hash(password: string): Promise<string> {
    if (password.length < 8) throw new TaktError('bad_request', 'a password has at least 8 characters');
    return hashPassword(password, this.ports.randomHex(16));
  }

  private forget(user_id: number): void {
    for (const [login, known] of this.known) if (known.user_id === user_id) this.known.delete(login);
  }
}

function demandAdmin(actor: Actor): void {
  if (!actor.admin) throw new TaktError('access_denied', `Access denied: ${actor.name} is no administrator`);
}

function actorOf(user: CatalogObject): Actor {
  return { user_id: user.id, name: user.title, admin: user.body.admin === true };
}

function userOf(user: CatalogObject): User {
  return {
    obj_id: user.id,
    type: user.body.type === 'api' ? 'api' : 'person',
    title: user.title,
    login: user.name ?? '',
    admin: user.body.admin === true,
    seen: typeof user.body.seen === 'number' ? user.body.seen : 0,
    create_time: user.create_time,
    owner_id: user.owner_id,
  };
}
