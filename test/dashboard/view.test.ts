/** A process in View and a task on its own page, as a person works with them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { isSecretName } from '../../src/base/mask.ts';
import { isSecretName as isSecretOnPage } from '../../src/dashboard/process/secret_name.ts';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { browserTest, type Dashboard, faults, openDashboard, until } from './browser.ts';
import { END, type Row, START, sendOps, WAIT, waitingProcess } from './waiting.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

const ops = (list: Row[]): Promise<Row[]> => sendOps(dashboard.url, list);
const newProcess = (title: string): Promise<number> => waitingProcess(ops, title);

/** The number at a node. */
async function counter(page: Page, node: string, count: number): Promise<void> {
  await page.locator(`[data-node="${node}"] [data-count="${count}"]`).waitFor();
}

async function view(page: Page, conv: number): Promise<void> {
  await page.goto(`${dashboard.url}/process/${conv}`);
  await page.locator(`[data-node="${START}"]`).waitFor();
}

for (const [language, words] of [
  ['en', en],
  ['ru', ru],
] as const) {
  const { add, view: at, node, task } = words.process;

  browserTest(
    `a person adds a task with a reference of his own and reads what happened to it (${language})`,
    async () => {
      const conv = await newProcess(`Add ${language}`);
      const page = await dashboard.open({ language });
      await view(page, conv);
      await page.getByRole('button', { name: add.button }).click();
      const dialog = page.getByRole('dialog');
      const reference = dialog.getByLabel(add.reference, { exact: true });
      expect(await dialog.getByLabel(add.auto).isChecked()).toBe(true);
      expect(await reference.isDisabled()).toBe(true);
      await dialog.getByLabel(add.auto).uncheck();
      await dialog.getByLabel('zip').fill('12');
      await dialog.getByLabel('age').fill('old');
      await dialog.getByRole('button', { name: add.send.create }).click();
      const said = await dialog.textContent();
      for (const text of [add.errors.reference, add.errors.required, add.errors.number, 'five digits']) {
        expect(said).toContain(text);
      }
      await reference.fill('token');
      await dialog.getByLabel('name', { exact: true }).fill('Ada');
      await dialog.getByLabel('age').fill('36');
      await dialog.getByLabel('zip').fill('12345');
      await dialog.getByLabel('client_secret').fill('very-secret-1');
      await dialog.getByRole('button', { name: add.send.create }).click();
      await dialog.waitFor({ state: 'detached' });
      await counter(page, WAIT, 1);

      await page.locator(`[data-node="${WAIT}"]`).click();
      await page.getByRole('tab', { name: node.archive }).waitFor();
      await page.locator('tr[data-task=token] a').click();
      await page.locator(`[data-stay="${WAIT}"]`).waitFor();
      expect(await page.locator('[data-stay]').count()).toBe(2);
      expect(await page.locator('[data-wait=callback]').textContent()).toContain(task.waits.callback);
      await page.getByRole('tab', { name: task.data }).click();
      const data = page.getByRole('tabpanel').locator('pre');
      expect(JSON.parse((await data.textContent()) ?? '')).toEqual({
        name: 'Ada',
        age: 36,
        zip: '12345',
        client_secret: '***',
      });
      await page.getByRole('button', { name: task.reveal }).click();
      await page.getByText('very-secret-1').waitFor();

      await page.goBack();
      await page.getByLabel(at.search).fill('nothing');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: 'nothing' }).waitFor();
      await page.getByLabel(at.search).fill('token');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/task\/[0-9a-f]{24}$/);
    },
  );
}

browserTest(
  'what was sent last stands there again, but no secret; a reference that is taken is said at its field',
  async () => {
    const conv = await newProcess('Again');
    const page = await dashboard.open();
    await view(page, conv);
    const { add } = en.process;
    const dialog = page.getByRole('dialog');
    const send = dialog.getByRole('button', { name: add.send.create });
    await page.getByRole('button', { name: add.button }).click();
    await dialog.getByLabel(add.auto).uncheck();
    await dialog.getByLabel(add.reference, { exact: true }).fill('r1');
    await dialog.getByLabel('name', { exact: true }).fill('Ada');
    await dialog.getByLabel('client_secret').fill('very-secret-1');
    await send.click();
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: add.button }).click();
    expect(await dialog.getByLabel('name', { exact: true }).inputValue()).toBe('Ada');
    expect(await dialog.getByLabel('client_secret').inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('very-secret-1');
    await send.click();
    await dialog.getByText(add.errors.taken).waitFor();
  },
);

browserTest('counters follow what others do, without a reload, and a dot runs where a task goes', async () => {
  const conv = await newProcess('Live');
  const page = await dashboard.open();
  await view(page, conv);
  expect(await page.locator('.react-flow__edge').count()).toBe(3);
  await page.evaluate(`new MutationObserver((all) => {
    for (const { addedNodes } of all) for (const one of addedNodes) if (one.tagName === 'I') document.body.dataset.ran = 'yes';
  }).observe(document.querySelector('main'), { subtree: true, childList: true })`);
  await page.locator(`[data-node="${WAIT}"]`).click();
  // What its panel would hide comes out from under it.
  const edge = (selector: string, side: string): string =>
    `document.querySelector('${selector}').getBoundingClientRect().${side}`;
  await until(page, `${edge(`[data-node="${WAIT}"]`, 'right')} <= ${edge('[role=tabpanel]', 'left')}`);
  await ops(
    Array.from({ length: 3 }, (_, n) => {
      return { type: 'create', obj: 'task', conv_id: conv, ref: `r${n}`, data: { name: 'x' } };
    }),
  );
  await counter(page, WAIT, 3);
  await page.locator('tr[data-task=r2]').waitFor();
  await page.locator('body[data-ran=yes]').waitFor();
  await ops([{ type: 'modify', obj: 'task', conv_id: conv, ref: 'r1', data: {} }]);
  await counter(page, WAIT, 2);
  await counter(page, END, 1);
});

