/** Exports brought in through the page, by dropping them on the list or choosing them, and what is said of them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { writeZip } from '../../src/api/zip.ts';
import { corpus } from '../model/corpus.ts';
import { type Dropped, doneBy, dropFiles } from './asking.ts';
import { browserTest, type Dashboard, openDashboard } from './browser.ts';

jest.setTimeout(180_000);

const SHOP = { name: 'small_shop.json', bytes: readFileSync(resolve(__dirname, '../fixtures/small_shop.json')) };

let dashboard: Dashboard;

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

interface Place {
  page: Page;
  folder: number;
  /** What went wrong in the page itself. */
  broken: string[];
}

/** A page in a new folder, empty. */
async function inFolder(title: string): Promise<Place> {
  const page = await dashboard.open();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  const { obj_id } = await doneBy(page, { type: 'create', obj: 'folder', title, folder_id: 0 });
  await page.goto(`${dashboard.url}/folder/${obj_id}`);
  await page.getByText('This folder is empty').waitFor();
  return { page, folder: Number(obj_id), broken };
}

/** Drops, imports, and answers the dialog as it stands at the end. */
async function brought(page: Page, files: Dropped[]): Promise<Locator> {
  await dropFiles(page, files);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Close' }).nth(1).waitFor();
  return dialog;
}

function file(dialog: Locator, name: string): Locator {
  return dialog.getByRole('listitem').filter({ hasText: name });
}

/** From the list of the folder the process opens in View and from there in Edit, with its nodes, and back. */
async function opens(page: Page, folder: number, conv: number): Promise<void> {
  for (const mode of ['view', 'edit']) {
    await page.locator(`a[href="/process/${conv}/${mode}"]`).click();
    await page.waitForURL(`${dashboard.url}/process/${conv}/${mode}`);
    await page.locator('[data-node]').first().waitFor();
  }
  await page.locator(`a[href="/folder/${folder}"]`).click();
}

