/** The editor beyond drawing: versions, code, how tasks come in, and the keyboard alone. */
import type { Page } from 'playwright-core';
import { doneBy as ask } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';
import { deploy, nodesOf, openedEditor, saved } from './editing.ts';

jest.setTimeout(120_000);

let dashboard: Dashboard;
beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(async () => dashboard?.close());

const waiting = (page: Page) => page.waitForSelector('[data-saving=waiting], [data-saving=saving]');
const code = (page: Page) => page.locator('[data-testid=panel] [data-field=src] .cm-content');

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
    const { page, id } = await openedEditor(dashboard);
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
    await page.getByRole('combobox', { name: 'compared with' }).selectOption('nothing');
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
    const { page } = await openedEditor(dashboard);
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

describe('code', () => {
  browserTest(
    'is held against the server while it is written, keeps its line, and is not deployed broken',
    async () => {
      const { page, id } = await openedEditor(dashboard);
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
    const { page, id } = await openedEditor(dashboard);
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
    const { page, id } = await openedEditor(dashboard);
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
