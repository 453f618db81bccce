/** What a task sees of Copy Task and Modify Task, and what the other task gets. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, START, WORK } from './bench.ts';
import { errorOf } from './graphs.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** What a Copy Task that failed leaves: the error, and the tag where the oldest processes look for it. */
function copyError(type: string, tag: string, description: Json): JsonObject {
  return { __conveyor_copy_task_result__: tag, ...errorOf('copy_task', type, tag, description) };
}

function modifyError(tag: string, description: Json): JsonObject {
  return { ...copyError('software', tag, description), ...errorOf('modify_task', 'software', tag, description) };
}

const copy = (conv: Json, more: JsonObject = {}): JsonObject => {
  const extra = { ref: 'made', group: '', data: {}, data_type: {}, err_node_id: FAILED };
  return { type: 'api_copy', mode: 'create', conv_id: conv, ...extra, ...more };
};
const modify = (conv: Json, more: JsonObject = {}): JsonObject => copy(conv, { mode: 'modify', ref: 'there', ...more });
const call = (conv: Json, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'api_rpc', conv_id: conv, group: '', extra: {}, extra_type: {}, err_node_id: FAILED },
  ...more,
});
const rows = (data: JsonObject, type = 'string'): JsonObject => ({
  data,
  data_type: Object.fromEntries(Object.keys(data).map((key) => [key, type])),
});
const callback = (is_sync: boolean): JsonObject => ({ type: 'api_callback', is_sync });

/** The data of the task that was made in a process. */
async function made(conv_id: number, ref = 'made'): Promise<JsonObject | undefined> {
  return (await bench.world.task(conv_id, ref))?.data;
}

const TOO_LARGE = `Max available task size: ${LIMITS.task_bytes} bytes, Try to change your data or try to split your task`;
const param = (name: string, type: string, more: JsonObject = {}): JsonObject => ({
  ...{ name, type, descr: '', flags: ['required', 'input'], regex: '', regex_error_text: '' },
  ...more,
});

