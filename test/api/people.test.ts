/** People, keys and groups through the API, and the record of who did what. */
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { DAY } from '../../src/base/time.ts';
import { HOUR_TIMER, rawChain } from '../fixtures/raws.ts';
import { call, listOf, one, request, type Served, serve } from './harness.ts';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const asGuest = (op: JsonObject) => one(served, op, { key: served.guest });

async function newConv(folder_id = 0): Promise<number> {
  const op = { type: 'create', obj: 'conv', title: 'Orders', folder_id };
  return Number((await one(served, op)).obj_id);
}

async function newGroup(title = 'Sales'): Promise<number> {
  return Number((await one(served, { type: 'create', obj: 'group', title })).obj_id);
}

const member = (group_id: number, level: number | string = 1): JsonObject => {
  return { type: 'link', obj: 'user', obj_id: served.guest.obj_id, group_id, level };
};

const shareWith = (conv_id: number, group_id: number, rights = ['view']): JsonObject => ({
  ...{ type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'group', obj_to_id: group_id },
  privs: rights.map((type) => ({ type, list_obj: ['all'] })),
});

async function audit(query = ''): Promise<JsonObject[]> {
  return listOf((await get(`/api/takt/audit${query}`)).json);
}

function get(path: string, key = served.admin) {
  const authorization = `Bearer ${Buffer.from(`${key.login}:${key.secret}`).toString('base64')}`;
  return request(`${served.url}${path}`, { headers: { authorization } });
}

test('what is shared with a group is there for whoever is in it, and gone with the group', async () => {
  const [conv_id, group_id] = [await newConv(), await newGroup()];
  await one(served, shareWith(conv_id, group_id));
  const show = { type: 'show', obj: 'conv', obj_id: conv_id };
  expect((await asGuest(show)).proc).toBe('error');
  await one(served, member(group_id));
  expect((await asGuest(show)).proc).toBe('ok');
  expect((await asGuest({ type: 'modify', obj: 'conv', obj_id: conv_id, title: 'Mine' })).proc).toBe('error');
  const root = await asGuest({ type: 'list', obj: 'folder', obj_id: 0 });
  expect(listOf(root).map(({ obj_id }) => obj_id)).toContain(conv_id);
  await one(served, member(group_id, ''));
  expect((await asGuest(show)).proc).toBe('error');
  await one(served, member(group_id));
  await one(served, { type: 'delete', obj: 'group', obj_id: group_id });
  expect((await asGuest(show)).proc).toBe('error');
  expect(await served.world.ports.catalog.list({ kind: 'member', limit: 9 })).toEqual([]);
  expect(await served.world.ports.catalog.list({ kind: 'share', limit: 9 })).toEqual([]);
});

test('a folder shared with a group opens what lies in it', async () => {
  const folder = Number((await one(served, { type: 'create', obj: 'folder', title: 'Dept', folder_id: 0 })).obj_id);
  const [conv_id, group_id] = [await newConv(folder), await newGroup()];
  await call(served, [member(group_id), { ...shareWith(folder, group_id, ['view', 'modify']), obj: 'folder' }]);
  expect((await asGuest({ type: 'modify', obj: 'conv', obj_id: conv_id, title: 'Ours' })).proc).toBe('ok');
});

test('only who made a group, and administrators, say who is in it; it can be given to another', async () => {
  const group_id = await newGroup();
  expect((await asGuest(member(group_id))).proc).toBe('error');
  expect((await asGuest({ type: 'modify', obj: 'group', obj_id: group_id, title: 'x' })).proc).toBe('error');
  await one(served, { type: 'modify', obj: 'group', obj_id: group_id, owner_id: served.guest.obj_id });
  expect((await asGuest(member(group_id))).proc).toBe('ok');
  const list = await one(served, { type: 'list', obj: 'company_users', filter: 'group' });
  expect(listOf(list)).toEqual([
    expect.objectContaining({ obj: 'group', title: 'Sales', size: 1, owner_name: 'Guest' }),
  ]);
  const members = await one(served, { type: 'list', obj: 'group', obj_id: group_id });
  expect(listOf(members)).toEqual([
    expect.objectContaining({ obj_id: served.guest.obj_id, title: 'Guest', type: 'api' }),
  ]);
});

test('an administrator makes a person with a password, and sets a new one, which logs that person out', async () => {
  const logins = [{ type: 'corezoid', login: 'ada', password: 'analytical' }];
  expect((await asGuest({ type: 'create', obj: 'user', title: 'Ada', logins })).proc).toBe('error');
  const made = await one(served, { type: 'create', obj: 'user', title: 'Ada', logins });
  const obj_id = Number(listOf(made, 'users')[0]?.obj_id);
  expect(JSON.stringify(made)).not.toContain('analytical');
  const from = { ip: '::1', agent: 'x' };
  const { token } = await served.world.sessions.logIn('ada', 'analytical', from);
  expect((await asGuest({ type: 'modify', obj: 'user', obj_id, password: 'difference' })).proc).toBe('error');
  expect((await one(served, { type: 'modify', obj: 'user', obj_id, password: 'difference' })).proc).toBe('ok');
  expect(await served.world.sessions.actorOf(token)).toBeNull();
  await served.world.sessions.logIn('ada', 'difference', from);
});

