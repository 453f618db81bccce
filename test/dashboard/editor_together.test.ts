/** The editor where more than one edits: what others did meanwhile, and what could not be sent. */
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/base/json.ts';
import { doneBy as ask } from './asking.ts';
import { browserTest, type Dashboard, openDashboard, PASSWORD } from './browser.ts';
import { deploy, nodesOf, openedEditor, saved } from './editing.ts';

jest.setTimeout(120_000);

let dashboard: Dashboard;
beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(async () => dashboard?.close());

/** Somebody who may edit that process too. */
async function colleague(page: Page, conv: number): Promise<{ login: string; password: string }> {
  const login = { type: 'corezoid', login: 'ann', password: PASSWORD };
  const made = await ask(page, { type: 'create', obj: 'user', title: 'Ann', logins: [login] });
  const [user] = made.users as JsonObject[];
  const privs = ['view', 'modify'].map((type) => ({ type, list_obj: ['all'] }));
  await ask(page, {
    ...{ type: 'link', obj: 'conv', obj_id: conv, privs },
    obj_to: 'user',
    obj_to_id: user?.obj_id ?? 0,
  });
  return { login: 'ann', password: PASSWORD };
}

async function comesInstead(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: /^(Ann|Administrator)$/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', PASSWORD);
  await page.unroute('**/api/2/json');
  await page.click('[type=submit]');
  await page.waitForSelector('[data-kind=start]');
}

describe('a draft that could not be sent', () => {
  browserTest('waits for whoever edited it, while somebody else works in the same browser', async () => {
    const { page: first, id } = await openedEditor(dashboard);
    const page = await dashboard.open(await colleague(first, id));
    await page.clock.install();
    await page.goto(`${dashboard.url}/process/${id}/edit`);
    await page.waitForSelector('[data-kind=start]');
    await page.route('**/api/2/json', (route) => route.abort());
    await page.locator('[data-kind=start]').dblclick();
    await page.getByLabel('Name', { exact: true }).fill("Ann's start");
    await page.waitForSelector('[data-saving=offline]');
    await comesInstead(page, 'admin');
    // So late it would have been sent again, in his name.
    await page.clock.fastForward(10_000);
    const end = String((await nodesOf(page, id)).find(({ obj_type }) => obj_type === 2)?.obj_id);
    await page.locator(`[data-node="${end}"]`).dblclick();
    await page.getByLabel('Name', { exact: true }).fill("The administrator's end");
    await saved(page);
    const titles = async () => (await nodesOf(page, id)).map(({ title }) => title);
    expect(await titles()).toContain("The administrator's end");
    expect(await titles()).not.toContain("Ann's start");
    await comesInstead(page, 'ann');
    await page.locator('[data-kind=start]', { hasText: "Ann's start" }).waitFor();
    await saved(page);
    expect((await titles()).sort()).toEqual(["Ann's start", "The administrator's end"]);
    await Promise.all([page.context().close(), first.context().close()]);
  });

  browserTest('of what was not sent and is no longer as it was, a person decides before anything is sent', async () => {
    const { page, id } = await openedEditor(dashboard);
    const start = String((await nodesOf(page, id)).find(({ obj_type }) => obj_type === 1)?.obj_id);
    const other = await dashboard.open();
    await page.route('**/api/2/json', (route) => route.abort());
    await page.locator('[data-kind=start]').dblclick();
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await page.waitForSelector('[data-saving=offline]');
    await ask(other, {
      ...{ type: 'modify', obj: 'node', conv_id: id, obj_id: start, title: 'Theirs', version: 2_000_000_000 },
    });
    await page.unroute('**/api/2/json');
    await page.goto(`${dashboard.url}/process/${id}/edit?node=${start}`);
    await page.getByRole('heading', { name: 'Changed by somebody else too' }).waitFor();
    // Whoever wants to look first decides later.
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-saving=disputed]');
    await page.locator('[data-testid=panel]').getByText('Start', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await saved(page);
    expect((await nodesOf(page, id)).map(({ title }) => title)).toContain('Theirs');
    await Promise.all([page.context().close(), other.context().close()]);
  });

  browserTest(
    'the way back outlives a lost connection, and keyboards that write Russian know the same keys',
    async () => {
      const { page } = await openedEditor(dashboard);
      const server = '**/api/2/json';
      await page.route(server, (route) =>
        route.fulfill({ status: 502, contentType: 'text/html', body: 'bad gateway' }),
      );
      await page.locator('[data-kind=start]').dblclick();
      const name = page.getByLabel('Name', { exact: true });
      const before = await name.inputValue();
      await name.fill('Written offline');
      await page.waitForSelector('[data-saving=offline]');
      const again = page.waitForResponse((response) => response.url().includes('/api/takt/node_types'));
      await page.unroute(server);
      await again;
      await saved(page);
      const press = (key: string, code: string) =>
        page.evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', {
        ...{ key: '${key}', code: '${code}', ctrlKey: true, bubbles: true, cancelable: true },
      }))`);
      await press('я', 'KeyZ');
      await page.locator('[data-kind=start]', { hasText: before || 'Start' }).waitFor();
      expect(await name.inputValue()).toBe(before);
      await press('н', 'KeyY');
      await page.locator('[data-kind=start]', { hasText: 'Written offline' }).waitFor();
      await page.context().close();
    },
  );
});

browserTest('what somebody else edits meanwhile is taken over, and what both edited is asked about', async () => {
  const { page, id } = await openedEditor(dashboard);
  const nodes = await nodesOf(page, id);
  const [start, final] = [1, 2].map((type) => nodes.find(({ obj_type }) => obj_type === type)?.obj_id);
  const other = await dashboard.open();
  const version = 2_000_000_000;
  const edit = (obj_id: unknown, title: string, draft = version) =>
    ask(other, { type: 'modify', obj: 'node', conv_id: id, obj_id: String(obj_id), title, version: draft });
  // Whoever edits nothing here sees it at once.
  await edit(final, 'Their end');
  await page.locator('[data-node]', { hasText: 'Their end' }).waitFor();
  await page.getByText('Somebody else changed 1 node').waitFor();
  await page.locator('[data-kind=start]').dblclick();
  await page.getByLabel('Name', { exact: true }).fill('My start');
  await saved(page);
  const titles = async () => Object.fromEntries((await nodesOf(page, id)).map((one) => [one.obj_id, one.title]));
  expect(await titles()).toEqual({ [String(start)]: 'My start', [String(final)]: 'Their end' });
  await edit(start, 'Their start');
  await page.getByLabel('Name', { exact: true }).fill('Mine again');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await saved(page);
  expect(await titles()).toMatchObject({ [String(start)]: 'Mine again' });
  // What is typed here stays while somebody else deploys; a deploy of one's own is told as one's own.
  await page.getByLabel('Name', { exact: true }).fill('Not sent yet');
  await ask(other, { type: 'confirm', obj: 'commit', conv_id: id, version });
  await page.getByText(`Version ${version} (Administrator) was deployed`).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Not sent yet');
  await saved(page);
  expect(await titles()).toMatchObject({ [String(start)]: 'Not sent yet' });
  await deploy(page);
  await edit(final, 'Their last end', version + 1_000_000);
  await page.locator('[data-node]', { hasText: 'Their last end' }).waitFor();
  expect(
    await page
      .getByText(/was deployed: it runs/)
      .filter({ hasNotText: String(version) })
      .count(),
  ).toBe(0);
  await Promise.all([page.context().close(), other.context().close()]);
});
