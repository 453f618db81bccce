/**
 * Codes and chains of token pairs. A code starts a chain, each refresh replaces its pair by the next one, and any number
 * of chains may live side by side. Instants are milliseconds here; the tokens carry seconds.
 */
import { DAY, SECOND, unixSeconds } from '../../base/time.ts';
import type { App, Portal, Settings } from './settings.ts';
import { makeToken } from './token.ts';

export interface Owner {
  app: App;
  portal: Portal;
}

export interface Pair extends Owner {
  access: string;
  refresh: string;
  /** Unix seconds. */
  accessExpires: number;
  /** Unix seconds. */
  refreshExpires: number;
  /** The pair this one was exchanged for, and when, in milliseconds. */
  next: { pair: Pair; at: number } | null;
}

interface Code extends Owner {
  expires: number;
  used: boolean;
}

export type Refusal = 'invalid_grant' | 'expired_token';
export type AccessState = 'live' | 'expired' | 'superseded' | 'unknown';

export class Grants {
  private readonly codes = new Map<string, Code>();
  private readonly byAccess = new Map<string, Pair>();
  private readonly byRefresh = new Map<string, Pair>();
  private readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  issueCode(owner: Owner, now: number): string {
    const expires = now + this.settings.codeTtlSec * SECOND;
    const code = tokenFor(owner, Math.ceil(expires / SECOND));
    this.codes.set(code, { ...owner, expires, used: false });
    return code;
  }

  /** Exchanges a code for the first pair of a chain. A code of another application is as unknown as an invented one. */
  redeem(code: string, app: App, now: number): Pair | Refusal {
    const found = this.codes.get(code);
    if (found?.app !== app || found.used) return 'invalid_grant';
    if (now >= found.expires) return 'expired_token';
    found.used = true;
    return this.issue(found, now);
  }

  /** The next pair of a chain. With `keepRefresh` the refresh token stays as it is and only the access token is new. */
  refresh(token: string, app: App, now: number, keepRefresh: boolean): Pair | Refusal {
    const pair = this.byRefresh.get(token);
    if (pair?.app !== app || unixSeconds(now) >= pair.refreshExpires) return 'invalid_grant';
    if (pair.next) {
      const inGrace = now < pair.next.at + this.settings.refreshGraceSec * SECOND;
      return inGrace && pair.next.pair.next === null ? pair.next.pair : 'invalid_grant';
    }
    const next = this.issue(pair, now, keepRefresh ? pair : undefined);
    pair.next = { pair: next, at: now };
    return next;
  }

  find(access: string): Pair | undefined {
    return this.byAccess.get(access);
  }

  stateOf(access: string, now: number): AccessState {
    const pair = this.byAccess.get(access);
    if (!pair) return 'unknown';
    if (unixSeconds(now) >= pair.accessExpires) return 'expired';
    return pair.next && this.settings.superseded !== 'valid' ? 'superseded' : 'live';
  }

  /** Lets every access token expire at this moment; refresh tokens stay. */
  expireAccess(now: number): void {
    for (const pair of this.byAccess.values()) pair.accessExpires = Math.min(pair.accessExpires, unixSeconds(now));
  }

  /** The newest pair of every chain. */
  heads(): Pair[] {
    return [...this.byAccess.values()].filter((pair) => pair.next === null);
  }

  private issue(owner: Owner, now: number, keep?: Pair): Pair {
    const accessExpires = unixSeconds(now) + this.settings.accessTtlSec;
    const refreshExpires = keep?.refreshExpires ?? unixSeconds(now + this.settings.refreshTtlDays * DAY);
    const pair: Pair = {
      app: owner.app,
      portal: owner.portal,
      access: tokenFor(owner, accessExpires),
      refresh: keep?.refresh ?? tokenFor(owner, refreshExpires),
      accessExpires,
      refreshExpires,
      next: null,
    };
    this.byAccess.set(pair.access, pair);
    this.byRefresh.set(pair.refresh, pair);
    return pair;
  }
}

function tokenFor({ app, portal }: Owner, expires: number): string {
  return makeToken({ expires, portalId: portal.id, appId: app.id, userId: portal.userId });
}
