/** The editor beyond drawing: versions, drafts that are not sent, code, how tasks come in, and the keyboard alone. */
import type { Page } from 'playwright-core';
import { doneBy as ask } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

jest.setTimeout(120_000);

let dashboard: Dashboard;
afterAll(async () => dashboard?.close());

async function opened(): Promise<{ page: Page; id: number }> {
  dashboard ??= await openDashboard();
  const page = await dashboard.open();
  const about = { title: 'Orders', folder_id: 0, conv_type: 'process' };
  const made = await ask(page, { type: 'create', obj: 'conv', ...about });
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
const code = (page: Page) => page.locator('[data-testid=panel] [data-field=src] .cm-content');

async function deploy(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.locator('dialog').getByRole('button', { name: 'Deploy' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
}

async function choose(page: Page, item: string): Promise<void> {
  await page.locator('header').getByRole('button', { name: 'More' }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** A process with a Code, deployed twice: what the code does differs. */
async function twoVersions(page: Page): Promise<void> {
  await page.click('[data-kind=start]');
  await page.click('[data-action=api_code]');
  await code(page).fill('data.a = 1;\ndata.b = 2;');
  await deploy(page);
  await code(page).fill('data.a = 1;\ndata.b = 3;');
  await deploy(page);
}

const titlesOf = (page: Page, node: string) => page.locator('[data-node]', { hasText: node });

describe('versions of a process', () => {
  browserTest('any of them is opened, compared line by line, taken into the draft, and made live again', async () => {
    const { page, id } = await opened();
    await twoVersions(page);
    await choose(page, 'Versions');
    await page.locator('[data-version]').first().getByRole('button', { name: 'What changed' }).click();
    const changes = page.getByTestId('difference');
    await changes.locator('del', { hasText: 'data.b = 2;' }).waitFor();
    await changes.locator('ins', { hasText: 'data.b = 3;' }).waitFor();
    expect(await changes.locator('del, ins').count()).toBe(2);
    await page.waitForSelector('[data-edge]', { state: 'attached' });
    // What is looked at cannot be changed by mistake.
    await titlesOf(page, 'Code').dblclick();
    await code(page).waitFor();
    expect(await code(page).getAttribute('contenteditable')).toBe('false');
    expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(await faults(page)).toEqual([]);
    // The first version of all, by the choice above the canvas: it has no Code.
    const first = page.getByRole('combobox', { name: 'Version' });
    await first.selectOption({ index: 3 });
    await titlesOf(page, 'Code').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Take into the draft' }).click();
    await page.locator('[data-testid=panel]').waitFor({ state: 'detached' });
    await waiting(page);
    await saved(page);
    expect(JSON.stringify(await nodesOf(page, id))).not.toContain('api_code');
    await page.keyboard.press('Control+z');
    await titlesOf(page, 'Code').waitFor();
    await saved(page);
    await choose(page, 'Versions');
    await page.getByRole('button', { name: 'Roll back' }).first().click();
    await page.locator('dialog', { hasText: 'at once' }).last().getByRole('button', { name: 'Roll back' }).click();
    await page.getByText('is live again').waitFor();
    expect(JSON.stringify(await nodesOf(page, id))).toContain('data.b = 2;');
    await page.context().close();
  });

  browserTest('a draft that went astray is put back to what runs, and that can be undone', async () => {
    const { page } = await opened();
    await twoVersions(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    await titlesOf(page, 'Code').waitFor({ state: 'detached' });
    await choose(page, 'Back to the live version');
    await titlesOf(page, 'Code').waitFor();
    await page.keyboard.press('Control+z');
    await titlesOf(page, 'Code').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('a draft that could not be sent', () => {
  browserTest('of what was not sent and is no longer as it was, a person decides before anything is sent', async () => {
    const { page, id } = await opened();
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
      const { page } = await opened();
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

describe('code', () => {
  browserTest(
    'is held against the server while it is written, keeps its line, and is not deployed broken',
    async () => {
      const { page, id } = await opened();
      await page.click('[data-kind=start]');
      await page.click('[data-action=api_code]');
      await code(page).fill('if (data.a) {\ndata.b = ;\n}');
      const panel = page.getByTestId('panel');
      await panel.getByRole('status').filter({ hasText: 'SyntaxError' }).filter({ hasText: '(line 2)' }).waitFor();
      await saved(page);
      await page.getByRole('button', { name: 'Problems' }).click();
      await page.getByTestId('problems').getByText('SyntaxError').waitFor();
      await page.keyboard.press('Control+s');
      await page.locator('dialog').getByRole('button', { name: 'Deploy' }).click();
      await page.locator('dialog').getByRole('alert').filter({ hasText: '(line 2)' }).waitFor();
      await page.locator('dialog').getByRole('button', { name: 'Cancel' }).click();
      // Over the whole page, put in order, undone and written on.
      await panel.getByRole('button', { name: 'Over the whole page: Code' }).click();
      const large = page.locator('dialog .cm-content');
      await large.fill('if (data.a) {\ndata.b = 1;\n}');
      await page.locator('dialog').getByRole('button', { name: 'Format: Code' }).click();
      await large.filter({ hasText: '  data.b = 1;' }).waitFor();
      await page.keyboard.press('Escape');
      await panel.getByRole('status').waitFor({ state: 'detached' });
      await deploy(page);
      expect(JSON.stringify(await nodesOf(page, id))).toContain('if (data.a) {\\n  data.b = 1;\\n}');
      await page.context().close();
    },
  );
});

describe('the start of a process', () => {
  browserTest('gives a direct URL, which takes tasks until it is renewed or switched off', async () => {
    const { page, id } = await opened();
    const post = (url: string) =>
      page.evaluate(async (to) => {
        const answer = (await (await fetch(to, { method: 'POST', body: '{"a":1}' })).json()) as {
          ops: { proc: string };
        };
        return answer.ops.proc;
      }, url);
    const address = page.getByTestId('panel').locator('code', { hasText: '/public/' });
    await page.locator('[data-kind=start]').dblclick();
    const url = String(await address.textContent());
    expect(await post(url)).toBe('ok');
    await page.getByRole('button', { name: 'Take a new address' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Take a new address' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    const renewed = String(await address.textContent());
    expect([await post(url), await post(renewed)]).toEqual(['error', 'ok']);
    await page.getByRole('button', { name: 'Code that sends a task' }).click();
    await page.locator('dialog').getByLabel('Language').selectOption('JavaScript');
    const program = await page.locator('dialog code').textContent();
    expect(program).toContain(renewed);
    await page.evaluate(`(async () => { ${program} })()`);
    const sent = await ask(page, { type: 'list', obj: 'node', conv_id: id, obj_id: await endOf(page, id) });
    expect(sent.list).toHaveLength(3);
    await page.keyboard.press('Escape');
    await page.getByLabel('Direct URL').click();
    await page.locator('dialog').getByRole('button', { name: 'Switch the address off' }).click();
    await address.waitFor({ state: 'detached' });
    expect(await post(renewed)).toBe('error');
    await page.context().close();
  });
});

async function endOf(page: Page, id: number): Promise<string> {
  return String((await nodesOf(page, id)).find(({ obj_type }) => obj_type === 2)?.obj_id);
}

describe('without a mouse', () => {
  browserTest('a process is built, linked, searched, and its parameters written as JSON', async () => {
    const { page, id } = await opened();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Insert');
    await page.keyboard.type('Condition');
    await page.keyboard.press('Enter');
    await page.getByLabel('Parameter 1.1').fill('kind');
    await page.getByLabel('Name', { exact: true }).fill('Which?');
    await page.keyboard.press('Escape');
    await page.locator('[data-testid=panel]').waitFor({ state: 'detached' });
    await page.keyboard.press('l');
    await page.getByLabel('Leads to').fill('final');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('kind');
    await page.locator('[data-found]', { hasText: 'in its settings' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await page.keyboard.press('Escape');
    await choose(page, 'Task parameters');
    await page.getByRole('tab', { name: 'JSON' }).press('Enter');
    await page.locator('dialog .cm-content').fill('[{"name":"kind","type":"string","flags":["input","required"]}]');
    await page.getByRole('tab', { name: 'Input (1)' }).click();
    await page.getByLabel('Choose kind').check();
    await page.getByRole('button', { name: 'Move to Local' }).click();
    await page.getByRole('tab', { name: 'Local (1)' }).waitFor();
    await page.keyboard.press('Escape');
    await saved(page);
    const nodes = await nodesOf(page, id);
    const end = nodes.find(({ obj_type, title }) => obj_type === 2 && title === 'Final')?.obj_id;
    expect(nodes.find(({ title }) => title === 'Which?')?.logics).toEqual([
      expect.objectContaining({ type: 'go_if_const', to_node_id: end }),
      expect.objectContaining({ type: 'go', to_node_id: end }),
    ]);
    const { params } = await ask(page, { type: 'list', obj: 'conv_params', obj_id: id });
    expect(params).toEqual([expect.objectContaining({ name: 'kind', flags: ['required'] })]);
    await page.context().close();
  });
});

browserTest('what somebody else edits meanwhile is taken over, and what both edited is asked about', async () => {
  const { page, id } = await opened();
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
