/** Database connections over the API: their password never comes out again. */
import { MASK } from '../../src/base/limits.ts';
import { call, one, withServer } from './harness.ts';

const data = {
  driver: 'postgres',
  database: 'shop',
  host: 'db.example.com',
  port: '5432',
  username: 'me',
  password: 'very secret',
  ssl: true,
  timeoutMs: '3000',
};
const create = { type: 'create', obj: 'instance', instance_type: 'db_call', title: 'Shop', folder_id: 0, data };

test('A connection is made, shown without its password, listed, changed and thrown away', async () => {
  await withServer({}, async (served) => {
    const made = await one(served, create);
    expect(made).toMatchObject({ proc: 'ok', instance_type: 'db_call' });
    const at = { obj: 'instance', obj_id: made.obj_id ?? 0 };
    const shown = await one(served, { ...at, type: 'show' });
    expect(shown.data).toEqual({ ...data, port: 5432, timeoutMs: 3000, password: MASK, ssl_verify: true, ssl_ca: '' });
    const listed = await one(served, { type: 'list', obj: 'folder', obj_id: 0 });
    expect(listed.list).toContainEqual(
      expect.objectContaining({ obj_type: 'instance', instance_type: 'db_call', title: 'Shop' }),
    );
    const only = await one(served, { type: 'list', obj: 'folder', obj_id: 0, filter: 'instance' });
    expect((only.list as { obj_type: string }[]).filter(({ obj_type }) => obj_type === 'conv')).toEqual([]);
    await one(served, {
      ...at,
      type: 'modify',
      instance_type: 'db_call',
      data: { ...data, password: MASK, timeoutMs: '5000' },
    });
    const stored = await served.world.ports.catalog.read('instance', Number(made.obj_id));
    expect(stored?.body.data).toMatchObject({ password: 'very secret', timeoutMs: 5000 });
    for (const type of ['delete', 'restore', 'delete', 'destroy']) {
      expect(await one(served, { ...at, type })).toMatchObject({ proc: 'ok' });
    }
    expect(await one(served, { ...at, type: 'show' })).toMatchObject({ proc: 'error' });
  });
});

test('Nobody without the right sees it; who may change it does not get its password by sending it elsewhere', async () => {
  await withServer({}, async (served) => {
    const made = await one(served, create);
    const at = { obj: 'instance', obj_id: made.obj_id ?? 0 };
    const guest = { key: served.guest };
    expect(await one(served, { ...at, type: 'show' }, guest)).toMatchObject({ proc: 'error' });
    const privs = [
      { type: 'view', list_obj: ['all'] },
      { type: 'modify', list_obj: ['all'] },
    ];
    await one(served, { ...at, type: 'link', obj_to: 'user', obj_to_id: served.guest.obj_id, privs });
    expect(await one(served, { ...at, type: 'show' }, guest)).toMatchObject({ proc: 'ok' });
    const modify = { ...at, type: 'modify', instance_type: 'db_call' };
    const moved = await one(served, { ...modify, data: { ...data, host: 'evil.example.com', password: MASK } }, guest);
    expect(moved).toMatchObject({ proc: 'error', description: expect.stringContaining('data.password') });
    expect(await one(served, { ...modify, data: { ...data, password: MASK, timeoutMs: 10 } }, guest)).toMatchObject({
      proc: 'ok',
    });
    expect(
      await one(served, { ...modify, data: { ...data, host: 'other.example.com', password: 'mine' } }, guest),
    ).toMatchObject({ proc: 'ok' });
  });
});

test('Who may change a connection does not bring variables of its owner to a server of his own', async () => {
  await withServer({}, async (served) => {
    const variable = { type: 'create', obj: 'env_var', folder_id: 0, title: 'x', data_type: 'raw', scopes: [] };
    const scopes = [{ type: 'api_call', fields: '*' }];
    const hidden = { short_name: 'top-secret', env_var_type: 'secret', value: 'sk-live-12345', scopes };
    expect(await one(served, { ...variable, ...hidden })).toMatchObject({ proc: 'ok' });
    const made = await one(served, { ...create, data: { ...data, username: '{{env_var[@top-secret]}}' } });
    const at = { obj: 'instance', obj_id: made.obj_id ?? 0 };
    const guest = { key: served.guest };
    const privs = [
      { type: 'view', list_obj: ['all'] },
      { type: 'modify', list_obj: ['all'] },
    ];
    const to = { type: 'link', obj_to: 'user', obj_to_id: served.guest.obj_id, privs };
    await call(served, [
      { ...at, ...to },
      { ...at, type: 'modify', instance_type: 'db_call', title: 'mine' },
    ]);
    const tries = [
      { password: '{{env_var[@top-secret]}}' },
      { database: 'x{{env_var[@top-secret]}}' },
      { host: 'evil.example.com', password: 'mine' },
      { host: 'evil.example.com', username: '{{env_var[@top-secret]}}', password: 'mine' },
    ];
    for (const type of ['modify', 'check']) {
      for (const given of tries) {
        const answer = await one(served, { ...at, type, instance_type: 'db_call', data: given }, guest);
        expect(answer).toMatchObject({ proc: 'error', description: expect.stringContaining('@top-secret') });
      }
    }
    const own = { host: 'other.example.com', username: 'me', password: 'mine' };
    const modify = { ...at, type: 'modify', instance_type: 'db_call', data: own };
    expect(await one(served, modify, guest)).toMatchObject({ proc: 'ok' });
  });
});

test('Other databases are kept, and a check says that nobody here speaks with them', async () => {
  await withServer({}, async (served) => {
    const oracle = { ...create, data: { ...data, driver: 'oracle' } };
    const [made, checked, late] = await call(served, [
      oracle,
      { ...oracle, type: 'check' },
      { ...create, data: { ...data, timeoutMs: 30_001 } },
    ]);
    expect(made).toMatchObject({ proc: 'ok' });
    expect(checked).toMatchObject({ proc: 'error', description: expect.stringContaining('PostgreSQL and MySQL') });
    expect(late).toMatchObject({ proc: 'error', description: expect.stringContaining('timeoutMs') });
    expect(await one(served, { ...create, type: 'check' })).toMatchObject({ proc: 'ok' });
    expect(served.world.queries).toEqual(['SELECT 1 AS one']);
  });
});
