/** Dashboards and their charts over the API, as Corezoid's clients make them, and the values that charts show. */
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { go, sum } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, START } from '../fixtures/world.ts';
import { call, type Key, listOf, one, post, type Served, serve } from './harness.ts';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const metric = { conv_id: 7, node_id: 'a'.repeat(24), title: 'Came in', type: 'in', type_icon: 'x', type_title: 1 };
const bar = { name: 'Orders', obj_type: 'column', series: [metric] };

async function dashboard(folder_id = 0): Promise<number> {
  const time_range = { select: 'online', start: 1, stop: 2, timezone_offset: -180 };
  const op = { type: 'create', obj: 'dashboard', obj_type: 0, title: 'Shop', folder_id, status: 'active', time_range };
  return Number((await one(served, op)).obj_id);
}

const chart = (type: string, fields: JsonObject): JsonObject => ({ type, obj: 'chart', ...fields });
const show = (obj_id: number, key?: Key): Promise<JsonObject> =>
  one(served, { type: 'show', obj: 'dashboard', obj_id }, key === undefined ? {} : { key });

async function values(body: JsonObject, key: Key = served.admin): Promise<JsonObject> {
  return (await post(served, JSON.stringify(body), { key, path: '/api/takt/chart_values' })).json;
}

test('A chart is made, placed on the grid of 12 columns, changed whole and deleted with its place', async () => {
  const obj_id = await dashboard();
  const made = await one(served, chart('create', { dashboard_id: obj_id, ...bar, company_id: 'i1' }));
  expect(made).toMatchObject({ proc: 'ok', dashboard_id: obj_id, obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) });
  expect(await show(obj_id)).toMatchObject({
    title: 'Shop',
    grid: [],
    chart_list: [{ obj_id: made.obj_id, name: 'Orders', type: 'column', series: [metric] }],
    time_range: { select: 'online', timezone_offset: -180 },
  });
  const cell = { obj_id: made.obj_id ?? '', x: 6, y: 0, width: 6, height: 4 };
  await one(served, { type: 'modify', obj: 'dashboard', obj_id, grid: [cell], time_range: { select: 'today' } });
  expect(await show(obj_id)).toMatchObject({ grid: [cell], time_range: { select: 'today' }, title: 'Shop' });
  const at = { dashboard_id: obj_id, obj_id: made.obj_id ?? '' };
  expect(await one(served, chart('modify', { ...at, name: 'Pie', obj_type: 'pie', series: [] }))).toMatchObject({
    proc: 'ok',
  });
  expect(await one(served, chart('get', at))).toMatchObject({ name: 'Pie', obj_type: 'pie', series: [], sort: false });
  expect(listOf(await one(served, { type: 'get', obj: 'charts_list' }))).toEqual([
    expect.objectContaining({ name: 'Pie', dashboard_id: obj_id, dashboard_title: 'Shop' }),
  ]);
  await one(served, chart('delete', at));
  expect(await show(obj_id)).toMatchObject({ grid: [], chart_list: [] });
  expect(await one(served, chart('get', at))).toMatchObject({ proc: 'error', code: 'not_found' });
});

test('What does not lie on the grid, is no chart or is too much is refused in words', async () => {
  const dashboard_id = await dashboard();
  const { obj_id = '' } = await one(served, chart('create', { dashboard_id, ...bar }));
  const grid = (cell: JsonObject): Promise<JsonObject> =>
    one(served, { type: 'modify', obj: 'dashboard', obj_id: dashboard_id, grid: [{ obj_id, ...cell }] });
  for (const cell of [
    { x: 7, y: 0, width: 6, height: 1 },
    { x: -1, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: 0, height: 1 },
    { x: 0, y: 1e9, width: 1, height: 1 },
    { obj_id: 'other', x: 0, y: 0, width: 1, height: 1 },
  ]) {
    expect(await grid(cell)).toMatchObject({ proc: 'error', code: 'bad_request' });
  }
  for (const wrong of [{ obj_type: 'cake' }, { name: '' }, { series: [{ conv_id: 1 }] }]) {
    expect(await one(served, chart('create', { dashboard_id, ...bar, ...wrong }))).toMatchObject({
      code: 'bad_request',
    });
  }
  const more = Array.from({ length: LIMITS.charts_per_dashboard }, () => chart('create', { dashboard_id, ...bar }));
  expect((await call(served, more)).at(-1)).toMatchObject({ proc: 'error', code: 'too_large' });
});

