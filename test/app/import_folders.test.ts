/** Whole folders, projects and stages on their way in and out: with their names, and all at once. */

import type { Imported, ImportOptions } from '../../src/app/importing.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';
import { alias, call, folder, set, variable } from './scheme_parts.ts';

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

describe('what came along is meant by its new number', () => {
  test('in logics, in templates of either kind, in addresses and in names of parameters; nowhere else', async () => {
    await take([rawChain({ obj_id: 3, title: 'Shifts the numbers' })]);
    const logics = [
      set({
        '{{conv[7].ref[a].name}}': '<<conv[7].ref[a].b>> and {{conv[ 7 ].node[5f0000000000000000000000].x}}',
        inner: '{{conv[7].ref[{{conv[8].ref[b].c}}].d}} but conv[7] is words',
        own: '{{a.conv[7]}} {{my_conv[7]}}',
        variable: '{{env_var[80].key}}',
        url: `https://x/api/2/json/public/7/${'ab'.repeat(20)} https://x/api/2/json/public/9/${'ab'.repeat(20)}`,
      }),
      { type: 'api_code', lang: 'js', src: '// {{conv[7].ref[a].b}}', err_node_id: '' },
      { ...call(8), project_id: 5, stage_id: 6 },
      {
        type: 'api_copy',
        mode: 'create',
        conv_id: '7',
        ref: '',
        group: 'all',
        data: {},
        data_type: {},
        err_node_id: '',
      },
    ];
    const done = await take([
      folder(5, 0, 'Project', { obj_type: 5 }),
      folder(6, 5, 'Stage', { obj_type: 6 }),
      rawChain({ obj_id: 7, parent_id: 6, title: 'First', logics }),
      rawChain({ obj_id: 8, parent_id: 6, title: 'Second' }),
      variable('key', { parent_id: 6 }),
    ]);
    const [first, second] = [idOf(done, 7), idOf(done, 8)];
    const text = await textOf(first);
    expect(text).toContain(`"{{conv[${first}].ref[a].name}}":`);
    expect(text).toContain(`<<conv[${first}].ref[a].b>> and {{conv[ ${first} ].node[5f0000000000000000000000].x}}`);
    expect(text).toContain(`{{conv[${first}].ref[{{conv[${second}].ref[b].c}}].d}} but conv[7] is words`);
    expect(text).toContain('{{a.conv[7]}} {{my_conv[7]}}');
    expect(text).toContain(`{{env_var[${done.names[0]?.obj_id}].key}}`);
    expect(text).toContain(`/public/${first}/${done.scheme.find(({ obj_id }) => obj_id === first)?.hash} `);
    expect(text).toContain(`/public/9/${'ab'.repeat(20)}`);
    expect(text).toContain('// {{conv[7].ref[a].b}}');
    expect(text).toContain(`"conv_id":${second},`);
    expect(text).toContain(`"project_id":${idOf(done, 5)},"stage_id":${idOf(done, 6)}`);
    expect(text).toContain(`"conv_id":"${first}"`);
  });

  test('processes are checked as if everything of the export were there already', async () => {
    const { problems } = await take([
      rawChain({ obj_id: 7, logics: [call(8)], title: 'Caller' }),
      rawChain({ obj_id: 8, logics: [call('@first'), set({ a: '{{env_var[@key]}}' })], title: 'Called' }),
      alias('first', 7),
      variable('key'),
    ]);
    const missing = problems.flatMap((conv) => conv.problems).filter(({ rule }) => rule.endsWith('_missing'));
    expect(missing.filter(({ rule }) => rule !== 'error_node_missing')).toEqual([]);
  });
});

