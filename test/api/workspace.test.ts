/** What the page's workspace asks of the server beside Corezoid's own: stars, pages of a long list, search over everything. */
import { SYSTEM } from '../../src/app/rights.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { call, listOf, one, request, type Served, serve } from './harness.ts';

let served: Served;

beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

async function make(obj: string, fields: JsonObject): Promise<number> {
  return Number((await one(served, { type: 'create', obj, ...fields })).obj_id);
}

const ids = (answer: JsonObject) => listOf(answer).map(({ obj_id }) => obj_id);
const titles = (answer: JsonObject) => listOf(answer).map(({ title }) => title);
const list = (fields: JsonObject, key = served.admin) =>
  one(served, { type: 'list', obj: 'folder', obj_id: 0, ...fields }, { key });

test('a star is seen by who set it only, in every list, and goes with the object', async () => {
  const folder = await make('folder', { title: 'Box' });
  const conv = await make('conv', { title: 'Inside', folder_id: folder });
  for (let i = 0; i < 2; i++) await one(served, { type: 'favorite', obj: 'conv', obj_id: conv, favorite: true });
  expect(await one(served, { type: 'favorite', obj: 'folder', obj_id: folder, favorite: true })).toMatchObject({
    proc: 'ok',
    favorite: true,
  });
  expect(ids(await list({ filter: 'favorites' })).sort()).toEqual([folder, conv].sort());
  expect(listOf(await list({ obj_id: folder }))[0]?.favorite).toBe(true);
  expect((await one(served, { type: 'list', obj: 'conv', obj_id: conv })).favorite).toBe(true);
  expect(ids(await list({ filter: 'favorites' }, served.guest))).toEqual([]);
  const refused = await one(served, { type: 'favorite', obj: 'conv', obj_id: conv }, { key: served.guest });
  expect(refused).toMatchObject({ proc: 'error', code: 'access_denied' });
  await one(served, { type: 'favorite', obj: 'folder', obj_id: folder, favorite: false });
  expect(ids(await list({ filter: 'favorites' }))).toEqual([conv]);
  await one(served, { type: 'delete', obj: 'conv', obj_id: conv });
  expect(ids(await list({ filter: 'favorites' }))).toEqual([]);
  await one(served, { type: 'destroy', obj: 'conv', obj_id: conv });
  expect(await served.app.favorites.ids({ user_id: served.admin.obj_id, name: '', admin: true })).toEqual(new Set());
});

test('a long folder comes in pages that together are the whole, folders first, and tells how many there are', async () => {
  const box = await make('folder', { title: 'Box' });
  await call(
    served,
    Array.from({ length: 25 }, (_, i) => ({ type: 'create', obj: 'conv', title: `P ${i % 7} ${i}`, folder_id: box })),
  );
  await make('folder', { title: 'Zebra', folder_id: box });
  await make('conv', { title: 'Things', conv_type: 'state', folder_id: box });
  const asked = { obj_id: box, sort: 'title', order: 'desc', folders_first: true };
  const whole = titles(await list(asked));
  expect(whole).toHaveLength(27);
  expect(whole[0]).toBe('Zebra');
  const paged: unknown[] = [];
  for (const offset of [0, 10, 20]) {
    const page = await list({ ...asked, limit: 10, offset });
    expect(page.count).toBe(27);
    paged.push(...titles(page));
  }
  expect(paged).toEqual(whole);
  expect(titles(await list({ obj_id: box, filter: 'state', limit: 10 }))).toEqual(['Things']);
  expect((await list({ obj_id: box, filter: 'process', limit: 1 })).count).toBe(25);
});

