/** A person connects Bitrix24, sees that it broke, on Connections and on Problems, and connects it again. */
import type { Page } from 'playwright-core';
import { en } from '../../src/dashboard/words/en.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { type Bitrix24, startBitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { DEFAULT_APP, DEFAULT_PORTAL } from '../../src/simulators/bitrix24/settings.ts';
import { tokenData } from '../story/bitrix.ts';
import { doneBy } from './asking.ts';
import { browserTest, type Dashboard, faults, openDashboard } from './browser.ts';

jest.setTimeout(90_000);

let dashboard: Dashboard;
let bitrix: Bitrix24;

beforeAll(async () => {
  if (browserTest !== test) return;
  dashboard = await openDashboard();
  bitrix = await startBitrix24({ apps: [{ ...DEFAULT_APP, redirectUrl: `${dashboard.url}/oauth/callback` }] });
});
afterAll(async () => {
  await bitrix?.close();
  await dashboard?.close();
});

async function control(method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
  const response = await fetch(`${bitrix.url}/_sim/faults`, init);
  if (!response.ok) throw new Error(await response.text());
}

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').first().getByRole('link', { name, exact: true }).click();
}

browserTest('a person without connections is shown where to begin, in both languages', async () => {
  for (const [language, words] of [
    ['en', en],
    ['ru', ru],
  ] as const) {
    const page = await dashboard.open({ language });
    await go(page, words.shell.nav.connections);
    await page.getByText(words.connections.empty.title).waitFor();
    await page.getByRole('link', { name: words.connections.empty.bitrix }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  }
});

browserTest('a broken refresh is seen on Connections and Problems, and one click connects it again', async () => {
  const { connections: words, problems, shell } = en;
  const page = await dashboard.open();
  const { conv_id } = await doneBy(page, { type: 'clone', obj: 'template', name: 'bitrix-oauth' });
  const data = tokenData(bitrix.url, { refresh_minutes: 25 });
  await doneBy(page, { type: 'create', obj: 'task', conv_id: Number(conv_id), ref: 'token', data });
  await go(page, shell.nav.connections);
  const card = page.getByRole('listitem').filter({ hasText: DEFAULT_PORTAL.domain });
  await card.getByText(words.state.new, { exact: true }).waitFor();

  await card.getByRole('button', { name: words.connect, exact: true }).click();
  await page.getByText('Connected: token').waitFor();
  expect(new URL(page.url()).pathname).toBe('/connections');
  await card.getByText(words.state.alive, { exact: true }).waitFor();
  await card.getByText(/^2[45]:\d\d$/).waitFor();
  await card.getByText(words.inARow).waitFor();
  const task = await doneBy(page, { type: 'show', obj: 'task', conv_id: Number(conv_id), ref: 'token' });
  const { access_token } = task.data as { access_token: string };
  expect(access_token).toHaveLength(70);
  expect(await page.content()).not.toContain(access_token);
  expect(await faults(page)).toEqual([]);

  await control('POST', { target: 'token', kind: 'invalid_grant' });
  await card.getByRole('button', { name: words.refreshNow }).click();
  await card.getByText(words.state.broken, { exact: true }).waitFor();
  await card.getByText(words.what.refreshInvalid).waitFor();
  await go(page, shell.nav.problems);
  await page.getByRole('heading', { name: problems.kind.connection.title }).waitFor();
  await page.getByText('the refresh token is no longer valid').waitFor();
  expect(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: problems.toConnections }).click();
  await card.getByRole('button', { name: words.reconnect, exact: true }).click();
  await card.getByText(words.state.alive, { exact: true }).waitFor();
  await go(page, shell.nav.problems);
  await page.getByText(problems.none.title).waitFor();
});

browserTest('a person who refuses access comes back and is told so', async () => {
  const page = await dashboard.open();
  await page.goto(`${dashboard.url}/oauth/callback?error=access_denied&state=x`);
  await page.getByText(en.connections.back.bad_link).waitFor();
  expect(new URL(page.url()).pathname).toBe('/connections');
});
