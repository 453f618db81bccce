/** The promises of the Catalog port. */
import type { CatalogChange, CatalogObject } from '../../../src/ports/catalog.ts';
import { birth, finish, hexId, makeTask, NODE, START, unitOf } from '../../fixtures/steps.ts';
import { type Bench, OBJECT } from './store_contract.ts';

export function catalogPromises(bench: Bench): void {
  const write = (...changes: CatalogChange[]) => bench.store.catalog.write(changes);
  const create = async (fields: Partial<Omit<CatalogObject, 'rev'>> = {}): Promise<CatalogObject> => {
    const written = await write({ do: 'create', object: { ...OBJECT, ...fields } });
    const object = written.ok ? written.objects[0] : undefined;
    if (!object) throw new Error(JSON.stringify(written));
    return object;
  };
  const draft = (version: number, conv_id = bench.conv, text = `{"v":${version}}`): CatalogChange => ({
    do: 'put_draft',
    version: { conv_id, version, text, user_id: 1, create_time: START },
  });
  const deploy = (version: number, removed: string[] = [], even_occupied = false): CatalogChange => ({
    do: 'deploy',
    conv_id: bench.conv,
    version,
    removed,
    even_occupied,
  });

  describe('an object', () => {
    test('is read back as it was written, by its kind only', async () => {
      const body = { secret: 'ю', list: [1, { a: null }] };
      const made = await create({ title: 'Папка', name: 'short', body });
      expect(made).toEqual({ ...OBJECT, title: 'Папка', name: 'short', body, id: made.id, rev: 1 });
      expect(await bench.store.catalog.read('folder', made.id)).toEqual(made);
      expect(await bench.store.catalog.read('conv', made.id)).toBeNull();
    });

    test('is changed only by whoever has seen its last change', async () => {
      const made = await create();
      const change = { ...made, title: 'Other', body: { a: 1 } };
      expect(await write({ do: 'update', object: change })).toEqual({ ok: true, objects: [{ ...change, rev: 2 }] });
      expect(await write({ do: 'update', object: change })).toEqual({ ok: false, why: 'conflict', at: 0 });
      expect(await bench.store.catalog.read('folder', made.id)).toEqual({ ...change, rev: 2 });
      expect(await write({ do: 'update', object: { ...made, id: 9999 } })).toMatchObject({ why: 'not_found' });
    });

    test('shares its name with no other of its kind in its folder', async () => {
      const first = await create({ kind: 'alias', name: 'token' });
      expect(await write({ do: 'create', object: { ...OBJECT, kind: 'alias', name: 'token' } })).toEqual({
        ok: false,
        why: 'name_taken',
        at: 0,
      });
      await create({ kind: 'alias', name: 'token', parent_id: 5 });
      await create({ kind: 'env_var', name: 'token' });
      const second = await create({ kind: 'alias', name: 'other' });
      expect(await write({ do: 'update', object: { ...second, name: 'token' } })).toMatchObject({ why: 'name_taken' });
      expect(await write({ do: 'update', object: { ...first, title: 'x' } })).toMatchObject({ ok: true });
    });

    test('has an id that is never used again, also when it was chosen', async () => {
      const made = await create();
      expect(await write({ do: 'delete', kind: 'folder', id: made.id })).toEqual({ ok: true, objects: [] });
      expect(await bench.store.catalog.read('folder', made.id)).toBeNull();
      const next = await create();
      expect(next.id).toBeGreaterThan(made.id);
      const chosen = await create({ id: next.id + 100 });
      expect(chosen.id).toBe(next.id + 100);
      expect((await create()).id).toBeGreaterThan(chosen.id);
      expect(await write({ do: 'create', object: { ...OBJECT, id: chosen.id } })).toMatchObject({ why: 'conflict' });
    });

    test('that is not there cannot be deleted', async () => {
      const made = await create();
      expect(await write({ do: 'delete', kind: 'conv', id: made.id })).toEqual({ ok: false, why: 'not_found', at: 0 });
    });
  });

  test('a write is all or nothing', async () => {
    const made = await create({ name: 'one' });
    const refused = await write(
      { do: 'create', object: { ...OBJECT, name: 'two' } },
      { do: 'update', object: { ...made, title: 'changed' } },
      { do: 'create', object: { ...OBJECT, name: 'one' } },
    );
    expect(refused).toEqual({ ok: false, why: 'name_taken', at: 2 });
    expect(await bench.store.catalog.list({ kind: 'folder', limit: 10 })).toEqual([made]);
  });

  test('lists are filtered, ordered by id and paged', async () => {
    const objects = [
      await create({ title: 'Токен Bitrix', parent_id: 1, owner_id: 1 }),
      await create({ title: '100%_sure\\', parent_id: 1, owner_id: 2 }),
      await create({ title: 'токен other', parent_id: 2, owner_id: 1, name: 'n' }),
    ];
    const list = async (fields: object) => {
      const found = await bench.store.catalog.list({ kind: 'folder', limit: 10, ...fields });
      return found.map((object) => objects.findIndex(({ id }) => id === object.id));
    };
    expect(await list({})).toEqual([0, 1, 2]);
    expect(await list({ parent_id: 1 })).toEqual([0, 1]);
    expect(await list({ owner_id: 1 })).toEqual([0, 2]);
    expect(await list({ name: 'n' })).toEqual([2]);
    expect(await list({ title: 'ТОКЕН' })).toEqual([0, 2]);
    expect(await list({ title: 'ТОКЕН', parent_id: 2 })).toEqual([2]);
    expect(await list({ title: '0%_' })).toEqual([1]);
    expect(await list({ title: 'e\\' })).toEqual([1]);
    expect(await list({ title: '_' })).toEqual([1]);
    expect(await list({ limit: 2 })).toEqual([0, 1]);
    expect(await list({ after: objects[0]?.id })).toEqual([1, 2]);
  });

  describe('a process', () => {
    test('can be made, drafted and deployed in one write', async () => {
      const catalog = bench.store.catalog;
      expect(await catalog.version(bench.conv, 'live')).toEqual({
        conv_id: bench.conv,
        version: 1,
        state: 'live',
        text: '{"v":1}',
        user_id: 1,
        create_time: START,
      });
      const both = await write(
        { do: 'create', object: { ...OBJECT, kind: 'conv' } },
        { do: 'create', object: { ...OBJECT, kind: 'conv' } },
        draft(4, -1, 'second'),
        draft(3, 0, 'first'),
      );
      const [first, second] = both.ok ? both.objects : [];
      expect((await catalog.version(first?.id ?? 0, 3))?.text).toBe('first');
      expect((await catalog.version(second?.id ?? 0, 4))?.text).toBe('second');
    });

    test('keeps a draft apart until it is deployed, then keeps the old version', async () => {
      const { catalog } = bench.store;
      await write(draft(2));
      await write(draft(2, bench.conv, 'changed'));
      expect((await catalog.version(bench.conv, 'live'))?.version).toBe(1);
      expect(await catalog.version(bench.conv, 2)).toMatchObject({ state: 'draft', text: 'changed' });
      expect(await write(deploy(2))).toEqual({ ok: true, objects: [] });
      expect(await catalog.version(bench.conv, 'live')).toMatchObject({ version: 2, text: 'changed' });
      const states = (await catalog.versions(bench.conv)).map(({ version, state }) => [version, state]);
      expect(states).toEqual([
        [2, 'live'],
        [1, 'old'],
      ]);
    });

    test('never has a deployed version changed or dropped', async () => {
      expect(await write(draft(1))).toMatchObject({ ok: false, why: 'conflict' });
      expect(await write({ do: 'drop_draft', conv_id: bench.conv, version: 1 })).toMatchObject({ why: 'not_found' });
      expect(await write(deploy(1))).toMatchObject({ ok: false, why: 'not_found' });
      expect(await write(draft(1, 9999))).toMatchObject({ ok: false, why: 'not_found' });
    });

    test('has a draft dropped', async () => {
      await write(draft(2));
      expect(await write({ do: 'drop_draft', conv_id: bench.conv, version: 2 })).toMatchObject({ ok: true });
      expect(await bench.store.catalog.version(bench.conv, 2)).toBeNull();
    });

    test('is not deployed without a node in which tasks wait, unless told so; kept tasks are no hindrance', async () => {
      const born = makeTask({ conv_id: bench.conv, obj_id: hexId(1) });
      await bench.store.tasks.commit([unitOf(birth(born))]);
      const change = deploy(2, [NODE.start, NODE.wait, NODE.final]);
      expect(await write(draft(2), change)).toEqual({
        ok: false,
        why: 'occupied',
        at: 1,
        nodes: [{ node_id: NODE.wait, count: 1 }],
      });
      expect(await bench.store.catalog.version(bench.conv, 2)).toBeNull();
      expect(await write(draft(2), deploy(2, [NODE.wait], true))).toMatchObject({ ok: true });
      const end = finish(born, true);
      end.step.ran_on.version = 2;
      await bench.store.tasks.commit([unitOf(end)]);
      expect(await write(draft(3), deploy(3, [NODE.wait, NODE.final]))).toMatchObject({ ok: true });
    });
  });
}
