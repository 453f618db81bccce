/** Fields of Copy Task, Reply and Waiting for Callback, each after its row in the description of the format. */
import type { JsonObject } from '../../src/base/json.ts';
import { Bench, chain, FAILED } from './bench.ts';

let bench: Bench;
let sink: number;
beforeAll(async () => {
  bench = await Bench.open();
  sink = await bench.sink();
});
afterAll(() => bench.close());

describe('api_copy', () => {
  const copy = (more: JsonObject): JsonObject => ({
    type: 'api_copy',
    mode: 'create',
    conv_id: sink,
    ref: '',
    group: '',
    data: { x: '{{n}}' },
    data_type: { x: 'number' },
    err_node_id: FAILED,
    ...more,
  });
  let refs = 0;
  /** Copies under a reference of its own, and answers the copy. */
  const copied = async (more: JsonObject, data: JsonObject = { n: 7 }): Promise<JsonObject | undefined> => {
    const ref = `copy${++refs}`;
    const got = await bench.run([copy({ ref, ...more })], data);
    expect(got.at).toBe('end');
    const { __copy_conv_id__, __copy_node_id__, __copy_ref_id__, ...rest } =
      (await bench.world.task(sink, ref))?.data ?? {};
    return rest;
  };

  test('process-format §5.6 mode: create makes a task, modify changes one that waits', async () => {
    const ref = `copy${++refs}`;
    await bench.run([copy({ ref })], { n: 1 });
    expect((await bench.world.task(sink, ref))?.data.x).toBe(1);
    expect((await bench.run([copy({ ref, mode: 'modify' })], { n: 2 })).at).toBe('end');
    expect((await bench.world.task(sink, ref))?.data.x).toBe(2);
  });

  test('process-format §5.6 conv_id: a number, a text, a template', async () => {
    for (const conv_id of [sink, String(sink), '{{c}}'])
      expect(await copied({ conv_id }, { n: 7, c: sink })).toMatchObject({ x: 7 });
  });

  test('process-format §5.6 ref: a template; empty makes a task without one', async () => {
    const ref = `copy${++refs}`;
    await bench.run([copy({ ref: '{{r}}' })], { n: 7, r: ref });
    expect(await bench.world.task(sink, ref)).not.toBeNull();
    expect((await bench.run([copy({ ref: '' })], { n: 7 })).at).toBe('end');
  });

  test('process-format §5.6 group: all sends all parameters, empty only the rows', async () => {
    expect(await copied({ group: '' })).toEqual({ x: 7 });
    expect(await copied({ group: 'all' })).toEqual({ n: 7, x: 7 });
  });

  test('process-format §5.6 data,data_type: rows with their types; empty with group all', async () => {
    expect(await copied({ data_type: { x: 'string' } })).toEqual({ x: '7' });
    expect(await copied({ group: 'all', data: {}, data_type: {} })).toEqual({ n: 7 });
  });

  test('process-format §5.6 send_parent_data: the older name of group all', async () => {
    expect(await copied({ send_parent_data: true })).toEqual({ n: 7, x: 7 });
  });

  test.each([true, false])('process-format §5.6 is_sync: %j is taken, and the task goes on', async (is_sync) => {
    const ref = `copy${++refs}`;
    await bench.run([copy({ ref, is_sync })], { n: 1 });
    expect((await bench.run([copy({ ref, mode: 'modify', is_sync })], { n: 2 })).at).toBe('end');
  });

  test('process-format §5.6 err_node_id: takes a failure', async () => {
    const got = await bench.run([copy({ conv_id: 999_999 })], { n: 1 });
    expect([got.at, typeof got.data.__conveyor_copy_task_return_type_tag__]).toEqual(['failed', 'string']);
  });

  test('process-format §5.6 user_id: accepted and kept', async () => {
    await bench.keeps(copy({ user_id: 56171 }));
  });

  test('process-format §5.6 project_id,stage_id: numbers or texts, kept', async () => {
    await bench.keeps(copy({ project_id: 12, stage_id: '13' }));
  });

  test('process-format §5.6 convTitle,obj_to_id: accepted and kept; a copy may name nothing but its process', async () => {
    await bench.keeps(copy({ convTitle: 'Sink', obj_to_id: null }));
    expect((await bench.run([{ type: 'api_copy', conv_id: sink }])).at).toBe('end');
  });
});

