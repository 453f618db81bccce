/** Names and connections of an export: what is made, what stays as it is, and what an export never holds. */

import type { Imported, ImportOptions } from '../../src/app/importing.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, openWorld, PERSON, type World } from '../fixtures/world.ts';
import { alias, folder, set, variable } from './scheme_parts.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function take(
  scheme: JsonObject[],
  options: Partial<ImportOptions> = {},
  actor = ADMIN,
  folder_id = 0,
): Promise<Imported> {
  return world.importing.importScheme(actor, folder_id, JSON.stringify(scheme), { deploy: true, ...options });
}

const idOf = ({ scheme }: Imported, old: number): number => scheme.find((row) => row.old_obj_id === old)?.obj_id ?? 0;

async function textOf(conv_id: number): Promise<string> {
  return JSON.stringify(await world.exporting.exportScheme(ADMIN, 'conv', conv_id));
}

describe('names', () => {
  test('aliases lead to the new processes; one that is there already stays, unless it is to be rewritten', async () => {
    const first = await take([rawChain({ obj_id: 7 }), alias('first', 7)]);
    expect(await world.aliases.resolve(ADMIN, 'first')).toBe(idOf(first, 7));
    const second = await take([rawChain({ obj_id: 7 }), alias('first', 7)]);
    expect(second.skipped).toMatchObject([
      { obj_type: 'alias', title: 'first', reason: expect.stringContaining('already') },
    ]);
    expect(await world.aliases.resolve(ADMIN, 'first')).toBe(idOf(first, 7));
    const third = await take([rawChain({ obj_id: 7 }), alias('first', 7)], { rewrite_alias: true });
    expect(await world.aliases.resolve(ADMIN, 'first')).toBe(idOf(third, 7));
    const without = await take([rawChain({ obj_id: 7 }), alias('other', 7)], { with_alias: false });
    expect([without.names, without.skipped]).toEqual([[], []]);
  });

  test('a variable that is there keeps its value; a secret one comes without its value and says so', async () => {
    const kept = await world.variables.create(ADMIN, { short_name: 'there', value: 'mine', env_var_type: 'secret' });
    const done = await take([
      rawChain({ obj_id: 7, logics: [set({ a: '{{env_var[81]}}' })] }),
      variable('there', { obj_id: 81, value: 'theirs' }),
      variable('new', { obj_id: 82, env_var_type: 'secret', value: 'leaked' }),
      variable('json', { obj_id: 83, data_type: 'json', value: '{"a":1}' }),
    ]);
    expect(await textOf(idOf(done, 7))).toContain(`{{env_var[${kept.obj_id}]}}`);
    expect((await world.variables.list(ADMIN, {})).map(({ short_name, value }) => [short_name, value])).toEqual([
      ['there', null],
      ['new', null],
      ['json', '{"a":1}'],
    ]);
    expect((await world.ports.catalog.read('env_var', kept.obj_id))?.body.value).toBe('mine');
    const secret = done.names.find(({ needs_secret }) => needs_secret);
    expect(String((await world.ports.catalog.read('env_var', secret?.obj_id ?? 0))?.body.value)).toMatch(/^not set/);
  });

  test('at the root only administrators bring names', async () => {
    const { skipped, scheme } = await take([rawChain({ obj_id: 7 }), alias('first', 7), variable('key')], {}, PERSON);
    expect(scheme).toHaveLength(1);
    expect(skipped.map(({ title }) => title)).toEqual(['first', 'key']);
    const own = await world.objects.createFolder(PERSON, { title: 'Mine', folder_id: 0 });
    const there = await take([rawChain({ obj_id: 7 }), alias('first', 7), variable('key')], {}, PERSON, own.id);
    expect(there.names.map(({ short_name }) => short_name)).toEqual(['first', 'key']);
  });

  test('an export holds the variables of its folders and, when asked, aliases, but no secret', async () => {
    const done = await take([
      folder(5, 0, 'Box'),
      rawChain({ obj_id: 7, parent_id: 5 }),
      variable('plain', { parent_id: 5, value: 'seen' }),
      variable('secret', { obj_id: 81, parent_id: 5, env_var_type: 'secret' }),
      alias('inside', 7, { parent_id: 5 }),
      alias('above', 7, { obj_id: 91 }),
    ]);
    const id = done.names.find(({ short_name }) => short_name === 'secret')?.obj_id ?? 0;
    await world.variables.modify(ADMIN, id, { value: 'top-secret-value' });
    const box = idOf(done, 5);
    const scheme = await world.exporting.exportScheme(ADMIN, 'folder', box, { with_alias: true });
    expect(scheme.map(({ obj_type, short_name, parent_id }) => [obj_type, short_name, parent_id])).toEqual([
      [0, undefined, 0],
      [1, undefined, box],
      ['env_var', 'plain', box],
      ['env_var', 'secret', box],
      ['alias', 'inside', box],
      ['alias', 'above', 0],
    ]);
    expect(JSON.stringify(scheme)).not.toContain('top-secret-value');
    expect(scheme[2]).toMatchObject({ value: 'seen' });
    const plain = await world.exporting.exportScheme(ADMIN, 'folder', box);
    expect(plain.some(({ obj_type }) => obj_type === 'alias')).toBe(false);
  });
});

