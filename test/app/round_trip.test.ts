/**
 * What was imported and exported again is what came, but for the numbers: an export taken to an empty server, and from
 * there to another, says the same at each of them. Tried with public exports and with folders made up at random.
 */
import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';
import { eachPublicExport } from '../model/corpus.ts';

/** A server whose numbers look like nothing else in an export. */
async function openEmpty(first: number): Promise<World> {
  const world = await openWorld();
  const times = { status: '', create_time: 0, change_time: 0 };
  const object = {
    kind: 'setting',
    id: first,
    parent_id: 0,
    owner_id: 0,
    title: '',
    name: null,
    ...times,
    body: {},
  } as const;
  await world.ports.catalog.write([{ do: 'create', object }]);
  return world;
}

const FIRST = 600_000_001;

/** All that an export becomes on an empty server, in a folder of its own. */
async function there(world: World, text: string): Promise<JsonObject[]> {
  const box = await world.objects.createFolder(ADMIN, { title: 'Box', folder_id: 0 });
  await world.importing.importScheme(ADMIN, box.id, text, { deploy: true });
  return world.exporting.exportScheme(ADMIN, 'folder', box.id, { with_alias: true });
}

/** Numbers and addresses of one server replaced by their places in the export. */
function withoutNumbers(scheme: JsonObject[]): Json {
  const places = new Map(scheme.map(({ obj_id }, index) => [String(obj_id), `<${index}>`]));
  const text = JSON.stringify(scheme)
    .replace(/6\d{8}/g, (id) => places.get(id) ?? id)
    .replace(/(\/public\/<\d+>\/)[0-9a-f]{40}/g, '$1hash');
  return JSON.parse(text.replace(/:(<\d+>)/g, ':"$1"'));
}

async function expectTheSame(text: string): Promise<JsonObject[]> {
  const [one, other] = [await openEmpty(FIRST), await openEmpty(FIRST + 1000)];
  try {
    const first = await there(one, text);
    const [, ...inside] = first;
    const box = first[0]?.obj_id;
    const top = inside.map((element) => (element.parent_id === box ? { ...element, parent_id: 0 } : element));
    const second = await there(other, JSON.stringify(top));
    expect(withoutNumbers(second)).toEqual(withoutNumbers(first));
    return inside;
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

eachPublicExport('a public export says the same at each server', async (text) => {
  const inside = await expectTheSame(text);
  const [came]: Json[] = [JSON.parse(text)].flat();
  const [went] = inside;
  if (!isObject(came) || went === undefined) throw new Error('an export holds an object');
  const fields = Object.keys(came).filter(
    (key) => !['obj_id', 'parent_id', 'status', 'scheme', 'description', 'params'].includes(key),
  );
  for (const key of fields) expect([key, went[key]]).toEqual([key, came[key]]);
  const nodes = (raw: JsonObject): Json => (isObject(raw.scheme) ? (raw.scheme.nodes ?? null) : null);
  expect(nodes(went)).toEqual(nodes(came));
});

interface Sketch {
  folders: number[];
  convs: { within: number; calls: number[]; form: number }[];
  aliases: { of: number; within: number }[];
  variables: { within: number; secret: boolean }[];
}

const sketches: fc.Arbitrary<Sketch> = fc.record({
  folders: fc.array(fc.nat(4), { maxLength: 5 }),
  convs: fc.array(fc.record({ within: fc.nat(5), calls: fc.array(fc.nat(5), { maxLength: 3 }), form: fc.nat(4) }), {
    minLength: 1,
    maxLength: 5,
  }),
  aliases: fc.array(fc.record({ of: fc.nat(5), within: fc.nat(5) }), { maxLength: 3 }),
  variables: fc.array(fc.record({ within: fc.nat(5), secret: fc.boolean() }), { maxLength: 3 }),
});

/** Numbers of folders are 11, 12, …, of processes 31, 32, …: the first folders lie in none or in one before them. */
function draw({ folders, convs, aliases, variables }: Sketch): JsonObject[] {
  const folder = (n: number): number => (folders.length === 0 || n > folders.length ? 0 : n === 0 ? 0 : 10 + n);
  const conv = (n: number): number => 31 + (n % convs.length);
  return [
    ...folders.map((within, n): JsonObject => {
      const parent_id = within > n || within === 0 ? 0 : 10 + within;
      return { obj_type: [0, 5, 6][n % 3] ?? 0, obj_id: 11 + n, parent_id, title: `Folder ${n}`, description: `d${n}` };
    }),
    ...convs.map(({ within, calls, form }, n) => {
      const logics = calls.map((call) => logicOf(conv(call), form));
      return rawChain({
        obj_id: 31 + n,
        parent_id: folder(within),
        title: `Process ${n}`,
        logics,
        extra: { uuid: `u${n}` },
      });
    }),
    ...aliases.map(({ of, within }, n): JsonObject => {
      const about = { title: `A${n}`, description: '', short_name: `alias-${n}`, obj_to_type: 'conv' };
      return { obj_type: 'alias', obj_id: 51 + n, parent_id: folder(within), ...about, obj_to_id: conv(of) };
    }),
    ...variables.map(({ within, secret }, n): JsonObject => {
      const about = { title: `V${n}`, description: '', short_name: `var-${n}`, data_type: 'raw', value: `value ${n}` };
      return {
        obj_type: 'env_var',
        obj_id: 71 + n,
        parent_id: folder(within),
        ...about,
        env_var_type: secret ? 'secret' : 'visible',
      };
    }),
  ];
}

function logicOf(conv_id: number, form: number): JsonObject {
  const set = (a: string): JsonObject => ({
    type: 'set_param',
    extra: { a },
    extra_type: { a: 'string' },
    err_node_id: '',
  });
  const copy = { type: 'api_copy', mode: 'create', ref: '', group: 'all', data: {}, data_type: {}, err_node_id: '' };
  const forms: JsonObject[] = [
    { ...copy, conv_id },
    { ...copy, conv_id: String(conv_id) },
    set(`{{conv[${conv_id}].ref[x].y}} <<conv[${conv_id}].ref[x].z>>`),
    set(`https://x/api/2/json/public/${conv_id}/${'0'.repeat(40)}`),
    set('{{env_var[71]}} {{env_var[@var-1]}}'),
  ];
  return forms[form % forms.length] ?? {};
}

test('a folder made up at random says the same at each server', async () => {
  await fc.assert(
    fc.asyncProperty(sketches, async (sketch) => {
      const scheme = draw(sketch);
      const inside = await expectTheSame(JSON.stringify(scheme));
      expect(inside).toHaveLength(scheme.length);
      const titles = (list: JsonObject[]): Json[] => list.map(({ title }) => title ?? '').sort();
      expect(titles(inside)).toEqual(titles(scheme));
      expect(JSON.stringify(inside)).not.toMatch(/"conv_id":"?\d\d\b|conv\[\d\d\]|public\/\d\d\//);
    }),
    { numRuns: process.env.TAKT_LONG === undefined ? 40 : 1000 },
  );
});
