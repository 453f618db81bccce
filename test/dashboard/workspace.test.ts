/** The workspace, the gallery and the trash, as a person goes through them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { browserTest, type Dashboard, faults, openDashboard, PASSWORD } from './browser.ts';

const NOTIFY = resolve(__dirname, '../../processes/notify.json');

let dashboard: Dashboard;

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

function row(page: Page, title: string): Locator {
  return page.getByRole('row').filter({ hasText: title });
}

/** Drops a file on the list, as a person drags one in. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'application/json' }));
    return transfer;
  })()`);
  for (const type of ['dragover', 'drop']) await page.dispatchEvent('main section', type, { dataTransfer: data });
}

for (const [language, words] of [
  ['en', en],
  ['ru', ru],
] as const) {
  const { workspace, templates, shell } = words;

  async function choose(page: Page, title: string, act: string): Promise<void> {
    await page.getByRole('button', { name: filled(workspace.list.menuOf, { title }) }).click();
    await page.getByRole('menuitem', { name: act, exact: true }).click();
  }

  browserTest(
    `a person makes a folder, clones a template into it, stars, moves, deletes, takes it back and imports a file (${language})`,
    async () => {
      const page = await dashboard.open({ language });
      const [target, other, process] = [`Tokens ${language}`, `Archive ${language}`, `Token of ${language}`];
      for (const title of [target, other]) {
        await page.getByRole('button', { name: shell.common.create, exact: true }).click();
        await page.getByRole('menuitem', { name: workspace.create.folder, exact: true }).click();
        await page.getByRole('dialog').getByLabel(workspace.field.title).fill(title);
        await page.keyboard.press('Enter');
        await page.getByRole('link', { name: title, exact: true }).waitFor();
      }

      await page.getByRole('link', { name: shell.nav.templates, exact: true }).click();
      await page.getByRole('link', { name: 'Bitrix OAuth', exact: true }).click();
      await page.getByRole('application', { name: filled(templates.graph, { title: 'Bitrix OAuth' }) }).waitFor();
      await page.getByLabel(workspace.field.title).fill(process);
      await page.getByRole('button', { name: target, exact: true }).click();
      await page.getByRole('button', { name: templates.clone, exact: true }).click();
      await page.waitForURL(/\/process\/\d+\/view\?add=1&ref=token/);
      await page.goBack();
      await page.getByRole('button', { name: templates.connect }).waitFor();

      await page.getByRole('link', { name: shell.nav.workspace, exact: true }).click();
      await page.getByRole('link', { name: target, exact: true }).click();
      await row(page, process).getByText(workspace.status.active).waitFor();
      await choose(page, process, workspace.act.star);
      await page
        .getByRole('button', { name: filled(workspace.list.star, { title: process }), pressed: true })
        .waitFor();

      await choose(page, process, workspace.act.move);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: workspace.root }).click();
      await dialog.getByRole('button', { name: other, exact: true }).click();
      await dialog.getByRole('button', { name: workspace.move.deed }).click();
      await row(page, process).waitFor({ state: 'detached' });

      await page.goto(`${dashboard.url}/starred`);
      await row(page, process).waitFor();
      await choose(page, process, workspace.act.delete);
      await row(page, process).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: shell.common.undo }).click();
      await row(page, process).waitFor();

      await page.goto(`${dashboard.url}/folder/0`);
      await page.getByRole('link', { name: target, exact: true }).click();
      await page.getByRole('heading', { name: target }).waitFor();
      await row(page, 'Notify').waitFor();
      await drop(page, 'export.json', readFileSync(NOTIFY, 'utf8').replace('"Notify"', `"Brought ${language}"`));
      await page.getByRole('button', { name: workspace.import.deed }).click();
      await page.getByText(filled(workspace.import.made_one, { count: 1 })).waitFor();
      await page.getByRole('button', { name: shell.common.close }).last().click();
      await row(page, `Brought ${language}`).waitFor();
      await page.context().close();
    },
  );
}

browserTest('what is wrong in an imported process is listed with its nodes, each a link into the process', async () => {
  const page = await dashboard.open();
  const broken = JSON.parse(readFileSync(NOTIFY, 'utf8')) as { title: string; scheme: { nodes: object[] } };
  broken.title = 'Broken';
  broken.scheme.nodes = broken.scheme.nodes.slice(0, 2);
  await page.getByRole('button', { name: 'Create', exact: true }).waitFor();
  await drop(page, 'broken.json', JSON.stringify(broken));
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('1 process not deployed').waitFor();
  const links = page.getByRole('dialog').locator('a[href*="/edit?node="]');
  expect(await links.count()).toBeGreaterThan(0);
  await drop(page, 'no.json', 'this is no export');
  await page.context().close();
});

browserTest('a file that is no export is refused in words', async () => {
  const page = await dashboard.open();
  await page.getByRole('button', { name: 'Create', exact: true }).waitFor();
  await drop(page, 'no.json', 'this is no export');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  expect(await page.getByRole('dialog').getByRole('alert').textContent()).toContain('expected a value');
  await page.context().close();
});

browserTest('the value of a secret variable is shown nowhere', async () => {
  const page = await dashboard.open();
  await page.goto(`${dashboard.url}/folder/0/variables`);
  await page.getByRole('button', { name: 'Variable', exact: true }).click();
  await page.getByLabel('Short name').fill('api-password');
  await page.getByLabel('Value', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Secret', { exact: true }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'api-password', exact: true }).click();
  await page.getByText('It is never shown.').waitFor();
  expect(await page.content()).not.toContain('correct horse');
  expect(await page.getByLabel('Value', { exact: true }).inputValue()).toBe('');
  await page.context().close();
});

browserTest('Ctrl+K finds a process by a part of its title and a node by its title, and Enter goes there', async () => {
  const page = await dashboard.open();
  await page.goto(`${dashboard.url}/templates/notify-email`);
  await page.getByRole('button', { name: 'Clone', exact: true }).click();
  await page.waitForURL(/\/process\/\d+\/view/);
  await page.goto(`${dashboard.url}/trash`);
  await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search everything' });
  await field.fill('by e-m');
  await page
    .getByRole('option', { name: /Notify by e-mail/ })
    .first()
    .waitFor();
  await field.fill('smtp');
  await page
    .getByRole('option', { name: /node in Notify by e-mail/ })
    .first()
    .waitFor();
  await field.fill('by e-m');
  await page
    .getByRole('option', { name: /Process \d+/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/process\/\d+\/view/);
  await page.context().close();
});

browserTest('what is deleted for ever is named, with what goes with it, and asked about', async () => {
  const page = await dashboard.open();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Folder' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Old things');
  await page.keyboard.press('Enter');
  await row(page, 'Old things').waitFor();
  await page.getByRole('checkbox', { name: 'Choose Old things' }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await row(page, 'Old things').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('button', { name: 'Delete Old things for ever' }).click();
  await page.getByRole('dialog', { name: 'Delete “Old things” for ever?' }).waitFor();
  await page.getByText('Everything in it goes with it').waitFor();
  await page.getByRole('button', { name: 'Delete for ever', exact: true }).click();
  await row(page, 'Old things').waitFor({ state: 'detached' });
  await page.context().close();
});

browserTest('a person with the made-up first password is asked to choose one, and changes it', async () => {
  const fresh = await openDashboard({ TAKT_ADMIN_PASSWORD: '' });
  const page = await fresh.open();
  await page.getByText('Begin with one that is ready').waitFor();

  await page.getByRole('button', { name: 'Choose a password' }).click();
  await page.getByLabel('Present password').fill('not this one');
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('New password once more').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The present password is wrong.').waitFor();
  await page.context().close();
  await fresh.close();
});

for (const theme of ['light', 'dark'] as const) {
  browserTest(`everybody can use these pages: labels, focus, contrast (${theme})`, async () => {
    const page = await dashboard.open({ theme });
    const found: string[] = [];
    const look = async (where: string): Promise<void> => {
      found.push(...(await faults(page)).map((fault) => `${where}: ${fault}`));
    };
    await page.evaluate(async () => {
      const ops = [{ type: 'clone', obj: 'template', name: 'notify', title: 'Notify me' }];
      const headers = { 'content-type': 'application/json', 'x-takt-page': '1' };
      await fetch('/api/2/json', { method: 'POST', headers, body: JSON.stringify({ ops }) });
    });
    await page.reload();
    await row(page, 'Notify me').first().waitFor();
    await look('folder');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await look('menu');
    await page.getByRole('menuitem', { name: 'Database connection' }).click();
    await look('database dialog');
    await page.keyboard.press('Escape');
    const ready: Record<string, string> = {
      '/folder/0/aliases': 'Aliases',
      '/folder/0/variables': 'Variables',
      '/starred': 'Starred',
      '/recent': 'Recent',
      '/templates': 'Templates',
    };
    for (const [path, name] of Object.entries(ready)) {
      await page.goto(`${dashboard.url}${path}`);
      await page.getByRole('link', { name, exact: true }).first().waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status', { name: 'Loading…' }).waitFor({ state: 'detached' });
      await look(path);
    }
    await page.goto(`${dashboard.url}/templates/bitrix-oauth`);
    await page.getByRole('application', { name: 'The graph of Bitrix OAuth' }).waitFor();
    await look('template');
    await page.goto(`${dashboard.url}/trash`);
    await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
    await look('trash');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everything' }).fill('not');
    await page.getByRole('option', { name: 'Notify' }).first().waitFor();
    await look('search');
    expect(found).toEqual([]);
    await page.context().close();
  });
}