describe('Copy Task', () => {
  test('execution §5.5: makes a task with the rows only, or with everything; rows win over parameters of the same name', async () => {
    const [few, all] = [await bench.sink(), await bench.sink()];
    await bench.run([copy(few, rows({ a: 'row' }))], { a: 'own', b: 2 });
    const from = await bench.run([copy(all, { ...rows({ a: 'row' }), group: 'all' })], { a: 'own', b: 2 });
    const system = {
      __copy_conv_id__: from.conv_id,
      __copy_node_id__: WORK,
      __copy_ref_id__: from.task.ref,
    };
    expect(await made(few)).toMatchObject({ a: 'row', __copy_node_id__: WORK });
    expect(await made(few)).not.toHaveProperty('b');
    expect(await made(all)).toEqual({ a: 'row', b: 2, ...system });
    expect([from.at, from.data]).toEqual(['end', { a: 'own', b: 2, __conveyor_copy_task_result__: 'ok' }]);
  });

  test.each([
    'execution §5.5 copy_task_fatal_error: a failure of the server is no error of the task: it waits, and one copy is made',
    'execution §5.5 crash_api: a request that could not be written down is made again, and one copy is made',
    'execution §5.5 copy_task_timeout: however long it takes, the task waits, and one copy is made',
  ])('%s', async () => {
    const { tasks, archive } = bench.world.ports;
    const commit = tasks.commit.bind(tasks);
    const sink = await bench.sink();
    const from = await bench.make(chain([copy(sink, { ref: '' })]));
    let failing = 3;
    tasks.commit = async (batch) => {
      if (batch.some(({ closes }) => closes !== undefined) && failing-- > 0) throw new Error('the disk is full');
      return commit(batch);
    };
    await bench.world.addTask(from, {}, 'from');
    await bench.world.clock.run(600_000);
    expect(failing).toBeLessThanOrEqual(0);
    expect(await bench.world.task(from, 'from')).toMatchObject({
      node_id: END,
      data: { __conveyor_copy_task_result__: 'ok' },
    });
    const page = { conv_id: sink, node_id: WORK, limit: 10, offset: 0, order: 'ASC' as const };
    expect(await archive.in_node(page)).toHaveLength(1);
  });

  test('execution §5.5 not_unical_ref: a reference that lives there already', async () => {
    const sink = await bench.sink();
    expect((await bench.run([copy(sink)])).at).toBe('end');
    const got = await bench.run([copy(sink)], { kept: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      { kept: 1, ...copyError('software', 'not_unical_ref', 'not unical reference') },
    ]);
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    ['a missing parameter', param('n', 'number'), {}, 'Param: n, Error: required param is missing'],
    ['a wrong type', param('n', 'number'), rows({ n: 'x' }), 'Param: n, Error: value is not number'],
    [
      'a wrong pattern',
      param('n', 'string', { regex: '^a+$', regex_error_text: 'only a' }),
      rows({ n: 'b' }),
      'Param: n, Error: only a',
    ],
    [
      'a reference that is too long',
      param('n', 'string', { flags: [] }),
      { ref: 'r'.repeat(LIMITS.ref_chars + 1) },
      `Param: ref, Error: ref has ${LIMITS.ref_chars + 1} characters; allowed are 1 to ${LIMITS.ref_chars} characters, none of them NUL`,
    ],
  ])('execution §5.5 wrong_validate_params: %s of the process called', async (_what, declared, sent, description) => {
    const sink = await bench.make(chain([callback(true)], { conv: { params: [declared] } }));
    const got = await bench.run([copy(sink, sent)]);
    expect([got.at, got.data]).toEqual(['failed', copyError('software', 'wrong_validate_params', description)]);
  });

  test('execution §5.5 copy_task_wrong_convert_param: null never becomes a number', async () => {
    const got = await bench.run([copy(await bench.sink(), rows({ LIMIT: '{{v}}' }, 'number'))], { v: null });
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        v: null,
        ...copyError('software', 'copy_task_wrong_convert_param', 'Param: LIMIT, Value: null, Try convert to: number'),
      },
    ]);
    const missing = await bench.run([copy(await bench.sink(), rows({ LIMIT: '{{none}}' }, 'number'))]);
    expect(missing.data.__conveyor_copy_task_return_type_tag__).toBe('copy_task_wrong_convert_param');
  });

  test.each(['paused', 'blocked', 'deleted'])(
    'execution §5.5 conveyor_is_not_active: the process is %s',
    async (status) => {
      const sink = await bench.sink();
      if (status === 'deleted') await bench.world.objects.delete(ADMIN, 'conv', sink);
      else await bench.world.objects.modify(ADMIN, 'conv', sink, { status });
      const got = await bench.run([copy(sink)]);
      expect([got.at, got.data]).toEqual([
        'failed',
        copyError('software', 'conveyor_is_not_active', 'conveyor is not active'),
      ]);
    },
  );

  test('execution §5.5 access_denied: the owner of the process has no right to make tasks there', async () => {
    const sink = await bench.sink();
    const from = await bench.make(chain([copy(sink)]));
    await bench.giveTo(from, 9777);
    const got = await bench.task(from);
    const denied = copyError('software', 'access_denied', `user: 9777, conv_id: ${sink}`);
    expect([got.at, got.data]).toEqual(['failed', denied]);
    const nowhere = await bench.run([copy('987654')]);
    expect(nowhere.data).toEqual(copyError('software', 'access_denied', `user: ${ADMIN.user_id}, conv_id: 987654`));
  });

  test('execution §5.5 copy_task_size_overflow_limit: what would be sent is too large', async () => {
    const half = 'x'.repeat(LIMITS.task_bytes / 2);
    const got = await bench.run([copy(await bench.sink(), { ...rows({ b: '{{a}}{{a}}' }) })], { a: half });
    expect(got.at).toBe('failed');
    expect(got.data).toMatchObject(
      copyError('software', 'copy_task_size_overflow_limit', expect.stringMatching(/^Your task size: \d+ bytes, /)),
    );
    expect(String(got.data.__conveyor_copy_task_return_description__)).toContain(TOO_LARGE);
  });
});