describe('api_rpc_reply', () => {
  const answer = (more: JsonObject): JsonObject => ({
    type: 'api_rpc_reply',
    mode: 'key_value',
    res_data: { y: '{{x}}' },
    res_data_type: { y: 'number' },
    throw_exception: false,
    ...more,
  });
  /** Calls a process that replies so; answers what the caller has after it. */
  const called = async (more: JsonObject) => {
    const callee = await bench.make(chain([answer(more)]));
    const rpc = {
      type: 'api_rpc',
      conv_id: callee,
      group: '',
      extra: { x: '5' },
      extra_type: { x: 'number' },
      err_node_id: FAILED,
    };
    return bench.run([rpc]);
  };

  test('process-format §5.8 mode: key_value, keys, and empty as key_value', async () => {
    expect((await called({ mode: 'key_value' })).data).toMatchObject({ y: 5 });
    expect((await called({ mode: '' })).data).toMatchObject({ y: 5 });
    expect((await called({ mode: 'keys', res_data: ['x'], res_data_type: { x: 'number' } })).data).toMatchObject({
      x: 5,
    });
  });

  test('process-format §5.8 res_data: templates by name, or names', async () => {
    expect((await called({ res_data: { y: 'x is {{x}}' }, res_data_type: { y: 'string' } })).data.y).toBe('x is 5');
    expect((await called({ mode: 'keys', res_data: ['x'], res_data_type: [] })).data.x).toBe(5);
  });

  test('process-format §5.8 res_data_type: an object; with keys a list or an object', async () => {
    expect((await called({ res_data_type: { y: 'string' } })).data.y).toBe('5');
    for (const res_data_type of [['number'], { x: 'number' }])
      expect((await called({ mode: 'keys', res_data: ['x'], res_data_type })).data.x).toBe(5);
  });

  test('process-format §5.8 throw_exception: leads the caller to its error node', async () => {
    const got = await called({ throw_exception: true });
    expect(got.at).toBe('failed');
    expect((await called({ throw_exception: false })).at).toBe('end');
  });

  test('process-format §5.8 exception_reason: a template that the caller is told', async () => {
    const got = await called({ throw_exception: true, exception_reason: 'no {{x}}' });
    expect(Object.values(got.data)).toContain('no 5');
  });

  test('process-format §5.8 extra,extra_type: accepted and kept', async () => {
    await bench.keeps(answer({ extra: { a: '1' }, extra_type: { a: 'string' } }));
  });

  test('process-format §5.8 err_node_id: optional, and kept where it is', async () => {
    await bench.keeps(answer({ err_node_id: FAILED }));
    expect(await bench.rules(chain([answer({})]))).toEqual(['warning unreachable']);
  });
});

describe('api_callback', () => {
  test.each([{}, { is_sync: true }, { is_sync: false }])(
    'process-format §5.9 is_sync: %j, and the task waits',
    async (more) => {
      await bench.keeps({ type: 'api_callback', ...more });
      expect((await bench.run([{ type: 'api_callback', ...more }])).task.wait?.kind).toBe('callback');
    },
  );

  test('process-format §5.9 obj_id_path: accepted and kept', async () => {
    await bench.keeps({ type: 'api_callback', is_sync: true, obj_id_path: 'data.test' });
  });

  test('process-format §5.9 callback_url, timeout, err_node_id, expected_params[]{name,type,required}: accepted and kept', async () => {
    const expected_params = [{ name: 'a', type: 'string', required: true }];
    const weak = { callback_url: 'https://example.com', timeout: 60, err_node_id: FAILED, expected_params };
    await bench.keeps({ type: 'api_callback', ...weak });
  });
});
