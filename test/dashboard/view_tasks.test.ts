/** The tasks of a node and what is done with them one by one: paging, searching, changing, retrying, exporting. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { browserTest, type Dashboard, openDashboard } from './browser.ts';
import { END, type Row, START, sendOps, WAIT, waitingProcess } from './waiting.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

const ops = (list: Row[]): Promise<Row[]> => sendOps(dashboard.url, list);
const { node, task, add, retry, system } = en.process;
const PASSWORD = 'difference';

function creates(conv_id: number, refs: string[], data: Row = { name: 'Ada' }): Promise<Row[]> {
  return ops(refs.map((ref) => ({ type: 'create', obj: 'task', conv_id, ref, data })));
}

async function nodeOf(page: Page, conv: number, ref: string): Promise<void> {
  await page.goto(`${dashboard.url}/process/${conv}/view?node=${WAIT}`);
  await page.locator(`tr[data-task="${ref}"]`).waitFor();
}

browserTest('pages of a node say what they show and stay while more tasks come; a time can be jumped to', async () => {
  const conv = await waitingProcess(ops, 'Pages');
  const refs = Array.from({ length: 120 }, (_, n) => `r${n}`);
  await creates(conv, refs);
  const page = await dashboard.open();
  await nodeOf(page, conv, 'r119');
  await page.getByText('1–50 of 120').waitFor();
  await page.getByRole('button', { name: node.older }).click();
  await page.getByText('51–100 of 120').waitFor();
  await creates(conv, ['late1', 'late2']);
  await page.locator(`[data-node="${WAIT}"] [data-count="122"]`).waitFor();
  await page.getByRole('button', { name: node.oldest }).click();
  await page.getByText('71–120 of 120').waitFor();
  await page.locator('tr[data-task=r0]').waitFor();
  await page.getByRole('button', { name: node.newest }).click();
  await page.locator('tr[data-task=late2]').waitFor();
  await page.getByText('1–50 of 122').waitFor();
  await page.getByRole('button', { name: node.toTime }).click();
  await page.locator('input[name=time]').fill('2020-01-01T00:00:00');
  await page.getByRole('button', { name: node.go, exact: true }).click();
  await page.getByText(node.emptyTitle).waitFor();
  await page.getByRole('button', { name: node.newest }).click();
  await page.getByLabel(node.byRef).fill('r17');
  await page.locator('tr[data-task=r17]').waitFor();
});

browserTest(
  'a Modify sends what was changed, takes no parameter out and says so, and leaves the rest as it is, line breaks too',
  async () => {
    const conv = await waitingProcess(ops, 'Modify');
    const ref = 'a/b ?"<b>\u{1f600}';
    await creates(conv, [ref], { name: 'Ada', text: 'two\nlines', none: null });
    const page = await dashboard.open();
    await nodeOf(page, conv, ref.replaceAll('"', '\\"'));
    await page.getByRole('button', { name: node.actions.replace('{{task}}', ref) }).click();
    await page.getByRole('menuitem', { name: task.modify }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: add.removeRow }).count()).toBe(0);
    await dialog.getByRole('button', { name: add.asJson }).click();
    await dialog.getByRole('textbox', { name: add.json }).fill('{"name": "Bob"}');
    await dialog.getByText(en.debug.task.kept_other.replace('{{names}}', 'text, none')).waitFor();
    await dialog.getByRole('button', { name: add.asForm }).click();
    expect(await dialog.locator('[data-param=text] textarea').inputValue()).toBe('two\nlines');
    await dialog.getByRole('button', { name: add.send.modify }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('search').getByRole('searchbox').fill(ref);
    await page.keyboard.press('Enter');
    await page.locator(`[data-stay="${END}"]`).waitFor();
    expect(await page.locator('[data-change]').count()).toBe(1);
    await page.getByRole('tab', { name: task.data }).click();
    const data = JSON.parse((await page.getByRole('tabpanel').locator('pre').textContent()) ?? '') as Row;
    expect(data).toEqual({ name: 'Bob', text: 'two\nlines', none: null });
  },
);

browserTest('a task is put into another node by hand, and tells which task copied it', async () => {
  const conv = await waitingProcess(ops, 'Retry');
  const [parent] = await creates(conv, ['parent']);
  const [made] = await creates(conv, ['r1'], { name: 'x', __copy_conv_id__: conv, __copy_ref_id__: 'parent' });
  const page = await dashboard.open();
  await page.goto(`${dashboard.url}/process/${conv}/task/${made?.obj_id}`);
  await page.locator(`[data-stay="${WAIT}"]`).waitFor();
  const panel = page.getByRole('complementary', { name: task.title, exact: true });
  await panel.getByRole('button', { name: en.shell.common.more }).click();
  await page.getByRole('menuitem', { name: retry.open }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel(retry.node).inputValue()).toBe(WAIT);
  await dialog.getByLabel(retry.node).selectOption(END);
  await dialog.getByRole('button', { name: retry.deed, exact: true }).click();
  await page.locator(`[data-stay="${END}"]`).waitFor();
  await page.getByRole('tab', { name: task.about }).click();
  await page.getByText(system.previous).waitFor();
  await panel
    .getByRole('link', { name: /parent/ })
    .first()
    .click();
  await page.waitForURL((url) => url.pathname.endsWith(String(parent?.obj_id)));
});

browserTest(
  'whoever may only look gets no way to change anything; a task that is deleted elsewhere is gone at once',
  async () => {
    const conv = await waitingProcess(ops, 'Rights');
    const [made] = await creates(conv, ['r1']);
    const logins = [{ type: 'corezoid', login: 'viewer', password: PASSWORD }];
    const [user] = await ops([{ type: 'create', obj: 'user', title: 'Viewer', logins }]);
    const [{ obj_id } = { obj_id: 0 }] = (user?.users ?? []) as { obj_id: number }[];
    const privs = [{ type: 'view', list_obj: ['all'] }];
    await ops([{ type: 'link', obj: 'conv', obj_id: conv, obj_to: 'user', obj_to_id: obj_id, privs }]);
    const page = await dashboard.open({ login: 'viewer', password: PASSWORD });
    await nodeOf(page, conv, 'r1');
    expect(await page.getByRole('button', { name: add.button }).count()).toBe(0);
    expect(await page.locator('table input').count()).toBe(0);
    await page.getByRole('button', { name: node.actions.replace('{{task}}', 'r1') }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual([node.inEditor, node.copyTask]);
    await page.goto(`${dashboard.url}/process/${conv}/task/${made?.obj_id}`);
    await page.locator(`[data-stay="${WAIT}"]`).waitFor();
    expect(await page.getByRole('button', { name: task.modify, exact: true }).count()).toBe(0);
    await ops([{ type: 'delete', obj: 'task', conv_id: conv, obj_id: made?.obj_id }]);
    await page.getByText(task.goneTitle).waitFor();
  },
);

browserTest('tasks are exported with the system parameters and the time that were chosen', async () => {
  const conv = await waitingProcess(ops, 'Export');
  await creates(conv, ['r1', 'r2']);
  const page = await dashboard.open();
  await nodeOf(page, conv, 'r2');
  const panel = page.getByRole('complementary', { name: 'node 2' });
  await panel.getByRole('button', { name: en.shell.common.more, exact: true }).click();
  await page.getByRole('menuitem', { name: node.export }).click();
  const dialog = page.getByRole('dialog');
  const words = en.process.export;
  await dialog.getByLabel(words.range).selectOption('previous_month');
  await dialog.getByRole('button', { name: words.deed, exact: true }).click();
  await dialog.getByText(words.nothing).waitFor();
  await dialog.getByLabel(words.range).selectOption('lastHour');
  await dialog.getByRole('checkbox', { name: words.columns.change_time }).uncheck();
  await dialog.getByRole('checkbox', { name: words.columns.node_prev_id }).check();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: words.deed, exact: true }).click();
  const rows = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  expect(rows[0]).toBe('ref|create_time|node_prev_id|name');
  expect(rows[1]).toMatch(new RegExp(`^r2\\|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\|${START}\\|Ada$`));
});
