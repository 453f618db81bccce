/** What goes wrong, found and mended on the page: all tasks of a node at once, and back again. How much goes on. */
import { en } from '../../src/dashboard/words/en.ts';
import { api, exportText, go, when } from '../crash/sketch.ts';
import { doneBy } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

jest.setTimeout(90_000);

const hex = (n: number): string => n.toString(16).padStart(24, '0');
const [START, LOOP, REST, END, CHECK, FAIL] = [1, 2, 3, 4, 5, 6].map(hex) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

let dashboard: Dashboard;
beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

browserTest('stopped tasks are found, moved on together, and moved back', async () => {
  const { problems: words, shell, activity } = en;
  const page = await dashboard.open();
  const scheme = exportText('Orders', [
    { id: START, logics: [go(LOOP)] },
    { id: LOOP, logics: [when('paid', 'yes', END), go(LOOP)] },
    { id: REST, timer: [3600, END] },
    { id: END },
  ]);
  const made = await doneBy(page, { type: 'create', obj: 'obj_scheme', obj_to_id: 0, scheme });
  const conv_id = Number((made.scheme as { obj_id: number }[])[0]?.obj_id);
  for (const ref of ['order-1', 'order-2', 'other']) {
    await doneBy(page, { type: 'create', obj: 'task', conv_id, ref, data: {} });
  }
  await page.goto(`${dashboard.url}/problems`);
  await page.getByRole('heading', { name: words.kind.stopped.title }).waitFor();
  await page.getByText(words.code.loop).waitFor();
  await page.getByRole('link', { name: 'order-1' }).waitFor();
  expect(await faults(page)).toEqual([]);

  await page.getByRole('button', { name: words.act }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 tasks fit.').waitFor();
  await dialog.getByLabel(words.bulk.act).selectOption('move');
  await dialog.getByLabel(words.bulk.to).selectOption(REST);
  await dialog.getByLabel(words.bulk.ref).fill('order-*');
  await dialog.getByText('2 tasks fit.').waitFor();
  expect(await faults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Move 2 tasks' }).click();
  await page.getByText('2 of 2 tasks').waitFor();
  await page.getByRole('link', { name: 'order-1' }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: shell.common.undo }).click();
  await page.getByRole('link', { name: 'order-1' }).waitFor();

  await page.goto(`${dashboard.url}/activity`);
  await page.getByRole('row', { name: 'Orders' }).waitFor();
  await page.locator('.uplot canvas').first().waitFor();
  await page.getByRole('heading', { name: activity.server }).waitFor();
  expect(await faults(page)).toEqual([]);
});

browserTest('what ended in error is run again from the page, seen from everywhere, and marked as seen', async () => {
  const { problems: words, shell } = en;
  const page = await dashboard.open();
  const scheme = exportText('Imports', [
    { id: START, logics: [go(CHECK)] },
    { id: CHECK, logics: [api('http://127.0.0.1:1/', 'always', FAIL), go(END)] },
    { id: FAIL },
    { id: END },
  ]);
  const made = await doneBy(page, { type: 'create', obj: 'obj_scheme', obj_to_id: 0, scheme });
  const conv_id = Number((made.scheme as { obj_id: number }[])[0]?.obj_id);
  for (const ref of ['row-1', 'row-2']) await doneBy(page, { type: 'create', obj: 'task', conv_id, ref, data: {} });
  await page.goto(`${dashboard.url}/problems`);
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: words.kind.error.title }) });
  const row = section.getByRole('listitem').filter({ hasText: 'Imports' });
  await row.getByText('row-2').waitFor();
  await row.getByRole('button', { name: words.again }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 tasks fit.').waitFor();
  expect(await faults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Run 2 tasks again' }).click();
  const jobs = page.getByRole('region', { name: words.jobs.title });
  const job = jobs.getByRole('listitem').filter({ hasText: words.bulk.acts.again });
  await job.getByText('2 of 2 tasks').waitFor();
  await row.getByText('4', { exact: true }).waitFor();
  await row.getByRole('button', { name: words.seen }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: shell.common.undo }).click();
  await row.waitFor();
  expect(await faults(page)).toEqual([]);
});
