/** A task led through its process step by step, as a person does it in Debug. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/base/json.ts';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { doneBy } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard, PASSWORD, until } from './browser.ts';

jest.setTimeout(120_000);

let dashboard: Dashboard;
beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

const id = (n: number): string => `aaaaaaaaaaaaaaaaaaaaaaa${n}`;
const [START, SUM, CALL, WAIT, LATE, END] = [id(1), id(2), id(3), id(4), id(5), id(6)];

/** Start → total = price + 1 → a call over HTTP → a wait for a callback, of at most an hour → Late, or the end. */
async function orders(page: Page, title: string, url = 'http://127.0.0.1:9'): Promise<number> {
  const go = (to_node_id: string): JsonObject => ({ type: 'go', to_node_id });
  const set = (extra: JsonObject): JsonObject => ({ type: 'set_param', extra, extra_type: {}, err_node_id: END });
  const call = { type: 'api', method: 'GET', url, extra_headers: {}, max_threads: 5, err_node_id: END };
  const hour = { type: 'time', value: 1, dimension: 'hour', to_node_id: LATE };
  const node = (at: string, obj_type: number, y: number, logics: JsonObject[], semaphors: JsonObject[] = []) => {
    return { id: at, obj_type, title: `node ${at.at(-1)}`, description: '', x: 0, y, condition: { logics, semaphors } };
  };
  const nodes = [
    node(START, 1, 0, [go(SUM)]),
    node(SUM, 0, 120, [set({ total: '$.math({{price}}+1)' }), go(CALL)]),
    node(CALL, 0, 240, [call, go(WAIT)]),
    node(WAIT, 0, 360, [{ type: 'api_callback' }, go(END)], [hour]),
    node(LATE, 0, 480, [set({ late: 'yes' }), go(END)]),
    { ...node(END, 2, 620, []), options: '{"save_task":true}' },
  ];
  const whole = { obj_type: 1, obj_id: null, parent_id: 0, title, conv_type: 'process', status: 'active', params: [] };
  const scheme = JSON.stringify([{ ...whole, description: '', ref_mask: false, scheme: { nodes } }]);
  const made = await doneBy(page, { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme });
  return Number((made.scheme as JsonObject[])[0]?.obj_id);
}

const node = (page: Page, at: string) => page.locator(`[data-node="${at}"]`);
/** The debugged task stands there. */
const standsIn = (page: Page, at: string) => node(page, at).locator('[data-here]').waitFor();

async function sendTask(page: Page, { process }: typeof en, data: JsonObject): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: process.add.button }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: process.add.asJson }).click();
  await dialog.getByRole('textbox', { name: process.add.json }).fill(JSON.stringify(data));
  await dialog.getByRole('button', { name: process.add.send.create }).click();
  await standsIn(page, START);
}

/** All nodes are seen, as far from the left edge of the canvas as from the right one. */
const INSIDE = `(() => {
  const all = [...document.querySelectorAll('[data-node]')].map((node) => node.getBoundingClientRect());
  const canvas = document.querySelector('.react-flow').getBoundingClientRect();
  const [left, right] = [Math.min(...all.map((one) => one.left)), Math.max(...all.map((one) => one.right))];
  return all.length === 6 && Math.abs(left - canvas.left - (canvas.right - right)) < 40;
})()`;

/** Writes the data anew that go with the next step. */
async function write(page: Page, { debug }: typeof en, data: JsonObject): Promise<void> {
  await page.getByRole('textbox', { name: debug.task.json }).fill(JSON.stringify(data));
}

