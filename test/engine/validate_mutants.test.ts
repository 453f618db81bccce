/**
 * Whatever is done to an export, reading and validating it ends in an answer: a failure with a reason, or a process and
 * its problems. Nothing throws. Hunts for values of a kind that nobody thought of, in places that nobody thought of.
 */
import { isObject, type Json, type JsonObject, setOwn } from '../../src/base/json.ts';
import { type Prng, prng } from '../../src/base/prng.ts';
import { RULES, validate } from '../../src/engine/validate.ts';
import { rawNodeId } from '../../src/model/read_node.ts';
import { READ_RULES } from '../../src/model/read_problem.ts';
import { rawNodes, readExport, readProcess } from '../../src/model/read_process.ts';
import { remapNodeIds } from '../../src/model/remap_node_ids.ts';
import { apiNode, deleteRawNode, modifyRawNode } from '../../src/model/write_process.ts';
import { corpus } from '../model/corpus.ts';
import { exported, go, node } from '../model/exports.ts';

const MUTANTS = 500;

/** One of every kind of logic and semaphor, in old and new forms. */
const OWN = exported([
  node('start', 1, [go('a')]),
  node('a', 0, [{ type: 'set_param', extra: { a: '{{b}}' }, extra_type: { a: 'string' }, err_node_id: 'e' }, go('b')]),
  node('b', 0, [
    { type: 'go_if_const', to_node_id: 'c', conditions: [{ param: 'a', const: '1', fun: 'eq', cast: 'string' }] },
    go('d'),
  ]),
  node('c', 0, [
    { type: 'api', method: 'POST', url: 'https://{{host}}', extra: {}, extra_headers: { a: 'b' }, err_node_id: 'e' },
    go('d'),
  ]),
  node('d', 4, [], {
    condition: {
      logics: [{ type: 'api_rpc', conv_id: '@x', extra: {}, extra_type: {}, err_node_id: 'e' }, go('f')],
      semaphors: [
        { type: 'time', value: 600, dimension: 'min', to_node_id: 'e' },
        { type: 'count', value: '30', esc_node_id: 'e' },
      ],
      stub: {
        logics: [
          [
            {
              type: 'api_rpc_reply',
              mode: 'key_value',
              res_data: { a: '{{node[b].count}}' },
              res_data_type: { a: 'string' },
            },
          ],
        ],
      },
    },
  }),
  {
    id: 'f',
    position: [1, 2],
    logics: [{ type: 'api_code', src: 'data.x = 1' }, { type: 'api_copy', conv_id: 3, data: {} }, go('g')],
    extra: {},
  },
  node('g', 0, [
    { type: 'api_callback' },
    { type: 'go_if_const', param: 'a', fun: 'eq', const: '1', to_node_id: 'h' },
    go('h'),
  ]),
  node('e', 3, [go('h')]),
  node('h', 2, [], { options: '{"save_task":true}' }),
]);

const JUNK: (() => Json)[] = [
  () => null,
  () => '',
  () => 'x',
  () => '{{',
  () => '{{conv[@a].ref[b].c}}{{env_var[d]}}',
  () => '$.math(',
  () => '[{]',
  () => '__proto__',
  () => '@',
  () => 0,
  () => -1,
  () => 1e300,
  () => 0.5,
  () => true,
  () => [],
  () => [null, [], {}, 'x', 7],
  () => ({}),
  () => ({ type: 'go' }),
  () => ({ type: 7, constructor: 1, toString: null }),
  () => ({ nodes: [] }),
  () => JSON.parse('{"__proto__":{"type":"go"},"type":"constructor"}') as Json,
];

/** Every place of a value where something else could stand. */
function placesOf(value: Json): { holder: Json[] | JsonObject; key: string | number }[] {
  if (Array.isArray(value)) return value.flatMap((item, key) => [{ holder: value, key }, ...placesOf(item)]);
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesOf(value[key] as Json)]);
}

function mutate(value: Json, chance: Prng): void {
  const places = placesOf(value);
  const place = places[chance.int(0, places.length - 1)];
  const other = places[chance.int(0, places.length - 1)];
  if (place === undefined || other === undefined) return;
  const { holder, key } = place;
  const how = chance.int(0, 5);
  const now = structuredClone((holder as JsonObject)[key] as Json);
  if (Array.isArray(holder)) {
    if (how === 0) holder.splice(key as number, 1);
    else if (how === 1) holder.splice(key as number, 0, now);
    else holder[key as number] = replacement(chance, other);
  } else if (how === 0) delete holder[key];
  else if (how === 1) setOwn(holder, `${key}s`, now);
  else if (how === 2) holder[key] = JSON.stringify(now);
  else holder[key] = replacement(chance, other);
}