test('search finds by number, title and short name what one may see, and nodes by title, id and address', async () => {
  const conv = await make('conv', { title: 'Send the parcel' });
  const alias = await make('alias', { short_name: 'parcel', title: 'Post', obj_to_id: conv });
  const find = async (pattern: string, key = served.admin) =>
    ids(await one(served, { type: 'list', obj: 'objs', filter: 'all', pattern }, { key }));
  expect(await find('PARCEL')).toEqual([conv, alias]);
  expect(await find('@parcel')).toContain(alias);
  expect(await find(String(conv))).toContain(conv);
  expect(await find('parcel', served.guest)).toEqual([]);
  expect(await find('')).toEqual([]);
  const api = {
    id: 'aaaaaaaaaaaaaaaaaaaaaaa1',
    obj_type: 0,
    title: 'Ask the "carrier"',
    condition: { logics: [{ type: 'api', url: 'https://carrier.example/v1', method: 'GET' }], semaphors: [] },
  };
  const raw = rawChain({ title: 'Tracking' });
  const scheme = { ...raw, scheme: { ...(raw.scheme as JsonObject), nodes: [api] } };
  await one(served, { type: 'create', obj: 'obj_scheme', scheme, folder_id: 0 }, { path: '/api/2/upload' });
  const nodes = async (pattern: string, key = served.admin) => {
    const answer = await one(served, { type: 'list', obj: 'nodes', pattern }, { key });
    expect(answer.complete).toBe(true);
    return listOf(answer).map(({ id, by, conv_title }) => [id, by, conv_title]);
  };
  const found = (by: string) => [[api.id, by, 'Tracking']];
  expect(await nodes('"CARRIER"')).toEqual(found('title'));
  expect(await nodes('carrier.example')).toEqual(found('url'));
  expect(await nodes(api.id)).toEqual(found('id'));
  expect(await nodes('carrier.example', served.guest)).toEqual([]);
});

test('objects are named by their numbers in one question, in that order, without those one may not see', async () => {
  const [a, b] = [await make('conv', { title: 'A' }), await make('folder', { title: 'B' })];
  const named = (key = served.admin) =>
    one(served, { type: 'list', obj: 'objs', filter: 'ids', ids: [b, 999_999, a] }, { key });
  expect(ids(await named())).toEqual([b, a]);
  expect(ids(await named(served.guest))).toEqual([]);
});

test('a folder in the trash tells how much goes with it when it is destroyed', async () => {
  const box = await make('folder', { title: 'Box' });
  const inner = await make('folder', { title: 'Inner', folder_id: box });
  await make('conv', { title: 'Deep', folder_id: inner });
  await one(served, { type: 'delete', obj: 'folder', obj_id: box });
  expect((await one(served, { type: 'show', obj: 'folder', obj_id: box })).childs).toBe(2);
});

const PAGE = { 'x-takt-page': '1', 'content-type': 'application/json' };

test('a person changes the password with the present one only; other browsers are logged out, this one is not', async () => {
  await served.world.keys.createPerson(SYSTEM, { title: 'Ada', login: 'ada', password: 'analytical' });
  const send = (path: string, body: JsonObject, cookie = '') =>
    request(`${served.url}${path}`, { method: 'POST', headers: { ...PAGE, cookie }, body: JSON.stringify(body) });
  const logIn = async (password: string) =>
    (await send('/api/takt/login', { login: 'ada', password })).headers.get('set-cookie')?.split(';')[0] ?? '';
  const isIn = async (cookie: string) => (await request(`${served.url}/api/takt/me`, { headers: { cookie } })).status;
  const [here, there] = [await logIn('analytical'), await logIn('analytical')];
  const wrong = await send('/api/takt/password', { current: 'difference', password: 'new password' }, here);
  expect([wrong.status, wrong.json.description]).toEqual([400, 'The present password is wrong.']);
  const short = await send('/api/takt/password', { current: 'analytical', password: 'short' }, here);
  expect([short.status, short.json.description]).toEqual([400, 'a password has at least 8 characters']);
  expect((await send('/api/takt/password', { current: 'analytical', password: 'new password' }, here)).status).toBe(
    200,
  );
  expect([await isIn(here), await isIn(there)]).toEqual([200, 401]);
  expect(await logIn('analytical')).toBe('');
  expect(await isIn(await logIn('new password'))).toBe(200);
  expect((await send('/api/takt/password', { current: 'x', password: 'new password' })).status).toBe(403);
});

test('who has the password that the first start made up is told so, until it is changed', async () => {
  const { keys, sessions } = served.world;
  const { admin_password } = await keys.ensureFirstStart({});
  const { token, actor } = await sessions.logIn('admin', admin_password ?? '', { ip: '', agent: '' });
  const me = async () =>
    (await request(`${served.url}/api/takt/me`, { headers: { cookie: `takt_session=${token}` } })).json;
  expect((await me()).password_made_up).toBe(true);
  await keys.modify(actor, actor.user_id, { title: 'Boss' });
  expect((await me()).password_made_up).toBe(true);
  await sessions.changePassword(token, { current: admin_password ?? '', wanted: 'chosen by me' }, '');
  expect((await me()).password_made_up).toBeUndefined();
});
