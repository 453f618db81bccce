/**
 * POST /api/takt/backup: a copy of all data while the server runs, for administrators. The copy is made into a file of
 * the data folder, whose name goes before the first byte is sent.
 */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TaktError } from '../base/errors.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import type { Site } from './site.ts';

/** What the file is called while it lies in the data folder; what a server that was killed left there is taken away. */
export const BACKUP_FILE = 'backup-under-way.sqlite';

export const BACKUP_TYPE = 'application/vnd.sqlite3';

/** Servers that make one now: the file is one, and so is the disk. */
const underWay = new WeakSet<Site>();

export async function sendBackup(site: Site, { actor }: SignedCall): Promise<HttpAnswer> {
  const { backup, settings } = site.app;
  if (!actor.admin) {
    const more = { code: 'access_denied', reason: 'a backup holds everything: only administrators get one' };
    return jsonAnswer(refusedRequest('fail', 'Access denied', more), 403);
  }
  if (backup === undefined) throw new TaktError('not_supported', 'backup: not supported by this server');
  if (underWay.has(site)) throw new TaktError('busy', 'another backup is under way: try again when it is done');
  underWay.add(site);
  const file = join(settings.data_dir, BACKUP_FILE);
  try {
    await rm(file, { force: true });
    await backup(file);
    const copy = await open(file);
    const body = { bytes: (await copy.stat()).size, stream: copy.createReadStream() };
    const headers = { 'content-disposition': 'attachment; filename="takt-backup.sqlite"' };
    return { status: 200, type: BACKUP_TYPE, body, headers };
  } finally {
    // What is open can be read to its end without its name.
    await rm(file, { force: true });
    underWay.delete(site);
  }
}
