/** Fields of conditions and Code, and what is said of other types in words, each after its row in the description of the format. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, START, WORK } from './bench.ts';
import { everyRowIsTested } from './coverage.ts';

let bench: Bench;
let sink: number;
beforeAll(async () => {
  bench = await Bench.open();
  sink = await bench.sink();
});
afterAll(() => bench.close());

everyRowIsTested(
  'process-format.md',
  ['5'],
  'test/conformance/process_format_logics.test.ts',
  'test/conformance/process_format_api.test.ts',
  'test/conformance/process_format_tasks.test.ts',
);

const when = (conditions: Json[], more: JsonObject = {}): JsonObject => ({
  type: 'go_if_const',
  to_node_id: FAILED,
  conditions,
  ...more,
});
const is = (param: string, fun: string, constant: Json, cast = 'string'): JsonObject => ({
  param,
  const: constant,
  fun,
  cast,
});
/** Whether the condition held: it leads to `failed`, the go to `end`. */
async function holds(conditions: Json[], data: JsonObject): Promise<boolean> {
  return (await bench.run([when(conditions)], data)).at === 'failed';
}

describe('go_if_const', () => {
  test('process-format §5.2 to_node_id: the target, taken when the conditions hold', async () => {
    expect((await bench.run([when([is('a', 'eq', '1')])], { a: '1' })).at).toBe('failed');
    expect((await bench.run([when([is('a', 'eq', '1')])], { a: '2' })).at).toBe('end');
  });

  test('process-format §5.2 conditions[]: all must hold, at least one is needed, and the flat form of v1 is read', async () => {
    const both = [is('a', 'eq', '1'), is('b', 'eq', '2')];
    expect(await holds(both, { a: '1', b: '2' })).toBe(true);
    expect(await holds(both, { a: '1', b: '3' })).toBe(false);
    expect(await bench.rules(chain([when([])]))).toContain('error no_conditions');
    const flat = { type: 'go_if_const', param: 'a', fun: 'eq', const: '1', to_node_id: FAILED };
    expect((await bench.run([flat], { a: '1' })).at).toBe('failed');
  });

  test.each([
    ['a', true],
    ['o.p', true],
    ['{{o.p}}', true],
    ['$.math({{n}}+1)', true],
    ['none', false],
  ])('process-format §5.2 conditions[].param: a name, a path, a template or a function (%s)', async (param, held) => {
    const cast = param.startsWith('$') ? 'number' : 'string';
    expect(await holds([is(param, 'eq', '3', cast)], { a: '3', o: { p: '3' }, n: 2 })).toBe(held);
  });

  test('process-format §5.2 conditions[].const: a literal or a template; empty tests whether there is anything', async () => {
    expect(await holds([is('a', 'eq', '{{b}}')], { a: '1', b: '1' })).toBe(true);
    expect(await holds([is('a', 'eq', '')], {})).toBe(true);
    expect(await holds([is('a', 'not_eq', '')], {})).toBe(false);
    expect(await holds([is('a', 'eq', 'b')], { a: '1', b: '1' })).toBe(false);
  });

  test.each([
    ['eq', '5', true],
    ['not_eq', '5', false],
    ['less', '6', true],
    ['more', '5', false],
    ['less_or_eq', '5', true],
    ['more_or_eq', '5', true],
    ['regexp', '^[0-9]$', true],
    ['ne', '5', false],
    ['gt', '4', true],
    ['lt', '5', false],
    ['ge', '6', false],
    ['le', '5', true],
    ['regex', 'x', false],
  ])('process-format §5.2 conditions[].fun: %s, in both spellings', async (fun, constant, held) => {
    const cast = fun.startsWith('regex') ? 'string' : 'number';
    expect(await holds([is('a', fun, constant, cast)], { a: cast === 'number' ? 5 : '5' })).toBe(held);
  });

  test('process-format §5.2 conditions[].fun: any other value keeps the process from being deployed', async () => {
    expect(await bench.rules(chain([when([is('a', 'near', '1')])]))).toContain('error logic_field');
  });

  test.each<[string, Json, string, boolean]>([
    ['string', '10', '10', true],
    ['number', 10, '10.0', true],
    ['boolean', true, 'true', true],
    ['array', [1, { a: 2 }], '[1,{"a":2}]', true],
    ['object', { a: [1] }, '{"a":[1]}', true],
    ['object', { a: [1] }, '{"a":[2]}', false],
  ])(
    'process-format §5.2 conditions[].cast: %s decides how %j and %s are compared',
    async (cast, value, constant, held) => {
      expect(await holds([is('a', 'eq', constant, cast)], { a: value })).toBe(held);
    },
  );
});

