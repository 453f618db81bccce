/** The workspace, the gallery and the trash, as a person goes through them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { doneBy, dropFiles } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard, PASSWORD, until } from './browser.ts';

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
      // Without its star it goes from the list, and stays where it lies.
      await page.getByRole('button', { name: filled(workspace.list.star, { title: process }) }).click();
      await row(page, process).waitFor({ state: 'detached' });

      await page.goto(`${dashboard.url}/folder/0`);
      await page.getByRole('link', { name: target, exact: true }).click();
      await page.getByRole('heading', { name: target }).waitFor();
      await row(page, 'Notify').waitFor();
      const text = readFileSync(NOTIFY, 'utf8').replace('"Notify"', `"Brought ${language}"`);
      await dropFiles(page, [{ name: 'export.json', bytes: Buffer.from(text) }]);
      await page.getByRole('button', { name: workspace.import.deed }).click();
      await page.getByText(filled(workspace.import.made_one, { count: 1 })).waitFor();
      await page.getByRole('button', { name: shell.common.close }).last().click();
      await row(page, `Brought ${language}`).waitFor();
      await page.context().close();
    },
  );
}

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

browserTest('a new state diagram has its two states, and opens to be drawn', async () => {
  const page = await dashboard.open();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('menuitem', { name: 'State diagram' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Customers');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/process\/\d+\/edit/);
  for (const title of ['Start', 'Active users', 'Inactive users']) {
    await page.locator('[data-node]').getByText(title, { exact: true }).waitFor();
  }
  expect(await page.title()).toBe('Edit · Customers · Takt');
  await page.context().close();
});

browserTest('objects are dragged onto a folder, from there onto the path, and an undo takes it back', async () => {
  const page = await dashboard.open();
  const folder = Number((await doneBy(page, { type: 'create', obj: 'folder', title: 'Box', folder_id: 0 })).obj_id);
  for (const title of ['Ball', 'Doll']) {
    await doneBy(page, { type: 'create', obj: 'conv', conv_type: 'process', title, folder_id: 0 });
  }
  await page.goto(`${dashboard.url}/folder/0`);
  for (const title of ['Ball', 'Doll']) await page.getByRole('checkbox', { name: `Choose ${title}` }).check();
  await row(page, 'Ball').dragTo(row(page, 'Box'));
  await page.getByText('2 objects were moved.').waitFor();
  await row(page, 'Doll').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Box', exact: true }).click();
  await page.waitForURL(`${dashboard.url}/folder/${folder}`);
  await row(page, 'Ball').dragTo(page.getByRole('navigation', { name: 'Folders above' }).getByRole('link'));
  await row(page, 'Ball').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await row(page, 'Ball').waitFor();
  await page.context().close();
});

browserTest('the details of a process tell its versions and an address that takes tasks', async () => {
  const page = await dashboard.open();
  await doneBy(page, { type: 'create', obj: 'conv', conv_type: 'process', title: 'Door', folder_id: 0 });
  await page.goto(`${dashboard.url}/folder/0`);
  await page.getByRole('button', { name: 'Actions for Door' }).click();
  await page.getByRole('menuitem', { name: 'View details' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'History' }).click();
  await dialog.getByText('Administrator').waitFor();
  await dialog.getByRole('tab', { name: 'Webhook' }).click();
  const url = (await dialog.getByText(/\/api\/2\/json\/public\//).textContent()) ?? '';
  const post = async (): Promise<unknown> => (await page.request.post(url, { data: { who: 'a postman' } })).json();
  expect(await post()).toMatchObject({ ops: { proc: 'ok' } });
  // Over plain http browsers have no clipboard for pages: it is copied all the same, in a dialog too.
  await page.evaluate(`Object.defineProperty(window, 'isSecureContext', { value: false });
    Object.defineProperty(navigator, 'clipboard', { value: undefined });`);
  await dialog.getByRole('button', { name: 'Copy: JSON' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  // Escape is for the dialog that lies above.
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog').nth(1).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').nth(1).waitFor({ state: 'detached' });
  expect(await dialog.getByRole('button', { name: 'Switch off' }).isVisible()).toBe(true);
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Switch off' }).click();
  await dialog.getByRole('button', { name: 'Make an address' }).waitFor();
  expect(await post()).not.toMatchObject({ ops: { proc: 'ok' } });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await until(page, `document.activeElement.getAttribute('aria-label') === 'Actions for Door'`);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search everything' }).waitFor();
  await page.keyboard.press('Control+v');
  await until(page, `document.querySelector('[role=combobox]').value === '${url}'`);
  await page.context().close();
});

browserTest('who was given a folder finds it under what is shared with him, and no more than he may', async () => {
  const page = await dashboard.open();
  const logins = [{ type: 'corezoid', login: 'anna', password: PASSWORD }];
  await doneBy(page, { type: 'create', obj: 'user', title: 'Anna', logins, admin: false });
  await doneBy(page, { type: 'create', obj: 'folder', title: 'For Anna', folder_id: 0 });
  await page.goto(`${dashboard.url}/folder/0`);
  await page.getByRole('button', { name: 'Actions for For Anna' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Share with Anna' }).click();
  await page.getByRole('combobox', { name: 'What Anna may do' }).waitFor();
  const context = await page.context().browser()?.newContext();
  const hers = await context?.newPage();
  if (context === undefined || hers === undefined) throw new Error('there is no browser');
  await hers.goto(`${dashboard.url}/shared`);
  await hers.getByLabel('Login').fill('anna');
  await hers.getByLabel('Password').fill(PASSWORD);
  await hers.getByRole('button', { name: 'Log in' }).click();
  await row(hers, 'For Anna').waitFor();
  await hers.getByRole('button', { name: 'Actions for For Anna' }).click();
  for (const act of ['Rename', 'Move', 'Share', 'Delete']) {
    expect(await hers.getByRole('menuitem', { name: act, exact: true }).isDisabled()).toBe(true);
  }
  await context.close();
  await page.context().close();
});

browserTest(
  'a page whose session ended says so, and goes on at the same address; one without a server too',
  async () => {
    const page = await dashboard.open();
    await page.goto(`${dashboard.url}/trash`);
    await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
    expect(await page.title()).toBe('Trash · Takt');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Problems' }).click();
    await page.getByText('The server cannot be reached').first().waitFor();
    await page.context().setOffline(false);
    await page.getByText('The server cannot be reached').first().waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Problems', exact: true }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByText('Your session has ended').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Connections', exact: true }).waitFor();
    await page.goto(`${dashboard.url}/process/99999/view`);
    await page.getByText('There is nothing here').waitFor();
    await page.getByRole('link', { name: 'To the workspace' }).waitFor();
    await page.context().close();
  },
);

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
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Administrator' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: en.shell.login.title }).waitFor();
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
