/** Exports of any age are imported: what is missing gets its default, what is odd is named, nothing throws. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Problem, Process } from '../../src/model/process.ts';
import { readExport, readProcess } from '../../src/model/read_process.ts';
import { eachPublicExport } from './corpus.ts';
import { exported, go, node, readOne, startAndEnd } from './exports.ts';

function elements(value: Json | string): ReturnType<typeof shown>[] {
  const read = readExport(typeof value === 'string' ? value : JSON.stringify(value));
  if ('failure' in read) throw new Error(read.failure.message);
  return read.elements.map(shown);
}

function shown({
  kind,
  obj_id,
  parent_id,
  title,
}: {
  kind: string;
  obj_id: number | null;
  parent_id: number;
  title: string;
}) {
  return { kind, obj_id, parent_id, title };
}

function failure(text: string): string {
  const read = readExport(text);
  return 'failure' in read ? `${read.failure.code}: ${read.failure.message}` : 'no failure';
}

function rules(problems: Problem[]): string[] {
  return problems.map(({ level, rule, node_id }) => `${level} ${rule}${node_id === null ? '' : ` in ${node_id}`}`);
}

describe('whatever holds the process', () => {
  const one = exported(startAndEnd());
  const expected = [{ kind: 'conv', obj_id: 7, parent_id: 0, title: 'A process' }];

  test.each<[string, string]>([
    ['one object', JSON.stringify(one)],
    ['a list of one', JSON.stringify([one])],
    ['the answer to get obj_scheme', JSON.stringify({ proc: 'ok', scheme: [one] })],
    ['the whole answer of the API', JSON.stringify({ request_proc: 'ok', ops: [{ proc: 'ok', scheme: [one] }] })],
    ['JSON text within JSON text', JSON.stringify(JSON.stringify(one))],
    ['a scheme that is JSON text', JSON.stringify({ ...one, scheme: JSON.stringify(one.scheme) })],
    ['a byte order mark before it', `\uFEFF${JSON.stringify(one)}`],
    ['an obj_id that is text', JSON.stringify({ ...one, obj_id: '7', obj_type: '1' })],
    ['an obj_type that is a word', JSON.stringify({ ...one, obj_type: 'conv' })],
    ['no obj_type', JSON.stringify({ ...one, obj_type: undefined })],
  ])('%s: it is found', (_name, text) => {
    expect(elements(text)).toEqual(expected);
    const read = readExport(text);
    const raw = 'elements' in read ? (read.elements[0]?.raw as JsonObject) : {};
    expect(readProcess(raw).process.nodes.map(({ id }) => id)).toEqual(['start', 'end']);
  });

  test('an obj_id of null, of 0 or none at all means a new process', () => {
    for (const obj_id of [null, 0, undefined]) {
      const value = JSON.parse(JSON.stringify({ ...one, obj_id })) as JsonObject;
      expect(elements(value)[0]?.obj_id).toBeNull();
    }
  });

  test('a folder is a list: folders, processes and dashboards, in their places', () => {
    const list = [
      { obj_type: 0, obj_id: 1, parent_id: 0, title: 'Folder', description: '' },
      exported(startAndEnd(), { obj_id: 2, parent_id: 1 }),
      { obj_type: 3, obj_id: '3', parent_id: '1', title: 'Dashboard', charts: [{ id: 1 }] },
      { obj_type: 'folder', obj_id: 4, parent_id: 1, title: 'Inner' },
      { obj_type: 6, obj_id: 5, title: 'Stage' },
    ];
    expect(elements(list)).toEqual([
      { kind: 'folder', obj_id: 1, parent_id: 0, title: 'Folder' },
      { kind: 'conv', obj_id: 2, parent_id: 1, title: 'A process' },
      { kind: 'other', obj_id: 3, parent_id: 1, title: 'Dashboard' },
      { kind: 'folder', obj_id: 4, parent_id: 1, title: 'Inner' },
      { kind: 'folder', obj_id: 5, parent_id: 0, title: 'Stage' },
    ]);
    const read = readExport(JSON.stringify(list));
    expect('elements' in read && read.elements.map((element) => element.raw)).toEqual(list);
  });
});

describe('what is no export is refused with a reason', () => {
  test.each([
    [
      'PK\u0003\u0004…',
      'not_supported: This is a ZIP archive and no JSON: upload it as a file, as `takt import FILE` does.',
    ],
    [
      '{"title": "x"',
      'bad_json: Line 1, column 14: expected a comma or the closing bracket, found the end of the text.',
    ],
    ['12', 'bad_process: An export is an object or a list of objects; this is a number.'],
    ['null', 'bad_process: An export is an object or a list of objects; this is nothing.'],
    ['[]', 'bad_process: The export holds no objects.'],
    ['[{"obj_type":1},"x"]', 'bad_process: Element 2 of the export is a text, not an object.'],
    [
      '{"name":"x","version":"1.0.0"}',
      'bad_process: This is JSON, but no export: there is no process, folder or other object in it.',
    ],
    [
      '{"obj_type":1,"scheme":"{"}',
      'bad_process: The scheme of element 1 is text, but no JSON. Line 1, column 2: expected a name in double quotes or "}", found the end of the text.',
    ],
  ])('%j', (text, expected) => {
    expect(failure(text)).toBe(expected);
  });
});

/** Old and noisy forms of one node that all mean the same. */
const LOGICS: Json[] = [go('end')];
const NODE_FORMS: [string, JsonObject][] = [
  ['condition', { id: 'a', obj_type: 0, title: 'T', x: 5, y: -6, condition: { logics: LOGICS, semaphors: [] } }],
  ['condition without semaphors', { id: 'a', obj_type: 0, title: 'T', x: 5, y: -6, condition: { logics: LOGICS } }],
  [
    'condition as text',
    { id: 'a', obj_type: 0, title: 'T', x: 5, y: -6, condition: JSON.stringify({ logics: LOGICS }) },
  ],
  [
    'logics beside the id, place as position',
    { id: 'a', obj_type: 0, title: 'T', position: [5, -6], logics: LOGICS, semaphors: [] },
  ],
  [
    'the form of the API',
    { obj_id: 'a', obj_type: 0, title: 'T', position: [5, -6], logics: LOGICS, extra: {}, options: {} },
  ],
  [
    'numbers as text',
    { id: 'a', obj_type: '0', title: 'T', x: '5', y: '-6', condition: { logics: LOGICS, semaphores: [] } },
  ],
  [
    'null wherever it can be',
    {
      id: 'a',
      obj_type: null,
      title: 'T',
      description: null,
      x: 5,
      y: -6,
      condition: { logics: LOGICS, semaphors: null, stub: null },
      extra: null,
      options: null,
    },
  ],
  [
    'empty texts for settings',
    { id: 'a', title: 'T', x: 5, y: -6, condition: { logics: LOGICS }, extra: '', options: 'null' },
  ],
];

