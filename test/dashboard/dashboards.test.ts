/** Dashboards as a person makes them, and the two things in them that can be held without a browser: grid and ranges. */
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/base/json.ts';
import { appended, type Cell, placed } from '../../src/dashboard/dashboards/grid.ts';
import { spanOf, stepsOf } from '../../src/dashboard/dashboards/ranges.ts';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => dashboard?.close());

/** An operation in the name of whoever is logged in. */
async function ask(page: Page, op: JsonObject): Promise<JsonObject> {
  const text = await page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json', 'x-takt-page': '1' };
      return (await fetch('/api/2/json', { method: 'POST', headers, body })).text();
    },
    JSON.stringify({ ops: [op] }),
  );
  const { ops } = JSON.parse(text) as { ops: JsonObject[] };
  return ops[0] ?? {};
}

function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

for (const [language, words, theme] of [
  ['en', en, 'light'],
  ['ru', ru, 'dark'],
] as const) {
  const { dashboards, shell } = words;

  browserTest(
    `a person makes a dashboard, adds a chart of a process, sees new tasks at once, arranges and deletes it (${language})`,
    async () => {
      const page = await dashboard.open({ language, theme });
      const title = `Orders ${language}`;
      const conv = await ask(page, { type: 'create', obj: 'conv', title: `Shop ${language}`, folder_id: 0 });
      const conv_id = Number(conv.obj_id);
      const task = { type: 'create', obj: 'task', conv_id, data: {} };
      await page.goto(`${dashboard.url}/dashboards`);
      await page.getByRole('button', { name: dashboards.create }).click();
      await page.getByRole('dialog').getByLabel(words.workspace.field.title).fill(title);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      await page.getByText(dashboards.empty.title).waitFor();
      await page.getByRole('button', { name: dashboards.addChart }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(dashboards.name, { exact: true }).fill('Chart A');
      await dialog.getByRole('button', { name: `Shop ${language}` }).click();
      await dialog.getByRole('button', { name: 'Final', exact: true }).click();
      expect(await faults(page)).toEqual([]);
      await dialog.getByRole('button', { name: shell.common.save }).click();
      const chart = page.getByRole('region', { name: 'Chart A' });
      await chart.getByRole('row', { name: 'Final' }).waitFor({ state: 'attached' });
      const value = chart.locator('td').first();
      expect(await value.textContent()).toBe('0');
      for (let made = 0; made < 3; made++) await ask(page, task);
      await chart.locator('td').filter({ hasText: /^3$/ }).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: dashboards.edit, exact: true }).click();
      await chart.getByRole('button', { name: filled(dashboards.grid.handle, { name: 'Chart A' }) }).focus();
      const saved = page.waitForResponse(
        (response) => response.request().postData()?.includes('"width":8') === true && response.ok(),
      );
      for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight']) await page.keyboard.press(key);
      await saved;
      await page.getByRole('button', { name: dashboards.done }).click();
      await page.getByLabel(dashboards.range.label).selectOption('lastHour');
      expect(await faults(page)).toEqual([]);
      await page.reload();
      await chart.waitFor();
      expect(await chart.getAttribute('style')).toContain('--column: 2 / span 8');
      await chart.getByRole('button', { name: filled(dashboards.chartMenu, { name: 'Chart A' }) }).click();
      await page.getByRole('menuitem', { name: shell.common.delete }).click();
      await page.getByText(dashboards.empty.title).waitFor();
      await page.getByRole('button', { name: shell.common.undo }).click();
      await chart.waitFor();
      await page.goto(`${dashboard.url}/dashboards`);
      await page.getByRole('link', { name: title }).waitFor();
      expect(await faults(page)).toEqual([]);
      await page.context().close();
    },
    90_000,
  );
}

