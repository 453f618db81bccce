/**
 * HttpClient on undici. Connections are kept open and shared; each goes through guarded_connect.
 *
 * Redirects are followed here. 303 becomes a GET; 301, 302, 307 and 308 repeat the request as it was, with method and
 * body: Bitrix24 answers for a renamed portal with a 302 that wants the POST repeated at the new address. Headers that
 * carry credentials, and the client's certificate, do not go on to another origin; a body that was sent encrypted is
 * not repeated in clear text.
 */
import { createHash } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import { errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { NetRules } from '../../base/net_rules.ts';
import type { HttpClient, HttpOutcome, HttpRequest } from '../../ports/http_client.ts';
import { guardedConnector, type Resolve, systemResolve, type Tls } from './guarded_connect.ts';
import { ACCEPT_ENCODING, bodyText, unpacked } from './http_body.ts';
import { type Exchange, ExchangeFailure, exchange, type RawAnswer } from './http_exchange.ts';
import { describeFailure, HttpFailure } from './http_failure.ts';
import { isToken, sendableHeaders, withoutBody, withoutCredentials } from './request_headers.ts';

export interface HttpClientOptions {
  allow: NetRules;
  /** Certificates of authorities trusted besides the well-known ones, PEM. */
  ca?: string[];
  resolve?: Resolve;
}

/** Connections with a client certificate kept apart, for so many certificates. */
const CERTIFICATES = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function openHttpClient({ allow, ca, resolve = systemResolve }: HttpClientOptions): HttpClient {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ...ca] };
  const agent = (tls: Tls): Agent => new Agent({ connect: guardedConnector(allow, resolve, { ...trusted, ...tls }) });
  const plain = agent({});
  const certified = new Map<string, Agent>();

  /** The longest unused agent goes first; closing it lets what is under way end. */
  const agentFor = (cert_pem: string): Agent => {
    if (cert_pem === '') return plain;
    const key = createHash('sha256').update(cert_pem).digest('hex');
    const found = certified.get(key) ?? agent({ cert_pem: usableCertificate(cert_pem) });
    certified.delete(key);
    certified.set(key, found);
    for (const [oldest, unused] of certified) {
      if (certified.size <= CERTIFICATES) break;
      certified.delete(oldest);
      void unused.close();
    }
    return found;
  };

  return {
    send: async (request) => {
      const begun = performance.now();
      const abort = new AbortController();
      const late = new ExchangeFailure('TAKT_TIMEOUT', `no answer within ${request.timeout_ms} ms`);
      const timer = setTimeout(() => abort.abort(late), request.timeout_ms);
      const trip: Trip = { sent: false, signal: abort.signal, agentFor };
      try {
        const answer = await follow(request, trip);
        return await outcome(request, answer, begun);
      } catch (error) {
        return { ok: false, ...describeFailure(error), sent: trip.sent, ms: performance.now() - begun };
      } finally {
        clearTimeout(timer);
      }
    },
    close: async () => {
      await Promise.all([plain, ...certified.values()].map((open) => open.close()));
    },
  };
}

/** What is known of a request while it and its redirects are under way. */
interface Trip {
  sent: boolean;
  signal: AbortSignal;
  agentFor(cert_pem: string): Dispatcher;
}

async function follow(request: HttpRequest, trip: Trip): Promise<RawAnswer> {
  let hop = firstHop(request);
  let dispatcher = trip.agentFor(request.cert_pem);
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(dispatcher, hop, trip.signal, () => {
      trip.sent = true;
    });
    const location = answer.headers.location;
    if (!REDIRECTS.has(answer.status) || typeof location !== 'string') return answer;
    if (redirects === LIMITS.http_redirects) {
      throw new HttpFailure('too_many_redirects', `more than ${LIMITS.http_redirects} redirects`);
    }
    const next = nextHop(hop, answer.status, location);
    if (next.url.origin !== hop.url.origin) dispatcher = trip.agentFor('');
    hop = next;
  }
}

function firstHop(request: HttpRequest): Exchange {
  const url = httpUrl(request.url, undefined);
  const headers = sendableHeaders(request.headers);
  const method = request.method.toUpperCase();
  if (!isToken(method) || method === 'CONNECT') {
    throw new HttpFailure(
      'bad_request',
      `${JSON.stringify(request.method.slice(0, 30))} is no method that can be sent`,
    );
  }
  const defaults = { accept: '*/*', 'accept-encoding': ACCEPT_ENCODING, 'user-agent': 'Takt' };
  return { url, method, headers: { ...defaults, ...authorization(url), ...headers }, body: request.body };
}

function nextHop(hop: Exchange, status: number, location: string): Exchange {
  const url = httpUrl(location, hop.url);
  const headers =
    url.origin === hop.url.origin ? hop.headers : { ...withoutCredentials(hop.headers), ...authorization(url) };
  if (status === 303 && hop.method !== 'HEAD') return { url, method: 'GET', headers: withoutBody(headers), body: null };
  if (hop.body !== null && hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new HttpFailure('blocked', `the redirect from ${hop.url.host} would send the body unencrypted`);
  }
  return { ...hop, url, headers };
}

function httpUrl(text: string, base: URL | undefined): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new HttpFailure('no_scheme', 'the address must begin with http:// or https://');
}

/** User and password in the address, as browsers and curl send them. */
function authorization(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const plain = [url.username, url.password].map(percentDecoded).join(':');
  return { authorization: `Basic ${Buffer.from(plain).toString('base64')}` };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Variables and forms of one line hold the line ends of a PEM as backslash and n. */
function usableCertificate(given: string): string {
  const cert_pem = given.includes('\n') ? given : given.replaceAll('\\n', '\n');
  try {
    createSecureContext({ cert: cert_pem, key: cert_pem });
    return cert_pem;
  } catch (error) {
    throw new HttpFailure('bad_certificate', `the client certificate cannot be used: ${errorText(error)}`);
  }
}

async function outcome(request: HttpRequest, answer: RawAnswer, begun: number): Promise<HttpOutcome> {
  const bytes = await unpacked(answer);
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.push([name, Array.isArray(value) ? value.join(', ') : value]);
  }
  return {
    ok: true,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: bodyText(bytes, String(answer.headers['content-type'] ?? '')),
    sizes: { request: Buffer.byteLength(request.body ?? ''), response: bytes.length },
    ms: performance.now() - begun,
  };
}