describe('Modify Task', () => {
  /** A process whose tasks wait in `work` in this way; the task `there` is one of them. */
  async function waiting(logics: Json[], conv: JsonObject = {}, data: JsonObject = {}): Promise<number> {
    const conv_id = await bench.make(chain(logics, { conv }));
    await bench.world.addTask(conv_id, data, 'there');
    return conv_id;
  }
  const stateOf = async (conv_id: number): Promise<JsonObject> => {
    const task = await bench.world.task(conv_id, 'there');
    return { node_id: task?.node_id ?? '', data: task?.data ?? {} };
  };

  test.each([
    ['a callback', {}],
    ['a state', { conv_type: 'state' }],
  ])('execution §5.6: a task in %s gets the rows at the top level and goes on', async (_what, conv) => {
    const there = await waiting([callback(true)], conv, { a: { x: 1 }, b: 1 });
    const got = await bench.run([modify(there, { ...rows({ a: '{"y":2}' }, 'object'), is_sync: true })]);
    expect([got.at, got.data]).toEqual(['end', { __conveyor_copy_task_result__: 'ok' }]);
    expect(await stateOf(there)).toEqual({ node_id: END, data: { a: { y: 2 }, b: 1 } });
  });

  test('execution §5.6: without is_sync it is enough that the task is there: the data are merged, and it stays', async () => {
    const callee = await bench.sink();
    const there = await waiting([call(callee)]);
    const got = await bench.run([modify(there, rows({ a: '1' }))]);
    expect([got.at, got.data]).toEqual(['end', { __conveyor_copy_task_result__: 'ok' }]);
    expect(await stateOf(there)).toEqual({ node_id: WORK, data: { a: '1' } });
  });

  test.each([true, false])('execution §5.6 not_found_task: there is no such task (is_sync %p)', async (is_sync) => {
    const got = await bench.run([modify(await bench.sink(), { is_sync })]);
    expect([got.at, got.data]).toEqual(['failed', modifyError('not_found_task', 'not found task')]);
    const over = await waiting([]);
    expect((await stateOf(over)).node_id).toBe(END);
    expect((await bench.run([modify(over, { is_sync })])).data).toEqual(
      modifyError('not_found_task', 'not found task'),
    );
  });

  test('execution §5.6 no_api_callback_in_node_with_task: with is_sync a task that waits for something else', async () => {
    const there = await waiting([call(await bench.sink())]);
    const got = await bench.run([modify(there, { ...rows({ a: '1' }), is_sync: true })]);
    const wrong = modifyError('no_api_callback_in_node_with_task', 'no api callback logic in node with task');
    expect([got.at, got.data]).toEqual(['failed', wrong]);
    expect(await stateOf(there)).toEqual({ node_id: WORK, data: {} });
  });

  test('execution §5.6 duplicate_callback: two at once are carried out one after the other, and none is told to wait', async () => {
    const self = { type: 'go', to_node_id: WORK };
    const nodes = [node(START, 1, [go(WORK)]), { ...node(WORK, 0, [callback(true), self]) }, node(END, 2, [])];
    const there = await bench.make({ ...chain([]), conv_type: 'state', scheme: { nodes } });
    await bench.world.addTask(there, {}, 'there');
    const from = await bench.make(chain([modify(there, { ...rows({ '{{ {{me}} }}': 'x' }), is_sync: true })]));
    await Promise.all(['a', 'b', 'c'].map((me) => bench.world.addTask(from, { me }, me)));
    await bench.world.clock.run(1000);
    for (const me of ['a', 'b', 'c']) expect(await bench.world.task(from, me)).toMatchObject({ node_id: END });
    expect((await stateOf(there)).data).toEqual({ a: 'x', b: 'x', c: 'x' });
  });

  test('execution §5.6: a deleted process takes no modification', async () => {
    const there = await waiting([callback(true)]);
    await bench.world.objects.delete(ADMIN, 'conv', there);
    const wrong = modifyError('conveyor_is_not_active', 'conveyor is not active');
    expect((await bench.run([modify(there)])).data).toEqual(wrong);
  });
});
