/** Connect: where a person is sent, and how often a link and the way back are good. The pages are tested in test/story. */
import { createHash } from 'node:crypto';
import { Connect, type ConnectPage } from '../../src/app/connect.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { MINUTE } from '../../src/base/time.ts';
import { rawChain } from '../fixtures/raws.ts';
import { openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
let connect: Connect;
let conv_id: number;
beforeEach(async () => {
  world = await openWorld();
  connect = started();
  const callback = { type: 'api_callback', is_sync: false, obj_id_path: 'id' };
  const text = JSON.stringify(rawChain({ logics: [callback, callback, callback, callback] }));
  const { scheme } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
  conv_id = scheme[0]?.obj_id ?? 0;
});
afterEach(() => world.close());

/** As a server has it that was just started. */
function started(): Connect {
  const { engine, ports, settings } = world;
  const { processes, rights, ops } = engine;
  return new Connect(ports, { processes, rights, ops }, settings);
}

async function begin(ref: string, url?: string): Promise<{ redirect: string } | { page: ConnectPage }> {
  const link = new URL(url ?? (await connect.link(PERSON, conv_id, ref))).searchParams.get('link') ?? '';
  return connect.begin({ conv_id, ref, link });
}

async function addToken(ref: string, data: JsonObject): Promise<void> {
  await world.addTask(conv_id, { client_id: 'app', ...data }, ref);
}

const page = (message: ConnectPage['message']) => ({ page: expect.objectContaining({ message }) });

test.each([
  ['https://shop.example', 'https://shop.example/oauth/authorize/'],
  ['https://shop.example/', 'https://shop.example/oauth/authorize/'],
  ['http://127.0.0.1:8080/rest', 'http://127.0.0.1:8080/rest/oauth/authorize/'],
])('a person is sent to %s', async (rest_url, address) => {
  await addToken('t', { rest_url });
  const begun = await begin('t');
  expect('redirect' in begun ? begun.redirect.split('?')[0] : begun).toBe(address);
});

test.each([
  'javascript:alert(1)//',
  'data:text/html,x',
  'ftp://shop.example',
  'https://ann:pw@shop.example',
  'https://good.example@shop.example',
  'https://shop.example/?a=1',
  'https://shop.example/#a',
  'shop.example',
  '',
  5,
])('and never to %p', async (rest_url) => {
  await addToken('t', { rest_url });
  expect(await begin('t')).toEqual(page('no_task'));
});

describe('any provider', () => {
  const AUTHORIZE = 'https://id.example/authorize?access_type=offline';

  test('a person is sent to its page with what it needs, and the code comes back with its proof', async () => {
    await addToken('t', { authorize_url: AUTHORIZE, scope: 'mail files', code_verifier: '', redirect_uri: '' });
    const begun = await begin('t');
    const sent = new URL('redirect' in begun ? begun.redirect : '');
    const callback = 'http://takt.test/oauth/callback';
    expect(`${sent.origin}${sent.pathname}`).toBe('https://id.example/authorize');
    const { state = '', code_challenge, ...rest } = Object.fromEntries(sent.searchParams);
    const asked = { response_type: 'code', client_id: 'app', redirect_uri: callback, scope: 'mail files' };
    expect(rest).toEqual({ access_type: 'offline', ...asked, code_challenge_method: 'S256' });
    expect(await connect.finish({ code: 'c', state, error: '' })).toEqual(page('connected'));
    const data = (await world.ports.tasks.load({ conv_id, ref: 't' }))?.data ?? {};
    expect(data).toMatchObject({ code: 'c', redirect_uri: callback });
    const verifier = String(data.code_verifier);
    expect(verifier).toMatch(/^[\w-]{43}$/);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(code_challenge);
    expect(sent.toString()).not.toContain(verifier);
  });

  test.each(['javascript:alert(1)', 'https://ann:pw@id.example/', 'https://id.example/#a', 'id.example'])(
    'never to %s',
    async (authorize_url) => {
      await addToken('t', { authorize_url, rest_url: 'https://shop.example' });
      expect(await begin('t')).toEqual(page('no_task'));
    },
  );
});

test('a link that led nowhere is still good once the task is right; then once, also after a restart', async () => {
  const url = await connect.link(PERSON, conv_id, 't');
  expect(await begin('t', url)).toEqual(page('no_task'));
  await addToken('t', { rest_url: 'wrong' });
  expect(await begin('t', url)).toEqual(page('no_task'));
  const live = await world.engine.processes.get(conv_id);
  if (live === null) throw new Error('no process');
  const data = { rest_url: 'https://shop.example' };
  await world.engine.ops.run([{ do: 'modify', live, key: { conv_id, ref: 't' }, data, user_id: 1 }]);
  expect(await begin('t', url)).toEqual({ redirect: expect.any(String) });
  expect(await begin('t', url)).toEqual(page('bad_link'));
  connect = started();
  expect(await begin('t', url)).toEqual(page('bad_link'));
});

test('so is the way back: of two that come at the same time one is taken', async () => {
  await addToken('t', { rest_url: 'https://shop.example' });
  const begun = await begin('t');
  const state = 'redirect' in begun ? (new URL(begun.redirect).searchParams.get('state') ?? '') : '';
  expect(await connect.finish({ code: '', state, error: '' })).toEqual(page('no_code'));
  const back = { code: 'c', state, error: '' };
  const pages = await Promise.all([connect.finish(back), started().finish(back)]);
  expect(pages.map((one) => one.page.message).sort()).toEqual(['bad_link', 'connected']);
  connect = started();
  expect(await connect.finish(back)).toEqual(page('bad_link'));
});

test('what was used is forgotten once it is too old to be used at all', async () => {
  await addToken('t', { rest_url: 'https://shop.example' });
  const kept = () => world.ports.catalog.list({ kind: 'setting', parent_id: conv_id, limit: 100 });
  for (let i = 0; i < 3; i++) await begin('t');
  expect(await kept()).toHaveLength(3);
  await world.clock.run(11 * MINUTE);
  await begin('t');
  expect(await kept()).toHaveLength(1);
});
