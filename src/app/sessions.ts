/**
 * Sessions of people who logged in with their password. A session is an object that belongs to its person and is found
 * by the hash of its token: the token itself is known to the browser only. It ends when it was not used for a while,
 * when the person logs out, or with the person.
 */
import { createHash } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { MINUTE, SECOND } from '../base/time.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { Keys } from './keys.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** How long a session lives without being used, and how often its use is written down, ms. */
const IDLE_MS = 14 * 86_400 * SECOND;
const TOUCH_MS = 3_600 * SECOND;
/** How long a session is remembered without asking the catalog again: so long it outlives a logging out elsewhere. */
const REMEMBER_MS = 5 * SECOND;
const REMEMBERED = 1000;

export interface NewSession {
  token: string;
  actor: Actor;
  /** How long the browser may keep it, seconds. */
  seconds: number;
}

export class Sessions {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>;
  private readonly keys: Pick<Keys, 'logIn' | 'saw' | 'actor' | 'show' | 'modify'>;
  private readonly writes: Writes;
  private readonly known = new Map<string, { at: number; actor: Actor | null }>();
  /** By network. */
  private readonly tries = new Map<string, Tries>();

  constructor(
    ports: Pick<Ports, 'catalog' | 'clock' | 'randomHex'>,
    parts: { keys: Pick<Keys, 'logIn' | 'saw' | 'actor' | 'show' | 'modify'>; writes: Writes },
  ) {
    this.ports = ports;
    this.keys = parts.keys;
    this.writes = parts.writes;
  }

  /** Throws access_denied for a wrong login or password, and too_many_requests for too many of them. */
  async logIn(login: string, password: string, from: { ip: string; agent: string }): Promise<NewSession> {
    const guess = { login, ip: from.ip };
    this.countTry(guess);
    const actor = await this.keys.logIn(login, password);
    if (actor === null) throw new TaktError('access_denied', 'The login or the password is wrong.');
    this.uncountTry(guess);
    await this.keys.saw(actor.user_id);
    await this.dropOldest(actor.user_id);
    const token = this.ports.randomHex(32);
    const now = this.ports.clock.now();
    const fields = { kind: 'session', parent_id: actor.user_id, owner_id: actor.user_id, status: 'active' } as const;
    const body = { ip: from.ip, agent: from.agent.slice(0, 200) };
    const object = { ...fields, title: 'session', name: nameOf(token), create_time: now, change_time: now, body };
    await this.writes.write([{ do: 'create', object }], []);
    return { token: `${actor.user_id}.${token}`, actor, seconds: IDLE_MS / SECOND };
  }