browserTest('a task page tells of a change at once, runs the task again, and deletes it after asking', async () => {
  const conv = await newProcess('Task');
  const create = { type: 'create', obj: 'task', conv_id: conv, ref: 'r1', data: { name: 'Ada' } };
  const [made] = await ops([create]);
  const page = await dashboard.open();
  await page.goto(`${dashboard.url}/process/${conv}/task/${made?.obj_id}`);
  await page.locator(`[data-stay="${WAIT}"]`).waitFor();
  await page.getByText(/left, until/).waitFor();
  await ops([{ type: 'modify', obj: 'task', conv_id: conv, ref: 'r1', data: { name: 'Bob', more: 1 } }]);
  await page.locator(`[data-stay="${END}"]`).waitFor();
  const changes = page.locator('[data-change]');
  expect((await changes.allTextContents()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/name"Ada"→"Bob"/),
    expect.stringMatching(/more1/),
  ]);
  const menu = page.getByRole('complementary').getByRole('button', { name: en.shell.common.more });
  await menu.click();
  await page.getByRole('menuitem', { name: en.process.task.again }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('name', { exact: true }).inputValue()).toBe('Ada');
  await dialog.getByRole('button', { name: en.process.add.send.create }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(String(made?.obj_id)));
  await page.locator(`[data-stay="${WAIT}"]`).waitFor();
  // The search leads there and back again.
  const again = page.url();
  const search = page.getByRole('searchbox', { name: en.process.view.search });
  await search.fill('r1');
  await search.press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith(String(made?.obj_id)));
  await search.fill(again.slice(-24));
  await search.press('Enter');
  await page.waitForURL(again);
  await page.locator(`[data-stay="${WAIT}"]`).waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: en.process.task.delete }).click();
  await dialog.getByRole('button', { name: en.shell.common.delete }).click();
  await page.waitForURL(/\/view/);
});

browserTest('a CSV file becomes tasks, and rows that cannot are told', async () => {
  const conv = await newProcess('Csv');
  const page = await dashboard.open();
  await view(page, conv);
  const words = en.process.import;
  await page.getByRole('main').getByRole('button', { name: en.shell.common.more }).first().click();
  await page.getByRole('menuitem', { name: words.title }).click();
  const dialog = page.getByRole('dialog');
  const buffer = Buffer.from('order,name,age\no1,Ada,36\no2,Bob,old\no3,Eve,7\n');
  await dialog.getByLabel(words.file).setInputFiles({ name: 'tasks.csv', mimeType: 'text/csv', buffer });
  await dialog.getByLabel(words.reference).selectOption('order');
  await dialog.getByLabel('age').selectOption('number');
  // Who clicks twice means it once.
  await dialog.getByRole('button', { name: words.send, exact: true }).dblclick();
  await dialog.getByText('2 of 3 rows became tasks; 1 did not.').waitFor();
  await dialog.getByRole('link', { name: words.errors }).waitFor();
  await dialog.getByRole('button', { name: en.shell.common.close }).last().click();
  await counter(page, WAIT, 2);
});

browserTest('everybody can use the pages, in both themes, and on a narrow screen nothing sticks out', async () => {
  const conv = await newProcess('Access');
  const [made] = await ops([{ type: 'create', obj: 'task', conv_id: conv, ref: 'r1', data: { name: 'Ada' } }]);
  for (const theme of ['light', 'dark'] as const) {
    const page = await dashboard.open({ theme });
    await page.goto(`${dashboard.url}/process/${conv}/view?node=${WAIT}`);
    await page.locator('tr[data-task=r1]').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto(`${dashboard.url}/process/${conv}/task/${made?.obj_id}`);
    await page.locator('[data-stay]').first().waitFor();
    expect(await faults(page)).toEqual([]);
  }
  const narrow = await dashboard.open({ width: 380, height: 760 });
  for (const path of [`view?node=${WAIT}`, `task/${made?.obj_id}`]) {
    await narrow.goto(`${dashboard.url}/process/${conv}/${path}`);
    await narrow.locator('tr[data-task=r1], [data-stay]').first().waitFor();
    expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(380);
  }
});

browserTest('looking on costs a browser less than 300 KB of script', async () => {
  const conv = await newProcess('Light');
  const page = await dashboard.open();
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  await view(page, conv);
  await page.locator(`[data-node="${START}"]`).waitFor();
  expect(scripts.size).toBeGreaterThan(2);
  const sizes = [...scripts].map((path) => gzipSync(readFileSync(join('dist/dashboard', path))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});

test('the page takes the same names for secrets as the server', () => {
  for (const name of ['token', 'clientSecret', 'X-Api-Key', 'code', 'encode', 'name', 'refresh_token', 'tokens']) {
    expect([name, isSecretOnPage(name)]).toEqual([name, isSecretName(name)]);
  }
});