for (const [language, words] of [
  ['en', en],
  ['ru', ru as typeof en],
] as const) {
  const { debug, process } = words;

  browserTest(
    `a person leads a task through a process step by step, and lets all go on again (${language})`,
    async () => {
      const page = await dashboard.open({ language, theme: language === 'en' ? 'light' : 'dark' });
      const conv = await orders(page, `Orders ${language}`);
      await page.goto(`${dashboard.url}/process/${conv}/view`);
      await page.getByLabel(process.status.label).selectOption('debug');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(debug.ask.text).waitFor();
      await dialog.getByRole('button', { name: debug.ask.deed }).click();
      await page.waitForURL(/\/debug$/);
      await page.getByText(debug.held.emptyTitle).waitFor();
      // The whole process lies in the middle of the canvas from the beginning.
      await until(page, INSIDE);
      await sendTask(page, words, { price: 1, client_secret: 'very-secret-1' });
      expect(await page.getByRole('textbox', { name: debug.task.json }).textContent()).not.toContain('very-secret-1');

      // What is written goes with the step, and what the node made of it is told.
      await page.keyboard.press('F8');
      await standsIn(page, SUM);
      await write(page, words, { price: 41, client_secret: '***' });
      await page.locator('[data-change=changed]').filter({ hasText: 'price' }).waitFor();
      await page.getByRole('button', { name: debug.tools.step, exact: true }).click();
      await standsIn(page, CALL);
      const last = page.getByRole('region', { name: debug.task.last });
      await last.locator('[data-change=added]').filter({ hasText: 'total42' }).waitFor();
      expect(await faults(page)).toEqual([]);

      // Back it has the data it had there.
      await page.keyboard.press('F7');
      await standsIn(page, SUM);
      expect(await page.getByRole('textbox', { name: debug.task.json }).textContent()).not.toContain('total');

      // A breakpoint by the keyboard; Run goes on to it, over a call that cannot be made.
      await node(page, END).click();
      expect(await page.getByRole('button', { name: debug.node.point, exact: true }).count()).toBe(0);
      await node(page, WAIT).click();
      await page.keyboard.press('p');
      await standsIn(page, WAIT);
      await node(page, LATE).click();
      await page.keyboard.press('b');
      await node(page, LATE).locator('[aria-pressed=true]').waitFor();
      await page.keyboard.press('F8');
      await page.locator('[data-wait=callback]').waitFor();
      await page.keyboard.press('Shift+F8');
      await standsIn(page, LATE);
      await page.getByRole('tab', { name: debug.task.history }).click();
      await page.locator(`[data-stay="${LATE}"]`).waitFor();

      // Repeat begins anew, and runs on to the breakpoint; a wait is let go with data.
      const first = page.url();
      await node(page, WAIT).click();
      await page.keyboard.press('s');
      await node(page, WAIT).locator('[data-start]').waitFor();
      await page.keyboard.press('Shift+F9');
      await page.waitForURL((url) => url.href !== first);
      await page.locator('[data-wait=callback]').waitFor();
      await page.keyboard.press('Delete');
      await node(page, WAIT).locator('[data-start]').waitFor({ state: 'detached' });
      await write(page, words, { price: 1, client_secret: '***', courier: 'Ivan' });
      await page.getByRole('button', { name: debug.tools.letGo }).click();
      await standsIn(page, END);
      expect(await page.locator('[data-change=added]').filter({ hasText: 'Ivan' }).count()).toBe(1);

      // View tells that the process stands still; set active again, the first task goes on to its end.
      await page.keyboard.press('Control+Shift+V');
      await page.locator('[data-notice=debug]').waitFor();
      expect(await faults(page)).toEqual([]);
      // Edit tells it too: whatever is deployed, nothing runs on.
      await page.keyboard.press('Control+Shift+E');
      await page.locator('[data-notice=debug]').getByText(words.editor.inDebug).waitFor();
      await page.keyboard.press('Control+Shift+D');
      await page.goto(first);
      await standsIn(page, LATE);
      await page.getByRole('button', { name: debug.end }).click();
      await page.locator('[data-notice=off]').waitFor();
      await standsIn(page, END);
    },
  );
}