  /** Whose session this is; null where there is none (any more). */
  async actorOf(token: string): Promise<Actor | null> {
    const now = this.ports.clock.now();
    const name = nameOf(token);
    const known = this.known.get(name);
    if (known !== undefined && Math.abs(now - known.at) < REMEMBER_MS) return known.actor;
    const session = await this.find(token);
    const alive = session !== null && now - session.change_time < IDLE_MS;
    const actor = alive ? await this.keys.actor(session.owner_id) : null;
    if (session !== null && actor !== null && now - session.change_time > TOUCH_MS) {
      await this.writes.tryWrite([{ do: 'update', object: { ...session, change_time: now } }], []);
    }
    this.known.delete(name);
    this.known.set(name, { at: now, actor });
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value as string);
    return actor;
  }

  /** One's own, by one who knows it: a browser left open is not enough. Everywhere else that person is logged out. */
  async changePassword(token: string, change: { current: string; wanted: string }, ip: string): Promise<void> {
    const actor = await this.actorOf(token);
    if (actor === null) throw new TaktError('access_denied', 'Nobody is logged in.');
    const { login } = await this.keys.show(actor, actor.user_id);
    this.countTry({ login, ip });
    if ((await this.keys.logIn(login, change.current)) === null) {
      throw new TaktError('access_denied', 'The present password is wrong.');
    }
    this.uncountTry({ login, ip });
    await this.keys.modify(actor, actor.user_id, { password: change.wanted });
    await this.logOutOthers(actor.user_id, token);
  }

  async logOut(token: string): Promise<void> {
    const session = await this.find(token);
    if (session !== null) await this.end([session]);
    this.known.delete(nameOf(token));
  }

  /** Everywhere but here: after a password was changed. */
  async logOutOthers(user_id: number, token: string | null): Promise<void> {
    const kept = token === null ? null : nameOf(token);
    const sessions = await allOf(this.ports.catalog, { kind: 'session', parent_id: user_id });
    await this.end(sessions.filter(({ name }) => name !== kept));
    // Only now: whoever asked in between would be remembered anew.
    this.known.clear();
  }

  private async end(sessions: CatalogObject[]): Promise<void> {
    const changes = sessions.map(({ id }) => ({ do: 'delete' as const, kind: 'session' as const, id }));
    if (changes.length > 0) await this.writes.tryWrite(changes, []);
  }

  private async find(token: string): Promise<CatalogObject | null> {
    const [user, secret] = token.split('.');
    const parent_id = Number(user);
    if (secret === undefined || !Number.isSafeInteger(parent_id)) return null;
    const query = { kind: 'session' as const, parent_id, name: nameOf(secret), limit: 1 };
    return (await this.ports.catalog.list(query))[0] ?? null;
  }

  /** Nobody needs more than so many places at once; the one not used for longest goes. */
  private async dropOldest(user_id: number): Promise<void> {
    const sessions = await allOf(this.ports.catalog, { kind: 'session', parent_id: user_id });
    sessions.sort((a, b) => b.change_time - a.change_time);
    await this.end(sessions.slice(LIMITS.sessions_per_person - 1));
  }

  /**
   * Tries are counted by who is tried from where: people who share an address, behind a proxy or in an office, are not
   * kept out by who mistypes among them. Of an address as a whole there are more, so that logins are not tried one by one;
   * past them nothing more is remembered of it, so that nobody is forgotten for whoever tries very many logins.
   */
  private countTry({ login, ip }: Guess): void {
    const now = this.ports.clock.now();
    const network = networkOf(ip);
    const known = this.tries.get(network);
    const fresh = known === undefined || now - known.from > LIMITS.log_in_window_ms;
    const tries: Tries = fresh ? { from: now, count: 0, logins: new Map() } : known;
    this.tries.delete(network);
    this.tries.set(network, tries);
    if (this.tries.size > REMEMBERED) this.tries.delete(this.tries.keys().next().value as string);
    const ofLogin = tries.logins.get(counted(login)) ?? 0;
    if (tries.count >= LIMITS.log_in_tries_per_address || ofLogin >= LIMITS.log_in_tries) {
      const minutes = Math.max(1, Math.ceil((tries.from + LIMITS.log_in_window_ms - now) / MINUTE));
      throw new TaktError('too_many_requests', `Too many tries to log in: try again in ${minutes} min.`);
    }
    tries.count++;
    tries.logins.set(counted(login), ofLogin + 1);
  }

  /** A try that was right; the wrong ones before it stay counted, for they may have been somebody's guesses. */
  private uncountTry({ login, ip }: Guess): void {
    const tries = this.tries.get(networkOf(ip));
    const ofLogin = tries?.logins.get(counted(login));
    if (tries === undefined || ofLogin === undefined) return;
    tries.count--;
    tries.logins.set(counted(login), ofLogin - 1);
  }
}

interface Guess {
  login: string;
  ip: string;
}

/** Of one network, since an instant. */
interface Tries {
  from: number;
  count: number;
  logins: Map<string, number>;
}

/** As much of a login as tells people apart: what is sent for one may be long. */
function counted(login: string): string {
  return login.slice(0, 100);
}

/** By which a session is found; a token is the person's number, a dot and a secret, and only the secret counts here. */
function nameOf(token: string): string {
  return createHash('sha256')
    .update(token.slice(token.indexOf('.') + 1))
    .digest('hex');
}

/** By what tries are counted: whoever has one address of IPv6 has the 2^64 beside it, so that its first half counts. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = ''] = ip.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  // What stands after `::` is taken for zeros too: it could only make two networks one.
  return [...groups, '0', '0', '0', '0'].slice(0, 4).join(':');
}
