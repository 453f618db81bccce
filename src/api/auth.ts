/**
 * Who sent a request. Five ways with the login and secret of an API key, and one for the page:
 *   /{login}/{time}/{sign} in the address   sign = hex sha1(time + secret + body + secret); of an uploaded form also the
 *                                           reduced form that Corezoid's Go client signs
 *   X-API-Login, -Timestamp, -Signature     signature = hex HMAC-SHA256(secret, time + body)
 *   Authorization: Bearer base64(token)     token = login:secret
 *   Authorization: Simulator token          the same token, plain or in base64
 *   /{login}/{time}/{sign} after a download's address: the first way over an empty body
 *   Cookie: takt_session with X-Takt-Page   the session of a person; the header, which no page of another site may send
 *                                           here, is what keeps those from acting in his name
 * Asked twice: before the body is taken, whether the head names a key at all; with the body, whether that key signed it.
 * A login that does not exist and a wrong secret get the same answer.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Keys } from '../app/keys.ts';
import type { Actor } from '../app/rights.ts';
import type { Sessions } from '../app/sessions.ts';
import type { HttpCall } from './http.ts';
import { reducedBody } from './reduced_body.ts';

export interface AuthSettings {
  sign_window_sec: number;
}

/** What is known of a request before its body. */
type Head = Pick<HttpCall, 'params' | 'headers'>;

/** What the head says of the sender: who he says he is, and what proves it. */
type Claim =
  | { session: string }
  | ({ login: string } & ({ token: string } | { time: string; sign: string; by: 'sha1' | 'hmac' }));
type KeyClaim = Exclude<Claim, { session: string }>;

type Known = NonNullable<Awaited<ReturnType<Keys['authenticate']>>>;

/** A time above this is in milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000;

export class Auth {
  private readonly keys: Pick<Keys, 'authenticate'>;
  private readonly sessions: Pick<Sessions, 'actorOf'>;
  private readonly settings: AuthSettings;
  private readonly now: () => number;

  constructor(
    users: { keys: Pick<Keys, 'authenticate'>; sessions: Pick<Sessions, 'actorOf'> },
    settings: AuthSettings,
    now: () => number,
  ) {
    this.keys = users.keys;
    this.sessions = users.sessions;
    this.settings = settings;
    this.now = now;
  }

  /** Whether a body is worth reading: the head names a key that exists, with a token or time that may be right. */
  async admits(head: Head): Promise<boolean> {
    const claim = claimOf(head);
    if (claim !== null && 'session' in claim) return (await this.sessions.actorOf(claim.session)) !== null;
    const known = claim === null ? null : await this.keys.authenticate(claim.login);
    return claim !== null && known !== null && this.mayFit(claim, known);
  }

  /** The one whose key signed the call, or null; `form` allows the reduced form of a multipart body. */
  async identify(call: Head & Pick<HttpCall, 'body'>, form = false): Promise<Actor | null> {
    const claim = claimOf(call);
    if (claim !== null && 'session' in claim) return this.sessions.actorOf(claim.session);
    const known = claim === null ? null : await this.keys.authenticate(claim.login);
    if (claim === null || known === null || !this.mayFit(claim, known)) return null;
    return 'token' in claim || signs(claim, known.secret, call, form) ? known.actor : null;
  }

  /** All that can be checked without the body. */
  private mayFit(claim: KeyClaim, { secret }: Known): boolean {
    return 'token' in claim ? same(secret, claim.token) : this.inWindow(claim.time);
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

function signs(
  { time, sign, by }: Exclude<KeyClaim, { token: string }>,
  secret: string,
  { headers, body }: Pick<HttpCall, 'headers' | 'body'>,
  form: boolean,
): boolean {
  const given = sign.toLowerCase();
  if (by === 'hmac') return same(hmac(secret, time, body), given);
  if (same(sha1(secret, time, body), given)) return true;
  const isForm = form && (headers['content-type'] ?? '').includes('multipart/form-data');
  return isForm && same(sha1(secret, time, reducedBody(body)), given);
}

function sha1(secret: string, time: string, body: Buffer): string {
  return createHash('sha1').update(time).update(secret).update(body).update(secret).digest('hex');
}

function hmac(secret: string, time: string, body: Buffer): string {
  return createHmac('sha256', secret).update(time).update(body).digest('hex');
}

function claimOf({ params, headers }: Head): Claim | null {
  const { login, time, sign } = params;
  if (login !== undefined && time !== undefined && sign !== undefined) return { login, time, sign, by: 'sha1' };
  const token = tokenOf(headers.authorization);
  if (token !== null) {
    const colon = token.indexOf(':');
    return { login: token.slice(0, Math.max(colon, 0)), token: token.slice(colon + 1) };
  }
  return signedHeaders(headers) ?? sessionClaim(headers);
}

/** The session of the page. */
function sessionClaim(headers: IncomingHttpHeaders): Claim | null {
  const session = sessionOf(headers);
  return session !== null && isOwnPage(headers) ? { session } : null;
}

/** Whether the page of this server sent a request: a browser lets no other site's send this header along here. */
export function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return headers['x-takt-page'] === '1' && (site === undefined || site === 'same-origin' || site === 'none');
}

export const SESSION_COOKIE = 'takt_session';

/** The token in the cookie. */
export function sessionOf(headers: IncomingHttpHeaders): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === SESSION_COOKIE && value !== undefined && value !== '') return value;
  }
  return null;
}

function signedHeaders(headers: IncomingHttpHeaders): Claim | null {
  const { 'x-api-login': login, 'x-api-timestamp': time, 'x-api-signature': sign } = headers;
  if (typeof login !== 'string' || typeof time !== 'string' || typeof sign !== 'string') return null;
  return { login, time, sign, by: 'hmac' };
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
