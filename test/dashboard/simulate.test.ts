/** Simulate as a person uses it: a process is tried without anything outside, and looked at step by step. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/base/json.ts';
import { callsOf, newRule, requestOf, setupOf } from '../../src/dashboard/simulate/setup.ts';
import { readSimulated, since, stateAt } from '../../src/dashboard/simulate/timeline.ts';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { differencesOf, loadScenarios } from '../../src/main/simulate.ts';
import { openSandbox } from '../../src/main/simulated_world.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

let dashboard: Dashboard;
const sandbox = openSandbox();

beforeAll(async () => {
  if (browserTest === test) dashboard = await openDashboard();
});
afterAll(() => Promise.all([dashboard?.close(), sandbox.close()]));

const charge = {
  ...{ type: 'api', method: 'POST', url: 'http://shop.example.com/charge', format: '', err_node_id: FINAL },
  ...{ extra: { sum: '{{sum}}' }, extra_type: { sum: 'number' } },
};

async function ask(page: Page, op: object): Promise<JsonObject> {
  const text = await page.evaluate(async (one: unknown) => {
    const headers = { 'content-type': 'application/json', 'x-takt-page': '1' };
    const response = await fetch('/api/2/json', { method: 'POST', headers, body: JSON.stringify({ ops: [one] }) });
    return response.text();
  }, op);
  return (JSON.parse(text) as { ops: [JsonObject] }).ops[0];
}

async function process(page: Page, title: string): Promise<number> {
  const scheme = rawChain({ title, logics: [charge] });
  const made = await ask(page, { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme });
  return (made.scheme as { obj_id: number }[])[0]?.obj_id ?? 0;
}

for (const [language, words, theme] of [
  ['en', en, 'light'],
  ['ru', ru, 'dark'],
] as const) {
  const { simulate } = words;

  browserTest(
    `a person runs a process, answers what it asks, steps through it on the graph, and keeps it as a scenario (${language})`,
    async () => {
      const page = await dashboard.open({ language, theme });
      const id = await process(page, `Pay ${language}`);
      await page.goto(`${dashboard.url}/process/${id}/simulate`);
      await page.getByText(simulate.empty.title).waitFor();
      await page.getByLabel(simulate.data).fill('{"sum": 5');
      await page.getByRole('button', { name: simulate.run }).click();
      await page.locator('[aria-invalid=true]').waitFor();
      await page.getByLabel(simulate.data).fill('{"sum": 5}');
      // A run that takes long is stopped, and the next one begins.
      await page.route('**/api/takt/simulate', () => undefined, { times: 1 });
      await page.getByRole('button', { name: simulate.run }).click();
      await page.getByRole('button', { name: simulate.stop }).click();
      await page.getByText(simulate.empty.title).waitFor();
      await page.getByRole('button', { name: simulate.run }).click();
      await page.getByRole('button', { name: simulate.answerIt }).click();
      await page.getByLabel(simulate.body).fill('{"receipt": "r-{{n}}"}');
      await page.getByRole('button', { name: simulate.run }).click();
      const details = page.getByRole('region', { name: simulate.details });
      await details.getByText('"receipt": "r-1"').waitFor();
      await page.locator(`.react-flow__node.selected[data-id="${FINAL}"] [data-node]`).waitFor();
      const slider = page.getByRole('slider', { name: simulate.slider });
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      await details.getByText(simulate.asked, { exact: true }).waitFor();
      await page.locator(`.react-flow__node.selected[data-id="${WORK}"] [data-node]`).waitFor();
      await page.keyboard.press('Home');
      expect(await slider.inputValue()).toBe('0');
      expect(await faults(page)).toEqual([]);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: simulate.scenario }).click();
      await page.getByRole('menuitem', { name: simulate.save }).click();
      const saved = await (await download).path();
      const file = JSON.parse(readFileSync(saved, 'utf8')) as JsonObject;
      expect(file).toMatchObject({
        process: { title: `Pay ${language}` },
        scenarios: [{ task: { data: { sum: 5 } } }],
      });
      // As `takt test` runs it.
      for (const loaded of loadScenarios(saved)) expect(await differencesOf(loaded, sandbox)).toEqual([]);
      await page.reload();
      await page.getByText(simulate.empty.title).waitFor();
      const again = { name: 'again.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) };
      await page.setInputFiles('input[type=file]', again);
      await page.getByRole('button', { name: simulate.run }).click();
      await details.getByText('"receipt": "r-1"').waitFor();
      await page.context().close();
    },
    90_000,
  );
}