test('Dashboards lie in folders like processes: listed, moved, starred, found, thrown away and shared', async () => {
  const folder = Number((await one(served, { type: 'create', obj: 'folder', title: 'F' })).obj_id);
  const obj_id = await dashboard(folder);
  const listed = await one(served, { type: 'list', obj: 'folder', obj_id: folder, filter: 'dashboard' });
  expect(listOf(listed)).toEqual([expect.objectContaining({ obj_type: 'dashboard', obj_id, title: 'Shop' })]);
  const guest = served.guest;
  expect(await show(obj_id, guest)).toMatchObject({ code: 'access_denied' });
  const privs = [{ type: 'view', list_obj: ['all'] }];
  const link = { type: 'link', obj: 'dashboard', obj_id, obj_to: 'user', obj_to_id: guest.obj_id, privs };
  expect(await one(served, link)).toMatchObject({ proc: 'ok', action_type: 'link' });
  expect(await show(obj_id, guest)).toMatchObject({ proc: 'ok', is_owner: false });
  const change = { type: 'modify', obj: 'dashboard', obj_id, title: 'Mine' };
  expect(await one(served, change, { key: guest })).toMatchObject({ code: 'access_denied' });
  expect(listOf(await one(served, { type: 'list', obj: 'dashboards', pattern: 'sho' }, { key: guest }))).toHaveLength(
    1,
  );
  expect(await one(served, { type: 'favorite', obj: 'dashboard', obj_id, favorite: true })).toMatchObject({
    proc: 'ok',
  });
  await one(served, { type: 'delete', obj: 'folder', obj_id: folder });
  expect(listOf(await one(served, { type: 'list', obj: 'dashboards' }))).toEqual([]);
  await one(served, { type: 'restore', obj: 'folder', obj_id: folder });
  const move = { type: 'link', obj: 'folder', obj_type: 'dashboard', obj_id, folder_id: 0, parent_id: folder };
  expect(await one(served, move)).toMatchObject({ proc: 'ok', action_type: 'move' });
  for (const type of ['delete', 'restore', 'delete', 'destroy']) {
    expect(await one(served, { type, obj: 'dashboard', obj_id })).toMatchObject({ proc: 'ok' });
  }
  expect(await show(obj_id)).toMatchObject({ code: 'not_found' });
});

test('A dashboard goes with its folder through export and import, and its metrics mean the copies', async () => {
  const folder = Number((await one(served, { type: 'create', obj: 'folder', title: 'F' })).obj_id);
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, folder, text, { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  const dashboard_id = await dashboard(folder);
  const series = [{ conv_id, node_id: WORK, title: 'Work', type: 'in' }];
  const { obj_id = '' } = await one(served, chart('create', { dashboard_id, name: 'A', obj_type: 'line', series }));
  const grid = [{ obj_id, x: 0, y: 0, width: 12, height: 4 }];
  await one(served, { type: 'modify', obj: 'dashboard', obj_id: dashboard_id, grid });
  const copied = await one(served, { type: 'create', obj: 'obj_copy', obj_type: 'folder', obj_id: folder });
  const made = listOf(copied, 'scheme');
  const copy = made.find(({ obj_type }) => obj_type === 'dashboard');
  const conv = made.find(({ obj_type }) => obj_type === 'conv');
  expect(conv?.obj_id).not.toBe(conv_id);
  expect(await show(Number(copy?.obj_id))).toMatchObject({
    grid,
    chart_list: [{ name: 'A', type: 'line', series: [{ conv_id: conv?.obj_id, node_id: WORK }] }],
  });
  const alone = await one(served, { type: 'get', obj: 'obj_scheme', obj_type: 'dashboard', obj_id: dashboard_id });
  expect(listOf(alone, 'scheme')).toMatchObject([{ obj_type: 3, title: 'Shop', charts_list: [{ name: 'A' }] }]);
});

test('Charts show what came in and went out in a time, what stands there now, the totals of Sums, and lines', async () => {
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  for (const minutes of [0, 50]) {
    await served.world.clock.run(minutes * 60_000);
    await served.world.addTask(conv_id, {});
  }
  await served.world.clock.run(30 * 60_000);
  const summing = await deployed(served.world, [
    { id: 's', logics: [go('sum')] },
    { id: 'sum', logics: [sum({ n: '2' }, 'err'), go('end')] },
    { id: 'end' },
    { id: 'err' },
  ]);
  await served.world.addTask(summing, {});
  const noon = START / 1000;
  const series = [
    { conv_id, node_id: WORK },
    { conv_id: summing, node_id: 'sum' },
    { conv_id: 123456, node_id: 'x' },
    { conv_id, node_id: 'gone' },
  ];
  const asked = { series, start: noon, end: noon + 7200, interval: 'hour' };
  expect((await values(asked)).values).toMatchObject([
    {
      title: 'Work',
      count: 1,
      in: 2,
      out: 1,
      points: [
        { at: noon, in: 2, out: 0 },
        { at: noon + 3600, in: 0, out: 1 },
      ],
    },
    { count: 0, in: 1, out: 1, sums: [{ sum_id: 'n', total: 2 }] },
    { error: 'not_found' },
    { error: 'not_found' },
  ]);
  const denied = await values({ series: series.slice(0, 1) }, served.guest);
  expect(denied.values).toEqual([{ error: 'access_denied' }]);
  const tooFine = { ...asked, start: 0, end: noon, interval: 'minute' };
  expect(await values(tooFine)).toMatchObject({ request_proc: 'error', code: 'bad_request' });
  const endless = { ...asked, start: 1, end: 0, series: [] };
  expect(await values(endless)).toEqual({ values: [] });
});
