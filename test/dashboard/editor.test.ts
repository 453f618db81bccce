/** The editor, as a person works with it: in a real browser, over a real server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { doneBy as ask } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard, until } from './browser.ts';

jest.setTimeout(120_000);

let dashboard: Dashboard;
let outside: Server;
let address = '';

beforeAll(async () => {
  outside = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"state":"paid"}');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/pay`;
});

afterAll(async () => {
  await dashboard?.close();
  await new Promise((resolve) => outside.close(resolve));
});

async function opened(language: 'en' | 'ru' = 'en'): Promise<{ page: Page; id: number }> {
  dashboard ??= await openDashboard();
  const page = await dashboard.open({ language });
  const made = await ask(page, {
    type: 'create',
    obj: 'conv',
    title: 'From nothing',
    folder_id: 0,
    conv_type: 'process',
  });
  const id = Number(made.obj_id);
  await page.goto(`${dashboard.url}/process/${id}/edit`);
  await page.waitForSelector('[data-kind=start]');
  return { page, id };
}

async function nodesOf(page: Page, id: number): Promise<Record<string, unknown>[]> {
  const { commits, list } = await ask(page, { type: 'list', obj: 'conv', obj_id: id });
  const draft = commits as { version: number; list: Record<string, unknown>[] };
  return draft.version > 0 ? draft.list : (list as Record<string, unknown>[]);
}

const saved = (page: Page) => page.waitForSelector('[data-saving=saved]');
const waiting = (page: Page) => page.waitForSelector('[data-saving=waiting], [data-saving=saving]');

/** Chooses what is on the canvas, and puts a node of this kind behind it; its panel opens. */
async function add(page: Page, action: string): Promise<void> {
  await page.click(`[data-action=${action}]`);
  await page.waitForSelector('[data-testid=panel]');
}