describe('api_code', () => {
  const code = (more: JsonObject): JsonObject => ({ type: 'api_code', src: 'own', err_node_id: FAILED, ...more });

  test('process-format §5.4 lang: js, also where it is absent; any other is named at deploy', async () => {
    expect((await bench.run([code({ lang: 'js' })])).data).toEqual({ ran: 'own' });
    expect((await bench.run([code({})])).data).toEqual({ ran: 'own' });
    expect(await bench.rules(chain([code({ lang: 'erl' })]))).toContain('error code_lang');
  });

  test('process-format §5.4 src: the program that is run', async () => {
    expect((await bench.run([code({ src: 'this one' })])).data).toEqual({ ran: 'this one' });
  });

  test('process-format §5.4 code: the old name of src, read where src is absent', async () => {
    const old = { type: 'api_code', code: 'old', err_node_id: FAILED };
    expect((await bench.run([old])).data).toEqual({ ran: 'old' });
    expect((await bench.run([code({ code: 'old' })])).data).toEqual({ ran: 'own' });
  });

  test('process-format §5.4 err_node_id: takes what the program throws', async () => {
    const got = await bench.run([code({ src: 'throw' })]);
    expect([got.at, got.data.__conveyor_code_return_type_tag__]).toEqual(['failed', 'code_executing_error']);
  });

  test('process-format §5.4 extra,extra_type: accepted and kept', async () => {
    await bench.keeps(code({ extra: { a: '1' }, extra_type: { a: 'string' } }));
  });

  test.each([true, 'true', 1])('process-format §5.4 chunkify: %j is accepted and kept', async (chunkify) => {
    await bench.keeps(code({ chunkify }));
  });
});

/** Types whose fields stand in the text, not in a table. */
describe('what is said of types in words', () => {
  test.each<[string, JsonObject]>([
    [
      'go',
      {
        type: 'go_if_const',
        to_node_id: FAILED,
        conditions: [is('a', 'eq', '1')],
        id: 'a1',
        chTime: 12,
        format: 'json',
      },
    ],
    [
      'set_param',
      { type: 'set_param', mode: 'key_value', extra: { a: '1' }, extra_type: { a: 'number' }, err_node_id: FAILED },
    ],
    [
      'api_rpc',
      {
        type: 'api_rpc',
        conv_id: '@x',
        err_node_id: FAILED,
        extra: {},
        extra_type: {},
        user_id: 1,
        is_sync: true,
        convTitle: 'X',
        obj_to_id: null,
      },
    ],
    [
      'api_sum',
      {
        type: 'api_sum',
        extra: [{ id: '1756991082448', name: 'total', value: '1' }],
        reset_interval: 60,
        alert_threshold: 5,
      },
    ],
    [
      'api_queue',
      { type: 'api_queue', data: {}, data_type: {}, capacity: 5, alert_threshold: 3, queue: 'q', err_node_id: FAILED },
    ],
    [
      'api_get_task',
      {
        type: 'api_get_task',
        conv_id: 1,
        node_id: WORK,
        order_by: 'DESC',
        err_node_id: FAILED,
        user_id: 1,
        obj_to_id: 2,
        count: 1,
        timeout: 5,
      },
    ],
  ])('%s: noise and weak fields are accepted and kept', (_type, logic) => bench.keeps(logic));

  test.each<[string, JsonObject]>([
    [
      'db_call',
      {
        type: 'db_call',
        instance_id: null,
        query: 'select {{a}}',
        err_node_id: FAILED,
        params: {},
        params_type: {},
        timeout: 5,
      },
    ],
    [
      'git_call',
      {
        type: 'git_call',
        version: 2,
        lang: 'js',
        repo: '',
        commit: '',
        path: '',
        script: '',
        code: 'x',
        src: 'x',
        log: {},
        err_node_id: FAILED,
        code_error: false,
      },
    ],
    ['api_git', { type: 'api_git', lang: 'python', code: 'x', log: true, err_node_id: FAILED, timeout: 3 }],
    [
      'api_form',
      {
        type: 'api_form',
        form_id: 'f',
        title: 'F',
        fields: [{ id: 'a', type: 'text', label: 'A', required: true }],
        timeout: 86400,
        err_node_id: FAILED,
      },
    ],
  ])('%s: imported and exported as it is, whether it can be run here or not', async (_type, logic) => {
    const raw = chain([logic]);
    const { scheme } = await bench.world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
    expect((await bench.export(scheme[0]?.obj_id ?? 0)).scheme).toEqual(raw.scheme);
  });

  test('a stub answers only while the node is of kind 4', async () => {
    const stub = {
      logics: [
        [
          { ...is('x', 'eq', '1'), type: 'go_if_const', conditions: [is('x', 'eq', '1')] },
          { type: 'api_rpc_reply', mode: 'key_value', res_data: { y: 'one' }, res_data_type: { y: 'string' } },
        ],
      ],
    };
    const rpc = { type: 'api_rpc', conv_id: sink, group: 'all', extra: {}, extra_type: {}, err_node_id: FAILED };
    const condition = { logics: [rpc, go(END)], semaphors: [], stub };
    const nodes = (kind: number) => ({
      ...chain([]),
      scheme: {
        nodes: [node(START, 1, [go(WORK)]), node(WORK, kind, [], { condition }), node(FAILED, 2, []), node(END, 2, [])],
      },
    });
    expect((await bench.task(await bench.make(nodes(4)), { x: '1' })).data).toMatchObject({
      y: 'one',
      __logic_stub_mode__: true,
    });
    expect((await bench.task(await bench.make(nodes(0)), { x: '1' })).at).toBe('work');
  });
});
