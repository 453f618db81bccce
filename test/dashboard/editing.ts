/** The editor as tests use it: a new process opened in it, what its draft holds, and the way to deploy it. */
import type { Page } from 'playwright-core';
import { doneBy as ask } from './asking.ts';
import type { Dashboard } from './browser.ts';

/** A process of a start and an end, in a browser of its own. */
export async function openedEditor(dashboard: Dashboard): Promise<{ page: Page; id: number }> {
  const page = await dashboard.open();
  const about = { title: 'Orders', folder_id: 0, conv_type: 'process' };
  const made = await ask(page, { type: 'create', obj: 'conv', ...about });
  const id = Number(made.obj_id);
  await page.goto(`${dashboard.url}/process/${id}/edit`);
  await page.waitForSelector('[data-kind=start]');
  return { page, id };
}

export async function nodesOf(page: Page, id: number): Promise<Record<string, unknown>[]> {
  const { commits, list } = await ask(page, { type: 'list', obj: 'conv', obj_id: id });
  const draft = commits as { version: number; list: Record<string, unknown>[] };
  return draft.version > 0 ? draft.list : (list as Record<string, unknown>[]);
}

export const saved = (page: Page) => page.waitForSelector('[data-saving=saved]');

export async function deploy(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.locator('dialog').getByRole('button', { name: 'Deploy' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
}