describe('the editor of processes', () => {
  browserTest('a process is built from nothing, deployed, and runs a task', async () => {
    const { page, id } = await opened();
    await page.click('[data-kind=start]');
    await add(page, 'api');
    await page.getByLabel('Name', { exact: true }).fill('Pay');
    await page.locator('[data-field=url] .cm-content').fill(address);
    await add(page, 'condition');
    await page.getByLabel('Parameter 1.1').fill('state');
    await page.getByLabel('Compared with 1.1').fill('paid');
    await page.getByLabel('Name', { exact: true }).fill('Paid?');
    await add(page, 'delay');
    await page.getByLabel('How long').fill('1');
    await page.getByLabel('Name', { exact: true }).fill('Wait');
    await page.keyboard.press('Escape');
    await waiting(page);
    await saved(page);
    const nodes = await nodesOf(page, id);
    const titles = nodes.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Pay', 'Paid?', 'Wait']));
    // The API Call came with its escalation: a condition, a delay and an end.
    expect(nodes.filter(({ obj_type }) => obj_type === 3)).toHaveLength(1);
    expect(nodes).toHaveLength(8);

    await page.locator('[data-node]', { hasText: 'Paid?' }).dblclick();
    await page
      .locator('fieldset', { hasText: 'Condition 1' })
      .getByLabel('Then goes to')
      .selectOption({ label: 'Final' });
    await page.keyboard.press('Control+s');
    await page.locator('dialog').getByRole('button', { name: 'Deploy' }).click();
    await page.getByText('Deployed.').waitFor();

    const task = await ask(page, { type: 'create', obj: 'task', conv_id: id, ref: 'first', data: {} });
    expect(task.proc).toBe('ok');
    const end = nodes.find(({ obj_type, title }) => obj_type === 2 && title === 'Final')?.obj_id;
    await page.goto(`${dashboard.url}/process/${id}/view?node=${end}`);
    await page.getByText('first').waitFor();
    await page.context().close();
  });

  browserTest('everything can be undone and done again', async () => {
    const { page, id } = await opened();
    await page.click('[data-kind=start]');
    await add(page, 'set_param');
    await page.keyboard.press('Escape');
    const drawn = () => page.locator('[data-node]').count();
    const withNode = await drawn();
    await page.keyboard.press('Control+z');
    await until(page, `document.querySelectorAll('[data-node]').length < ${withNode}`);
    await page.keyboard.press('Control+y');
    await page.locator('[data-node]', { hasText: 'Set Parameters' }).waitFor();
    await page.locator('[data-node]', { hasText: 'Set Parameters' }).click();
    await page.keyboard.press('Delete');
    await page.locator('[data-node]', { hasText: 'Set Parameters' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.locator('[data-node]', { hasText: 'Set Parameters' }).waitFor();
    await saved(page);
    expect((await nodesOf(page, id)).flatMap(({ logics }) => logics)).toContainEqual(
      expect.objectContaining({ type: 'set_param' }),
    );
    await page.context().close();
  });

  browserTest('a node is put into a link by its plus', async () => {
    const { page, id } = await opened();
    const before = await nodesOf(page, id);
    const start = before.find(({ obj_type }) => obj_type === 1);
    await page.locator(`[data-edge="${start?.obj_id}:l0"]`).hover();
    await page.locator(`[data-plus="${start?.obj_id}:l0"]`).click();
    await page.getByRole('heading', { name: 'Insert a node' }).waitFor();
    await page.keyboard.type('Code');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=src] .cm-content').fill('data.a = 1;');
    await waiting(page);
    await saved(page);
    const nodes = await nodesOf(page, id);
    const code = nodes.find(({ logics }) => JSON.stringify(logics).includes('data.a = 1;'));
    const final = before.find(({ obj_type }) => obj_type === 2);
    expect(code?.logics).toContainEqual(expect.objectContaining({ type: 'go', to_node_id: final?.obj_id }));
    expect(nodes.find(({ obj_id }) => obj_id === start?.obj_id)?.logics).toEqual([
      expect.objectContaining({ to_node_id: code?.obj_id }),
    ]);
    await page.context().close();
  });

  browserTest('nodes are copied into another process with their links', async () => {
    const { page } = await opened();
    await page.click('[data-kind=start]');
    await add(page, 'delay');
    await page.getByLabel('Name', { exact: true }).fill('Copied');
    await page.keyboard.press('Escape');
    await page.click('[data-kind=start]');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.getByText('nodes copied').waitFor();
    await saved(page);
    const made = await ask(page, { type: 'create', obj: 'conv', title: 'Other', folder_id: 0, conv_type: 'process' });
    await page.goto(`${dashboard.url}/process/${made.obj_id}/edit`);
    await page.waitForSelector('[data-kind=start]');
    await page.keyboard.press('Control+v');
    await page.locator('[data-node]', { hasText: 'Copied' }).waitFor();
    await waiting(page);
    await saved(page);
    const nodes = await nodesOf(page, Number(made.obj_id));
    const copy = nodes.find(({ title }) => title === 'Copied');
    const [timer] = (copy?.semaphors ?? []) as { to_node_id: string }[];
    expect(nodes.map(({ obj_id }) => obj_id)).toContain(timer?.to_node_id);
    expect(nodes).toHaveLength(4);
    await page.context().close();
  });

  browserTest('a link is drawn from a handle to a node, and what was not sent outlives the page', async () => {
    const { page, id } = await opened();
    const start = page.locator('[data-kind=start]');
    const final = page.locator('[data-kind=success]');
    await page.click('[data-kind=start]');
    await add(page, 'api_code');
    await page.keyboard.press('Escape');
    // Nothing reaches the server any more: what follows is only in this browser.
    await page.route('**/api/2/json', (route) => route.abort());
    await start.locator('[data-handleid="l0:b"]').hover();
    await page.mouse.down();
    await final.hover({ position: { x: 20, y: 20 } });
    await final.hover();
    await page.mouse.up();
    const startId = await start.getAttribute('data-node');
    const finalId = await final.getAttribute('data-node');
    const isKept = `Object.keys(localStorage).some((key) => /^takt\\.draft\\..*\\.${id}$/.test(key))`;
    await page.waitForSelector('[data-saving=offline]');
    await until(page, isKept);
    await page.unroute('**/api/2/json');
    await page.reload();
    await page.waitForSelector('[data-kind=start]');
    await saved(page);
    await until(page, `!${isKept}`);
    const nodes = await nodesOf(page, id);
    const node = nodes.find(({ obj_id }) => obj_id === startId);
    expect(node?.logics).toEqual([expect.objectContaining({ type: 'go', to_node_id: finalId })]);
    await page.context().close();
  });

  browserTest(
    'who reads Russian is told in Russian what is wrong with a node, and why it is not deployed',
    async () => {
      const { page } = await opened('ru');
      await page.click('[data-kind=start]');
      await add(page, 'condition');
      const wrong = page.locator('[data-testid=panel] li[class*=error]').first();
      await wrong.waitFor();
      expect(await wrong.textContent()).toMatch(/[а-яё]/);
      expect(await wrong.textContent()).not.toMatch(/choose|add/i);
      // In the words of the panel, and with a page that tells why.
      expect(await wrong.textContent()).toMatch(/«Тогда идёт в»/);
      const docs = await page.context().newPage();
      const why = await wrong.getByRole('link').getAttribute('href');
      await docs.goto(`${dashboard.url}${why}`);
      await docs.locator('h1#link_missing').waitFor();
      expect(await faults(docs)).toEqual([]);
      await page.keyboard.press('Control+s');
      await page.locator('dialog').getByRole('button', { name: 'Развернуть' }).click();
      const refusal = page.locator('dialog').getByRole('alert');
      await refusal.waitFor();
      expect(await refusal.textContent()).toMatch(/^Черновик нельзя развернуть:Условие: .*«Тогда идёт в»/);
      await page.context().close();
    },
  );

  browserTest('an expression shows its value for a task', async () => {
    const { page, id } = await opened();
    await page.click('[data-kind=start]');
    await add(page, 'set_param');
    await page.getByRole('button', { name: 'Add a row' }).click();
    await page.getByLabel('Name in row 1').fill('sum');
    await page.locator('[data-field=extra] .cm-content').fill('{{price}}');
    await page.keyboard.press('Control+s');
    await page.locator('dialog').getByRole('button', { name: 'Deploy' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await ask(page, { type: 'create', obj: 'task', conv_id: id, ref: 'one', data: { price: 42 } });
    await page.getByLabel('Reference or id of a task').fill('one');
    await page.getByRole('button', { name: 'Show values' }).click();
    await page.locator('[data-field=extra] .cm-content').click();
    await page.locator('output', { hasText: '42' }).waitFor();
    await page.context().close();
  });

  browserTest('it speaks Russian, goes by keys, and is clean to axe', async () => {
    const { page } = await opened('ru');
    await page.click('[data-kind=start]');
    await add(page, 'condition');
    await page.getByLabel('Параметр 1.1').fill('a');
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('[data-kind=start]').click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Условие' }).waitFor();
    await page.keyboard.press('Control+s');
    await page.getByRole('heading', { name: 'Развернуть черновик' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});
