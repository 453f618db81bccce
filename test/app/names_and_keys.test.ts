import type { Actor } from '../../src/app/rights.ts';
import { SECOND } from '../../src/base/time.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** A folder of PERSON. */
async function own(folder_id = 0): Promise<number> {
  return (await world.objects.createFolder(PERSON, { title: 'Own', folder_id })).id;
}

describe('aliases', () => {
  test('the nearest folder above says what a name means', async () => {
    const folder_id = await own();
    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id });
    const far = await world.objects.createConv(PERSON, { title: 'Far', folder_id: 0 });
    const near = await world.objects.createConv(PERSON, { title: 'Near', folder_id: folder.id });
    await world.aliases.create(PERSON, { short_name: 'pay', obj_to_id: far.id, folder_id });
    expect(await world.aliases.resolve(PERSON, 'pay', folder.id)).toBe(far.id);
    const alias = await world.aliases.create(PERSON, { short_name: 'pay', obj_to_id: near.id, folder_id: folder.id });
    expect(await world.aliases.resolve(PERSON, 'pay', folder.id)).toBe(near.id);
    await world.aliases.delete(PERSON, alias.id);
    expect(await world.aliases.resolve(PERSON, 'pay', folder.id)).toBe(far.id);
  });

  test('a name is taken once in a folder, and can be linked again', async () => {
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
    const folder_id = await own();
    const alias = await world.aliases.create(PERSON, { short_name: 'pay', folder_id });
    const again = world.aliases.create(PERSON, { short_name: 'pay', folder_id });
    await expect(again).rejects.toMatchObject({ code: 'conflict', message: 'alias name already exists: pay' });
    await expect(world.aliases.resolve(PERSON, 'pay', folder_id)).rejects.toMatchObject({ code: 'not_found' });
    await world.aliases.link(PERSON, alias.id, conv.id);
    expect(await world.aliases.resolve(PERSON, 'pay', folder_id)).toBe(conv.id);
    await expect(world.aliases.link(OTHER, alias.id, null)).rejects.toMatchObject({ code: 'access_denied' });
    await expect(world.aliases.create(PERSON, { short_name: 'Ab c' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('a name at the root, which all see, is given by administrators only', async () => {
    const folder_id = await own();
    for (const names of [world.aliases, world.variables]) {
      await expect(names.create(PERSON, { short_name: 'pay' })).rejects.toMatchObject({ code: 'access_denied' });
      await names.create(ADMIN, { short_name: 'pay' });
      await names.create(PERSON, { short_name: 'pay', folder_id });
    }
  });
});

describe('variables', () => {
  test('a secret value never comes out, whatever is asked', async () => {
    const value = 'a very secret value indeed';
    const made = await world.variables.create(PERSON, {
      short_name: 'key',
      env_var_type: 'secret',
      value,
      folder_id: await own(),
    });
    const shown = await world.variables.show(PERSON, made.obj_id);
    const listed = await world.variables.list(ADMIN, {});
    const changed = await world.variables.modify(PERSON, made.obj_id, { title: 'Another title' });
    const refused = world.variables.modify(PERSON, made.obj_id, { env_var_type: 'visible' });
    await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
    for (const answer of [made, shown, listed, changed]) expect(JSON.stringify(answer)).not.toContain(value);
    expect(changed).toMatchObject({ title: 'Another title', value: null, env_var_type: 'secret' });
    const stored = await world.ports.catalog.read('env_var', made.obj_id);
    expect(stored?.body.value).toBe(value);
  });

  test('a visible one comes out as it went in, and only to those who may see it', async () => {
    const folder_id = await own();
    const fields = { short_name: 'url', value: '{"a":1}', data_type: 'json', folder_id } as const;
    const made = await world.variables.create(PERSON, fields);
    expect((await world.variables.list(PERSON, {}))[0]).toMatchObject({ short_name: 'url', value: '{"a":1}' });
    expect(await world.variables.list(OTHER, {})).toEqual([]);
    const bad = world.variables.modify(PERSON, made.obj_id, { value: '{' });
    await expect(bad).rejects.toMatchObject({ code: 'bad_json' });
    const again = world.variables.create(PERSON, { short_name: 'url', folder_id });
    await expect(again).rejects.toMatchObject({ code: 'conflict', message: 'env_var name already exists: url' });
  });
});

function actorOf({ obj_id, title }: { obj_id: number; title: string }, admin = false): Actor {
  return { user_id: obj_id, name: title, admin };
}

describe('the first start', () => {
  test('makes a person and a key, once', async () => {
    const made = await world.keys.ensureFirstStart({});
    expect(made.admin_password).toMatch(/^\S{12,}$/);
    expect(made.key).toEqual({
      login: expect.stringMatching(/^\d+$/),
      secret: expect.stringMatching(/^[0-9a-f]{32,}$/),
    });
    expect(await world.keys.ensureFirstStart({})).toEqual({ admin_password: null, key: null });
    expect((await world.keys.logIn('admin', made.admin_password ?? ''))?.admin).toBe(true);
    expect(await world.keys.logIn('admin', 'wrong password')).toBeNull();
    expect(await world.keys.logIn('nobody', 'wrong password')).toBeNull();
    const found = await world.keys.authenticate(made.key?.login ?? '');
    expect(found).toMatchObject({ secret: made.key?.secret, actor: { admin: true } });
  });

  test('a key of the environment exists while it is set, as the same user each time', async () => {
    const given = { login: '123', secret: 'shh', adminPassword: 'my own password' };
    expect(await world.keys.ensureFirstStart(given)).toEqual({ admin_password: null, key: null });
    expect(await world.keys.authenticate('123')).toMatchObject({ secret: 'shh', actor: { admin: true } });
    expect(await world.keys.logIn('admin', 'my own password')).not.toBeNull();
    const first = (await world.keys.authenticate('123'))?.actor.user_id;
    await world.keys.ensureFirstStart({ ...given, login: '456', adminPassword: 'another password' });
    expect((await world.keys.authenticate('456'))?.actor.user_id).toBe(first);
    expect(await world.keys.authenticate('123')).toBeNull();
    expect(await world.keys.authenticate('environment')).toBeNull();
    expect(await world.keys.logIn('admin', 'my own password')).toBeNull();
    expect(await world.keys.logIn('admin', 'another password')).not.toBeNull();
  });
});

describe('keys', () => {
  test('a key is asked of the store once in a while, not with every request', async () => {
    const { login } = await world.keys.createKey(ADMIN, { title: 'shop' });
    let reads = 0;
    const { list } = world.ports.catalog;
    world.ports.catalog.list = (query) => {
      reads += 1;
      return list.call(world.ports.catalog, query);
    };
    for (let i = 0; i < 100; i++) await world.keys.authenticate(login);
    expect(reads).toBe(1);
    await world.clock.run(6 * SECOND);
    await world.keys.authenticate(login);
    expect(reads).toBe(2);
  });

  test('a deleted key is refused at once', async () => {
    const key = await world.keys.createKey(PERSON, { title: 'shop' });
    expect(await world.keys.authenticate(key.login)).toMatchObject({ secret: key.secret, actor: { admin: false } });
    await expect(world.keys.delete(OTHER, key.obj_id)).rejects.toMatchObject({ code: 'access_denied' });
    await world.keys.delete(PERSON, key.obj_id);
    expect(await world.keys.authenticate(key.login)).toBeNull();
  });

  test('a key that is deleted takes those it has made with it, and theirs', async () => {
    const [first, other] = [
      await world.keys.createKey(PERSON, { title: 'first' }),
      await world.keys.createKey(PERSON, { title: 'other' }),
    ];
    const child = await world.keys.createKey(actorOf(first), { title: 'child' });
    const grandchild = await world.keys.createKey(actorOf(child), { title: 'grandchild' });
    await world.keys.authenticate(grandchild.login);
    const conv = await world.objects.createConv(actorOf(other), { title: 'P', folder_id: 0 });
    const at = { kind: 'conv', id: conv.id } as const;
    await world.sharing.link(actorOf(other), at, { kind: 'user', id: grandchild.obj_id }, ['view']);
    await world.keys.delete(PERSON, first.obj_id);
    for (const { login } of [first, child, grandchild]) expect(await world.keys.authenticate(login)).toBeNull();
    expect(await world.keys.authenticate(other.login)).not.toBeNull();
    expect(await world.ports.catalog.list({ kind: 'share', parent_id: conv.id, limit: 9 })).toEqual([]);
  });

  test('what a deleted key had goes to whoever deleted it; its processes wait to be looked at', async () => {
    const key = await world.keys.createKey(PERSON, { title: 'shop' });
    const child = await world.keys.createKey(actorOf(key), { title: 'child' });
    const folder = await world.objects.createFolder(actorOf(key), { title: 'F', folder_id: 0 });
    const conv = await world.objects.createConv(actorOf(child), { title: 'P', folder_id: 0 });
    await world.aliases.create(actorOf(key), { short_name: 'pay', folder_id: folder.id });
    await world.keys.delete(ADMIN, key.obj_id);
    const { object } = await world.objects.show(ADMIN, 'conv', conv.id);
    expect([object.owner_id, object.status]).toEqual([ADMIN.user_id, 'paused']);
    expect((await world.objects.show(ADMIN, 'folder', folder.id)).object.owner_id).toBe(ADMIN.user_id);
    expect((await world.aliases.list(ADMIN, {}))[0]?.owner_id).toBe(ADMIN.user_id);
    expect((await world.engine.processes.get(conv.id))?.compiled.facts).toMatchObject({
      owner_id: ADMIN.user_id,
      status: 'paused',
    });
  });

  test('a key may delete itself, and the one that made it, and what is left has an owner', async () => {
    const boss = await world.keys.createKey(ADMIN, { title: 'boss', admin: true });
    const clerk = await world.keys.createKey(actorOf(boss, true), { title: 'clerk', admin: true });
    const conv = await world.objects.createConv(actorOf(boss, true), { title: 'P', folder_id: 0 });
    await world.keys.delete(actorOf(clerk, true), boss.obj_id);
    expect((await world.objects.show(ADMIN, 'conv', conv.id)).object).toMatchObject({
      owner_id: clerk.obj_id,
      status: 'active',
    });
    expect(await world.keys.show(ADMIN, clerk.obj_id)).toMatchObject({ owner_id: clerk.obj_id });
    const own = await world.keys.createKey(PERSON, { title: 'own' });
    const left = await world.objects.createConv(actorOf(own), { title: 'Q', folder_id: 0 });
    await world.keys.delete(actorOf(own), own.obj_id);
    expect((await world.objects.show(PERSON, 'conv', left.id)).object.owner_id).toBe(PERSON.user_id);
  });

  test('secrets are for the owner; lists show none; only administrators make administrators', async () => {
    const key = await world.keys.createKey(PERSON, { title: 'shop' });
    expect((await world.keys.showKey(PERSON, key.obj_id)).secret).toBe(key.secret);
    await expect(world.keys.showKey(OTHER, key.obj_id)).rejects.toMatchObject({ code: 'access_denied' });
    expect(JSON.stringify(await world.keys.list(OTHER))).not.toContain(key.secret);
    const admin = world.keys.createKey(PERSON, { title: 'all', admin: true });
    await expect(admin).rejects.toMatchObject({ code: 'access_denied' });
    const made = world.keys.modify(PERSON, key.obj_id, { admin: true });
    await expect(made).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('a person whose password is changed logs in with the new one only', async () => {
    const fields = { title: 'Eve', login: 'eve', password: 'first password' };
    const { obj_id } = await world.keys.createPerson(ADMIN, fields);
    await world.keys.modify({ user_id: obj_id, name: 'Eve', admin: false }, obj_id, { password: 'second password' });
    expect(await world.keys.logIn('eve', 'first password')).toBeNull();
    expect(await world.keys.logIn('eve', 'second password')).toEqual({ user_id: obj_id, name: 'Eve', admin: false });
    await expect(world.keys.createPerson(ADMIN, fields)).rejects.toMatchObject({ code: 'conflict' });
  });
});
