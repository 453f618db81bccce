/** Whole folders from the command line: imported from files of any kind, exported as JSON and as an archive. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readZip } from '../../src/api/zip.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { HOUR_TIMER, rawChain } from '../fixtures/raws.ts';
import { closeAll, KEY, newFolder, type Ran, runTakt, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

let takt: Takt;
let place: string;
beforeAll(async () => {
  takt = await startTakt();
  place = newFolder();
});
afterAll(closeAll);

const cli = (...args: string[]): Promise<Ran> => runTakt(args, { TAKT_URL: takt.url, ...KEY });

function writeAll(files: Record<string, Json>): string {
  const root = join(place, `files-${Object.keys(files).length}`);
  for (const [name, value] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), JSON.stringify(value));
  }
  return root;
}

test('a folder of files is imported as one, exported as an archive, and imported again elsewhere', async () => {
  const root = writeAll({
    '5_Shop/5_Shop.folder.json': { obj_id: 5, parent_id: 0, title: 'Shop' },
    '5_Shop/7_Pay.conv.json': rawChain({ obj_id: 7, parent_id: 5, title: 'Pay' }),
    '5_Shop/9_pay.alias.json': { obj_id: 9, parent_id: 5, short_name: 'pay', obj_to_id: 7, obj_to_type: 'conv' },
    '_ENV_VARS_.json': [{ obj_id: 10, folder_id: 5, short_name: 'key', env_var_type: 'secret' }],
    '8_Rates.json': { obj_type: 4, obj_id: 8, title: 'Rates' },
    'notes.txt': 'no export',
  });
  const imported = await cli('import', root);
  expect(imported.stdout).toMatch(/^process \d+: Pay\n$/);
  expect(imported.stderr).toMatch(/^takt: 4 "Rates" was left out: .*\ntakt: env_var key: .* set its value\n$/);
  expect(imported.code).toBe(0);
  const folders = (await takt.op({ type: 'list', obj: 'folder', obj_id: 0 })).list as JsonObject[];
  const shop = String(folders.find(({ title }) => title === 'Shop')?.obj_id);
  const listed = JSON.parse((await cli('export', '--folder', shop, '--json')).stdout) as JsonObject[];
  expect(listed.map(({ obj_type }) => obj_type)).toEqual([0, 1, 'env_var', 'alias']);
  const file = join(place, 'shop.zip');
  expect((await cli('export', '--folder', shop, '--zip', file)).stdout).toBe(`written to ${file}\n`);
  expect(readZip(readFileSync(file), 1_000_000)).toHaveLength(4);
  expect((await cli('export', '--folder', shop, '--zip', file)).code).toBe(2);
  const { obj_id } = await takt.op({ type: 'create', obj: 'folder', title: 'Elsewhere' });
  const again = await cli('import', file, '--folder', String(obj_id), '--skip-root', '--json');
  expect(JSON.parse(again.stdout)).toEqual([{ conv_id: expect.any(Number), title: 'Pay' }]);
  const inside = (await takt.op({ type: 'list', obj: 'folder', obj_id: Number(obj_id) })).list as JsonObject[];
  expect(inside.map(({ title }) => title)).toEqual(['Pay']);
});

test('the unit of timers is told, and a unit that nobody knows is refused', async () => {
  const sixty = { ...HOUR_TIMER, value: 60, dimension: 'min' };
  const file = join(place, 'timed.json');
  writeFileSync(file, JSON.stringify(rawChain({ semaphors: [sixty] })));
  const timers: string[] = [];
  for (const unit of ['units', 'seconds']) {
    const [made] = JSON.parse((await cli('import', file, '--timer-unit', unit, '--json')).stdout) as JsonObject[];
    const { stdout } = await cli('export', String(made?.conv_id), '--json');
    timers.push(/"value":\d+,"dimension":"\w+"/.exec(stdout)?.[0] ?? '');
  }
  expect(timers).toEqual(['"value":3600,"dimension":"sec"', '"value":60,"dimension":"sec"']);
  const refused = await cli('import', file, '--timer-unit', 'weeks');
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/timer_unit/);
});

test('a file that is no export is named, and what the files before it made is told', async () => {
  const [good, bad] = [join(place, 'good.json'), join(place, 'bad.json')];
  writeFileSync(good, JSON.stringify(rawChain({ title: 'Good' })));
  writeFileSync(bad, '{"obj_type":1,');
  const both = await cli('import', good, bad);
  expect(both.code).toBe(2);
  expect(both.stdout).toMatch(/^process \d+: Good\n$/);
  expect(both.stderr).toMatch(/bad\.json: Line 1, column \d+: /);
  expect((await cli('import', bad)).stdout).toBe('');
});

test('a folder without exports, and a file that is not there, are refused', async () => {
  const empty = newFolder();
  expect((await cli('import', empty)).stderr).toMatch(/no \.json files/);
  expect((await cli('import', join(empty, 'none.zip'))).stderr).toMatch(/none\.zip/);
  expect(existsSync(join(empty, 'none.zip'))).toBe(false);
});
