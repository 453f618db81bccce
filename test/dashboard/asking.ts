/** What a test prepares on the server by its API, as the person who is logged in to a page. */
import type { Page } from 'playwright-core';
import { isObject, type JsonObject } from '../../src/base/json.ts';

/** One operation that has to succeed. */
export async function doneBy(page: Page, op: JsonObject): Promise<JsonObject> {
  const answer: unknown = await page.evaluate(async (asked: string) => {
    const headers = { 'content-type': 'application/json', 'x-takt-page': '1' };
    const response = await fetch('/api/2/json', { method: 'POST', headers, body: `{"ops":[${asked}]}` });
    return response.json();
  }, JSON.stringify(op));
  const got = isObject(answer) && Array.isArray(answer.ops) ? answer.ops[0] : undefined;
  if (!isObject(got) || got.proc !== 'ok') throw new Error(`${JSON.stringify(op)}: ${JSON.stringify(answer)}`);
  return got;
}
