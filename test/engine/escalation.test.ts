/** The nodes that take failures: what is generated is what Corezoid's editor makes, has nothing wrong, and runs right. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { addEscalations, escalationCluster } from '../../src/engine/escalation.ts';
import { validate } from '../../src/engine/validate.ts';
import { readProcess } from '../../src/model/read_process.ts';
import { NODE_TYPES } from '../../src/nodes/registry.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';
import { exported, go, node } from '../model/exports.ts';

function ids(): () => string {
  let made = 0;
  return () => (0xabc000 + made++).toString(16).padStart(24, '0');
}

const BODY: Record<string, JsonObject> = {
  api: { type: 'api', method: 'GET', url: 'https://example.com' },
  api_code: { type: 'api_code', src: 'data.a = 1' },
  git_call: { type: 'git_call', version: 2, lang: 'js', repo: 'https://example.com/r.git', code: 'x' },
  db_call: { type: 'db_call', instance_id: 1, query: 'select 1' },
  api_get_task: { type: 'api_get_task', conv_id: 1, node_id: 'end' },
  copy: { type: 'api_copy', mode: 'create', conv_id: 5, group: 'all', data: {} },
  modify: { type: 'api_copy', mode: 'modify', conv_id: 5, ref: 'r', data: { a: '1' }, data_type: { a: 'string' } },
  api_rpc: { type: 'api_rpc', conv_id: 5, extra: {}, extra_type: {} },
  set_param: { type: 'set_param', extra: { a: '1' }, extra_type: { a: 'string' } },
};

function processOf(logic: JsonObject): JsonObject {
  return exported([
    node('start', 1, [go('a')]),
    node('a', 0, [logic, go('end')], { x: 480, y: 476 }),
    node('end', 2, [], { options: '{"save_task":true}' }),
  ]);
}

/** Where a failure that left these parameters is led to by the generated condition. */
async function ledTo(world: World, logic: JsonObject, data: JsonObject): Promise<string> {
  const cluster = escalationCluster(node('a', 0, [logic]), logic, ids());
  const raw = exported([
    node('start', 1, [go(cluster?.target ?? '')]),
    ...(cluster?.nodes ?? []),
    // The delay leads here in place of the action.
    node('a', 2, []),
  ]);
  const { problems, scheme } = await world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
  expect(problems[0]).toMatchObject({ deployed: true });
  const task = await world.addTask(scheme[0]?.obj_id ?? 0, data);
  return task.wait?.kind === 'delay' ? 'delay' : task.wait === null ? 'final' : task.wait.kind;
}

const HARDWARE = { error: 'hardware' };
const SOFTWARE = { error: 'software' };
const BAD_ANSWER = { error: 'software', tag: 'api_bad_answer' };

/** What is left of a failure in the task, by prefix. */
function left(prefix: string, { error, tag, description }: { error?: string; tag?: string; description?: string }) {
  const data: JsonObject = {};
  if (error !== undefined) data[`__conveyor_${prefix}_return_type_error__`] = error;
  if (tag !== undefined) data[`__conveyor_${prefix}_return_type_tag__`] = tag;
  if (description !== undefined) data[`__conveyor_${prefix}_return_description__`] = description;
  return data;
}

const ROWS: [string, string, { error?: string; tag?: string; description?: string }, 'delay' | 'final'][] = [
  ['api', 'api', HARDWARE, 'delay'],
  ['api', 'api', BAD_ANSWER, 'delay'],
  ['api', 'api', { ...BAD_ANSWER, description: 'no_scheme' }, 'final'],
  ['api', 'api', { error: 'software', tag: 'api_no_valid_json' }, 'final'],
  ['api', 'api', { error: 'software', tag: 'api_in_doubt' }, 'final'],
  ['api', 'api', {}, 'final'],
  ...(['api_code code', 'git_call git_call', 'db_call db_call', 'api_get_task get_task'] as const).flatMap((pair) => {
    const [type = '', prefix = ''] = pair.split(' ');
    const both: typeof ROWS = [
      [type, prefix, HARDWARE, 'delay'],
      [type, prefix, SOFTWARE, 'final'],
      [type, prefix, {}, 'final'],
    ];
    return both;
  }),
  ...['crash_api', 'copy_task_timeout', 'copy_task_fatal_error'].flatMap((tag): typeof ROWS => [
    ['copy', 'copy_task', { tag }, 'delay'],
    ['modify', 'copy_task', { tag }, 'delay'],
  ]),
  ['modify', 'copy_task', { tag: 'duplicate_callback' }, 'delay'],
  ['copy', 'copy_task', { tag: 'duplicate_callback' }, 'final'],
  ['copy', 'copy_task', { tag: 'access_denied' }, 'final'],
  ['copy', 'copy_task', { tag: 'not_unical_ref' }, 'final'],
  ['copy', 'copy_task', { tag: 'wrong_validate_params' }, 'final'],
  ['modify', 'copy_task', { tag: 'access_denied' }, 'final'],
  ['modify', 'copy_task', { tag: 'not_found_task' }, 'final'],
  ['api_rpc', 'rpc', { tag: 'crash_api' }, 'delay'],
  ['api_rpc', 'rpc', { tag: 'rpc_task_fatal_error' }, 'delay'],
  ['api_rpc', 'rpc', { tag: 'access_denied' }, 'final'],
  ['api_rpc', 'rpc', { tag: 'rpc_reply_exception' }, 'final'],
  ['api_rpc', 'rpc', { tag: 'rpc_task_size_overflow' }, 'final'],
];

