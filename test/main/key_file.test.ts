/** The key and the data it encrypts are for the user of the server alone. */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeys } from '../../src/main/key_file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takt-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (name: string): string => (statSync(join(folder, name)).mode & 0o777).toString(8);

test.each([
  ['with a key of the environment', Buffer.alloc(32, 1).toString('base64')],
  ['with a key file', undefined],
])('a folder that others could read is closed, with the database in it: %s', (_case, key) => {
  const names = ['takt.sqlite', 'takt.sqlite-wal', 'takt.sqlite.before-restore'];
  for (const name of [...names, 'notes']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o644);
  }
  chmodSync(folder, 0o755);
  readKeys({ DATA_DIR: folder, ...(key === undefined ? {} : { TAKT_SECRET_KEY: key }) });
  expect(names.map(mode)).toEqual(['600', '600', '600']);
  expect([mode(''), mode('notes')]).toEqual(['700', '644']);
  if (key === undefined) expect(mode('takt.key')).toBe('600');
});

test('a folder that is not there is made, and the same key is read again', () => {
  const DATA_DIR = join(folder, 'new');
  const { current } = readKeys({ DATA_DIR });
  expect(readKeys({ DATA_DIR }).current).toEqual(current);
  expect(mode('new')).toBe('700');
});