/** Add task by hand, and its way to the end. */
async function runs(page: Page, conv: number, data: Record<string, string>, end: string): Promise<void> {
  await page.goto(`${dashboard.url}/process/${conv}/view`);
  await page.getByRole('button', { name: 'Add task' }).click();
  const dialog = page.getByRole('dialog');
  for (const [name, value] of Object.entries(data)) {
    await dialog.locator(`[data-param="${name}"] input`).fill(value);
  }
  await dialog.getByRole('button', { name: 'Send task' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('[aria-live] a[href*="/task/"]').click();
  await page.locator('[data-stay]').getByRole('button', { name: end, exact: true }).first().waitFor();
}

async function listed(page: Page, folder: number): Promise<{ title: string; obj_id: number; live: boolean }[]> {
  const { list } = await doneBy(page, { type: 'list', obj: 'folder', obj_id: folder });
  return (list as { title: string; obj_id: number; live_version: number | null }[]).map((row) => {
    return { title: row.title, obj_id: row.obj_id, live: row.live_version !== null };
  });
}

if (corpus.length === 0) test.skip('public exports: skipped, ../shared/corpus is not there', () => {});
else {
  browserTest('public exports of others are dropped, open in View and in Edit, and one runs with a task', async () => {
    const { page, folder, broken } = await inFolder('Public exports');
    const files = corpus.map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
    const dialog = await brought(page, files);
    const objects = await listed(page, folder);
    expect(objects).toHaveLength(files.length);
    for (const { name } of files) {
      const said = file(dialog, name);
      await said.getByText('1 object made').waitFor();
      // What could not be deployed says so, and why.
      const wrong = await said.getByText('1 process not deployed').count();
      if (wrong > 0) expect(await said.locator('ul li').count()).toBeGreaterThan(0);
    }
    await dialog.getByRole('button', { name: 'Close' }).nth(1).click();
    for (const { title, obj_id } of objects) {
      await page.getByRole('link', { name: title, exact: true }).first().waitFor();
      await opens(page, folder, obj_id);
    }
    const users = objects.find(({ title }) => title === 'Create user');
    if (users !== undefined) await runs(page, users.obj_id, { first_name: 'Ann', last_name: 'Lee' }, 'Final');
    expect(broken).toEqual([]);
    await page.context().close();
  });
}

browserTest('a folder with a faulty process comes in: its mistakes are named by node, the rest runs', async () => {
  const { page, folder, broken } = await inFolder('With a mistake');
  const dialog = await brought(page, [SHOP]);
  await dialog.getByText('5 objects made').waitFor();
  await dialog.getByText('1 process not deployed').waitFor();
  await dialog.getByText('Enter them anew: bank-key').waitFor();
  const [shop] = await listed(page, folder);
  const inside = await listed(page, Number(shop?.obj_id));
  expect(inside.map(({ title, live }) => [title, live]).toSorted()).toEqual([
    ['Orders', true],
    ['Refunds', false],
  ]);
  const link = dialog.getByRole('listitem').getByRole('link', { name: 'Ask the bank' });
  await link.click();
  await page.waitForURL(/\/edit\?node=5f0d/);
  await page.locator('[data-testid=panel] input[value="Ask the bank"]').waitFor();
  const orders = inside.find(({ title }) => title === 'Orders')?.obj_id ?? 0;
  await page.goto(`${dashboard.url}/folder/${shop?.obj_id}`);
  await opens(page, Number(shop?.obj_id), orders);
  await runs(page, orders, { price: '7' }, 'Done');
  expect(broken).toEqual([]);
  await page.context().close();
});

browserTest('an import is rolled back whole, and the same file may come twice', async () => {
  const { page, folder } = await inFolder('Twice');
  const aliases = async (): Promise<unknown> => (await doneBy(page, { type: 'list', obj: 'aliases' })).list;
  const before = await aliases();
  const dialog = await brought(page, [SHOP, { ...SHOP, name: 'again.json' }]);
  await dialog.getByText('5 objects made').nth(1).waitFor();
  expect(await listed(page, folder)).toHaveLength(2);
  await dialog.getByRole('button', { name: 'Roll back the import' }).click();
  await dialog.getByText('Rolled back into the trash').nth(1).waitFor();
  await page.getByText('This folder is empty').waitFor();
  expect(await aliases()).toEqual(before);
  await page.context().close();
});

browserTest('an archive comes in by the file picker', async () => {
  const { page } = await inFolder('Archive');
  const elements = JSON.parse(SHOP.bytes.toString('utf8')) as { obj_id: number }[];
  const zip = writeZip(
    elements.map((one, index) => {
      const ending = ['folder', 'conv', 'conv', 'alias', 'env_var'][index];
      return { name: `${one.obj_id}_x.${ending}.json`, body: Buffer.from(JSON.stringify(one)) };
    }),
  );
  await page.getByRole('button', { name: 'Import from a file' }).click();
  const dialog = page.getByRole('dialog');
  const picked = { name: 'shop.zip', mimeType: 'application/zip', buffer: zip };
  await dialog.locator('input[type=file]').setInputFiles(picked);
  // Who opens the picker once more and thinks better of it is still here.
  await dialog.locator('input[type=file]').dispatchEvent('cancel', { bubbles: true });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('5 objects made').waitFor();
  await dialog.getByRole('link', { name: 'Small shop' }).click();
  await page.getByRole('link', { name: 'Orders', exact: true }).waitFor();
  await page.context().close();
});

browserTest(
  'what is no export is refused in words: a text, a picture, a cut archive, JSON of something else',
  async () => {
    const { page, folder } = await inFolder('Refused');
    const dialog = await brought(page, [
      { name: 'a.txt', bytes: Buffer.from('this is no export') },
      { name: 'b.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]) },
      { name: 'c.zip', bytes: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(40)]) },
      { name: 'short.zip', bytes: Buffer.from('PK\u0003\u0004\u0014') },
      { name: 'd.json', bytes: Buffer.from('{"a": 1}') },
    ]);
    const why = {
      'a.txt': 'This is no export',
      'b.png': 'This is no export',
      'c.zip': 'This file cannot be taken: the archive is damaged',
      'short.zip': 'the archive is damaged: its end is missing',
      'd.json': 'There is nothing in it that can be imported',
    };
    for (const [name, words] of Object.entries(why)) {
      expect(await file(dialog, name).getByRole('alert').textContent()).toContain(words);
    }
    expect(await dialog.getByRole('button', { name: 'Roll back the import' }).count()).toBe(0);
    expect(await listed(page, folder)).toEqual([]);
    await page.context().close();
  },
);

browserTest('a large import shows how far it is, and a stop leaves nothing behind', async () => {
  const { page, folder } = await inFolder('Stopped');
  const [, orders] = JSON.parse(SHOP.bytes.toString('utf8')) as object[];
  const many = Array.from({ length: 1500 }, (_, n) => ({ ...orders, obj_id: 10_000 + n, parent_id: 0 }));
  await dropFiles(page, [{ name: 'many.json', bytes: Buffer.from(JSON.stringify(many)) }]);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('progressbar').waitFor();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByText('Stopped: nothing was made').waitFor();
  expect(await listed(page, folder)).toEqual([]);
  await page.context().close();
});