describe('folders', () => {
  test('the folder at the top can be left out: what lies in it goes where the import goes', async () => {
    const target = await world.objects.createFolder(ADMIN, { title: 'Target', folder_id: 0 });
    const scheme = [
      folder(5, 77, 'Stage', { obj_type: 6 }),
      folder(6, 5, 'Inner'),
      rawChain({ obj_id: 7, parent_id: 5, title: 'Top' }),
      rawChain({ obj_id: 8, parent_id: 6, title: 'Deep', logics: [{ ...call(7), stage_id: 5 }] }),
      alias('top', 7, { parent_id: 5 }),
    ];
    const done = await take(scheme, { skip_root: true }, ADMIN, target.id);
    expect(done.scheme.map(({ title }) => title)).toEqual(['Inner', 'Top', 'Deep']);
    expect((await world.objects.list(ADMIN, target.id)).items.map(({ object }) => object.title)).toEqual([
      'Inner',
      'Top',
    ]);
    expect(await world.aliases.resolve(ADMIN, 'top', target.id)).toBe(idOf(done, 7));
    expect(await textOf(idOf(done, 8))).toContain(`"stage_id":${target.id}`);
  });

  test('projects and stages come out again as what they were; other kinds are named as left out', async () => {
    const done = await take([
      folder(5, 0, 'Project', { obj_type: 5, short_name: 'proj' }),
      folder(6, 5, 'Stage', { obj_type: 6, immutable: true }),
      { obj_type: 4, obj_id: 9, parent_id: 6, title: 'Config' },
    ]);
    expect(done.skipped).toMatchObject([{ obj_type: 4, obj_id: 9, title: 'Config' }]);
    const scheme = await world.exporting.exportScheme(ADMIN, 'folder', idOf(done, 5));
    expect(scheme).toMatchObject([
      { obj_type: 5, title: 'Project', short_name: 'proj' },
      { obj_type: 6, title: 'Stage', immutable: true },
    ]);
  });

  test('folders that lie in each other, and folders too deep to be found, do no harm', async () => {
    const { scheme } = await take([
      folder(1, 2, 'A'),
      folder(2, 1, 'B'),
      folder(3, 3, 'C'),
      rawChain({ obj_id: 4, parent_id: 2 }),
    ]);
    expect(scheme).toHaveLength(4);
    const deep = Array.from({ length: 200 }, (_, n) => folder(n + 1, n, `F${n}`));
    await expect(take(deep)).rejects.toMatchObject({ code: 'bad_process' });
  });
});

describe('all or nothing', () => {
  test('what fails in the middle leaves nothing behind', async () => {
    const { write } = world.ports.catalog;
    const broken = async (changes: Parameters<typeof write>[0]): ReturnType<typeof write> => {
      if (changes.some((change) => change.do === 'put_draft')) throw new Error('the disk is full');
      return write.call(world.ports.catalog, changes);
    };
    world.ports.catalog.write = broken;
    const scheme = [folder(5, 0, 'Box'), rawChain({ obj_id: 7, parent_id: 5 }), alias('first', 7), variable('key')];
    await expect(take(scheme)).rejects.toThrow('the disk is full');
    for (const kind of ['folder', 'conv', 'alias', 'env_var', 'setting'] as const) {
      expect(await world.ports.catalog.list({ kind, limit: 10 })).toEqual([]);
    }
  });

  test('a name that somebody else makes meanwhile fails the whole', async () => {
    const { list } = world.ports.catalog;
    world.ports.catalog.list = async (query) => (query.kind === 'alias' ? [] : list.call(world.ports.catalog, query));
    await world.aliases.create(ADMIN, { short_name: 'first' });
    await expect(take([rawChain({ obj_id: 7 }), alias('first', 7)])).rejects.toMatchObject({ code: 'conflict' });
    expect((await world.objects.list(ADMIN, 0)).items).toEqual([]);
  });

  test('an export can be tried without anything being made', async () => {
    const bad = rawChain({ logics: [{ type: 'go', to_node_id: 'nowhere' }] });
    const text = JSON.stringify([folder(5, 0, 'Box'), bad, variable('key')]);
    const { problems } = await world.importing.tryScheme(ADMIN, 0, text, { deploy: true });
    expect(problems[0]?.problems.some(({ level }) => level === 'error')).toBe(true);
    expect((await world.objects.list(ADMIN, 0)).items).toEqual([]);
  });
});

describe('the unit of timers', () => {
  const timed = (value: number | string, dimension: string) =>
    rawChain({ obj_id: 7, semaphors: [{ type: 'time', value, dimension, to_node_id: '0000000000000000000000a3' }] });
  const stored = async (
    value: number | string,
    dimension: string,
    unit: 'auto' | 'seconds' | 'units',
  ): Promise<string> => {
    const done = await take([timed(value, dimension)], { timer_unit: unit });
    return /"value":(".*?"|[\d.]+),"dimension":"\w+"/.exec(await textOf(idOf(done, 7)))?.[0] ?? '';
  };

  test.each([
    [60, 'min', 'auto', '"value":60,"dimension":"min"'],
    [60, 'min', 'units', '"value":3600,"dimension":"sec"'],
    [60, 'min', 'seconds', '"value":60,"dimension":"sec"'],
    [90, 'min', 'seconds', '"value":90,"dimension":"sec"'],
    ['0.5', 'hour', 'units', '"value":1800,"dimension":"sec"'],
    [45, 'sec', 'units', '"value":45,"dimension":"sec"'],
    ['{{at}}', 'day', 'units', '"value":"{{at}}","dimension":"day"'],
  ] as const)('%p %s read as %s is stored without doubt', async (value, dimension, unit, expected) => {
    expect(await stored(value, dimension, unit)).toBe(expected);
  });
});