describe('connections to databases', () => {
  const data = {
    driver: 'postgres',
    host: 'db.example',
    port: '5432',
    username: '{{env_var[80]}}',
    database: 'd',
    ssl: true,
  };
  const instance = (more: JsonObject): JsonObject => {
    return {
      obj_type: 'instance',
      obj_id: 60,
      parent_id: 0,
      title: 'Orders',
      instance_type: 'db_call',
      data: { ...data, ...more },
    };
  };
  const asks = { type: 'db_call', instance_id: 60, query: 'SELECT 1', err_node_id: '' };

  test('come along without their password, and processes ask the new one', async () => {
    const box = folder(5, 0, 'Box');
    const done = await take([
      box,
      { ...instance({ password: 'p4ssword-in-clear' }), parent_id: 5 },
      rawChain({ obj_id: 7, parent_id: 5, logics: [asks] }),
      variable('user', { parent_id: 5 }),
    ]);
    const made = done.names.find(({ obj_type }) => obj_type === 'instance');
    const user = done.names.find(({ obj_type }) => obj_type === 'env_var');
    expect(made).toMatchObject({ short_name: 'Orders', needs_secret: true });
    expect(await textOf(idOf(done, 7))).toContain(`"instance_id":${made?.obj_id}`);
    const stored = await world.ports.catalog.read('instance', made?.obj_id ?? 0);
    expect(stored?.body.data).toMatchObject({
      host: 'db.example',
      password: '',
      username: `{{env_var[${user?.obj_id}]}}`,
    });
    const out = await world.exporting.exportScheme(ADMIN, 'folder', idOf(done, 5));
    expect(out.find(({ obj_type }) => obj_type === 'instance')?.data).not.toHaveProperty('password');
  });

  test('a password that is a variable stays, and a driver nobody knows is left out', async () => {
    const done = await take([
      variable('user'),
      instance({ password: '{{env_var[80]}}' }),
      { ...instance({ driver: 'x' }), obj_id: 61 },
    ]);
    const made = done.names.find(({ obj_type }) => obj_type === 'instance');
    const user = done.names.find(({ obj_type }) => obj_type === 'env_var');
    expect(made?.needs_secret).toBe(false);
    const stored = await world.ports.catalog.read('instance', made?.obj_id ?? 0);
    expect(stored?.body.data).toMatchObject({ password: `{{env_var[${user?.obj_id}]}}` });
    expect(done.skipped).toMatchObject([{ obj_id: 61 }]);
  });
});

test('the mask in place of the password of an address does not become its password', async () => {
  const door = { direct_url: true, type_auth: 'basic', login: 'ann', secret: '***' };
  const raw = rawChain({ obj_id: 7 });
  const text = JSON.stringify(raw).replace('"options":null', `"options":${JSON.stringify(JSON.stringify(door))}`);
  const done = await world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const out = JSON.stringify(await world.exporting.exportScheme(ADMIN, 'conv', idOf(done, 7)));
  expect(out).toContain('\\"login\\":\\"ann\\",\\"secret\\":\\"\\"');
});
