import type { JsonObject } from '../../src/base/json.ts';
import { HOUR_TIMER, rawChain } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const copyTo = (conv_id: unknown): JsonObject => ({
  type: 'api_copy',
  mode: 'create',
  conv_id: conv_id as number,
  ref: '',
  group: 'all',
  data: { token: '{{conv[7].ref[token].access_token}}' },
  data_type: { token: 'string' },
  err_node_id: '',
});

describe('import', () => {
  test('fields that Takt does not know come out again as they came in', async () => {
    const logics = [{ type: 'set_param', extra: { a: '1' }, extra_type: { a: 'number' }, err_node_id: '', chTime: 17 }];
    const raw = rawChain({ logics, extra: { uuid: 'u-1', company_id: 'i9', from_the_future: { deep: [1, null] } } });
    const { scheme } = await world.importing.importScheme(PERSON, 0, JSON.stringify(raw), { deploy: true });
    const [out] = await world.exporting.exportScheme(PERSON, 'conv', scheme[0]?.obj_id ?? 0);
    expect(out).toEqual({ ...raw, obj_id: scheme[0]?.obj_id });
  });

  test('processes of a folder go on calling each other by their new numbers, wherever they are named', async () => {
    const hash = 'ab'.repeat(20);
    const url = `https://www.corezoid.com/api/2/json/public/7/${hash}`;
    const set = { type: 'set_param', extra: { url }, extra_type: { url: 'string' }, err_node_id: '' };
    const text = JSON.stringify([
      { obj_type: 0, obj_id: 5, parent_id: 0, title: 'Shop', description: 'all of it' },
      { obj_type: 0, obj_id: 6, parent_id: 5, title: 'Inner', description: '' },
      rawChain({ obj_id: 7, parent_id: 6, title: 'Called', logics: [set] }),
      rawChain({ obj_id: 8, parent_id: 5, title: 'Caller', logics: [copyTo('7')] }),
      rawChain({ obj_id: 9, parent_id: 5, title: 'Stranger', logics: [copyTo(777)] }),
    ]);
    const { scheme, problems } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
    const [shop, inner, called, caller, stranger] = scheme;
    expect(scheme.map(({ obj_type, old_obj_id, old_parent_id }) => [obj_type, old_obj_id, old_parent_id])).toEqual([
      ['folder', 5, 0],
      ['folder', 6, 5],
      ['conv', 7, 6],
      ['conv', 8, 5],
      ['conv', 9, 5],
    ]);
    expect(problems.map(({ deployed }) => deployed)).toEqual([true, true, true]);
    const [exported] = await world.exporting.exportScheme(PERSON, 'conv', caller?.obj_id ?? 0);
    expect(JSON.stringify(exported)).toContain(`"conv_id":"${called?.obj_id}"`);
    expect(JSON.stringify(exported)).toContain(`conv[${called?.obj_id}].ref[token]`);
    expect(JSON.stringify(await world.exporting.exportScheme(PERSON, 'conv', stranger?.obj_id ?? 0))).toContain(
      '"conv_id":777',
    );
    const [one] = await world.exporting.exportScheme(PERSON, 'conv', called?.obj_id ?? 0);
    expect(JSON.stringify(one)).toContain(`/public/${called?.obj_id}/${called?.hash}`);
    expect(one?.parent_id).toBe(inner?.obj_id);
    expect((await world.objects.list(PERSON, shop?.obj_id ?? 0)).items.map(({ object }) => object.title)).toEqual([
      'Inner',
      'Caller',
      'Stranger',
    ]);
  });

  test('a process that cannot run is there all the same: paused, as a draft, with what is wrong', async () => {
    const broken = rawChain({ logics: [{ type: 'go', to_node_id: 'nowhere' }] });
    const text = JSON.stringify([broken, rawChain({ title: 'Sound' })]);
    const { scheme, problems } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
    const [bad, good] = scheme;
    expect(problems.map(({ deployed }) => deployed)).toEqual([false, true]);
    expect(problems[0]?.problems.some(({ level }) => level === 'error')).toBe(true);
    const shown = await world.objects.show(PERSON, 'conv', bad?.obj_id ?? 0);
    expect([shown.object.status, shown.draft]).toEqual(['paused', 1]);
    expect((await world.editor.nodes(PERSON, bad?.obj_id ?? 0)).live).toBeNull();
    expect((await world.objects.show(PERSON, 'conv', good?.obj_id ?? 0)).object.status).toBe('active');
  });

  test('an export of one process may be an object, a list of one, or text in text', async () => {
    const raw = rawChain();
    for (const text of [JSON.stringify(raw), JSON.stringify([raw]), JSON.stringify(JSON.stringify(raw))]) {
      const { problems } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
      expect(problems).toMatchObject([{ deployed: true }]);
    }
  });

  test('what was imported takes tasks', async () => {
    const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
    const { scheme } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
    const conv_id = scheme[0]?.obj_id ?? 0;
    const task = await world.addTask(conv_id, { a: 1 }, 'r');
    expect(task.wait?.kind).toBe('delay');
    await world.clock.run(3_600_000);
    expect((await world.task(conv_id, 'r'))?.wait).toBeNull();
  });

  test('nobody imports into the folder of another, and nothing is left behind', async () => {
    const folder = await world.objects.createFolder(PERSON, { title: 'Mine', folder_id: 0 });
    const refused = world.importing.importScheme(OTHER, folder.id, JSON.stringify(rawChain()), { deploy: true });
    await expect(refused).rejects.toMatchObject({ code: 'access_denied' });
    expect((await world.objects.find(ADMIN, 'conv', {})).length).toBe(0);
  });

  test('what is no export is refused in a sentence', async () => {
    const refused = world.importing.importScheme(PERSON, 0, '{"a": }', { deploy: true });
    await expect(refused).rejects.toMatchObject({ code: 'bad_json', message: expect.stringContaining('Line 1') });
  });
});

describe('copy', () => {
  test('a copy of a folder calls its own copies', async () => {
    const text = JSON.stringify([
      { obj_type: 0, obj_id: 5, parent_id: 0, title: 'Shop', description: '' },
      rawChain({ obj_id: 7, parent_id: 5, title: 'Called' }),
      rawChain({ obj_id: 8, parent_id: 5, title: 'Caller', logics: [copyTo(7)] }),
    ]);
    const { scheme } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
    const copy = await world.copying.copy(PERSON, { kind: 'folder', id: scheme[0]?.obj_id ?? 0 }, 0, { title: null });
    expect(copy.scheme[0]?.title).toBe('Shop (Copy)');
    const called = copy.scheme.find(({ title }) => title === 'Called');
    const caller = copy.scheme.find(({ title }) => title === 'Caller');
    const [exported] = await world.exporting.exportScheme(PERSON, 'conv', caller?.obj_id ?? 0);
    expect(JSON.stringify(exported)).toContain(`"conv_id":${called?.obj_id}`);
  });
});
