/** The headers of a request as they may be sent: checked, completed, and without what belongs to the connection. */
import { isSecretName } from '../../base/mask.ts';
import { HttpFailure } from './http_failure.ts';

/** Set by the client itself from the address, the body and the connection; dropped when a process sets them. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Throws bad_request where one cannot be sent: a line break in a value would start a header of its own. */
export function sendableHeaders(given: Record<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isToken(name)) throw new HttpFailure('bad_request', `${JSON.stringify(name.slice(0, 100))} is no header name`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
      throw new HttpFailure('bad_request', `header ${name} has a line break or control character`);
    }
    // A header is bytes; what is beyond Latin-1 goes out as UTF-8.
    const bytes = /[^\x20-\xff\t]/.test(value) ? Buffer.from(value).toString('latin1') : value;
    if (!OWN_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = bytes.trim();
  }
  return headers;
}

/** What is meant for one server only, and not for another that it points to: cookies, and headers named as secrets. */
export function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !['cookie', 'cookie2'].includes(name) && !isSecretName(name));
  return Object.fromEntries(kept);
}

export function withoutBody(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}