test('whoever made a person and is no administrator any more cannot take over by a new password', async () => {
  const { keys } = served.world;
  const maker = { user_id: served.guest.obj_id, name: 'Guest', admin: true };
  const fields = { title: 'Root', login: 'root', password: 'analytical', admin: true };
  const { obj_id } = await keys.createPerson(maker, fields);
  const stolen = await asGuest({ type: 'modify', obj: 'user', obj_id, password: 'difference' });
  expect(stolen).toMatchObject({ proc: 'error', code: 'access_denied' });
});

test('before a user is deleted it is said what becomes of what belongs to him', async () => {
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const actor = { user_id: served.guest.obj_id, name: 'Guest', admin: false };
  await served.world.importing.importScheme(actor, 0, text, { deploy: true });
  await served.world.keys.createKey(actor, { title: 'His' });
  const check = await one(served, { type: 'check', obj: 'user', obj_id: served.guest.obj_id });
  expect(check).toMatchObject({ keys: 1, processes: 1, folders: 0, paused: 1, heir_name: 'Admin' });
  await one(served, { type: 'delete', obj: 'user', obj_id: served.guest.obj_id });
  const convs = await served.world.ports.catalog.list({ kind: 'conv', limit: 9 });
  expect(convs).toEqual([expect.objectContaining({ owner_id: served.admin.obj_id, status: 'paused' })]);
});

describe('the record of who did what', () => {
  test('tells deploys, shares, looks at secrets and deletions, newest first, without the secrets', async () => {
    const conv_id = await newConv();
    await one(served, { type: 'modify', obj: 'conv', obj_id: conv_id, status: 'paused' });
    await one(served, { ...shareWith(conv_id, 0), obj_to: 'user', obj_to_id: served.guest.obj_id });
    const key = await one(served, { type: 'show', obj: 'api_key', obj_id: served.guest.obj_id });
    await one(served, { type: 'delete', obj: 'conv', obj_id: conv_id });
    const records = await audit();
    expect(records.map(({ action }) => action)).toEqual(['delete', 'reveal', 'share', 'status', 'create']);
    expect(records[2]).toMatchObject({ user: 'Admin', obj: 'conv', obj_id: conv_id, title: 'Orders' });
    expect(records[2]?.details).toMatchObject({ obj_to_id: served.guest.obj_id, privs: ['view'] });
    expect(JSON.stringify(records)).not.toContain(String(key.key));
    const folder_id = Number((await one(served, { type: 'create', obj: 'folder', title: 'Shelf' })).obj_id);
    await one(served, { type: 'create', obj: 'folder', title: 'Box', folder_id });
    expect((await get('/api/takt/audit?limit=1')).json).toMatchObject({
      ...{ list: [{ details: { folder_id } }], folders: { [folder_id]: 'Shelf' } },
    });
  });

  test('tells nothing of what was refused, and is for administrators only', async () => {
    await asGuest({ type: 'delete', obj: 'user', obj_id: served.admin.obj_id });
    expect(await audit()).toEqual([]);
    expect((await get('/api/takt/audit', served.guest)).json).toMatchObject({ code: 'access_denied' });
    expect((await request(`${served.url}/api/takt/audit`)).json.request_proc).toBe('fail');
  });

  test('is read by pages and by what was done', async () => {
    for (let n = 0; n < 5; n++) await newGroup(`g${n}`);
    const page = await get('/api/takt/audit?limit=2');
    expect(listOf(page.json).map(({ title }) => title)).toEqual(['g4', 'g3']);
    const next = await get(`/api/takt/audit?limit=2&before=${String(page.json.next)}`);
    expect(listOf(next.json).map(({ title }) => title)).toEqual(['g2', 'g1']);
    expect(await audit('?action=deploy')).toEqual([]);
    expect(await audit('?action=create')).toHaveLength(5);
  });

  test('forgets what is too old, and every record has a number of its own', async () => {
    await Promise.all([1, 2, 3].map((n) => newGroup(`g${n}`)));
    const { catalog } = served.world.ports;
    const names = (await catalog.list({ kind: 'audit', limit: 9 })).map(({ name }) => name);
    expect(names).toEqual(['1', '2', '3']);
    await served.world.clock.run((LIMITS.audit_days + 1) * DAY);
    await newGroup('new');
    expect((await audit()).map(({ title }) => title)).toEqual(['new']);
  });

  test('a record that cannot be written does not undo what was done', async () => {
    const { catalog } = served.world.ports;
    const write = catalog.write.bind(catalog);
    jest.spyOn(catalog, 'write').mockImplementation(async (changes) => {
      const isAudit = changes.some((change) => change.do === 'create' && change.object.kind === 'audit');
      if (isAudit) throw new Error('no room');
      return write(changes);
    });
    expect((await one(served, { type: 'create', obj: 'group', title: 'x' })).proc).toBe('ok');
    expect(JSON.stringify(served.world.log.lines)).toContain('could not be recorded');
  });
});
