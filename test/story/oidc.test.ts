/**
 * The process Bitrix OAuth, unchanged, with an OAuth server that is not Bitrix24's: strict rotation, and answers that
 * hold nothing but what RFC 6749 names.
 */
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import * as bitrix24 from './bitrix.ts';
import { type HttpListener, type Line, listenForHttp, openLine } from './listeners.ts';
import { importProcess, tellsByHttp } from './processes.ts';
import { closeAll, ROOT, start, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

describe('The same process with a strict OAuth server', () => {
  let takt: Takt;
  let line: Line;
  let listener: HttpListener;
  let server: string;
  let conv_id: number;

  beforeAll(async () => {
    const program = start([join(ROOT, 'test/story/oidc_server.mjs')], {});
    server = (await program.line(/^OAuth at /)).slice('OAuth at '.length);
    line = await openLine(server);
    listener = await listenForHttp();
    takt = await startTakt();
    conv_id = (await bitrix24.cloneTemplate(takt, 'bitrix-oauth')).conv_id;
    const told = await importProcess(takt, tellsByHttp(listener.url));
    const data = { ...tokenData(line.url), code: await newCode(), notify_conv: String(told) };
    await bitrix24.addTask(takt, conv_id, data, 'token');
  });
  afterAll(closeAll);

  test('a code becomes a token that the server takes, and its expiry is worked out', async () => {
    const seen = await bitrix24.tokenUntil(takt, conv_id, 'a token', ({ data }) => data.access_token !== undefined);
    expect(await active(seen)).toBe(true);
    expect(Number(seen.data.expires)).toBe(Number(seen.data.refreshed_at) + 3600);
  });

  test('it is refreshed again and again, though each refresh token works once', async () => {
    const before = await bitrix24.token(takt, conv_id);
    const after = await bitrix24.tokenUntil(takt, conv_id, 'three refreshes', enough(before, 3));
    expect(after.data.refresh_token).not.toBe(before.data.refresh_token);
    expect(await active(await bitrix24.token(takt, conv_id))).toBe(true);
  });

  test('a lost answer is told as what it was, and a new code mends it', async () => {
    line.loseAnswer();
    const resting = await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
    const what = 'the answer of the refresh was lost';
    expect(resting.data.last_error).toMatchObject({ error: 'invalid_grant', http_status: 400, what });
    const { body } = await listener.calls.first(() => true);
    expect(body).toMatchObject({ what, error: 'invalid_grant' });
    await bitrix24.modifyToken(takt, conv_id, { code: await newCode() });
    await bitrix24.tokenUntil(takt, conv_id, 'two refreshes', enough(resting, 2));
    expect(listener.calls.items).toHaveLength(1);
  });

  async function newCode(): Promise<string> {
    return (await fetch(`${server}/code`, { method: 'POST' })).text();
  }

  /** What the server itself says of a token. */
  async function active({ data }: bitrix24.Seen): Promise<boolean> {
    const { client_id, client_secret } = data;
    const body = new URLSearchParams({
      token: String(data.access_token),
      client_id: String(client_id),
      client_secret: String(client_secret),
    });
    const response = await fetch(`${server}/token/introspection`, { method: 'POST', body });
    return ((await response.json()) as { active: boolean }).active;
  }
});

function enough(before: bitrix24.Seen, more: number): (seen: bitrix24.Seen) => boolean {
  return ({ data }) => Number(data.refresh_count) >= Number(before.data.refresh_count) + more;
}

function tokenData(oauth_url: string): JsonObject {
  return {
    portal: 'example.test',
    client_id: 'takt',
    client_secret: 'a-secret-of-no-worth',
    scope: 'openid offline_access',
    oauth_url,
    refresh_minutes: bitrix24.REFRESH_MINUTES,
  };
}
