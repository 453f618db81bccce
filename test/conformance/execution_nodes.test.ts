/** What a task sees of conditions and Set Parameters: their errors row by row, and the promises of the prose. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { ADMIN, OTHER } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, START, WORK } from './bench.ts';
import { everyRowIsTested } from './coverage.ts';
import { errorOf } from './graphs.ts';

everyRowIsTested(
  'execution.md',
  ['4', '5', '6', '7', '8', '9'],
  'test/conformance/execution_nodes.test.ts',
  'test/conformance/execution_code.test.ts',
  'test/conformance/execution_calls.test.ts',
  'test/conformance/execution_rpc.test.ts',
  'test/conformance/execution_api_errors.test.ts',
  'test/conformance/execution_states.test.ts',
  'test/conformance/execution_process.test.ts',
);

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());

const set = (extra: JsonObject, types: Record<string, string> = {}, more: JsonObject = {}): JsonObject => ({
  type: 'set_param',
  extra,
  extra_type: Object.fromEntries(Object.keys(extra).map((key) => [key, types[key] ?? 'string'])),
  err_node_id: FAILED,
  ...more,
});
const when = (to_node_id: string, ...conditions: JsonObject[]): JsonObject => ({
  type: 'go_if_const',
  to_node_id,
  conditions,
});
const is = (param: string, fun: string, constant: Json, cast = 'string'): JsonObject => ({
  ...{ param, fun, cast },
  const: constant,
});

describe('errors in general', () => {
  test('execution §4: an error leaves its type, tag and description in the task, beside all it had, and takes the error link', async () => {
    const got = await bench.run([set({ a: 'x' }, { a: 'number' })], { kept: 1 });
    const left = errorOf('set_param', 'software', 'set_param_wrong_convert_param', expect.anything() as never);
    expect([got.at, got.data]).toEqual(['failed', { kept: 1, ...left }]);
  });

  test('execution §4: error parameters stay when the task goes on, until something overwrites them', async () => {
    const nodes = [
      node(START, 1, [go(WORK)]),
      node(WORK, 0, [set({ a: 'x' }, { a: 'number' }), go(END)]),
      node(FAILED, 0, [set({ __conveyor_set_param_return_type_tag__: 'seen' }), go(END)]),
      node(END, 2, []),
    ];
    const got = await bench.task(await bench.make({ ...chain([]), scheme: { nodes } }));
    expect(got).toMatchObject({
      at: 'end',
      data: {
        __conveyor_set_param_return_type_tag__: 'seen',
        __conveyor_set_param_return_description__: 'Param: a, Value: x, Try convert to: number',
      },
    });
  });

  test('execution §4: without an error node the task goes on with what follows in the node', async () => {
    const got = await bench.run([set({ a: 'x' }, { a: 'number' }, { err_node_id: '' })]);
    expect(got).toMatchObject({
      at: 'end',
      data: { __conveyor_set_param_return_type_tag__: 'set_param_wrong_convert_param' },
    });
  });
});

describe('go and conditions', () => {
  /** Where conditions and a go lead to. */
  const led = async (logics: JsonObject[], data: JsonObject): Promise<string> => (await bench.run(logics, data)).at;

  test('execution §5.1: blocks are tried from the top, the first whose conditions all hold wins, else the go', async () => {
    const blocks = [when(FAILED, is('a', 'eq', '1'), is('b', 'eq', '1')), when(START, is('a', 'eq', '1'))];
    const nodes = (from: JsonObject[]) => chain(from);
    expect((await bench.task(await bench.make(nodes(blocks.slice(0, 1))), { a: '1', b: '1' })).at).toBe('failed');
    expect((await bench.task(await bench.make(nodes(blocks.slice(0, 1))), { a: '1', b: '2' })).at).toBe('end');
    const both = [when(FAILED, is('a', 'eq', '1')), when(END, is('a', 'eq', '1'))];
    expect(await led(both, { a: '1' })).toBe('failed');
  });

  test.each(['eq', 'not_eq', 'less', 'more', 'less_or_eq', 'more_or_eq', 'regexp'])(
    'execution §5.1: a missing parameter fails the comparison %s',
    async (fun) => {
      expect(await led([when(FAILED, is('none', fun, '5', fun === 'regexp' ? 'string' : 'number'))], {})).toBe('end');
    },
  );

  test('execution §5.1: against the empty text a parameter is told to be there or not', async () => {
    const there = [when(FAILED, is('a', 'not_eq', ''))];
    const missing = [when(FAILED, is('a', 'eq', ''))];
    expect([await led(there, { a: 'x' }), await led(there, {}), await led(there, { a: '' })]).toEqual([
      'failed',
      'end',
      'end',
    ]);
    expect([await led(missing, { a: 'x' }), await led(missing, {}), await led(missing, { a: '' })]).toEqual([
      'end',
      'failed',
      'failed',
    ]);
  });

  test('execution §5.1: where nothing holds and there is no go the task is stuck, visibly', async () => {
    const nodes = [node(START, 1, [go(WORK)]), node(WORK, 0, [when(END, is('a', 'eq', '1'))]), node(END, 2, [])];
    const { scheme } = await bench.world.importing.importScheme(
      ADMIN,
      0,
      JSON.stringify({ ...chain([]), scheme: { nodes } }),
      { deploy: true },
    );
    const got = await bench.task(scheme[0]?.obj_id ?? 0, { a: '2' });
    expect([got.at, got.task.wait]).toMatchObject(['work', { kind: 'stopped', code: 'no_way_on' }]);
  });

  test('execution §5.1: a number and a text of the same digits never match', async () => {
    expect(await led([when(FAILED, is('a', 'eq', '10', 'number'))], { a: '10' })).toBe('end');
    expect(await led([when(FAILED, is('a', 'eq', '10', 'string'))], { a: 10 })).toBe('end');
    expect(await led([when(FAILED, is('a', 'eq', '10', 'number'))], { a: 10 })).toBe('failed');
    expect(await led([when(FAILED, is('a', 'eq', '10', 'string'))], { a: '10' })).toBe('failed');
  });

  test('execution §5.1: a bare word as the constant is that word, not the parameter of that name', async () => {
    expect(await led([when(FAILED, is('a', 'eq', 'b'))], { a: 'x', b: 'x' })).toBe('end');
    expect(await led([when(FAILED, is('a', 'eq', 'b'))], { a: 'b', b: 'x' })).toBe('failed');
    expect(await led([when(FAILED, is('a', 'eq', '{{b}}'))], { a: 'x', b: 'x' })).toBe('failed');
  });

  test.each<[string, Json, string]>([
    ['object', { a: [1, { b: null }], c: 2 }, '{"c":2,"a":[1,{"b":null}]}'],
    ['object', {}, '{}'],
    ['array', [], '[]'],
    ['array', [[1], { x: [] }], '[[1],{"x":[]}]'],
  ])('execution §5.1: an %s is compared in depth: %j is %s', async (cast, value, constant) => {
    expect(await led([when(FAILED, is('v', 'eq', constant, cast))], { v: value })).toBe('failed');
    expect(await led([when(FAILED, is('v', 'eq', cast === 'object' ? '{"z":1}' : '[2]', cast))], { v: value })).toBe(
      'end',
    );
  });
});