browserTest(
  'Run plays the steps where nothing is set, waits for what is under way, and Hold takes the task back',
  async () => {
    // The first call is never answered, the second at once.
    let calls = 0;
    const outside = createServer((_, response) => {
      if (calls++ > 0) response.setHeader('content-type', 'application/json').end('{"bank":"ok"}');
    });
    await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
    try {
      const page = await dashboard.open();
      const conv = await orders(page, 'Played', `http://127.0.0.1:${(outside.address() as AddressInfo).port}`);
      await doneBy(page, { type: 'modify', obj: 'conv', obj_id: conv, status: 'debug' });
      await page.goto(`${dashboard.url}/process/${conv}/debug`);
      await sendTask(page, en, { price: 1 });
      // A step that fails does not keep what is played after it.
      await page.route('**/api/2/json', (route) => route.abort());
      await page.keyboard.press('F8');
      await page.getByText(en.shell.errors.offline).first().waitFor();
      await page.unroute('**/api/2/json');
      await page.locator('[role=toolbar] button:enabled', { hasText: en.debug.tools.run }).waitFor();
      await page.keyboard.press('F9');
      await page.locator('[data-wait=effect]').waitFor();
      await page.getByText(en.debug.task.waiting).waitFor();
      // What would be written meanwhile could go with no step: nothing is taken before it is stopped.
      const data = page.getByRole('textbox', { name: en.debug.task.json });
      await data.focus();
      await page.getByText(en.debug.task.dataPlayed).waitFor();
      await page.keyboard.type('too early');
      expect(await data.textContent()).not.toContain('too early');
      await page.keyboard.press('F9');
      await page.getByText(en.debug.task.dataHint).waitFor();
      await page.keyboard.type('in time');
      expect(await data.textContent()).toContain('in time');
      await page.getByRole('button', { name: en.debug.task.reset }).click();
      await page.getByRole('button', { name: en.debug.tools.hold }).click();
      await page.locator('[data-wait=debug]').waitFor();
      await standsIn(page, CALL);
      // The second call is answered: played on, the task waits for somebody, and the play is over.
      await page.keyboard.press('F9');
      await page.locator('[data-wait=callback]').waitFor();
      await page.getByRole('button', { name: en.debug.tools.hold }).waitFor();
      await page.getByText('"ok"').first().waitFor();
    } finally {
      outside.closeAllConnections();
      outside.close();
    }
  },
);

browserTest(
  'who may only view looks on: no step is offered, none is taken, and the page follows what others do',
  async () => {
    const page = await dashboard.open();
    const conv = await orders(page, 'Watched');
    const login = { type: 'corezoid', login: 'watcher', password: PASSWORD };
    const made = await doneBy(page, { type: 'create', obj: 'user', title: 'Watcher', logins: [login] });
    const [user] = made.users as JsonObject[];
    const privs = [{ type: 'view', list_obj: ['all'] }];
    const share = { type: 'link', obj: 'conv', obj_id: conv, obj_to: 'user', obj_to_id: user?.obj_id ?? 0, privs };
    await doneBy(page, share);
    await doneBy(page, { type: 'modify', obj: 'conv', obj_id: conv, status: 'debug' });
    const task = await doneBy(page, { type: 'create', obj: 'task', conv_id: conv, ref: 'r1', data: { price: 1 } });

    const guest = await page.context().browser()?.newPage();
    if (guest === undefined) throw new Error('no browser');
    await guest.goto(dashboard.url);
    await guest.fill('[name=login]', 'watcher');
    await guest.fill('[name=password]', PASSWORD);
    await guest.click('[type=submit]');
    await guest.waitForSelector('main#content');
    await guest.goto(`${dashboard.url}/process/${conv}/debug`);
    await guest.getByText(en.debug.lookOnly).waitFor();
    await guest.locator('[data-held=r1]').click();
    await standsIn(guest, START);
    await node(guest, SUM).click();
    const offered = await guest.getByRole('main').getByRole('button').allTextContents();
    for (const word of [en.debug.tools.step, en.debug.node.point, en.debug.node.put, en.debug.end]) {
      expect(offered).not.toContain(word);
    }
    const step = { type: 'step_next', obj: 'task', conv_id: conv, obj_id: task.obj_id ?? '', data: {} };
    await expect(doneBy(guest, step)).rejects.toThrow('access_denied');
    await guest.keyboard.press('F8');
    await doneBy(page, step);
    await standsIn(guest, SUM);
    expect(await faults(guest)).toEqual([]);
    await doneBy(page, { type: 'modify', obj: 'conv', obj_id: conv, status: 'active' });
    await guest.locator('[data-notice=off]').waitFor();
  },
);