describe('the generated condition', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test.each(ROWS)('%s: a failure that leaves %s %j leads to the %s', async (name, prefix, failure, expected) => {
    expect(await ledTo(world, BODY[name] as JsonObject, left(prefix, failure))).toBe(expected);
  });
});

describe('what is generated', () => {
  test.each(Object.entries(BODY))('%s: has nothing wrong, and the process keeps all it had', (_name, logic) => {
    const raw = processOf(logic);
    const { raw: mended, added } = addEscalations(raw, ids());
    expect(added).toMatchObject([{ node_id: 'a', node_title: 'Title of a', type: logic.type }]);
    const { process, problems } = readProcess(mended);
    expect(problems).toEqual([]);
    const told = validate(process, undefined, { min_timer_sec: 30 });
    expect(told.filter(({ rule }) => rule !== 'logic_not_run' || String(logic.type) in NODE_TYPES)).toEqual([]);
    expect(addEscalations(mended, ids()).added).toEqual([]);
    expect({ ...mended, scheme: null }).toEqual({ ...raw, scheme: null });
  });

  test('stands where Corezoid puts it, closed and without titles', () => {
    const cluster = escalationCluster(node('a', 0, [], { x: 480, y: 476 }), BODY.modify as JsonObject, ids());
    const seen = cluster?.nodes.map(({ obj_type, x, y, extra, title, options }) => [
      obj_type as Json,
      x as Json,
      y as Json,
      JSON.parse(String(extra)) as Json,
      title as Json,
      options as Json,
    ]);
    expect(seen).toEqual([
      [3, 732, 568, { modeForm: 'collapse', icon: '' }, '', null],
      [0, 732, 476, { modeForm: 'collapse', icon: '' }, '', null],
      [2, 864, 596, { modeForm: 'collapse', icon: 'error' }, '', null],
    ]);
    const straight = escalationCluster(node('a', 0, []), BODY.set_param as JsonObject, ids());
    expect(straight?.nodes.map(({ obj_type }) => obj_type)).toEqual([2]);
  });

  test.each<[string, Json[]]>([
    ['an action with conditions', [BODY.api as JsonObject, { type: 'go_if_const', to_node_id: 'end' }, go('end')]],
    ['several actions', [BODY.api as JsonObject, BODY.set_param as JsonObject, go('end')]],
    ['an action that has an error node', [{ ...(BODY.api as JsonObject), err_node_id: 'end' }, go('end')]],
    ['a reply', [{ type: 'api_rpc_reply' }, go('end')]],
    ['a callback', [{ type: 'api_callback' }, go('end')]],
  ])('%s stays as it is', (_name, logics) => {
    const raw = exported([node('start', 1, [go('a')]), node('a', 0, logics), node('end', 2, [])]);
    expect(addEscalations(raw, ids())).toEqual({ raw, added: [] });
  });

  test('a call that fails for a while is tried again every 30 seconds, one that is refused ends in the error node', async () => {
    const world = await openWorld();
    const { raw } = addEscalations(processOf(BODY.api as JsonObject), ids());
    const { scheme } = await world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
    const conv_id = scheme[0]?.obj_id ?? 0;
    const answers: number[] = [503, 503, 200];
    world.http.answer = () => ({
      ok: true,
      status: answers.shift() ?? 200,
      body: '{"done":true}',
      headers: { 'content-type': 'application/json' },
      sizes: { request: 0, response: 2 },
      ms: 1,
    });
    await world.addTask(conv_id, {}, 'patient');
    await world.clock.run(29_000);
    expect(world.http.sent).toHaveLength(1);
    await world.clock.run(32_000);
    expect(world.http.sent).toHaveLength(3);
    expect(await world.task(conv_id, 'patient')).toMatchObject({ data: { done: true }, wait: null });

    world.http.answer = () => ({
      ok: true,
      status: 200,
      body: 'no json',
      headers: { 'content-type': 'application/json' },
      sizes: { request: 0, response: 2 },
      ms: 1,
    });
    await world.addTask(conv_id, {}, 'refused');
    await world.clock.run(120_000);
    expect(world.http.sent).toHaveLength(4);
    const refused = await world.task(conv_id, 'refused');
    expect(refused).toMatchObject({ wait: null, data: { __conveyor_api_return_type_tag__: 'api_no_valid_json' } });
    expect(refused?.node_id).not.toBe('end');
    await world.close();
  });
});
