/** What can be set on the look-alike: applications, portals, lifetimes, and the points the vendor's pages leave open. */
import type { Bucket } from './limiter.ts';

/** A local application as the developer registers it on a portal. */
export interface App {
  clientId: string;
  clientSecret: string;
  /** Where the browser is sent with the code. Without one the code is shown on a page, to be copied by hand. */
  redirectUrl?: string;
  /** Stands in the application's tokens. */
  id: number;
  /** Rights of the application; a method outside them answers `insufficient_scope`. */
  scope: string[];
}

export interface Portal {
  /** The present address, e.g. `b24-takt.bitrix24.ru`. */
  domain: string;
  /** Earlier addresses: what is sent there is answered with 302 to the present one. */
  former: string[];
  /** Survives a change of the address. 32 hex digits. */
  memberId: string;
  /** Stands in the tokens of the portal. */
  id: number;
  /** The person whose session the browser has. */
  userId: number;
  /** The secret part of the incoming webhook `/rest/USER_ID/CODE/METHOD`. */
  webhookCode: string;
}

/** How an access token is refused after its pair has been exchanged for a new one; `valid` lets it live out its hour. */
export type Superseded = 'valid' | 'expired_token' | 'invalid_token' | 'NO_AUTH_FOUND';
export const SUPERSEDED: readonly Superseded[] = ['valid', 'expired_token', 'invalid_token', 'NO_AUTH_FOUND'];

export interface Settings {
  accessTtlSec: number;
  refreshTtlDays: number;
  codeTtlSec: number;
  superseded: Superseded;
  /** For so long a used refresh token is answered once more with the pair it was exchanged for. */
  refreshGraceSec: number;
  bucket: Bucket;
}

export const DEFAULT_APP: App = {
  clientId: 'local.655f2c1a9d4e27.30518264',
  clientSecret: 'simulatedSecretOfNoWorth0123456789simulatedSecretX',
  id: 1,
  scope: ['crm', 'user'],
};

export const DEFAULT_PORTAL: Portal = {
  domain: 'b24-takt.bitrix24.ru',
  former: ['b24-x7k2p9.bitrix24.ru'],
  memberId: '3a1f9c04d27be8516f0c2d9be74a8315',
  id: 7249,
  userId: 1,
  webhookCode: '8g9l071eismy9q2l',
};

export const DEFAULT_SETTINGS: Settings = {
  accessTtlSec: 3600,
  refreshTtlDays: 180,
  codeTtlSec: 30,
  superseded: 'expired_token',
  refreshGraceSec: 0,
  bucket: { burst: 50, drainPerSec: 2 },
};