/** Junk, or what stands elsewhere in the export. */
function replacement(chance: Prng, other: { holder: Json[] | JsonObject; key: string | number }): Json {
  const junk = JUNK[chance.int(0, JUNK.length - 1)] as () => Json;
  return chance.next() < 0.7 ? junk() : structuredClone((other.holder as JsonObject)[other.key] as Json);
}

function mutant(seed: string): string {
  const chance = prng(seed);
  const sources = [JSON.stringify(OWN), ...corpus.map(({ text }) => text)];
  const value: Json = [
    JSON.parse(sources[chance.next() < 0.5 ? 0 : chance.int(0, sources.length - 1)] as string) as Json,
  ];
  for (let count = chance.int(1, 6); count > 0; count--) mutate(value, chance);
  const text = JSON.stringify(chance.next() < 0.5 ? value : (value[0] ?? null));
  if (chance.next() > 0.1) return text;
  const at = chance.int(0, text.length);
  return text.slice(0, at) + ',]}"\\{7x'[chance.int(0, 7)] + text.slice(at + chance.int(0, 2));
}

const LEVELS = new Map<string, string>(
  [...Object.entries(READ_RULES).map(([name, { level }]) => ({ name, level })), ...RULES].map(({ name, level }) => [
    name,
    level,
  ]),
);

/** Reads, validates and edits the mutant; what it is told is returned. */
function judge(text: string): 'failure' | 'no errors' | 'errors' {
  const read = readExport(text);
  if ('failure' in read) {
    expect(read.failure.message).toMatch(/\.$/);
    return 'failure';
  }
  let errors = 0;
  for (const { kind, raw } of read.elements) {
    const { process, problems } = readProcess(raw);
    const all = [
      ...problems,
      ...validate(process, { aliasExists: () => false, convExists: () => false }, { min_timer_sec: 1 }),
    ];
    for (const { level, rule, message } of all) {
      expect(LEVELS.get(rule) ?? level).toBe(level);
      expect(message).not.toBe('');
    }
    if (kind === 'conv') errors += all.filter(({ level }) => level === 'error').length;
    expect(new Set(process.nodes.map(({ id }) => id)).size).toBe(process.nodes.length);
    edit(raw);
  }
  return errors > 0 ? 'errors' : 'no errors';
}

/** An edit of any node leaves a process in which exactly that was done. */
function edit(raw: JsonObject): void {
  for (const item of rawNodes(raw) ?? []) {
    if (!isObject(item)) continue;
    const id = rawNodeId(item);
    expect(apiNode(item).obj_id).toBe(id);
    const edited = modifyRawNode(raw, id, { title: 'edited', logics: [go('h')] });
    expect(readProcess(edited ?? {}).process.nodes.some(({ title }) => title === 'edited') || id === '').toBe(true);
    expect(deleteRawNode(raw, id)).not.toBeNull();
    break;
  }
  const ids = new Map([['b', 'bbbbbbbbbbbbbbbbbbbbbbbb']]);
  expect(readProcess(remapNodeIds(raw, ids)).process.nodes.map(({ id }) => id)).not.toContain('b');
}

test(`${MUTANTS} mutants of exports are read and validated without a throw, most of them with something to say`, () => {
  const told = { failure: 0, 'no errors': 0, errors: 0 };
  for (let i = 0; i < MUTANTS; i++) {
    const text = mutant(`mutant ${i}`);
    try {
      told[judge(text)]++;
    } catch (error) {
      throw new Error(`mutant ${i} of ${text.slice(0, 4000)}`, { cause: error });
    }
  }
  // The mutations reach all three ends, so none of them goes unseen.
  expect(told.failure).toBeGreaterThan(MUTANTS / 50);
  expect(told['no errors']).toBeGreaterThan(MUTANTS / 50);
  expect(told.errors).toBeGreaterThan(MUTANTS / 10);
});

test('the export that the mutants are made of has no errors itself', () => {
  expect(judge(JSON.stringify(OWN))).toBe('no errors');
});
