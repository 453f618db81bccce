/**
 * The template oauth2 as a person has it: a link of Connect, the provider's page, and back, at a server with strict
 * rotation, PKCE, and a client that says who it is in a header.
 */
import { join } from 'node:path';
import * as bitrix24 from './bitrix.ts';
import { type HttpListener, type Line, listenForHttp, openLine } from './listeners.ts';
import { importProcess, tellsByHttp } from './processes.ts';
import { closeAll, done, ROOT, start, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

const CLIENT = { client_id: 'takt-basic', client_secret: 'a secret: of & no + worth' };

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
  conv_id = (await bitrix24.cloneTemplate(takt, 'oauth2')).conv_id;
  const told = await importProcess(takt, tellsByHttp(listener.url));
  const data = {
    ...CLIENT,
    client_auth: 'basic',
    token_url: `${line.url}/token`,
    authorize_url: `${server}/auth?prompt=consent`,
    scope: 'openid offline_access',
    refresh_minutes: bitrix24.REFRESH_MINUTES,
    notify_conv: String(told),
  };
  await bitrix24.addTask(takt, conv_id, data, 'token');
});
afterAll(closeAll);

test('a person is sent to the provider and comes back, and the task has a token', async () => {
  await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
  const asked = await connect();
  expect(asked).toMatchObject({ client_id: CLIENT.client_id, scope: 'openid offline_access', prompt: 'consent' });
  expect(asked).toMatchObject({ redirect_uri: `${takt.url}/oauth/callback`, code_challenge_method: 'S256' });
  const seen = await bitrix24.tokenUntil(takt, conv_id, 'a token', ({ data }) => data.access_token !== undefined);
  expect(Number(seen.data.expires)).toBe(Number(seen.data.refreshed_at) + 3600);
  expect(JSON.stringify(seen.data)).not.toContain('grant_type');
  expect(listener.calls.items).toEqual([]);
});

test('it is refreshed again and again, though each refresh token works once', async () => {
  const before = await bitrix24.token(takt, conv_id);
  const after = await bitrix24.tokenUntil(takt, conv_id, 'three refreshes', enough(before, 3));
  expect(after.data.refresh_token).not.toBe(before.data.refresh_token);
});

test('a lost answer is told as what it was, and the person connects again', async () => {
  line.loseAnswer();
  const resting = await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
  const what = 'the answer of the refresh was lost';
  expect(resting.data.last_error).toMatchObject({ error: 'invalid_grant', http_status: 400, what });
  const { body } = await listener.calls.first(() => true);
  expect(body).toMatchObject({ what, error: 'invalid_grant' });
  await connect();
  await bitrix24.tokenUntil(takt, conv_id, 'two refreshes', enough(resting, 2));
  expect(listener.calls.items).toHaveLength(1);
});

/** Goes the way of a browser; the provider's pages of log-in and consent give a code at once. What it was asked for. */
async function connect(): Promise<Record<string, string>> {
  const { url } = await done(takt, { type: 'create', obj: 'connect_link', conv_id, ref: 'token' });
  const sent = await fetch(String(url), { redirect: 'manual' });
  const asked = new URL(sent.headers.get('location') ?? '').searchParams;
  const code = await (await fetch(`${server}/code?${asked}`, { method: 'POST' })).text();
  const back = new URLSearchParams({ code, state: asked.get('state') ?? '' });
  expect((await fetch(`${takt.url}/oauth/callback?${back}`)).status).toBe(200);
  return Object.fromEntries(asked);
}

function enough(before: bitrix24.Seen, more: number): (seen: bitrix24.Seen) => boolean {
  return ({ data }) => Number(data.refresh_count) >= Number(before.data.refresh_count) + more;
}
