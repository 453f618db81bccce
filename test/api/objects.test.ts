/** Folders, processes, aliases, variables, users and templates over the API. */
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { FINAL, HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { call, listOf, one, post, type Served, serve } from './harness.ts';

let served: Served;
const template = { ...rawChain({ title: 'Hello' }), takt: { calls: [{ alias: 'helper', template: 'helper' }] } };
const helper = rawChain({ title: 'Helper' });

beforeEach(async () => {
  const texts = [template, helper].map((raw, index) => ({
    name: ['hello', 'helper'][index] ?? '',
    text: JSON.stringify(raw),
  }));
  served = await serve({ templates: texts });
});
afterEach(() => served.close());

async function make(obj: string, fields: JsonObject): Promise<number> {
  return Number((await one(served, { type: 'create', obj, ...fields })).obj_id);
}

const titles = (answer: JsonObject) => listOf(answer).map(({ title }) => title);

test('folders are made, listed in order, renamed, moved, thrown away and brought back', async () => {
  const box = await make('folder', { title: 'Box', folder_id: 0 });
  const inner = await make('folder', { title: 'Inner', folder_id: box });
  const conv = await make('conv', { title: 'A process', folder_id: box });
  const list = (fields: JsonObject = {}) => one(served, { type: 'list', obj: 'folder', obj_id: box, ...fields });
  expect(await list()).toMatchObject({ obj_id: box, parent_folder_id: 0, parent_folder_title: 'Root folder' });
  expect(titles(await list({ sort: 'title', order: 'asc' }))).toEqual(['A process', 'Inner']);
  expect(titles(await list({ sort: 'title', order: 'desc', list_obj: 'group' }))).toEqual(['Inner', 'A process']);
  expect(titles(await list({ filter: 'conveyor' }))).toEqual(['A process']);
  expect(listOf(await list({ filter: 'conv' }))[0]).toMatchObject({
    obj: 'conv',
    obj_id: conv,
    conv_type: 'process',
    status: 'active',
    version: null,
  });
  expect(titles(await list({ filter: 'dashboard' }))).toEqual([]);
  await one(served, { type: 'modify', obj: 'folder', obj_id: inner, title: 'Renamed', description: null });
  expect(await one(served, { type: 'show', obj: 'folder', obj_id: inner })).toMatchObject({
    title: 'Renamed',
    obj_type: 0,
    parent_obj_id: box,
  });
  const moved = await one(served, {
    type: 'link',
    obj: 'folder',
    obj_type: 'conv',
    obj_id: conv,
    folder_id: inner,
    parent_id: box,
  });
  expect(moved).toMatchObject({ action_type: 'move', from_folder: box, to_folder: inner, to_folder_name: 'Renamed' });
  const path = await one(served, { type: 'list', obj: 'path_to_folder', obj_id: inner });
  expect(titles(path)).toEqual(['Root folder', 'Box', 'Renamed']);
  const refused = await one(served, { type: 'link', obj: 'folder', obj_type: 'folder', obj_id: box, folder_id: inner });
  expect(refused).toMatchObject({ proc: 'error', description: 'Move parent folder to child is not allowed' });
  await one(served, { type: 'delete', obj: 'folder', obj_id: box });
  expect(titles(await one(served, { type: 'list', obj: 'folder', obj_id: 0 }))).toEqual(['Templates']);
  expect(titles(await one(served, { type: 'list', obj: 'folder', obj_id: 0, filter: 'deleted' }))).toEqual(['Box']);
  expect(await one(served, { type: 'restore', obj: 'folder', obj_id: box })).toMatchObject({ parent_folder_id: 0 });
  await one(served, { type: 'delete', obj: 'conv', obj_id: conv });
  expect(await one(served, { type: 'destroy', obj: 'conv', obj_id: conv })).toMatchObject({
    proc: 'ok',
    obj_type: 'conv',
  });
  expect(await one(served, { type: 'show', obj: 'conv', obj_id: conv })).toMatchObject({ proc: 'error' });
});

test('a process is found by a part of its title, and its nodes by theirs', async () => {
  const conv = await make('conv', { title: 'Send the invoice' });
  await make('conv', { title: 'Other', conv_type: 'state' });
  expect(titles(await one(served, { type: 'list', obj: 'convs', pattern: 'INVOICE' }))).toEqual(['Send the invoice']);
  expect(titles(await one(served, { type: 'list', obj: 'objs', pattern: 'invoice', filter: 'conv' }))).toEqual([
    'Send the invoice',
  ]);
  expect(titles(await one(served, { type: 'list', obj: 'convs', pattern: '', obj_type: 'state' }))).toEqual(['Other']);
  expect(titles(await one(served, { type: 'list', obj: 'nodes', conv_id: conv, pattern: 'start' }))).toEqual(['Start']);
});

test('declared parameters are written and told', async () => {
  const obj_id = await make('conv', { title: 'P' });
  const params = [
    { name: 'one', type: 'string', descr: '', flags: ['required', 'input'], regex: '', regex_error_text: '' },
  ];
  const wrote = await one(served, { type: 'modify', obj: 'conv_params', obj_id, params, ref_mask: true });
  expect(wrote).toMatchObject({ proc: 'ok', conv_id: obj_id });
  expect(await one(served, { type: 'list', obj: 'conv_params', obj_id })).toMatchObject({ params, ref_mask: true });
});

test('code is checked, written into the draft and read from both', async () => {
  const text = JSON.stringify(
    rawChain({ logics: [{ type: 'api_code', lang: 'js', src: 'data.a = 1;', err_node_id: '' }] }),
  );
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const at = { obj: 'api_code', conv_id: scheme[0]?.obj_id ?? 0, node_id: WORK };
  await one(served, { type: 'modify', obj: 'node', conv_id: at.conv_id, obj_id: WORK, title: 'Code', version: 9 });
  const code = { ...at, lang: 'js', src: 'data.a = 2;', env: 'sandbox' };
  const [load, compile] = await call(served, [
    { ...code, type: 'load' },
    { ...code, type: 'compile' },
  ]);
  expect([load, compile]).toMatchObject([
    { proc: 'ok', description: '' },
    { proc: 'ok', description: '' },
  ]);
  expect(await one(served, { ...at, type: 'get', env: 'sandbox' })).toMatchObject({ lang: 'js', src: 'data.a = 2;' });
  expect(await one(served, { ...at, type: 'get', env: 'production' })).toMatchObject({ src: 'data.a = 1;' });
  const wrong = await one(served, { ...at, type: 'compile', lang: 'js', src: 'data.a = ;' });
  expect(wrong).toMatchObject({ proc: 'error', description: expect.stringMatching(/SyntaxError/) });
});

test('aliases are made, shown, linked elsewhere and removed', async () => {
  const [first, second] = [await make('conv', { title: 'First' }), await make('conv', { title: 'Second' })];
  const alias = await make('alias', { title: 'Door', short_name: 'door', obj_to_id: first, obj_to_type: 'conv' });
  const show = () => one(served, { type: 'show', obj: 'alias', obj_id: alias });
  expect(await show()).toMatchObject({
    short_name: 'door',
    obj_to_id: first,
    obj_to_title: 'First',
    obj_type: 'alias',
  });
  await one(served, { type: 'link', obj: 'alias', obj_id: alias, obj_to_id: second, obj_to_type: 'conv', link: true });
  expect(await show()).toMatchObject({ obj_to_title: 'Second' });
  await one(served, { type: 'link', obj: 'alias', obj_id: alias, obj_to_id: second, obj_to_type: 'conv', link: false });
  expect(await show()).toMatchObject({ obj_to_id: null });
  const upsert = { type: 'upsert', obj: 'alias', short_name: 'door', title: 'Gate', obj_to_id: first };
  expect(await one(served, upsert)).toMatchObject({ obj_id: alias });
  expect(titles(await one(served, { type: 'list', obj: 'aliases', stage_id: 0, conv_id: first }))).toEqual(['Gate']);
  const taken = await one(served, { type: 'create', obj: 'alias', short_name: 'door', title: 'x' });
  expect(taken).toMatchObject({ proc: 'error', description: 'alias name already exists: door' });
  expect(await one(served, { type: 'delete', obj: 'alias', obj_id: alias })).toMatchObject({ proc: 'ok' });
  expect(await show()).toMatchObject({ proc: 'error' });
});

test('the value of a secret variable never comes back', async () => {
  const fields = {
    title: 'Key',
    short_name: 'stripe',
    env_var_type: 'secret',
    data_type: 'raw',
    scopes: [{ type: '*', fields: '*' }],
  };
  const made = await post(
    served,
    JSON.stringify({ ops: [{ type: 'create', obj: 'env_var', value: 'sk-live-1', ...fields }] }),
  );
  const listed = await post(served, JSON.stringify({ ops: [{ type: 'list', obj: 'env_var', stage_id: 0 }] }));
  expect(made.text + listed.text).not.toContain('sk-live-1');
  const [row] = listOf(listOf(listed.json, 'ops')[0] ?? {});
  expect(row).toMatchObject({ short_name: 'stripe', value: null });
  const modify = {
    type: 'modify',
    obj: 'env_var',
    obj_id: String(row?.obj_id),
    short_name: 'stripe',
    title: 'Live key',
  };
  expect(await one(served, modify)).toMatchObject({ proc: 'ok', obj_id: row?.obj_id });
  expect(await one(served, { type: 'delete', obj: 'env_var', obj_id: row?.obj_id ?? 0 })).toMatchObject({ proc: 'ok' });
});

test('a new key works at once, is shown to its owner, and no longer after it was removed', async () => {
  const made = await one(served, { type: 'create', obj: 'user', title: 'Robot', logins: [{ type: 'api' }] });
  const [user] = listOf(made, 'users');
  const [login] = listOf(user ?? {}, 'logins');
  expect(login).toMatchObject({ type: 'api', obj_id: expect.any(Number), key: expect.any(String) });
  const key = { obj_id: Number(user?.obj_id), login: String(login?.obj_id), secret: String(login?.key) };
  expect(await one(served, { type: 'list', obj: 'folder', obj_id: 0 }, { key })).toMatchObject({ proc: 'ok' });
  const shown = await one(served, { type: 'show', obj: 'api_key', obj_id: key.obj_id });
  expect(shown).toMatchObject({ title: 'Robot', login: Number(key.login), key: key.secret });
  const denied = await one(served, { type: 'show', obj: 'api_key', obj_id: served.admin.obj_id }, { key });
  expect(denied).toMatchObject({ proc: 'error', description: 'Access denied' });
  const users = await post(
    served,
    JSON.stringify({ ops: [{ type: 'list', obj: 'company_users', filter: 'api_key' }] }),
  );
  expect(users.text).toContain('Robot');
  expect(users.text).not.toContain(key.secret);
  await one(served, { type: 'delete', obj: 'user', obj_id: key.obj_id });
  const gone = await post(served, '{"ops":[]}', { key });
  expect(gone.json).toMatchObject({ request_proc: 'fail' });
});

test('statistics tell how many came and went, by time and altogether', async () => {
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  await served.world.addTask(conv_id, {}, 'a');
  await served.world.addTask(conv_id, {}, 'b');
  const start = served.world.clock.now() / 1000 - 60;
  const stat = (fields: JsonObject) =>
    one(served, { type: 'show', obj: 'stat', conv_id, start, end: start + 7200, ...fields });
  const byTime = await stat({ node_id: WORK, interval: 'minute', group: 'time', timezone_offset: -180 });
  expect(byTime).toMatchObject({ node_id: WORK, title: 'Work', group: 'time' });
  expect(byTime.data).toEqual([{ date: '2024-01-15 15:00:00', in: 2, out: 0 }]);
  const all = await stat({ group: 'all', interval: 'minute', node_ids: [WORK, FINAL] });
  expect(all.data).toEqual([
    { id: WORK, title: 'Work', in: 2, out: 0 },
    { id: FINAL, title: 'Final', in: 0, out: 0 },
  ]);
});

test('copies of a process are processes of their own', async () => {
  const obj_id = await make('conv', { title: 'Original' });
  const copy = {
    obj: 'obj_copy',
    obj_type: 'conv',
    obj_id,
    obj_to_id: 0,
    obj_to_type: 'folder',
    async: false,
    ignore_errors: true,
  };
  const { json } = await post(served, JSON.stringify({ ops: [copy] }), { path: '/api/2/copy' });
  const [answer] = listOf(json, 'ops');
  expect(listOf(answer ?? {}, 'scheme')).toEqual([
    expect.objectContaining({
      obj_type: 'conv',
      title: 'Original (Copy)',
      old_obj_id: obj_id,
      hash: expect.any(String),
    }),
  ]);
  const named = await one(served, { ...copy, type: 'create', title: 'Named' });
  expect(listOf(named, 'scheme')[0]).toMatchObject({ title: 'Named' });
});

test('templates are seen as a folder, looked into, and cloned with what they call', async () => {
  const root = listOf(await one(served, { type: 'list', obj: 'folder', obj_id: 0 }));
  const folder = root.find(({ title }) => title === 'Templates');
  const inside = listOf(await one(served, { type: 'list', obj: 'folder', obj_id: folder?.obj_id ?? 0 }));
  expect(inside.map(({ title, obj_type }) => [title, obj_type])).toEqual([
    ['Hello', 'conv'],
    ['Helper', 'conv'],
  ]);
  const obj_id = inside[0]?.obj_id ?? 0;
  expect(listOf(await one(served, { type: 'list', obj: 'conv', obj_id }))).toHaveLength(3);
  expect(await one(served, { type: 'show', obj: 'conv', obj_id })).toMatchObject({ title: 'Hello', immutable: true });
  const scheme = await one(served, { type: 'get', obj: 'obj_scheme', obj_id, obj_type: 'conv', async: false });
  expect(listOf(scheme, 'scheme')[0]).toMatchObject({ title: 'Hello' });
  const list = await one(served, { type: 'list', obj: 'templates' });
  expect(listOf(list).map(({ name }) => name)).toEqual(['hello', 'helper']);
  const cloned = await one(served, { type: 'clone', obj: 'template', name: 'hello', title: 'Mine' });
  expect(cloned).toMatchObject({
    proc: 'ok',
    conv_id: expect.any(Number),
    also: [{ template: 'helper', conv_id: expect.any(Number) }],
  });
  const copied = await one(served, {
    type: 'create',
    obj: 'obj_copy',
    obj_type: 'conv',
    obj_id,
    folder_id: 0,
    title: 'Again',
  });
  expect(listOf(copied, 'scheme')[0]).toMatchObject({ title: 'Again', obj_type: 'conv' });
});

test('an export with mistakes is made but not deployed, and each mistake is named', async () => {
  const broken = rawChain({ title: 'Broken', logics: [{ type: 'api', method: 'POST', err_node_id: 'f'.repeat(24) }] });
  const answer = await one(served, {
    type: 'create',
    obj: 'obj_scheme',
    folder_id: 0,
    scheme: JSON.stringify([broken]),
    async: 'false',
  });
  expect(listOf(answer, 'scheme')).toHaveLength(1);
  const [error] = listOf(answer, 'errors');
  expect(error).toMatchObject({ obj: 'conv', title: 'Broken' });
  const first = Array.isArray(error?.errors) ? error.errors[0] : null;
  expect(isObject(first) ? first.node_id : null).toBe(WORK);
});

test('the smallest timer, and that there are no companies, can be asked', async () => {
  const [timer, companies] = await call(served, [
    { type: 'show', obj: 'conf', obj_type: 'timer', conv_id: 1 },
    { type: 'list', obj: 'company' },
  ]);
  expect([timer, companies]).toMatchObject([
    { proc: 'ok', min_value: 1 },
    { proc: 'ok', list: [] },
  ]);
});

test('an edit without a version, as old clients send it, is live at once', async () => {
  const conv_id = await make('conv', { title: 'Old client' });
  const [start] = listOf(await one(served, { type: 'list', obj: 'conv', obj_id: conv_id }));
  const node = { obj: 'node', conv_id, obj_id: start?.obj_id ?? '' };
  expect(await one(served, { ...node, type: 'modify', title: 'Begin' })).toMatchObject({ proc: 'ok' });
  expect(await one(served, { ...node, type: 'show' })).toMatchObject({ title: 'Begin', count: 0 });
  expect(await one(served, { type: 'list', obj: 'conv', obj_id: conv_id })).toMatchObject({ commits: { version: 0 } });
});

test('an old version goes live again, and the versions tell so', async () => {
  const conv_id = await make('conv', { title: 'Rolled back' });
  const [start] = listOf(await one(served, { type: 'list', obj: 'conv', obj_id: conv_id }));
  const node = { obj: 'node', conv_id, obj_id: start?.obj_id ?? '' };
  await one(served, { ...node, type: 'modify', title: 'Begin' });
  const back = await one(served, { type: 'roll_back', obj: 'commit', conv_id, version: 1 });
  expect(back).toMatchObject({ proc: 'ok', version: 3 });
  expect(await one(served, { ...node, type: 'show' })).toMatchObject({ title: start?.title });
  const versions = listOf(await one(served, { type: 'list', obj: 'process_versions', conv_id }));
  expect(versions.map(({ version, state }) => [version, state])).toEqual([
    [3, 'live'],
    [2, 'old'],
    [1, 'old'],
  ]);
});

test('clients that read every field of a variable, an alias, a path and a process find it', async () => {
  const given = { short_name: 'fields', title: 'F', value: 'x', scopes: [{ type: 'api_call', fields: 'cert_pem' }] };
  const obj_id = await make('env_var', given);
  await make('env_var', { short_name: 'none', title: 'N', value: 'x' });
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
  const variables = listOf(await one(served, { type: 'list', obj: 'env_var' }));
  expect(variables.map(({ scopes }) => scopes)).toEqual(
    expect.arrayContaining([[{ type: 'api_call', fields: ['cert_pem'] }], [{ type: '*', fields: ['*'] }]]),
  );
  const shown = await one(served, { type: 'show', obj: 'env_var', obj_id });
  expect(shown.uuid).toMatch(uuid);
  expect(variables.map((row) => row.uuid)).toContain(shown.uuid);
  const conv_id = await make('conv', { title: 'With fields' });
  const alias = await make('alias', { short_name: 'with-uuid', title: 'A', obj_to_id: conv_id });
  expect((await one(served, { type: 'show', obj: 'alias', obj_id: alias })).uuid).toMatch(uuid);

  const folder = await make('folder', { title: 'Somewhere' });
  const [root] = listOf(await one(served, { type: 'list', obj: 'path_to_folder', obj_id: folder }));
  expect(root).toMatchObject({ obj_id: 0, owner_id: 0, owner_name: 'takt', owner_login: 'takt', is_owner: false });

  const commits = async () => (await one(served, { type: 'list', obj: 'conv', obj_id: conv_id })).commits;
  expect(await commits()).toEqual({ version: 0, size: 0, last_confirmed_version: 1, list: [] });
  const [start] = listOf(await one(served, { type: 'list', obj: 'conv', obj_id: conv_id }));
  const node = { conv_id, obj_id: start?.obj_id ?? '', title: 'Begin', version: 7 };
  await one(served, { type: 'modify', obj: 'node', ...node });
  expect(await commits()).toMatchObject({ version: 7, size: 2, last_confirmed_version: 1 });
  await one(served, { type: 'confirm', obj: 'commit', conv_id, version: 7 });
  expect(await commits()).toMatchObject({ version: 0, size: 0, last_confirmed_version: 7 });
});

test('an export of the root is all that its asker sees there, each thing once', async () => {
  const box = await make('folder', { title: 'Box of all' });
  await make('conv', { title: 'In the box', folder_id: box });
  const loose = await make('conv', { title: 'Beside the box' });
  const op = { type: 'get', obj: 'obj_scheme', obj_id: 0, obj_type: 'folder' };
  const names = async (key = served.admin) =>
    listOf(await one(served, op, { key }), 'scheme').map(({ title }) => title);
  const all = await names();
  for (const title of ['Box of all', 'In the box', 'Beside the box']) {
    expect(all.filter((name) => name === title)).toEqual([title]);
  }
  expect(await names(served.guest)).toEqual([]);
  const to = { obj_to: 'user', obj_to_id: served.guest.obj_id, privs: [{ type: 'view' }] };
  await one(served, { type: 'link', obj: 'conv', obj_id: loose, ...to });
  expect(await names(served.guest)).toEqual(['Beside the box']);
});
