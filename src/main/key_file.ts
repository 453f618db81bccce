/**
 * The key that encrypts data at rest: from the environment, else a file of mode 600 made at the first start. Who asks
 * for it is about to open the data, so their folder is closed to others here.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaktError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Keys } from '../base/seal.ts';
import type { Settings } from './config.ts';

const KEY_BYTES = 32;

export function readKeys(settings: Pick<Settings, 'DATA_DIR' | 'TAKT_SECRET_KEY' | 'TAKT_SECRET_KEY_PREVIOUS'>): Keys {
  closeFolder(settings.DATA_DIR);
  const previous = (settings.TAKT_SECRET_KEY_PREVIOUS ?? '')
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => decode('TAKT_SECRET_KEY_PREVIOUS', text));
  if (settings.TAKT_SECRET_KEY !== undefined) {
    return { current: decode('TAKT_SECRET_KEY', settings.TAKT_SECRET_KEY), previous };
  }
  const file = join(settings.DATA_DIR, 'takt.key');
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return { current: decode(file, readFileSync(file, 'utf8')), previous };
}

/** The data folder and the database in it, for the user of the server alone, whoever could read them before. */
function closeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.startsWith('takt.sqlite')) chmodSync(join(folder, name), 0o600);
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    // A mounted folder may belong to somebody else; what lies in it is closed all the same.
    if (!isObject(error) || error.code !== 'EPERM') throw error;
  }
}

function decode(where: string, text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new TaktError('bad_config', `${where}: a secret key is ${KEY_BYTES} bytes in base64; this has ${key.length}`);
}
