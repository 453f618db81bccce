/** A backup of a server that goes on working: who gets it, and that nothing of it stays behind. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BACKUP_TYPE } from '../../src/api/backup.ts';
import { post, type Served, serve } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'takt-backup-'));
let served: Served;
let write: (file: string) => Promise<void>;

beforeAll(async () => {
  served = await serve({ api: { data_dir: folder }, backup: (file) => write(file) });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  write = async (file) => {
    if (existsSync(file)) throw new Error('there is a file already');
    writeFileSync(file, 'all data');
  };
});

const ask = (key = served.admin) => post(served, '', { path: '/api/takt/backup', key });

test('an administrator gets the copy, and the file goes', async () => {
  for (let n = 0; n < 2; n++) {
    const { status, headers, text } = await ask();
    expect([status, headers.get('content-type'), text]).toEqual([200, BACKUP_TYPE, 'all data']);
    expect(headers.get('content-length')).toBe('8');
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('nobody else does', async () => {
  const { status, json } = await ask(served.guest);
  expect([status, json]).toMatchObject([403, { code: 'access_denied' }]);
  expect(
    (await post(served, '', { path: '/api/takt/backup', key: { ...served.admin, secret: 'x' } })).json,
  ).toMatchObject({
    code: 'bad_signature',
  });
});

test('one is made at a time', async () => {
  let go: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    write = async (file) => {
      resolve();
      await new Promise<void>((end) => {
        go = end;
      });
      writeFileSync(file, 'slow');
    };
  });
  const first = ask();
  await asked;
  expect((await ask()).json).toMatchObject({ code: 'busy' });
  go();
  expect((await first).text).toBe('slow');
});

test('a copy that fails says so, leaves nothing, and the next one works', async () => {
  const right = write;
  write = async (file) => {
    writeFileSync(file, 'half');
    throw new Error('the disk is full');
  };
  expect((await ask()).json).toMatchObject({ request_proc: 'error', code: 'store_failed' });
  expect(readdirSync(folder)).toEqual([]);
  write = right;
  expect((await ask()).text).toBe('all data');
});

test('a file that a killed server left is in nobody’s way', async () => {
  writeFileSync(join(folder, 'backup-under-way.sqlite'), 'old');
  expect((await ask()).text).toBe('all data');
});
