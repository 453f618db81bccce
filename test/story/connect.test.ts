/**
 * Connect as a person has it: the link that `takt connect` prints, the provider's page, and back. The person's browser
 * is `fetch` that follows no redirect by itself.
 */
import type { Bitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { type App, DEFAULT_APP } from '../../src/simulators/bitrix24/settings.ts';
import * as bitrix24 from './bitrix.ts';
import { closeAll, done, eventually, KEY, runTakt, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

/** Every clock of a server started with these options goes by so many minutes before the others. */
function clockAhead(minutes: number): Record<string, string> {
  const code = `const now=Date.now;Date.now=()=>now()+${minutes * 60_000}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

describe('Connect', () => {
  let takt: Takt;
  let bitrix: Bitrix24;
  let conv_id: number;
  const app: App = { ...DEFAULT_APP };

  beforeAll(async () => {
    takt = await startTakt();
    bitrix = await bitrix24.openBitrix({ apps: [app] });
    app.redirectUrl = `${takt.url}/oauth/callback`;
    conv_id = (await bitrix24.cloneTemplate(takt, 'bitrix-oauth')).conv_id;
    const data = bitrix24.tokenData(bitrix.url, { refresh_minutes: 25 });
    await bitrix24.addTask(takt, conv_id, data, 'token');
  });
  afterAll(closeAll);

  test('a task without a code waits for one', async () => {
    const look = async () => (await bitrix24.token(takt, conv_id)).title;
    expect(await eventually('the task waits for a code', look, (title) => title === bitrix24.RESTS)).toBe(
      bitrix24.RESTS,
    );
  });

  test('the link leads to the provider and back, and the task has the token', async () => {
    const { stdout } = await runTakt(['connect', `${conv_id}`], { ...KEY, TAKT_URL: takt.url });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/connect\/\d+\?ref=token&link=\S+\n$/);
    const authorize = await sentTo(stdout.trim());
    expect(new URL(authorize).searchParams.get('client_id')).toBe(DEFAULT_APP.clientId);
    const back = await sentTo(authorize);
    const page = await open(back, 'en-GB,en;q=0.8');
    expect(page).toMatchObject({ status: 200, language: 'en' });
    expect(page.text).toContain('Connected');
    const seen = await bitrix24.tokenUntil(takt, conv_id, 'the token', ({ title }) => title === bitrix24.WAITS);
    expect(await bitrix24.portalTakes(bitrix, String(seen.data.access_token))).toBe(true);
    const code = new URL(back).searchParams.get('code');
    expect(JSON.stringify(seen.data)).not.toContain(code);
  });

  test('a person whose browser speaks Russian reads Russian', async () => {
    const page = await open(await sentTo(await sentTo(await link())), 'ru-RU,ru;q=0.9,en;q=0.8');
    expect(page).toMatchObject({ status: 200, language: 'ru' });
    expect(page.text).toContain('Подключено');
  });

  test('a link works once, and so does the way back', async () => {
    const once = await link();
    const back = await sentTo(await sentTo(once));
    expect((await open(back)).status).toBe(200);
    for (const used of [once, back]) await refused(used);
  });

  test('a link or a state that was changed or made up is refused, and the task stays as it was', async () => {
    const waiting = ({ title }: bitrix24.Seen) => title === bitrix24.WAITS;
    const before = await bitrix24.tokenUntil(takt, conv_id, 'the end of the exchange', waiting);
    const [good, back] = [await link(), await sentTo(await sentTo(await link()))];
    const state = new URL(back).searchParams.get('state') ?? '';
    const [payload = '', mac = ''] = state.slice(state.indexOf('.') + 1).split('.');
    const other = Buffer.from(JSON.stringify(['other', Date.now() + 1e6, 'x'])).toString('base64url');
    const states = [
      '',
      'x',
      '.',
      `${conv_id}`,
      `${conv_id}.`,
      `${conv_id}.${payload}.`,
      `${conv_id + 1}.${payload}.${mac}`,
    ];
    states.push(`${conv_id}.${other}.${mac}`, `${conv_id}.${payload}.${'é'.repeat(mac.length)}`);
    for (const bad of states)
      await refused(`${takt.url}/oauth/callback?${new URLSearchParams({ code: 'x', state: bad })}`);
    await refused(good.replace('ref=token', 'ref=other'));
    await refused(good.replace(/link=.*/, `link=${state.slice(state.indexOf('.') + 1)}`));
    await refused(good.replace(/&link=.*/, ''));
    expect(await bitrix24.token(takt, conv_id)).toEqual(before);
    expect((await open(back)).status).toBe(200);
  });

  test('a refusal of the provider is shown as what it is, and no markup of it is believed', async () => {
    const back = new URL(await sentTo(await sentTo(await link())));
    back.searchParams.delete('code');
    back.searchParams.set('error', '<script>alert(1)</script>');
    const page = await open(back.toString());
    expect(page.status).toBe(400);
    expect(page.text).toContain('Access was refused');
    expect(page.text).not.toContain('<script>');
  });

  test('a link and a state are good for ten minutes, also across a restart of the server', async () => {
    const late = [await link(), await sentTo(await link())];
    const inTime = [await link(), await sentTo(await link())];
    await takt.stop();
    takt = await startTakt({ folder: takt.folder, env: clockAhead(9) });
    app.redirectUrl = `${takt.url}/oauth/callback`;
    await sentTo(here(inTime[0]));
    expect((await open(await sentTo(here(inTime[1])))).status).toBe(200);
    await takt.stop();
    takt = await startTakt({ folder: takt.folder, env: clockAhead(11) });
    app.redirectUrl = `${takt.url}/oauth/callback`;
    await refused(here(late[0]));
    await refused(await sentTo(here(late[1])));
  });

  /** What `takt connect` asks the server for. */
  async function link(): Promise<string> {
    const got = await done(takt, { type: 'create', obj: 'connect_link', conv_id, ref: 'token' });
    return String(got.url);
  }

  /** An address of the server as it was before, at the server as it is now; the provider's stay. */
  function here(address = ''): string {
    const url = new URL(address);
    return url.pathname.startsWith('/oauth/connect/') ? `${takt.url}${url.pathname}${url.search}` : address;
  }

  async function refused(address: string): Promise<void> {
    const page = await open(address);
    expect({ address, status: page.status }).toEqual({ address, status: 400 });
    expect(page.text).toContain('This link does not work');
  }
});

/** Where an address sends the browser. */
async function sentTo(address: string): Promise<string> {
  const response = await fetch(address, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (response.status !== 302 || location === null) throw new Error(`${address}: ${await response.text()}`);
  return location;
}

async function open(address: string, accept = 'en'): Promise<{ status: number; language: string; text: string }> {
  const response = await fetch(address, { redirect: 'manual', headers: { 'accept-language': accept } });
  const text = await response.text();
  return { status: response.status, language: /<html lang="(\w+)"/.exec(text)?.[1] ?? '', text };
}
