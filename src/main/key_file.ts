/** The key that encrypts data at rest: from the environment, else a file of mode 600 made at the first start. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaktError } from '../base/errors.ts';
import type { Keys } from '../base/seal.ts';
import type { Settings } from './config.ts';

const KEY_BYTES = 32;

export function readKeys(settings: Pick<Settings, 'DATA_DIR' | 'TAKT_SECRET_KEY' | 'TAKT_SECRET_KEY_PREVIOUS'>): Keys {
  const previous = (settings.TAKT_SECRET_KEY_PREVIOUS ?? '')
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => decode('TAKT_SECRET_KEY_PREVIOUS', text));
  if (settings.TAKT_SECRET_KEY !== undefined) {
    return { current: decode('TAKT_SECRET_KEY', settings.TAKT_SECRET_KEY), previous };
  }
  mkdirSync(settings.DATA_DIR, { recursive: true, mode: 0o700 });
  const file = join(settings.DATA_DIR, 'takt.key');
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return { current: decode(file, readFileSync(file, 'utf8')), previous };
}

function decode(where: string, text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new TaktError('bad_config', `${where}: a secret key is ${KEY_BYTES} bytes in base64; this has ${key.length}`);
}
