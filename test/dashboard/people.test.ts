/** People, keys and groups as an administrator keeps them, and the record of it all. */
import type { Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { doneBy } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

jest.setTimeout(90_000);

let dashboard: Dashboard;
beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('main').getByRole('link', { name, exact: true }).click();
}

for (const [language, words] of [
  ['en', en],
  ['ru', ru],
] as const) {
  const { people, shell } = words;

  browserTest(`a person, a key and a group are made, put together, and deleted (${language})`, async () => {
    const page = await dashboard.open({ language });
    await page.goto(`${dashboard.url}/people`);
    const main = page.getByRole('main');
    const dialog = page.getByRole('dialog');
    const ann = `Ann ${language}`;
    await main.getByRole('button', { name: people.newPerson }).click();
    await dialog.getByLabel(people.name).fill(ann);
    await dialog.getByLabel(people.login).fill(`ann-${language}`);
    await dialog.getByLabel(people.password).fill('analytical');
    await dialog.getByRole('button', { name: shell.common.create }).click();
    await main.getByRole('row', { name: ann }).waitFor();
    expect(await faults(page)).toEqual([]);

    await tab(page, people.tab.keys);
    await main.getByRole('button', { name: people.newKey }).click();
    await dialog.getByLabel(people.name).fill(`Robot ${language}`);
    await dialog.getByRole('button', { name: shell.common.create }).click();
    await dialog.getByText(people.secretNew).waitFor();
    expect(await dialog.locator('code').last().textContent()).toMatch(/^[0-9a-f]{48}$/);
    await dialog.getByRole('button', { name: shell.common.close }).last().click();
    await main.getByRole('row', { name: `Robot ${language}` }).waitFor();

    await tab(page, people.tab.groups);
    await main.getByRole('button', { name: people.newGroup }).click();
    await dialog.getByLabel(people.name).fill(`Sales ${language}`);
    await dialog.getByRole('button', { name: shell.common.create }).click();
    const group = main.getByRole('row', { name: `Sales ${language}` });
    await group.getByRole('button', { name: people.who }).click();
    await dialog.getByLabel(people.putIn).selectOption({ label: `${ann} (ann-${language})` });
    await dialog.getByRole('button', { name: people.add, exact: true }).click();
    await dialog.getByRole('listitem').filter({ hasText: ann }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await group.getByRole('cell', { name: '1', exact: true }).waitFor();

    await tab(page, people.tab.people);
    const row = main.getByRole('row', { name: ann });
    await row.getByText(`Sales ${language}`).waitFor();
    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: shell.common.delete }).click();
    await dialog.getByText(people.goes.nothing).waitFor();
    await dialog.getByRole('button', { name: shell.common.delete }).click();
    await row.waitFor({ state: 'detached' });

    const shelf = `Shelf ${language}`;
    const made = await doneBy(page, { type: 'create', obj: 'folder', title: shelf, folder_id: 0 });
    const folder_id = Number(made.obj_id);
    await doneBy(page, { type: 'create', obj: 'conv', conv_type: 'process', title: `Kept ${language}`, folder_id });
    await tab(page, people.tab.audit);
    // Folders are told by their names, the outermost by its word.
    const lies = (where: string): string => `${people.audit.fields.folder_id}: ${where}`;
    await main
      .getByRole('row', { name: `Kept ${language}` })
      .getByText(lies(shelf))
      .waitFor();
    await main.getByRole('row', { name: shelf }).getByText(lies(words.workspace.root)).waitFor();
    await main.getByRole('row', { name: ann }).filter({ hasText: people.audit.actions.destroy }).waitFor();
    await main.getByRole('row', { name: ann }).first().getByRole('button').click();
    await main.getByRole('cell', { name: people.audit.actions.log_in }).first().waitFor({ state: 'detached' });
    await main.getByRole('button', { name: filled(people.audit.only, { name: ann }) }).click();
    await main.getByRole('cell', { name: people.audit.actions.log_in }).first().waitFor();
    await main.getByLabel(people.audit.what, { exact: true }).selectOption({ label: people.audit.actions.log_in });
    await main.getByRole('row', { name: ann }).first().waitFor({ state: 'detached' });
    await main.getByRole('cell', { name: people.audit.actions.log_in }).first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
}

browserTest('who is no administrator sees no record of deeds, and makes no people', async () => {
  const admin = await dashboard.open();
  await admin.goto(`${dashboard.url}/people`);
  await admin.getByRole('button', { name: en.people.newPerson }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel(en.people.name).fill('Bob');
  await dialog.getByLabel(en.people.login).fill('bob');
  await dialog.getByLabel(en.people.password).fill('difference');
  await dialog.getByRole('button', { name: en.shell.common.create }).click();
  await admin.getByRole('row', { name: 'Bob' }).waitFor();
  const page = await admin.context().browser()?.newPage();
  if (page === undefined) throw new Error('no browser');
  await page.goto(`${dashboard.url}/people/audit`);
  await page.fill('[name=login]', 'bob');
  await page.fill('[name=password]', 'difference');
  await page.click('[type=submit]');
  await page.getByRole('row', { name: 'Bob' }).waitFor();
  expect(await page.getByRole('link', { name: en.people.tab.audit }).count()).toBe(0);
  expect(await page.getByRole('button', { name: en.people.newPerson }).count()).toBe(0);
});
