/**
 * The story of the token as a person has it in a browser, from the first page to the second connection: clone, add the
 * task, connect, watch a refresh, see it break, connect again. The provider is the look-alike of Bitrix24.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { type Bitrix24, startBitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { DEFAULT_APP, DEFAULT_PORTAL } from '../../src/simulators/bitrix24/settings.ts';
import { ESCALATES, REFRESH_MINUTES, RESTS, WAITS } from '../story/bitrix.ts';
import { browserTest, type Dashboard, openDashboard } from './browser.ts';

jest.setTimeout(240_000);

const ROOT = resolve(__dirname, '../..');

type Words = typeof en;

interface Story {
  dashboard: Dashboard;
  bitrix: Bitrix24;
  page: Page;
  words: Words;
}

const STORIES: ['en' | 'ru', Words][] = [
  ['en', en],
  ['ru', ru as unknown as Words],
];

for (const [language, words] of STORIES) {
  browserTest(`a person connects Bitrix24, sees it break, and mends it, in the language ${language}`, async () => {
    const dashboard = await openDashboard();
    const app = { ...DEFAULT_APP, redirectUrl: `${dashboard.url}/oauth/callback` };
    const bitrix = await startBitrix24({ apps: [app] });
    try {
      await tell({ dashboard, bitrix, words, page: await dashboard.open({ language }) });
    } finally {
      await dashboard.close();
      await bitrix.close();
    }
  });
}

async function tell(story: Story): Promise<void> {
  // By hand as Corezoid's users do it, and by the form on the template's page.
  if (story.words === en) {
    await clone(story);
    await addToken(story);
    await connect(story);
  } else {
    await start(story);
    await readToken(story);
  }
  await watchRefresh(story);
  await breakIt(story);
  await keepAsScenario(story);
  await readProblems(story);
  await connectAgain(story);
}

/** From the gallery to the process; the page asks for the first task by itself. */
async function clone({ page, words }: Story): Promise<void> {
  await place(page, words.shell.nav.templates);
  await page.getByRole('link', { name: 'Bitrix OAuth', exact: true }).click();
  await page.getByRole('button', { name: words.templates.clone, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(words.process.add.auto).waitFor();
  expect(await dialog.getByLabel(words.process.add.reference, { exact: true }).inputValue()).toBe('token');
  await dialog.getByRole('button', { name: words.shell.common.cancel }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Bitrix OAuth', level: 1 }).waitFor();
}

/** Add task by hand: the box unticked, the reference `token`. */
async function addToken({ page, words, bitrix }: Story): Promise<void> {
  const { add } = words.process;
  await page.getByRole('button', { name: add.button }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(add.auto).uncheck();
  await dialog.getByLabel(add.reference, { exact: true }).fill('token');
  for (const [name, value] of valuesOf(bitrix)) await dialog.locator(`[data-param="${name}"] input`).fill(value);
  await dialog.getByRole('button', { name: add.send.create, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await node(page, RESTS).locator('[data-count="1"]').waitFor();
}

function valuesOf(bitrix: Bitrix24): [string, string][] {
  return Object.entries({
    portal: DEFAULT_PORTAL.domain,
    client_id: DEFAULT_APP.clientId,
    client_secret: DEFAULT_APP.clientSecret,
    scope: 'user,crm',
    oauth_url: bitrix.url,
    rest_url: bitrix.url,
    refresh_minutes: String(REFRESH_MINUTES),
  });
}

/** One form and one click: what is missing is said at its field, and the provider sends back to the connections. */
async function start({ page, words, bitrix, dashboard }: Story): Promise<void> {
  await place(page, words.shell.nav.templates);
  await page.getByRole('link', { name: 'Bitrix OAuth', exact: true }).click();
  await page.getByText(`${dashboard.url}/oauth/callback`, { exact: true }).waitFor();
  const begin = page.getByRole('button', { name: words.templates.start, exact: true });
  await begin.click();
  expect(await page.getByText(words.process.add.errors.required).count()).toBe(4);
  await page.locator('summary').click();
  for (const [name, value] of valuesOf(bitrix)) await page.getByLabel(name, { exact: true }).fill(value);
  await begin.click();
  await page.getByText(words.templates.connectNow).waitFor();
  await page.getByRole('button', { name: words.templates.connect, exact: true }).click();
  await page.waitForURL(`${dashboard.url}/connections`);
}

/** Through the provider's page and back. */
async function connect({ page, words, dashboard }: Story): Promise<void> {
  await place(page, words.shell.nav.connections);
  const card = connection(page);
  await card.getByRole('button', { name: words.connections.connect, exact: true }).click();
  await page.waitForURL(`${dashboard.url}/connections`);
  await readToken({ page, words });
}

/** The token is in the task, and shown only to who asks for it. */
async function readToken({ page, words }: Pick<Story, 'page' | 'words'>): Promise<void> {
  const card = connection(page);
  await card.getByText(words.connections.state.alive, { exact: true }).waitFor();
  await card.getByRole('link', { name: words.connections.openTask }).click();
  const panel = page.getByRole('complementary');
  await stay(panel, WAITS).first().waitFor();
  await panel.getByRole('tab', { name: words.process.task.data, exact: true }).click();
  await panel.getByText('"access_token": "***"').waitFor();
  await panel.getByRole('button', { name: words.process.task.reveal }).click();
  await panel.getByText(/"access_token": "\w{70}"/).waitFor();
  await panel.getByRole('button', { name: words.process.task.hide }).click();
  await panel.getByText('"access_token": "***"').waitFor();
}

/** The timeline gains a stay in the waiting node while one looks at it. */
async function watchRefresh({ page, words }: Story): Promise<void> {
  const panel = page.getByRole('complementary');
  await panel.getByRole('tab', { name: words.process.task.timeline, exact: true }).click();
  await moreThan(stay(panel, WAITS), await stay(panel, WAITS).count());
}

/** The provider takes the refresh token no more: the way on the graph, the timeline and the wait tell it. */
async function breakIt({ page, bitrix }: Story): Promise<void> {
  await control(bitrix, { target: 'token', kind: 'invalid_grant' });
  const panel = page.getByRole('complementary');
  await panel.locator('[data-wait=callback]').getByText(RESTS, { exact: true }).waitFor();
  await stay(panel, ESCALATES).first().waitFor();
  await stay(panel, RESTS).first().waitFor();
  await readRefusal(panel);
  for (const title of [ESCALATES, RESTS]) await node(page, title).and(page.locator('[data-way=on]')).waitFor();
  await page.getByRole('link', { name: 'Bitrix OAuth', exact: true }).click();
  await node(page, RESTS).locator('[data-count="1"]').waitFor();
  await node(page, RESTS).click();
  await page.locator('tr[data-task=token]').waitFor();
}

/** The call that was refused, with what the provider answered, and no secret of what was sent. */
async function readRefusal(panel: Locator): Promise<void> {
  const refused = panel
    .locator('[data-effect=http]')
    .filter({ has: panel.page().getByText('400', { exact: true }) })
    .first();
  await refused.locator('summary').click();
  await refused.getByText(/"error": "invalid_grant"/).waitFor();
  const sent = await refused.textContent();
  expect(sent).toContain('/oauth/token');
  expect(sent).not.toContain(DEFAULT_APP.clientSecret);
}

/** The scenario that the task's page copies goes the same way in `takt test`. */
async function keepAsScenario({ page, words }: Story): Promise<void> {
  await page.goBack();
  const panel = page.getByRole('complementary');
  await stay(panel, RESTS).first().waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await panel.getByRole('button', { name: words.shell.common.more, exact: true }).click();
  await page.getByRole('menuitem', { name: words.process.task.scenario }).click();
  await page.getByText(words.process.task.scenarioDone).waitFor();
  const text = await page.evaluate<string>('navigator.clipboard.readText()');
  const folder = mkdtempSync(join(tmpdir(), 'takt-scenario-'));
  try {
    mkdirSync(join(folder, 'scenarios'));
    copyFileSync(join(ROOT, 'processes/bitrix-oauth.json'), join(folder, 'bitrix-oauth.json'));
    writeFileSync(join(folder, 'scenarios/copied.json'), text);
    const args = [join(ROOT, 'bin/takt.js'), 'test', join(folder, 'scenarios/copied.json')];
    const said = await promisify(execFile)(process.execPath, args).catch((failed: { stdout: string }) => failed);
    expect(text).not.toContain(DEFAULT_APP.clientSecret);
    expect(said.stdout).toContain('1 passed, 0 failed');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readProblems({ page, words }: Story): Promise<void> {
  await place(page, words.shell.nav.problems);
  await page.getByRole('heading', { name: words.problems.kind.connection.title }).waitFor();
  await page.getByText(words.connections.what.refreshInvalid).waitFor();
  await page.getByRole('link', { name: words.problems.toConnections }).click();
  const card = connection(page);
  await card.getByText(words.connections.state.broken, { exact: true }).waitFor();
  await card.getByText(/invalid_grant/).waitFor();
}

/** One click, and the loop goes on by itself. */
async function connectAgain({ page, words }: Story): Promise<void> {
  const card = connection(page);
  await card.getByRole('button', { name: words.connections.reconnect, exact: true }).click();
  await card.getByText(words.connections.state.alive, { exact: true }).waitFor();
  await card.getByRole('link', { name: words.connections.openTask }).click();
  const panel = page.getByRole('complementary');
  await stay(panel, WAITS).first().waitFor();
  await moreThan(stay(panel, WAITS), await stay(panel, WAITS).count());
  await place(page, words.shell.nav.problems);
  await page.getByText(words.problems.none.title).waitFor();
}

async function place(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').first().getByRole('link', { name, exact: true }).click();
}

function connection(page: Page): Locator {
  return page.getByRole('listitem').filter({ hasText: DEFAULT_PORTAL.domain });
}

/** A node of the canvas by its title. */
function node(page: Page, title: string): Locator {
  return page.locator('[data-node]').filter({ has: page.getByText(title, { exact: true }) });
}

/** The stays of a task's timeline in one node. */
function stay(panel: Locator, title: string): Locator {
  return panel.locator('[data-stay]').filter({ has: panel.page().getByRole('button', { name: title, exact: true }) });
}

/** Waits until there are more of them than there were. */
async function moreThan(found: Locator, count: number): Promise<void> {
  await found.nth(count).waitFor();
}

async function control({ url }: Bitrix24, fault: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/_sim/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  if (!response.ok) throw new Error(await response.text());
}