describe('old and noisy nodes', () => {
  test.each(NODE_FORMS)('%s: read as today’s form is', (_name, form) => {
    const { process, problems } = readOne(exported([form]));
    expect(problems).toEqual([]);
    expect(process.nodes).toEqual([
      {
        id: 'a',
        obj_type: 0,
        title: 'T',
        description: '',
        x: 5,
        y: -6,
        logics: LOGICS,
        timer: null,
        alarm: null,
        stub: [],
        extra: {},
        options: {},
      },
    ]);
  });

  test('noise on logics is kept and disturbs nobody', () => {
    const noisy = { ...go('end'), id: '1b2c', chTime: 1_500_000_000_000, format: 'x', node_title: 'End' };
    const { process, problems } = readOne(exported([node('a', 0, [noisy])]));
    expect(problems).toEqual([]);
    expect(process.nodes[0]?.logics).toEqual([noisy]);
  });

  test('semaphors are found under both spellings', () => {
    const time = { type: 'time', value: 30, dimension: 'sec', to_node_id: 'b' };
    const count = { type: 'count', value: '30', esc_node_id: 'c' };
    for (const key of ['semaphors', 'semaphores']) {
      const { process } = readOne(exported([{ id: 'a', condition: { logics: [], [key]: [time, count] } }]));
      expect(process.nodes[0]).toMatchObject({ timer: time, alarm: count });
    }
  });

  test('extra and options are read from text and from objects', () => {
    const settings = { save_task: true };
    for (const options of [settings, JSON.stringify(settings)]) {
      expect(readOne(exported([node('a', 2, [], { options })])).process.nodes[0]?.options).toEqual(settings);
    }
  });

  test('branches of Stub Mode are lists of logics', () => {
    const branches = [
      [{ type: 'go_if_const', conditions: [] }, { type: 'api_rpc_reply' }],
      [{ type: 'api_rpc_reply' }],
    ];
    const stubbed = { id: 'a', obj_type: 4, condition: { logics: [], semaphors: [], stub: { logics: branches } } };
    expect(readOne(exported([stubbed])).process.nodes[0]?.stub).toEqual(branches);
  });
});