describe('Set Parameters', () => {
  test('execution §5.2: every row sees the task as it was before the node', async () => {
    const got = await bench.run([set({ a: '{{b}}', b: '{{a}}', c: '{{c}}{{a}}' })], { a: '1', b: '2' });
    expect(got.data).toEqual({ a: '2', b: '1', c: '1' });
  });

  test('execution §5.2: one row that fails, and nothing is written', async () => {
    const got = await bench.run([set({ good: '1', bad: 'x' }, { bad: 'number' })], { good: 'old' });
    expect([got.at, got.data.good]).toEqual(['failed', 'old']);
  });

  test('execution §5.2: the date and the time are the same in all rows of a node', async () => {
    const got = await bench.run([set({ a: '$.unixtime()', b: '$.unixtime()', c: '$.date(%s)', d: '$.date(%s)' })]);
    expect([got.data.a, got.data.c]).toEqual([got.data.b, got.data.d]);
  });

  test.each<[string, Json, string, string]>([
    ['a text', 'ten', 'number', 'Param: p, Value: ten, Try convert to: number'],
    ['null', null, 'number', 'Param: p, Value: null, Try convert to: number'],
    ['a list', [1], 'object', 'Param: p, Value: [1], Try convert to: object'],
    ['an object', { a: 1 }, 'boolean', 'Param: p, Value: {"a":1}, Try convert to: boolean'],
  ])('execution §5.2 set_param_wrong_convert_param: %s', async (_what, value, type, description) => {
    const got = await bench.run([set({ p: '{{v}}' }, { p: type })], { v: value });
    expect([got.at, got.data]).toEqual([
      'failed',
      { v: value, ...errorOf('set_param', 'software', 'set_param_wrong_convert_param', description) },
    ]);
  });

  test('execution §5.2 set_param_wrong_convert_param: also where the parameter of another task is missing', async () => {
    const states = await bench.make(chain([{ type: 'api_callback' }], { conv: { conv_type: 'state' } }));
    await bench.world.addTask(states, { there: 5 }, 'r');
    const read = (path: string, type: string) => bench.run([set({ p: `{{conv[${states}].${path}}}` }, { p: type })]);
    expect((await read('ref[r].there', 'number')).data).toEqual({ p: 5 });
    for (const path of ['ref[r].none', 'ref[nobody].there']) {
      expect((await read(path, 'string')).data).toEqual({ p: '' });
      expect((await read(path, 'number')).data).toEqual(
        errorOf('set_param', 'software', 'set_param_wrong_convert_param', 'Param: p, Value: , Try convert to: number'),
      );
    }
  });

  test('execution §5.2 access_denied: a task of a process that its owner may not see', async () => {
    const theirs = await bench.world.importing.importScheme(
      OTHER,
      await folderOf(),
      JSON.stringify(chain([{ type: 'api_callback' }])),
      { deploy: true },
    );
    const conv = theirs.scheme[0]?.obj_id ?? 0;
    await bench.world.addTask(conv, { there: 5 }, 'r');
    const reader = await bench.make(chain([set({ p: `{{conv[${conv}].ref[r].there}}` })]));
    await bench.giveTo(reader, 9777);
    const got = await bench.task(reader);
    expect(got.data).toEqual(
      errorOf('set_param', 'software', 'access_denied', `Param: p, User: 9777, Conv_id: ${conv}`),
    );
  });

  test('execution §5.2 access_refused: a process that is not there or was deleted', async () => {
    const states = await bench.make(chain([{ type: 'api_callback' }], { conv: { conv_type: 'state' } }));
    await bench.world.addTask(states, { there: 5 }, 'r');
    const reader = await bench.make(chain([set({ p: `{{conv[${states}].ref[r].there}}` })]));
    expect((await bench.task(reader)).data).toEqual({ p: '5' });
    await bench.world.objects.delete(ADMIN, 'conv', states);
    expect((await bench.task(reader)).data).toEqual(
      errorOf('set_param', 'software', 'access_refused', `Param: p, Conv_id: ${states} is not state type`),
    );
    expect((await bench.run([set({ p: '{{conv[987654].ref[r].there}}' })])).data).toEqual(
      errorOf('set_param', 'software', 'access_refused', 'Param: p, Conv_id: 987654 is not state type'),
    );
  });

  test('execution §5.2 size overflow / fatal: a task that would grow too large keeps its data', async () => {
    const half = 'x'.repeat(LIMITS.task_bytes / 2);
    const got = await bench.run([set({ b: '{{a}}', c: '{{a}}' })], { a: half });
    const size = 3 * half.length + '{"a":"","b":"","c":""}'.length;
    expect([got.at, Object.keys(got.data)]).toEqual([
      'failed',
      ['a', ...Object.keys(errorOf('set_param', '', '', ''))],
    ]);
    expect(got.data).toMatchObject(
      errorOf(
        'set_param',
        'software',
        'set_param_size_overflow_limit',
        `Your task size: ${size} bytes, Max available task size: ${LIMITS.task_bytes} bytes, Try to change your data or try to split your task`,
      ),
    );
  });
});

/** A folder that nobody else has rights in. */
async function folderOf(): Promise<number> {
  const folder = await bench.world.objects.createFolder(OTHER, { title: 'Theirs', folder_id: 0 });
  return folder.id;
}