browserTest(
  'a draft that cannot run says which node is wrong and leads to it in the editor; a run that is stopped loses no server',
  async () => {
    const page = await dashboard.open();
    const id = await process(page, 'Half done');
    const node = { type: 'modify', obj: 'node', conv_id: id, obj_id: WORK, title: 'Charge', obj_type: 0, version: 77 };
    const logics = [charge, { type: 'go', to_node_id: '0123456789abcdef01234567' }];
    expect(await ask(page, { ...node, logics, semaphors: [] })).toMatchObject({ proc: 'ok' });
    const { simulate, shell } = en;
    await page.goto(`${dashboard.url}/process/${id}/simulate`);
    await page.getByLabel(simulate.version).selectOption('draft');
    await page.route('**/api/takt/simulate', () => undefined, { times: 1 });
    await page.getByRole('button', { name: simulate.run }).click();
    await page.getByRole('button', { name: simulate.stop }).click();
    await page.getByText(simulate.empty.title).waitFor();
    expect(await page.getByText(shell.errors.offline).count()).toBe(0);
    // Whoever leaves the page waits for nothing: the server is told so.
    await page.route('**/api/takt/simulate', () => undefined, { times: 1 });
    await page.getByRole('button', { name: simulate.run }).click();
    await page.getByRole('button', { name: simulate.stop }).waitFor();
    const given = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/takt/simulate'));
    await page.getByRole('link', { name: 'Half done' }).click();
    await given;
    await page.goBack();
    await page.getByLabel(simulate.version).selectOption('draft');
    await page.getByRole('button', { name: simulate.run }).click();
    const told = page.getByRole('alert').filter({ hasText: simulate.cannotRun.title });
    await told.getByText('“Then goes to” leads to node').waitFor();
    expect(await faults(page)).toEqual([]);
    await told.getByRole('link', { name: 'Charge' }).click();
    await page.waitForURL(`**/process/${id}/edit?node=${WORK}`);
    await page.context().close();
  },
  90_000,
);

test('A scenario file becomes the form and the form the same scenario again', () => {
  const scenario = {
    name: 'a',
    task: { ref: 'r', data: { a: 1 } },
    world: [
      {
        when: { method: 'POST', url: '/x', body: { b: 1 } },
        answers: [{ status: 201, body: { c: 2 }, after: '2s' }, { error: 'reset' }],
        // biome-ignore lint/suspicious/noThenProperty: a word of scenarios.
        then: 'first',
      },
    ],
    events: [{ at: '1h', modify: { data: { d: 1 } } }],
    for: '3d',
    expect: { node: 'End' },
  };
  const setup = setupOf({ process: 'x.json', variables: { '@v': 1 }, with: { '@n': 'n.json' }, scenarios: [scenario] });
  if (setup === null) throw new Error('it is a scenario');
  expect(requestOf(7, setup)).toEqual({
    conv_id: 7,
    draft: false,
    ref: 'r',
    data: { a: 1 },
    for: '3d',
    scenario: { world: scenario.world, events: scenario.events, variables: { '@v': 1 } },
    save: false,
  });
  expect(setupOf({ nodes: [] })).toBeNull();
  expect(setupOf([])).toBeNull();
  expect(() => requestOf(7, { ...setup, rules: [newRule()], data: '[1]' })).toThrow('{ … }');
});

test('The requests of a process are found each once, by the longest part of their address that is written out', () => {
  const call = (method: string, url: string): JsonObject => ({ type: 'api', method, url });
  const node = (logics: JsonObject[]): JsonObject => ({ condition: { logics } });
  expect(
    callsOf([
      node([call('POST', '{{host}}/oauth/token/?a={{b}}'), { type: 'go' }]),
      node([call('post', '{{other}}/oauth/token/'), call('GET', 'http://x.example/{{id}}')]),
      { logics: [call('GET', '{{url}}')] },
    ]),
  ).toEqual([
    { method: 'POST', url: '/oauth/token/' },
    { method: 'GET', url: 'http://x.example/' },
    { method: 'GET', url: '' },
  ]);
});

test('After every step it is known where each task stands, with which data, and how it came there', () => {
  const moved = (obj_id: string, from: string | null, to: string, more: JsonObject = {}): JsonObject => {
    return { kind: 'moved', at: 0, conv_id: 1, obj_id, from, to, changed: {}, removed: [], ...more };
  };
  const simulated = readSimulated({
    start: 0,
    timeline: [
      moved('t', null, 's', { born_with: { a: 1, b: 2 } }),
      moved('t', 's', 'w', { changed: { a: 3 }, removed: ['b'] }),
      { kind: 'stands', obj_id: 't', wait: 'delay', at: 0 },
      moved('u', null, 's'),
      moved('t', 'w', 'e'),
    ],
  });
  expect(stateAt(simulated, 0, 1)).toMatchObject({ node: 's', data: { a: 1, b: 2 }, wait: '' });
  const second = stateAt(simulated, 1, 1);
  expect(second).toMatchObject({ node: 'w', data: { a: 3 }, wait: 'delay' });
  expect([...second.links]).toEqual(['s w']);
  const last = stateAt(simulated, 3, 1);
  expect([last.node, last.wait, [...last.counts]]).toEqual([
    'e',
    '',
    [
      ['e', 1],
      ['s', 1],
    ],
  ]);
  expect(since(90_061_000, 'd')).toBe('1 d 01:01:01');
});
