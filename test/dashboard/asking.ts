/** What a test does beside clicking: asks the server as the person who is logged in to a page, drops files on a list. */
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

export interface Dropped {
  name: string;
  bytes: Buffer;
}

/** Drops files on the list of objects, as a person drags them in from a folder of his own. */
export async function dropFiles(page: Page, files: Dropped[]): Promise<void> {
  const given = files.map(({ name, bytes }) => [name, bytes.toString('base64')]);
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const [name, text] of ${JSON.stringify(given)}) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
    }
    return transfer;
  })()`);
  for (const type of ['dragover', 'drop']) await page.dispatchEvent('main section', type, { dataTransfer: data });
}
