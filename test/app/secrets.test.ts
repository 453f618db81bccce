/**
 * A process acts for its owner: it reads what the owner may read, and what the owner would see masked it reads masked.
 * Secrets are hidden by value too, in whatever text they have got into.
 */
import { taskView } from '../../src/api/task_view.ts';
import type { Actor, Right } from '../../src/app/rights.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { FINAL, HOUR_TIMER, type RawOptions, rawChain, START_NODE } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

const VALUE = 'k3y-of-the-shop/äöü';
const TAG = '__conveyor_set_param_return_type_tag__';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function made(actor: Actor, options: RawOptions, folder_id = 0): Promise<number> {
  const text = JSON.stringify(rawChain(options));
  const { scheme, problems } = await world.importing.importScheme(actor, folder_id, text, { deploy: true });
  expect(problems.flatMap((row) => row.problems).filter(({ level }) => level === 'error')).toEqual([]);
  return scheme[0]?.obj_id ?? 0;
}

const setting = (rows: Record<string, string>): Json => ({
  type: 'set_param',
  extra: rows,
  extra_type: Object.fromEntries(Object.keys(rows).map((key) => [key, 'string'])),
  err_node_id: FINAL,
});

/** What a process of an actor makes of an expression. */
async function evaluated(actor: Actor, text: string, folder_id = 0): Promise<JsonObject> {
  const id = await made(actor, { logics: [setting({ got: text })] }, folder_id);
  return (await world.addTask(id, {})).data;
}

/** A process in which tasks stand for an hour. */
function standing(actor: Actor, extra: JsonObject = {}): Promise<number> {
  return made(actor, { semaphors: [HOUR_TIMER], extra });
}

async function share(conv_id: number, to: { obj_id: number }, privs: Right[]): Promise<void> {
  await world.sharing.link(ADMIN, { kind: 'conv', id: conv_id }, { kind: 'user', id: to.obj_id }, privs);
}

async function person(login: string): Promise<{ obj_id: number; actor: Actor }> {
  const { obj_id } = await world.keys.createPerson(ADMIN, { title: login, login, password: 'long enough' });
  return { obj_id, actor: { user_id: obj_id, name: login, admin: false } };
}

describe('a variable is read', () => {
  test('by processes of its owner, and of nobody who has no right to it, by name or by number', async () => {
    const fields = { short_name: 'key', env_var_type: 'secret', value: VALUE } as const;
    const { obj_id } = await world.variables.create(ADMIN, fields);
    for (const name of ['@key', `${obj_id}`]) {
      expect((await evaluated(ADMIN, `{{env_var[${name}]}}`)).got).toBe(VALUE);
      const data = await evaluated(OTHER, `{{env_var[${name}]}}`);
      expect(data).toMatchObject({ [TAG]: 'access_denied' });
      expect(JSON.stringify(data)).not.toContain(VALUE);
    }
    expect(await evaluated(OTHER, '{{env_var[@none]}}')).toEqual({ got: '' });
  });

  test('that is visible with the right to view it, that is secret with the right to modify it', async () => {
    const eve = await person('eve');
    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
    const at = { folder_id: folder.id, value: VALUE };
    await world.variables.create(PERSON, { ...at, short_name: 'url' });
    await world.variables.create(PERSON, { ...at, short_name: 'key', env_var_type: 'secret' });
    const own = await world.objects.createFolder(eve.actor, { title: 'Own', folder_id: 0 });
    const read = async (name: string): Promise<Json | undefined> => {
      const id = await made(eve.actor, { logics: [setting({ got: `{{env_var[@${name}]}}` })] }, own.id);
      const conv = await world.ports.catalog.read('conv', id);
      if (conv === null) throw new Error('no process');
      await world.ports.catalog.write([{ do: 'update', object: { ...conv, parent_id: folder.id } }]);
      world.engine.processes.forget(id);
      return (await world.addTask(id, {})).data.got;
    };
    const to = { kind: 'user', id: eve.obj_id } as const;
    expect([await read('url'), await read('key')]).toEqual([undefined, undefined]);
    await world.sharing.link(PERSON, { kind: 'folder', id: folder.id }, to, ['view']);
    expect([await read('url'), await read('key')]).toEqual([VALUE, undefined]);
    await world.sharing.link(PERSON, { kind: 'folder', id: folder.id }, to, ['view', 'modify']);
    expect([await read('url'), await read('key')]).toEqual([VALUE, VALUE]);
  });
});

test('how many tasks stand in a node is told to whoever may view the process', async () => {
  const eve = await person('eve');
  const id = await standing(ADMIN);
  const count = `{{conv[${id}].node[${START_NODE}].count}}`;
  expect((await evaluated(ADMIN, count)).got).toBe('0');
  expect(await evaluated(eve.actor, count)).toMatchObject({ [TAG]: 'access_denied' });
  await share(id, eve, ['view']);
  expect((await evaluated(eve.actor, count)).got).toBe('0');
});

test('the address that changes a task of another process is for whoever may change its tasks', async () => {
  const eve = await person('eve');
  const id = await made(ADMIN, { logics: [{ type: 'api_callback', is_sync: true, obj_id_path: 'id' }] });
  const address = `{{conv[${id}].node[${START_NODE}].public_callback_corezoid}}`;
  await share(id, eve, ['view']);
  expect(await evaluated(eve.actor, address)).toMatchObject({ [TAG]: 'access_denied' });
  await share(id, eve, ['view', 'create']);
  const { got } = await evaluated(eve.actor, address);
  expect(got).toBe((await evaluated(ADMIN, address)).got);
  expect(got).toContain(`/callback/${id}.${START_NODE}/`);
});

