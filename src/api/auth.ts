/**
 * Who sent a request. Five ways, all with the login and secret of an API key:
 *   /{login}/{time}/{sign} in the address   sign = hex sha1(time + secret + body + secret); of a multipart body also the
 *                                           reduced form that Corezoid's Go client signs
 *   X-API-Login, -Timestamp, -Signature     signature = hex HMAC-SHA256(secret, time + body)
 *   Authorization: Bearer base64(token)     token = login:secret
 *   Authorization: Simulator token          the same token, plain or in base64
 *   /{login}/{time}/{sign} after a download's address: the first way over an empty body
 * A login that does not exist and a wrong secret get the same answer after the same work.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Keys } from '../app/keys.ts';
import type { Actor } from '../app/rights.ts';
import type { HttpCall } from './http.ts';
import { reducedBody } from './reduced_body.ts';

export interface AuthSettings {
  sign_window_sec: number;
}

interface Signed {
  login: string;
  time: string;
  sign: string;
}

/** Stands in for the secret of a login that does not exist. */
const NO_SECRET = 'no such login';
/** A time above this is in milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000;

export class Auth {
  private readonly keys: Pick<Keys, 'authenticate'>;
  private readonly settings: AuthSettings;
  private readonly now: () => number;

  constructor(keys: Pick<Keys, 'authenticate'>, settings: AuthSettings, now: () => number) {
    this.keys = keys;
    this.settings = settings;
    this.now = now;
  }

  /** The one whose key signed the call, or null. */
  async identify(call: Pick<HttpCall, 'params' | 'headers' | 'body'>): Promise<Actor | null> {
    const { login, time, sign } = call.params;
    if (login !== undefined && time !== undefined && sign !== undefined) {
      return this.bySign({ login, time, sign }, (secret) => bodySigns(call, time, secret));
    }
    const token = tokenOf(call.headers.authorization);
    if (token !== null) return this.byToken(token);
    const header = signedHeaders(call.headers);
    if (header === null) return null;
    return this.bySign(header, (secret) => [hmac(secret, header.time, call.body)]);
  }

  private async bySign(signed: Signed, signs: (secret: string) => string[]): Promise<Actor | null> {
    const known = await this.keys.authenticate(signed.login);
    const given = signed.sign.toLowerCase();
    let fits = false;
    for (const sign of signs(known?.secret ?? NO_SECRET)) fits = same(sign, given) || fits;
    return fits && known !== null && this.inWindow(signed.time) ? known.actor : null;
  }

  private async byToken(token: string): Promise<Actor | null> {
    const colon = token.indexOf(':');
    const known = await this.keys.authenticate(token.slice(0, Math.max(colon, 0)));
    return same(known?.secret ?? NO_SECRET, token.slice(colon + 1)) && known !== null ? known.actor : null;
  }

  private inWindow(time: string): boolean {
    if (this.settings.sign_window_sec === 0) return true;
    const number = Number(time);
    if (!Number.isFinite(number) || time.trim() === '') return false;
    const at = number > MILLISECONDS_FROM ? number : number * 1000;
    return Math.abs(this.now() - at) <= this.settings.sign_window_sec * 1000;
  }
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function bodySigns(call: Pick<HttpCall, 'headers' | 'body'>, time: string, secret: string): string[] {
  const whole = sha1(secret, time, call.body);
  if (!(call.headers['content-type'] ?? '').includes('multipart/form-data')) return [whole];
  return [whole, sha1(secret, time, reducedBody(call.body))];
}

function sha1(secret: string, time: string, body: Buffer): string {
  return createHash('sha1').update(time).update(secret).update(body).update(secret).digest('hex');
}

function hmac(secret: string, time: string, body: Buffer): string {
  return createHmac('sha256', secret).update(time).update(body).digest('hex');
}

function signedHeaders(headers: IncomingHttpHeaders): Signed | null {
  const { 'x-api-login': login, 'x-api-timestamp': time, 'x-api-signature': sign } = headers;
  if (typeof login !== 'string' || typeof time !== 'string' || typeof sign !== 'string') return null;
  return { login, time, sign };
}

/** The token of an Authorization header as `login:secret`; null where it names another way. */
function tokenOf(header: string | undefined): string | null {
  const match = /^(?:Bearer|Simulator)\s+(\S+)\s*$/i.exec(header ?? '');
  if (match === null) return null;
  const token = match[1] as string;
  return token.includes(':') ? token : Buffer.from(token, 'base64').toString('utf8');
}

/** The user and password of a Basic Authorization header. */
export function basicOf(header: string | undefined): { user: string; pass: string } | null {
  const match = /^Basic\s+(\S+)\s*$/i.exec(header ?? '');
  if (match === null) return null;
  const text = Buffer.from(match[1] as string, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), pass: text.slice(colon + 1) };
}
