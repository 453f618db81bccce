/**
 * Mail on nodemailer: one connection per mail. The server's name is resolved here, once, and judged; the connection
 * goes to that very address, while TLS still checks the name. TLS is used from the start with smtps://, and with
 * smtp:// as soon as the server offers STARTTLS. Texts are only texts: no file and no address is ever read for a mail.
 */
import { type LookupAddress, promises } from 'node:dns';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { NetRules } from '../../base/net_rules.ts';
import type { Mail, MailMessage, MailOutcome } from '../../ports/mail.ts';

export interface MailOptions {
  allow: NetRules;
  /** Certificates of authorities trusted besides the well-known ones, PEM. */
  ca?: string[];
  resolve?: (host: string) => Promise<LookupAddress[]>;
}

interface Server {
  host: string;
  port: number;
  secure: boolean;
  auth: { user: string; pass: string } | null;
}

export function openMail({ allow, ca, resolve = systemResolve }: MailOptions): Mail {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ...ca] };
  const open = new Set<Promise<MailOutcome>>();

  const deliver = async (address: string, message: MailMessage): Promise<MailOutcome> => {
    const server = readServer(address);
    if (server === null) return refused('no_scheme: a mail server is smtp://[user:password@]host[:port] or smtps://…');
    const problem = problemOf(message);
    if (problem !== null) return refused(`bad_request: ${problem}`);
    try {
      const found = await judgedAddress(server.host, allow, resolve);
      if ('why' in found) return refused(`failed_connect: ${found.why}`);
      return await hand(server, found.address, message, trusted);
    } catch (error) {
      return refused(`failed_connect: ${errorText(error)}`);
    }
  };

  return {
    send: (server, message) => {
      const sending = deliver(server, message).finally(() => open.delete(sending));
      open.add(sending);
      return sending;
    },
    close: async () => {
      await Promise.all(open);
    },
  };
}

const systemResolve = (host: string): Promise<LookupAddress[]> => promises.lookup(host, { all: true });

function refused(description: string): MailOutcome {
  return { ok: false, description, sent: false };
}

function readServer(text: string): Server | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return null;
  const secure = url.protocol === 'smtps:';
  const auth = url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? (secure ? 465 : 587) : Number(url.port), secure, auth };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A line break in one of these would be a header, or a recipient, of its own. */
function problemOf(message: MailMessage): string | null {
  for (const field of ['from', 'to', 'subject'] as const) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(message[field])) return `${field} has a line break or control character`;
  }
  return message.to.trim() === '' ? 'to is empty' : null;
}

async function judgedAddress(
  host: string,
  allow: NetRules,
  resolve: (host: string) => Promise<LookupAddress[]>,
): Promise<{ address: string } | { why: string }> {
  const addresses = isIP(host) === 0 ? (await resolve(host)).map(({ address }) => address) : [host];
  const judged = addresses.map((address) => ({ address, why: allow.refusal(address, host) }));
  const allowed = judged.find(({ why }) => why === null);
  if (allowed) return { address: allowed.address };
  const [first] = judged;
  if (first === undefined) return { why: `${host} has no address` };
  return { why: `${host} (${first.address}) is ${first.why}, and TAKT_ALLOW_NET does not allow it` };
}

async function hand(
  { host, port, secure, auth }: Server,
  address: string,
  message: MailMessage,
  trusted: { ca?: string[] },
): Promise<MailOutcome> {
  // Loaded with the first mail: most servers never send one.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: address,
    port,
    secure,
    ...(auth === null ? {} : { auth }),
    tls: { ...trusted, ...(isIP(host) === 0 ? { servername: host } : {}) },
    connectionTimeout: LIMITS.http_timeout_ms,
    greetingTimeout: LIMITS.http_timeout_ms,
    socketTimeout: LIMITS.http_timeout_ms,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { from, to, subject, text, html } = message;
    const bodies = { ...(text === '' && html !== '' ? {} : { text }), ...(html === '' ? {} : { html }) };
    const { messageId } = await transport.sendMail({ from, to, subject, ...bodies });
    return { ok: true, id: messageId };
  } catch (error) {
    return { ok: false, description: describe(error), sent: !certainlyNotSent(error) };
  } finally {
    transport.close();
  }
}

/** What nodemailer adds to its errors. */
type MailError = Error & { code?: string; originalCode?: string; responseCode?: number };

function describe(error: unknown): string {
  const { code, originalCode } = error as MailError;
  if (code === 'ETIMEDOUT') return 'timeout';
  if (code === 'EDNS' || code === 'ETLS' || isUnreached(originalCode)) return `failed_connect: ${errorText(error)}`;
  return errorText(error);
}

/** The server said no, or the conversation did not get as far as the mail. A lost connection proves nothing. */
function certainlyNotSent(error: unknown): boolean {
  const { code, originalCode, responseCode } = error as MailError;
  if (typeof responseCode === 'number' && responseCode >= 400) return true;
  return ['EAUTH', 'EDNS', 'EENVELOPE', 'ETLS'].includes(code ?? '') || isUnreached(originalCode);
}

function isUnreached(code: string | undefined): boolean {
  return /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code ?? '');
}