test('who may view a process and not modify it reads its tasks masked, by his processes too', async () => {
  const eve = await person('eve');
  const params = [{ name: 'pin', type: 'string', flags: ['input', 'auto-clear'] }];
  const id = await standing(ADMIN, { params });
  const data = { access_token: VALUE, pin: '12345678', said: `token is ${VALUE}, pin 12345678`, n: 5 };
  await world.addTask(id, data, 'token');
  const read = `{{conv[${id}].ref[token].access_token}} {{conv[${id}].ref[token].said}} {{conv[${id}].ref[token].n}}`;
  expect((await evaluated(ADMIN, read)).got).toBe(`${VALUE} token is ${VALUE}, pin 12345678 5`);
  expect(await evaluated(eve.actor, read)).toMatchObject({ [TAG]: 'access_denied' });
  await share(id, eve, ['view']);
  expect((await evaluated(eve.actor, read)).got).toBe('*** token is ***, pin *** 5');
  await share(id, eve, ['view', 'modify']);
  expect((await evaluated(eve.actor, read)).got).toBe(`${VALUE} token is ${VALUE}, pin 12345678 5`);
});

describe('what a viewer sees of a task', () => {
  async function viewed(id: number, ref: string): Promise<JsonObject> {
    const task = await world.task(id, ref);
    if (task === null) throw new Error('no task');
    return taskView(task, await world.engine.processes.get(id), false).data as JsonObject;
  }

  test('has no value of its secret parameters in any other text, in whatever form', async () => {
    const id = await standing(PERSON);
    const data = {
      client_secret: VALUE,
      auth: { tokens: [{ token: 'another-secret' }] },
      url: `https://x.example/?q=${encodeURIComponent(VALUE)}&page=2`,
      list: [{ [`is ${VALUE}`]: Buffer.from(`user:${VALUE}`).toString('base64') }],
      said: 'got another-secret from https://ann:pw@x.example',
    };
    await world.addTask(id, data, 'r');
    const seen = await viewed(id, 'r');
    expect(seen).toMatchObject({
      client_secret: '***',
      url: 'https://x.example/?q=***&page=2',
      said: 'got *** from https://***@x.example',
    });
    expect(JSON.stringify(seen)).not.toContain(Buffer.from(`user:${VALUE}`).toString('base64'));
    expect(JSON.stringify(seen)).not.toContain(VALUE);
  });

  test('has no value of the secret variables that the process names, after a restart too', async () => {
    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
    const value = JSON.stringify({ url: 'smtps://mail.example', pass: VALUE, port: 25 });
    const secret = { folder_id: folder.id, env_var_type: 'secret' } as const;
    await world.variables.create(PERSON, { ...secret, short_name: 'smtp', value, data_type: 'json' });
    await world.variables.create(PERSON, { ...secret, short_name: 'named', value: 'read-under-a-name' });
    const rows = { a: 'to {{env_var[@smtp].url}}', b: 'with {{env_var[@smtp].pass}}', c: '{{env_var[@{{which}}]}}' };
    const callback = { type: 'api_callback', is_sync: false, obj_id_path: 'id' };
    const id = await made(PERSON, { logics: [setting(rows), callback] }, folder.id);
    const task = await world.addTask(id, { which: 'named' }, 'r');
    expect(task.data).toMatchObject({ b: `with ${VALUE}`, c: 'read-under-a-name' });
    expect(await viewed(id, 'r')).toEqual({ which: 'named', a: 'to ***', b: 'with ***', c: '***' });
    world.engine.processes.forget(id);
    expect(await viewed(id, 'r')).toMatchObject({ a: 'to ***', b: 'with ***' });
  });

  test('is no text at all where there are more secrets than can be looked for', async () => {
    const id = await standing(PERSON);
    const token = Array.from({ length: LIMITS.masked_secrets + 1 }, (_, i) => `secret-${i}`);
    await world.addTask(id, { token, said: 'secret-5', n: 1, empty: '' }, 'many');
    expect(await viewed(id, 'many')).toEqual({ token: '***', said: '***', n: 1, empty: '' });
    await world.addTask(id, { token: 'x'.repeat(LIMITS.masked_secret_chars + 1), said: 'anything' }, 'long');
    expect(await viewed(id, 'long')).toEqual({ token: '***', said: '***' });
  });
});

test('what a process tells in the log has no secret in it, by name or by value', async () => {
  const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
  const secret = { folder_id: folder.id, env_var_type: 'secret', short_name: 'key', value: VALUE } as const;
  await world.variables.create(PERSON, secret);
  const raw = rawChain({ logics: [setting({ said: 'it is {{env_var[@key]}}' })] });
  const text = JSON.stringify(raw).replace(/("id":"0{22}a3".*?"options":)null/, '$1"{\\"takt_log\\":true}"');
  const { scheme } = await world.importing.importScheme(PERSON, folder.id, text, { deploy: true });
  await world.addTask(scheme[0]?.obj_id ?? 0, { token: 'another-secret', error: 'no: another-secret' });
  const told = JSON.stringify(world.log.lines);
  expect(told).toContain('it is ***');
  expect(told).not.toContain(VALUE);
  expect(told).not.toContain('another-secret');
});
