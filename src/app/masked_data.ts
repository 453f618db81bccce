/**
 * A task's data for those who may not see its secrets. A secret is known by its name: the parameter's own, a flag of
 * the process, a secret variable that the process reads. Its value is then hidden wherever it stands, for it may have
 * been written into any other text: an address, a message, the description of an error.
 */
import { isObject, type Json, type JsonObject, setOwn } from '../base/json.ts';
import { LIMITS, MASK } from '../base/limits.ts';
import { isSecretName, maskData, maskText, SECRET_CHARS, secretMasker } from '../base/mask.ts';
import type { LiveProcess } from './processes.ts';

/** `live` is null where nothing is known of the process but its number. */
export function maskedData(data: JsonObject, live: LiveProcess | null): JsonObject {
  const cleared = autoClear(live);
  const secrets = new Set(live?.secrets);
  for (const [name, value] of Object.entries(data)) collect(value, isSecret(name, cleared), { cleared, secrets });
  return masked(maskData(data, cleared), maskerOf(secrets)) as JsonObject;
}

/** All texts in a value; of a secret variable that holds JSON each of them is a secret. */
export function textsIn(value: Json, into: Set<string>): void {
  collect(value, true, { cleared: new Set(), secrets: into });
}

interface Found {
  cleared: ReadonlySet<string>;
  secrets: Set<string>;
}

function collect(value: Json, secret: boolean, found: Found): void {
  if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) collect(item, secret || isSecret(name, found.cleared), found);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, found);
  } else if (secret && (typeof value === 'string' || typeof value === 'number')) {
    found.secrets.add(String(value));
  }
}

function isSecret(name: string, cleared: ReadonlySet<string>): boolean {
  return cleared.has(name) || isSecretName(name);
}

interface Masker {
  text(text: string): string;
  name(name: string): string;
}

/** The values first: what is masked by its surroundings may be a part of one. */
function maskerOf(all: ReadonlySet<string>): Masker {
  const secrets = [...all].filter((secret) => secret.length >= SECRET_CHARS);
  const chars = secrets.reduce((sum, { length }) => sum + length, 0);
  if (secrets.length > LIMITS.masked_secrets || chars > LIMITS.masked_secret_chars) return EVERY_TEXT;
  const byValue = secretMasker(secrets);
  return { text: (text) => maskText(byValue(text)), name: byValue };
}

/** Where there are more secrets than can be looked for, none may come through. */
const EVERY_TEXT: Masker = { text: () => MASK, name: (name) => name };

function masked(value: Json, mask: Masker): Json {
  if (typeof value === 'string') return value === '' ? value : mask.text(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setOwn(copy, mask.name(name), masked(item, mask));
  return copy;
}

function autoClear(live: LiveProcess | null): Set<string> {
  const params = live?.process.params ?? [];
  return new Set(params.filter(({ flags }) => flags.includes('auto-clear')).map(({ name }) => name));
}
