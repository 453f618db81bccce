/**
 * Hides secrets wherever text leaves for people. By name: parameters and query parameters that are called like
 * secrets. By value: the secrets themselves, in whatever form they were written into a text. Both are needed: a name
 * is all that is known of a stranger's answer, and a value is all that is left in the text of an error.
 */
import { isObject, type Json, type JsonObject, setOwn } from './json.ts';
import { MASK, SECRET_NAMES } from './limits.ts';

/** Shorter values would blot out ordinary words. */
export const SECRET_CHARS = 8;
/** How much of a longer secret is looked for. */
const KNOWN_CHARS = 1000;
/** Names that are remembered: how many, and how long they are. */
const NAMES = 1000;
const NAME_CHARS = 100;

/** `clientSecret` and `X-Api-Key` count as well. */
export const isSecretName = remembered((name) => {
  return SECRET_NAMES.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_'));
});

/** The same judgement, made once for each of the names that were asked for last: they are few, and come again and again. */
function remembered(judge: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    if (name.length > NAME_CHARS) return judge(name);
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= NAMES) known.clear();
    const secret = judge(name);
    known.set(name, secret);
    return secret;
  };
}

/** A copy in which the values of secret names, at any depth, are the mask; `extraNames` are secret here besides. */
export function maskData(data: JsonObject, extraNames: ReadonlySet<string> = new Set()): JsonObject {
  const masked: JsonObject = {};
  for (const [name, value] of Object.entries(data)) {
    const secret = (isSecretName(name) || extraNames.has(name)) && value !== null && value !== '';
    setOwn(masked, name, secret ? MASK : maskValue(value, extraNames));
  }
  return masked;
}

function maskValue(value: Json, extraNames: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, extraNames));
  return isObject(value) ? maskData(value, extraNames) : value;
}

/**
 * Masks what a text shows to be secret: user and password in an address (a user's name may be an address of mail), `name=value` of secret names in queries and
 * forms, `"name":"value"` in JSON, and what follows `Bearer` or `Basic`. Every pattern begins where nothing like its
 * beginning stands before it and is bounded, or takes what it has looked at: the work grows with the text alone.
 */
export function maskText(text: string): string {
  return (
    text
      .replace(/(?<=[a-z0-9+.-]:\/\/)[^\s/?#"'<>]{1,2000}@/gi, `${MASK}@`)
      .replace(/(?<=^|[\s?&;,"'(])([\w.%[\]-]{1,100})=([^&\s"'#;,)]+)/g, (all, name: string) =>
        isSecretParameter(name) ? `${name}=${MASK}` : all,
      )
      .replace(/"([\w.-]{1,100})"(\s{0,100}:\s{0,100})"[^"\\]*(?:\\[\s\S][^"\\]*)*("|\\?$)/g, maskMember)
      // The same in JSON that stands in a string, in up to six strings; what ends nowhere is secret to the end.
      .replace(
        /(?<!\\)(\\{1,63}")([\w.-]{1,100})\1(\s{0,100}:\s{0,100})\1(?:[^\\]|(?!(?<!\\)\1)\\)*(?:\1|$)/g,
        (all, quote: string, name: string, colon: string) =>
          isSecretParameter(name) ? `${quote}${name}${quote}${colon}${quote}${MASK}${quote}` : all,
      )
      .replace(/\b(Bearer|Basic)(\s{1,100})[\w.~+/-]{8,}=*/gi, `$1 ${MASK}`)
  );
}

function maskMember(all: string, name: string, colon: string): string {
  return isSecretParameter(name) ? `"${name}"${colon}"${MASK}"` : all;
}

/** In a query, `auth` carries a token too (Bitrix24 does so), and a name may be the last part of `a[name]`. */
const isSecretParameter = remembered((name) => {
  const plain = name.replace(/%5B/gi, '[').replace(/%5D/gi, ']');
  const last = /(?<![\w.-])([\w.-]+)\]?$/.exec(plain)?.[1] ?? plain;
  return last.toLowerCase() === 'auth' || isSecretName(last);
});

/** Replaces these secrets in any text: as they are, as in JSON, in addresses and forms, and in base64. */
export function secretMasker(secrets: Iterable<string>): (text: string) => string {
  return formsMasker([...secrets].flatMap(secretForms));
}

/** The same by what `secretForms` gave, for who masks the same secrets again and again. */
export function formsMasker(all: Iterable<string>): (text: string) => string {
  const forms = new Set(all);
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return (text) => {
    // Most texts hold none of them, and a pattern of them all would take its time to find that out.
    const found = longestFirst.filter((form) => text.includes(form.slice(0, KNOWN_CHARS)));
    return found.length === 0 ? text : text.replace(new RegExp(found.map(patternOf).join('|'), 'g'), MASK);
  };
}

/** A long secret is known by its beginning, and as much is masked as it is long: a pattern has to stay small. */
function patternOf(form: string): string {
  const known = form.slice(0, KNOWN_CHARS).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return form.length > KNOWN_CHARS ? `${known}[^]{0,${form.length - KNOWN_CHARS}}` : known;
}

/** The ways in which a secret may be written in a text; none where it is too short to be looked for. */
export function secretForms(secret: string): string[] {
  if (secret.length < SECRET_CHARS) return [];
  // Half a surrogate pair cannot be written in an address.
  const whole = Buffer.from(secret).toString();
  const uri = encodeURIComponent(whole);
  const form = new URLSearchParams({ a: secret }).toString().slice(2);
  const urls = [uri, encodeURI(whole), form];
  const lower = urls.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, json.replaceAll('/', '\\/'), ...urls, ...lower, ...base64Forms(secret)];
}

/** Base64 of a text that has the secret in it depends on how many bytes stand before: three cases, inner part only. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Digits that also hold bits of what stands before or after are left out: they cannot be known.
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    const inner = text.slice(from, to);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(inner)];
  });
}