describe('old and noisy processes', () => {
  test.each<[Json | undefined, Process['status']]>([
    ['active', 'active'],
    ['actived', 'active'],
    [undefined, 'active'],
    [null, 'active'],
    ['debug', 'debug'],
    ['debugged', 'debug'],
    ['paused', 'paused'],
    ['inactive', 'paused'],
    ['blocked', 'blocked'],
  ])('status %j reads as %s', (status, expected) => {
    const value = JSON.parse(JSON.stringify(exported(startAndEnd(), { status: status ?? null }))) as JsonObject;
    if (status === undefined) delete value.status;
    const { process, problems } = readOne(value);
    expect(process.status).toBe(expected);
    expect(problems).toEqual([]);
  });

  test('a process of nodes alone has a default for everything else', () => {
    const { process, problems } = readOne({ scheme: { nodes: startAndEnd() } });
    expect(problems).toEqual([]);
    expect(process).toMatchObject({
      title: '',
      description: '',
      conv_type: 'process',
      status: 'active',
      ref_mask: true,
      params: [],
    });
  });

  test('params of null are none, and params that lack a key get it', () => {
    expect(readOne(exported(startAndEnd(), { params: null })).process.params).toEqual([]);
    const params = readOne(exported(startAndEnd(), { params: [{ name: 'a', type: 'text', flags: null }] })).process
      .params;
    expect(params).toEqual([{ name: 'a', type: 'string', descr: '', flags: [], regex: '', regex_error_text: '' }]);
  });
});

describe('what cannot be read is named, and the rest is read', () => {
  const WHOLE_PARAM = { name: 'a', type: 'string', descr: '', flags: [], regex: '', regex_error_text: '' };
  const READ_PROBLEMS: [string, JsonObject, string[]][] = [
    ['no nodes', { obj_type: 1, scheme: {} }, ['error no_nodes']],
    ['a node that is no object', exported(['x', ...startAndEnd()]), ['error node_unreadable']],
    ['a node without an id', exported([{ title: 'x', condition: {} }]), ['error node_unreadable']],
    ['a condition that is no object', exported([node('a', 0, [], { condition: '[' })]), ['error node_unreadable in a']],
    ['two nodes with one id', exported([node('a', 0, []), node('a', 2, [])]), ['error duplicate_node_id in a']],
    ['a logic without a type', exported([node('a', 0, [{ to_node_id: 'b' }])]), ['error logic_unreadable in a']],
    [
      'logics that are no list',
      exported([node('a', 0, [], { condition: { logics: {} } })]),
      ['error logic_unreadable in a'],
    ],
    [
      'a semaphor of an unknown type',
      exported([{ id: 'a', semaphors: [{ type: 'size', value: 1 }] }]),
      ['error semaphor_unreadable in a'],
    ],
    [
      'a timer without a value',
      exported([{ id: 'a', semaphors: [{ type: 'time', to_node_id: 'b' }] }]),
      ['error semaphor_unreadable in a'],
    ],
    [
      'two timers',
      exported([
        {
          id: 'a',
          semaphors: [
            { type: 'time', value: 1 },
            { type: 'time', value: 2 },
          ],
        },
      ]),
      ['warning several_semaphors in a'],
    ],
    ['an unknown kind of node', exported([node('a', 9, [])]), ['warning node_kind in a']],
    [
      'broken settings',
      exported([node('a', 0, [], { extra: '{', options: '7' })]),
      ['warning field_unreadable in a', 'warning field_unreadable in a'],
    ],
    [
      'a parameter without a name',
      exported(startAndEnd(), { params: [{ type: 'string' }, 5] }),
      ['warning param_unreadable', 'warning param_unreadable'],
    ],
    ['params that are no list', exported(startAndEnd(), { params: 'x' }), ['warning param_unreadable']],
    [
      'two parameters of one name',
      exported(startAndEnd(), { params: [WHOLE_PARAM, WHOLE_PARAM] }),
      ['warning duplicate_param'],
    ],
    [
      'a parameter of which little is told',
      exported(startAndEnd(), { params: [{ name: 'a' }] }),
      ['warning param_incomplete'],
    ],
    ['an unknown status', exported(startAndEnd(), { status: 'transient' }), ['warning status']],
    ['an unknown type of process', exported(startAndEnd(), { conv_type: 'escalation' }), ['warning conv_type']],
  ];

  test.each(READ_PROBLEMS)('%s', (_name, value, expected) => {
    const { problems } = readOne(value);
    expect(rules(problems)).toEqual(expected);
    for (const problem of problems) expect(problem.message).toMatch(/\.$/);
  });

  test('the first of two nodes with one id stays, and the process stays paused when its status is unknown', () => {
    const { process } = readOne(exported([node('a', 1, []), node('a', 2, [])], { status: 'transient' }));
    expect(process.nodes.map(({ id, obj_type }) => [id, obj_type])).toEqual([['a', 1]]);
    expect(process.status).toBe('paused');
  });
});

eachPublicExport('a public export is read without a problem', (text) => {
  const read = readExport(text);
  expect(read).toHaveProperty('elements');
  if ('failure' in read) return;
  const { process, problems } = readProcess(read.elements[0]?.raw as JsonObject);
  expect(problems).toEqual([]);
  expect(process.nodes.length).toBeGreaterThan(2);
});