browserTest(
  'charts of all kinds are drawn, each with a table for those who cannot see it, also on a telephone; the file is kept',
  async () => {
    const page = await dashboard.open({ width: 380, height: 800 });
    const conv = await ask(page, { type: 'create', obj: 'conv', title: 'Kinds', folder_id: 0 });
    const conv_id = Number(conv.obj_id);
    for (let made = 0; made < 3; made++) await ask(page, { type: 'create', obj: 'task', conv_id, data: {} });
    const { list } = await ask(page, { type: 'list', obj: 'conv', obj_id: conv_id });
    const series = (list as JsonObject[]).map(({ obj_id = '', title = '' }) => ({
      conv_id,
      node_id: obj_id,
      title,
      type: 'in',
    }));
    const made = await ask(page, {
      type: 'create',
      obj: 'dashboard',
      title: 'All kinds',
      time_range: { select: 'today' },
    });
    const dashboard_id = Number(made.obj_id);
    const grid: JsonObject[] = [];
    for (const [index, obj_type] of ['column', 'pie', 'funnel', 'table', 'line'].entries()) {
      const { obj_id = '' } = await ask(page, {
        type: 'create',
        obj: 'chart',
        dashboard_id,
        name: obj_type,
        obj_type,
        series,
        sort: true,
      });
      grid.push({ obj_id, x: 0, y: index * 5, width: 6, height: 5 });
    }
    await ask(page, { type: 'modify', obj: 'dashboard', obj_id: dashboard_id, grid });
    await page.goto(`${dashboard.url}/dashboard/${dashboard_id}`);
    for (const name of ['column', 'pie', 'funnel', 'table']) {
      const cell = page.getByRole('region', { name }).locator('td').filter({ hasText: /^3$/ });
      await cell.first().waitFor({ state: 'attached' });
    }
    await page.locator('canvas').waitFor();
    const points = page.getByRole('region', { name: 'line' }).locator('table');
    expect(await points.locator('caption').textContent()).toBe('line');
    expect(await faults(page)).toEqual([]);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(380);
    await page.getByRole('button', { name: en.shell.common.more, exact: true }).click();
    const file = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: en.dashboards.download }).click();
    expect((await file).suggestedFilename()).toMatch(/\.json$/);
    await page.context().close();
  },
  90_000,
);

const cell = (obj_id: string, x: number, y: number, width = 6, height = 4): Cell => ({ obj_id, x, y, width, height });

test('A chart that is moved pushes those under it down, stays within the columns, and everything falls up', () => {
  const grid = [cell('a', 0, 0), cell('b', 6, 0), cell('c', 0, 4, 12)];
  expect(placed(grid, cell('b', 4, 0))).toEqual([cell('b', 4, 0), cell('a', 0, 4), cell('c', 0, 8, 12)]);
  expect(placed(grid, cell('a', -3, -2))).toEqual(expect.arrayContaining(grid));
  expect(placed(grid, cell('c', 5, 50, 12)).find(({ obj_id }) => obj_id === 'c')).toEqual(cell('c', 0, 4, 12));
  expect(placed(grid, cell('a', 0, 0, 0, 0)).find(({ obj_id }) => obj_id === 'a')).toEqual(cell('a', 0, 0, 2, 2));
});

test('Charts never lie on each other, wherever they are put', () => {
  let grid: Cell[] = [];
  for (let at = 0; at < 12; at++)
    grid = appended(grid, String(at), { width: 2 + ((at * 5) % 7), height: 2 + (at % 4) });
  for (let at = 0; at < 200; at++) {
    const moved = grid[at % grid.length];
    if (moved === undefined) continue;
    grid = placed(grid, { ...moved, x: (at * 7) % 13, y: (at * 3) % 20, width: 1 + ((at * 11) % 12) });
    expect(Math.max(...grid.map(({ x, width }) => x + width))).toBeLessThanOrEqual(12);
    const taken = new Set<string>();
    for (const { x, y, width, height } of grid) {
      for (let column = x; column < x + width; column++) {
        for (let row = y; row < y + height; row++) {
          taken.add(`${column} ${row}`);
        }
      }
    }
    expect(taken.size).toBe(grid.reduce((sum, { width, height }) => sum + width * height, 0));
  }
  expect(grid).toHaveLength(12);
});

test('Ranges are of the local calendar: yesterday, the week before from Monday on, the month before', () => {
  // A Wednesday.
  const now = new Date(2024, 2, 13, 15, 20, 30);
  const local = (seconds: number): string => new Date(seconds * 1000).toDateString();
  const of = (select: 'previous_day' | 'previous_week' | 'previous_month'): string[] => {
    const { start, end } = spanOf({ select, start: 0, stop: 0 }, now);
    return [local(start), local(end)];
  };
  expect(of('previous_day')).toEqual(['Tue Mar 12 2024', 'Wed Mar 13 2024']);
  expect(of('previous_week')).toEqual(['Mon Mar 04 2024', 'Mon Mar 11 2024']);
  expect(of('previous_month')).toEqual(['Thu Feb 01 2024', 'Fri Mar 01 2024']);
  const hour = spanOf({ select: 'lastHour', start: 0, stop: 0 }, now);
  expect([hour.end - hour.start, hour.interval, stepsOf(hour, 0).length]).toEqual([3600, 'minute', 61]);
  expect(spanOf({ select: 'fromTo', start: 900_000, stop: 0 }, now)).toMatchObject({ start: 0, end: 900_000 });
});
