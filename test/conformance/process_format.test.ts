/** Containers, parameters, nodes and semaphors, each after its row in the description of the format. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { readExport, readProcess } from '../../src/model/read_process.ts';
import { timerMs } from '../../src/model/timer.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, START, WORK } from './bench.ts';
import { everyRowIsTested } from './coverage.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());

everyRowIsTested('process-format.md', ['1', '2', '3', '4'], 'test/conformance/process_format.test.ts');

function whole(conv: JsonObject = {}): JsonObject {
  return chain([], { conv });
}

function processOf(raw: JsonObject) {
  const read = readExport(JSON.stringify(raw));
  if ('failure' in read) throw new Error(read.failure.message);
  return readProcess(read.elements[0]?.raw ?? {}).process;
}

async function out(raw: Json): Promise<JsonObject> {
  return bench.export(await bench.make(raw));
}

const KEPT_FIELDS: [string, JsonObject][] = [
  ['process-format §1.1 uuid: comes out again as it came', { uuid: 'da80f91c-0242-404a-bfba-ff47eb5f3b67' }],
  ['process-format §1.1 company_id: comes out again as it came, null too', { company_id: null }],
  ['process-format §1.1 project_id, stage_id: come out again as they came', { project_id: 12, stage_id: 13 }],
];

describe('a process', () => {
  test.each<[string, JsonObject]>(KEPT_FIELDS)('%s', async (_title, conv) => {
    expect(await out(whole(conv))).toMatchObject(conv);
  });

  test('process-format §1.1 obj_type: 1 is a process; the object stands alone or in a list, absent it is known by its nodes', async () => {
    for (const raw of [whole(), [whole()], { ...whole(), obj_type: '1' }]) await bench.make(raw);
    const { obj_type: _, ...bare } = whole();
    await bench.make(bare);
  });

  test.each<[Json]>([[5], ['5'], [null], [0]])(
    'process-format §1.1 obj_id: %j is read, and a new number given',
    async (obj_id) => {
      const conv_id = await bench.make(whole({ obj_id }));
      expect((await bench.export(conv_id)).obj_id).toBe(conv_id);
    },
  );

  test('process-format §1.1 parent_id: the folder of the same export', async () => {
    const folder = { obj_type: 0, obj_id: 3, parent_id: 0, title: 'Folder', description: '' };
    const text = JSON.stringify([folder, whole({ obj_id: 4, parent_id: 3 })]);
    const { scheme } = await bench.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
    const made = Object.fromEntries(scheme.map(({ obj_type, obj_id }) => [obj_type, obj_id]));
    expect((await bench.export(made.conv ?? 0)).parent_id).toBe(made.folder);
  });

  test('process-format §1.1 title: is the title', async () => {
    expect((await out(whole({ title: 'Überweisung' }))).title).toBe('Überweisung');
  });

  test.each<[Json]>([['told'], [''], [null]])('process-format §1.1 description: %j is read', async (description) => {
    expect((await out(whole({ description }))).description).toBe(description ?? '');
  });

  test.each([
    ['active', 'active'],
    ['actived', 'active'],
    ['inactive', 'paused'],
    ['paused', 'paused'],
    ['debug', 'debug'],
    ['debugged', 'debug'],
    ['blocked', 'blocked'],
    [undefined, 'active'],
  ])('process-format §1.1 status: %s is %s', (status, expected) => {
    expect(processOf(whole(status === undefined ? {} : { status })).status).toBe(expected);
  });

  test('process-format §1.1 params: a list, null or absent', async () => {
    for (const conv of [{ params: [] }, { params: null }, {}]) expect(processOf(whole(conv)).params).toEqual([]);
    expect((await out(whole({ params: null }))).params).toBeNull();
  });

  test.each<[Json | undefined, boolean]>([
    [true, true],
    [false, false],
    [undefined, true],
  ])('process-format §1.1 ref_mask: %j is %j', async (ref_mask, expected) => {
    expect((await out(whole(ref_mask === undefined ? {} : { ref_mask }))).ref_mask).toBe(expected);
  });

  test('process-format §1.1 conv_type: process or state; absent it is a process', () => {
    expect(processOf(whole({ conv_type: 'state' })).conv_type).toBe('state');
    expect(processOf(whole()).conv_type).toBe('process');
  });

  test('process-format §1.1 scheme: nodes, and web_settings of any form come out as they came', async () => {
    for (const settings of [{ web_settings: [[], []] }, { web_settings: [] }, {}]) {
      const raw = whole();
      const { nodes } = raw.scheme as JsonObject;
      const scheme = { nodes: nodes as Json, ...settings };
      expect(JSON.stringify((await out({ ...raw, scheme })).scheme)).toBe(JSON.stringify(scheme));
    }
  });
});

describe('numbers of obj_type', () => {
  test('process-format §1.3 export element: 0 is a folder, 1 a process; 5 and 6 hold others as folders do; 3 and 4 disturb nothing', () => {
    const elements = [0, 1, 3, 4, 5, 6].map((obj_type) => ({ obj_type, obj_id: 9, title: 'x', parent_id: 0 }));
    const read = readExport(JSON.stringify(elements));
    expect('elements' in read && read.elements.map(({ kind }) => kind)).toEqual([
      'folder',
      'conv',
      'other',
      'other',
      'folder',
      'folder',
    ]);
  });

  test('process-format §1.3 show/list folder API: the words of the API are read in exports as well', () => {
    const read = readExport(JSON.stringify(['folder', 'conv', 'stage'].map((obj_type) => ({ obj_type, title: 'x' }))));
    expect('elements' in read && read.elements.map(({ kind }) => kind)).toEqual(['folder', 'conv', 'folder']);
  });

  test('process-format §1.3 node: 0 normal, 1 start, 2 final, 3 escalation, 4 stub, as numbers or as text', () => {
    const nodes = [0, 1, 2, 3, 4, '3'].map((obj_type, i) => ({ ...node(`node${i}`, 0, []), obj_type }));
    expect(processOf(whole({ scheme: { nodes } })).nodes.map(({ obj_type }) => obj_type)).toEqual([0, 1, 2, 3, 4, 3]);
  });
});

describe('declared parameters', () => {
  const param = (more: JsonObject): JsonObject => ({
    name: 'phone',
    type: 'string',
    descr: '',
    flags: ['input'],
    regex: '',
    regex_error_text: '',
    ...more,
  });
  const declaring = (more: JsonObject): JsonObject => whole({ params: [param(more)] });

  test.each(['phone', 'a:b', '#@$_1', 'phone\\[0\\]', 'a.b', 'arr[0]', 'arr[].key'])(
    'process-format §2 name: %s is a name, and two of one name are told',
    async (name) => {
      expect(await bench.rules(declaring({ name }))).not.toContain('warning param_name');
      const params = [param({ name }), param({ name })];
      expect(await bench.rules(whole({ params }))).toContain('warning duplicate_param');
    },
  );

  test('process-format §2 name: a name with other characters is told', async () => {
    expect(await bench.rules(declaring({ name: 'a b' }))).toContain('warning param_name');
  });

  test.each(['string', 'number', 'boolean', 'object', 'array'])('process-format §2 type: %s', (type) => {
    expect(processOf(declaring({ type })).params[0]?.type).toBe(type);
  });

  test('process-format §2 descr: any text, and kept', async () => {
    expect((await out(declaring({ descr: 'told' }))).params).toEqual([param({ descr: 'told' })]);
  });

  test('process-format §2 flags: required, input, output and auto-clear; none is a local parameter', async () => {
    for (const flags of [['required', 'input', 'output', 'auto-clear'], []])
      expect(await bench.rules(declaring({ flags }))).not.toContain('warning param_incomplete');
    expect(await bench.rules(declaring({ flags: ['other'] }))).toContain('warning param_incomplete');
  });

  test('process-format §2 regex: empty or a pattern; one that cannot be used keeps the process from being deployed', async () => {
    expect(await bench.rules(declaring({ regex: '^\\d+$' }))).not.toContain('error param_pattern');
    expect(await bench.rules(declaring({ regex: '(' }))).toContain('error param_pattern');
  });

  test('process-format §2 regex_error_text: is kept', async () => {
    const more = { regex: '^\\d+$', regex_error_text: 'digits, please' };
    expect((await out(declaring(more))).params).toEqual([param(more)]);
  });
});

describe('a node', () => {
  const withWork = (work: JsonObject): JsonObject => chain([], { work });
  const workOf = (raw: JsonObject) => processOf(raw).nodes.find(({ id }) => id === WORK);

  test('process-format §3 id: 24 hexadecimal digits stay; others are read, and links follow', async () => {
    const nodes = [node('begin', 1, [go('finish')]), node('finish', 2, [])];
    const made = (await out(whole({ scheme: { nodes } }))).scheme as { nodes: { id: string }[] };
    expect(made.nodes).toHaveLength(2);
    expect(((await out(chain([]))).scheme as { nodes: { id: string }[] }).nodes.map(({ id }) => id)).toEqual([
      START,
      WORK,
      FAILED,
      END,
    ]);
  });

  test('process-format §3 uuid: comes out again as it came', async () => {
    const uuid = '5ac4bd29-0000-4000-8000-000000000000';
    const raw = withWork({ uuid });
    expect((await out(raw)).scheme).toEqual(raw.scheme);
  });

  test('process-format §3 obj_type: absent is 0, unknown is read as 0 and told', async () => {
    const { obj_type: _, ...bare } = node(WORK, 0, [go(END)]);
    expect(processOf(whole({ scheme: { nodes: [bare] } })).nodes[0]?.obj_type).toBe(0);
    expect(await bench.rules(withWork({ obj_type: 7 }))).toContain('warning node_kind');
  });

  test('process-format §3 title: at most 240 characters; a longer one is told', async () => {
    expect(await bench.rules(withWork({ title: 'x'.repeat(240) }))).not.toContain('warning node_text');
    expect(await bench.rules(withWork({ title: 'x'.repeat(241) }))).toContain('warning node_text');
  });

  test('process-format §3 description: at most 2000 characters; a longer one is told', async () => {
    expect(await bench.rules(withWork({ description: 'x'.repeat(2000) }))).not.toContain('warning node_text');
    expect(await bench.rules(withWork({ description: 'x'.repeat(2001) }))).toContain('warning node_text');
  });

  test('process-format §3 x,y: whole numbers to 100000; absent, as text or as position they are read', async () => {
    expect(await bench.rules(withWork({ x: -100000, y: 100000 }))).not.toContain('warning node_place');
    expect(await bench.rules(withWork({ x: 100001, y: 0 }))).toContain('warning node_place');
    expect(workOf(withWork({ x: '10', y: '20' }))).toMatchObject({ x: 10, y: 20 });
    const { x: _x, y: _y, ...bare } = node(WORK, 0, [go(END)]);
    expect(processOf(whole({ scheme: { nodes: [bare] } })).nodes[0]).toMatchObject({ x: 0, y: 0 });
    const placed = { ...bare, position: [3, 4] };
    expect(processOf(whole({ scheme: { nodes: [placed] } })).nodes[0]).toMatchObject({ x: 3, y: 4 });
  });

  test('process-format §3 condition: logics and semaphors, also spelled semaphores, as text, beside the id, or absent', () => {
    const timer = { type: 'time', value: 60, dimension: 'sec', to_node_id: END };
    const old = { logics: [], semaphores: [timer] };
    for (const work of [{ condition: old }, { condition: JSON.stringify(old) }])
      expect(workOf(withWork(work))?.timer).toMatchObject({ value: 60 });
    const beside = { id: WORK, logics: [go(END)], semaphors: [timer] };
    expect(processOf(whole({ scheme: { nodes: [beside] } })).nodes[0]?.logics).toHaveLength(1);
    expect(processOf(whole({ scheme: { nodes: [{ id: WORK }] } })).nodes[0]?.logics).toEqual([]);
  });

  test.each<[Json, JsonObject]>([
    ['{"modeForm":"collapse","icon":"error"}', { modeForm: 'collapse', icon: 'error' }],
    [
      { modeForm: 'expand', icon: '' },
      { modeForm: 'expand', icon: '' },
    ],
    [null, {}],
    ['', {}],
    ['{"broken', {}],
  ])('process-format §3 extra: %j is read, and comes out as it came', async (extra, expected) => {
    const raw = withWork({ extra });
    expect(workOf(raw)?.extra).toEqual(expected);
    expect(JSON.stringify((await out(raw)).scheme)).toBe(JSON.stringify(raw.scheme));
  });

  test.each<[Json, boolean]>([
    ['{"save_task":true}', true],
    [{ save_task: true }, true],
    [null, false],
    ['{"broken', false],
  ])('process-format §3 options: %j of a final node decides whether the task is saved', (options, saved) => {
    const nodes = [node(START, 1, [go(END)]), { ...node(END, 2, []), options }];
    const final = processOf(whole({ scheme: { nodes } })).nodes[1];
    expect(final?.options.save_task === true).toBe(saved);
  });
});

describe('a time semaphor', () => {
  const delay = (semaphor: JsonObject): JsonObject =>
    chain([], { work: { condition: { logics: [], semaphors: [{ type: 'time', to_node_id: END, ...semaphor }] } } });

  test('process-format §4 type: time makes a delay', async () => {
    expect((await bench.task(await bench.make(delay({ value: 60, dimension: 'sec' })))).task.wait?.kind).toBe('delay');
    expect(await bench.rules(delay({ type: 'other', value: 60 }))).toContain('error semaphor_unreadable');
  });

  test('process-format §4 value: a number or text is a duration, an expression an instant', async () => {
    const now = bench.world.clock.now();
    const born = async (value: Json): Promise<number> => {
      const ran = await bench.task(await bench.make(delay({ value, dimension: 'sec' })), {
        at: Math.ceil(now / 1000) + 7200,
      });
      return ran.task.timer === null ? 0 : Math.round((ran.task.timer - ran.task.create_time) / 1000);
    };
    expect([await born(60), await born('60')]).toEqual([60, 60]);
    expect(Math.abs((await born('{{at}}')) - 7200)).toBeLessThan(60);
  });

  test.each<[number, string, number]>([
    [30, 'sec', 30],
    [10, 'min', 600],
    [2, 'hour', 7200],
    [14, 'day', 1_209_600],
    [600, 'min', 600],
    [86_400, 'day', 86_400],
  ])('process-format §4 dimension: %d %s is %d seconds', (value, dimension, seconds) => {
    expect(timerMs({ value, dimension: dimension as 'sec' })).toBe(seconds * 1000);
  });

  test('process-format §4 dimension: absent is seconds', () => {
    expect(processOf(delay({ value: 45 })).nodes[1]?.timer?.dimension).toBe('sec');
  });

  test('process-format §4 to_node_id: where the task goes when the time is over; it must be there', async () => {
    const ran = await bench.task(await bench.make(delay({ value: 1, dimension: 'sec' })));
    expect(ran.at).toBe('end');
    expect(await bench.rules(delay({ value: 60, to_node_id: 'nowhere' }))).toContain('error target_missing');
  });
});
