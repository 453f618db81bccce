/**
 * Sealing of texts with AES-256-GCM: what encryption at rest (I9) is made of. A sealed text is
 * key id (4 bytes of the key's hash), iv (12), tag (16), ciphertext. Randomness is handed in, as floor 0 has none.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { assert, TaktError } from './errors.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_ID_BYTES + IV_BYTES + TAG_BYTES;
/** Ivs drawn at once: asking the system for twelve bytes at a time costs more than the encryption. */
const IVS_AT_ONCE = 256;

/** The key that seals, and earlier ones that still open what they sealed. */
export interface Keys {
  current: Buffer;
  previous: Buffer[];
}

export interface Sealer {
  seal(text: string): Buffer;
  open(sealed: Buffer): string;
}

/** `random` gives so many unpredictable bytes, never the same twice. */
export function makeSealer(keys: Keys, random: (bytes: number) => Buffer): Sealer {
  const all = [keys.current, ...keys.previous];
  for (const key of all) {
    if (key.length !== KEY_BYTES) throw new TaktError('bad_config', `a secret key must have ${KEY_BYTES} bytes`);
  }
  const byId = new Map(all.toReversed().map((key) => [keyId(key).readUInt32BE(), key]));
  const currentId = keyId(keys.current);
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  const nextIv = (): Buffer => {
    if (used >= pool.length) {
      pool = random(IV_BYTES * IVS_AT_ONCE);
      used = 0;
      assert(pool.length === IV_BYTES * IVS_AT_ONCE, 'the source of randomness gave too few bytes');
    }
    used += IV_BYTES;
    return pool.subarray(used - IV_BYTES, used);
  };
  return {
    seal(text) {
      const iv = nextIv();
      const cipher = createCipheriv(CIPHER, keys.current, iv);
      const body = cipher.update(text, 'utf8');
      const rest = cipher.final();
      return Buffer.concat([currentId, iv, cipher.getAuthTag(), body, rest]);
    },
    open: (sealed) => openWith(byId, sealed),
  };
}

function openWith(byId: Map<number, Buffer>, sealed: Buffer): string {
  const key = sealed.length >= HEAD_BYTES ? byId.get(sealed.readUInt32BE()) : undefined;
  if (!key) throw new TaktError('bad_archive', 'a stored record was sealed with a key that is not at hand');
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(KEY_ID_BYTES, KEY_ID_BYTES + IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(KEY_ID_BYTES + IV_BYTES, HEAD_BYTES));
  try {
    return decipher.update(sealed.subarray(HEAD_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new TaktError('bad_archive', 'a stored record was changed after it was sealed');
  }
}

function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('takt key id').update(key).digest().subarray(0, KEY_ID_BYTES);
}
