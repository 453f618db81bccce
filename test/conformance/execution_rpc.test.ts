/** What a task sees of Call a Process and Reply to Process, on both sides. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, END, FAILED, go, node, type Ran, START, WORK } from './bench.ts';
import { errorOf } from './graphs.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const call = (conv: Json, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'api_rpc', conv_id: conv, group: '', extra: {}, extra_type: {}, err_node_id: FAILED },
  ...more,
});
const reply = (res_data: Json, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'api_rpc_reply', mode: 'key_value', res_data, res_data_type: {}, throw_exception: false },
  ...more,
});
const param = (name: string, type: string, more: JsonObject = {}): JsonObject => ({
  ...{ name, type, descr: '', flags: ['required', 'input'], regex: '', regex_error_text: '' },
  ...more,
});

const callback = (is_sync: boolean): JsonObject => ({ type: 'api_callback', is_sync });

describe('Call a Process', () => {
  /** A process whose tasks do this in `work` and then end. */
  const callee = (logics: Json[], conv: JsonObject = {}): Promise<number> => bench.make(chain(logics, { conv }));
  /** A call, looked at after an hour. */
  async function called(logics: Json[], more: JsonObject = {}, data: JsonObject = {}): Promise<Ran> {
    return bench.run([call(await callee(logics), more)], data);
  }

  test('execution §5.7: the rows, or all parameters, go to the called process; the reply is merged and the caller goes on', async () => {
    const echo = [
      { type: 'set_param', extra: { seen: '{{a}}/{{b}}' }, extra_type: { seen: 'string' }, err_node_id: FAILED },
      reply({ got: '{{seen}}', a: 'replied' }),
    ];
    const more = { extra: { a: 'row' }, extra_type: { a: 'string' } };
    expect(await called(echo, more, { a: 'own', b: 2 })).toMatchObject({
      at: 'end',
      data: { a: 'replied', b: 2, got: 'row/' },
    });
    expect(await called(echo, { ...more, group: 'all' }, { a: 'own', b: 2 })).toMatchObject({
      at: 'end',
      data: { a: 'replied', b: 2, got: 'row/2' },
    });
  });

  test('execution §5.7: exactly one reply counts, the first', async () => {
    expect((await called([reply({ a: '1' }), reply({ a: '2', b: '2' })])).data).toEqual({ a: '1' });
  });

  test('execution §5.7: who is not replied to waits until the timer of the node', async () => {
    const conv = await callee([]);
    const semaphors = [{ type: 'time', value: 60, dimension: 'sec', to_node_id: FAILED }];
    const raw = chain([], { work: { condition: { logics: [call(conv), go(END)], semaphors } } });
    const conv_id = await bench.make(raw);
    await bench.world.addTask(conv_id, {}, 'r');
    await bench.world.clock.run(59_000);
    expect(await bench.world.task(conv_id, 'r')).toMatchObject({ node_id: WORK });
    await bench.world.clock.run(2000);
    expect(await bench.world.task(conv_id, 'r')).toMatchObject({ node_id: FAILED, data: {} });
  });

  test.each([
    'execution §5.7 __conveyor_copy_task_result__: says why no task could be made there, as its tag does',
    'execution §5.7 __conveyor_rpc_return_type_tag__: access_denied where the owner may not make tasks there',
  ])('%s', async () => {
    const conv = await callee([reply({})]);
    const from = await bench.make(chain([call(conv)]));
    await bench.giveTo(from, 9777);
    const got = await bench.task(from);
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        __conveyor_copy_task_result__: 'access_denied',
        ...errorOf('rpc', 'software', 'access_denied', `user: 9777, conv_id: ${conv}`),
      },
    ]);
  });

  test('execution §5.7 __conveyor_rpc_return_type_tag__: rpc_task_wrong_convert_param where a row is not of its type', async () => {
    const got = await called([reply({})], { extra: { n: '{{v}}' }, extra_type: { n: 'number' } }, { v: null });
    const text = 'Param: n, Value: null, Try convert to: number';
    expect([got.at, got.data]).toEqual([
      'failed',
      { v: null, ...errorOf('rpc', 'software', 'rpc_task_wrong_convert_param', text) },
    ]);
  });

  test('execution §5.7 __conveyor_rpc_return_type_tag__: rpc_task_size_overflow where the reply does not fit', async () => {
    const half = 'x'.repeat(LIMITS.task_bytes / 2);
    const got = await called([reply({ b: '{{a}}' })], { group: 'all' }, { a: half });
    expect([got.at, Object.keys(got.data)]).toEqual(['failed', ['a', ...Object.keys(errorOf('rpc', '', '', ''))]]);
    expect(got.data).toMatchObject({ __conveyor_rpc_return_type_tag__: 'rpc_task_size_overflow' });
  });

  test('execution §5.7 __conveyor_rpc_return_type_tag__: what the other process refuses, in its words', async () => {
    const params = [param('n', 'number')];
    const got = await bench.run([call(await callee([reply({})], { params }))]);
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        __conveyor_copy_task_result__: 'wrong_validate_params',
        ...errorOf('rpc', 'software', 'wrong_validate_params', 'Param: n, Error: required param is missing'),
      },
    ]);
  });

  test.each([
    'execution §5.7 __conveyor_rpc_reply_return_type_tag__: rpc_reply_exception where the other process throws',
    'execution §5.7 __conveyor_rpc_reply_return_description__: the reason it throws with',
    'execution §5.7 __conveyor_rpc_reply_return_type_error__: software; what is replied is merged too',
  ])('%s', async () => {
    const thrown = reply({ status: '{{x}}' }, { throw_exception: true, exception_reason: 'no {{x}}' });
    const got = await called([thrown], { extra: { x: 'money' }, extra_type: { x: 'string' } }, { a: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        a: 1,
        status: 'money',
        ...errorOf('rpc_reply', 'software', 'rpc_reply_exception', 'no money'),
        ...errorOf('rpc', 'software', 'rpc_reply_exception', 'no money'),
      },
    ]);
  });

  test('execution §5.7: a process may call itself', async () => {
    const stop = { param: 'n', const: '0', fun: 'eq', cast: 'number' };
    const nodes = [
      node(START, 1, [go(WORK)]),
      node(WORK, 0, [
        { type: 'go_if_const', to_node_id: FAILED, conditions: [stop] },
        call('@self', { extra: { n: '$.math({{n}}-1)' }, extra_type: { n: 'number' }, err_node_id: END }),
        go(FAILED),
      ]),
      node(FAILED, 0, [reply({ depth: '$.math({{n}}+0)', last: '{{last}}' }), go(END)]),
      node(END, 2, []),
    ];
    const conv = await bench.make({ ...chain([]), scheme: { nodes } });
    await bench.world.aliases.create(ADMIN, { short_name: 'self', obj_to_id: conv });
    expect(await bench.task(conv, { n: 3, last: 'x' })).toMatchObject({ at: 'end', data: { n: 3, depth: 2 } });
  });
});

describe('Reply to Process', () => {
  test('execution §5.8: only what is listed is sent, and the task that replies goes on at once', async () => {
    const conv = await bench.make(chain([reply({ b: '{{a}}', c: 'text' }), callback(true)]));
    const got = await bench.run([call(conv, { extra: { a: '1', z: '2' }, extra_type: { a: 'number' } })]);
    expect([got.at, got.data]).toEqual(['end', { b: 1, c: 'text' }]);
  });

  test('execution §5.8: with the mode keys the values of the named parameters are sent', async () => {
    const keys = reply(['a', 'o', 'none'], { mode: 'keys' });
    const more = { group: 'all' };
    const got = await bench.run([call(await bench.make(chain([keys])), more)], { a: 1, o: { p: [1] }, z: 3 });
    expect(got.data).toEqual({ a: 1, o: { p: [1] }, z: 3 });
    const sent = { extra: { a: '1', o: '{"p":[1]}', z: '3' }, extra_type: { a: 'number', o: 'object' } };
    expect((await bench.run([call(await bench.make(chain([keys])), sent)])).data).toEqual({ a: 1, o: { p: [1] } });
  });

  test('execution §5.8: where nobody called it is passed over without an error, whatever stands in it', async () => {
    const got = await bench.run([reply({ n: '{{v}}' }, { res_data_type: { n: 'number' }, err_node_id: FAILED })], {
      v: 'x',
    });
    expect([got.at, got.data]).toEqual(['end', { v: 'x' }]);
  });

  test('execution §5.8: a row that is not of its type is an error of the task that replies', async () => {
    const bad = reply({ n: 'x' }, { res_data_type: { n: 'number' }, err_node_id: FAILED });
    const nodes = [
      node(START, 1, [go(WORK)]),
      node(WORK, 0, [bad, go(END)]),
      node(FAILED, 3, [reply({ why: '{{__conveyor_rpc_reply_return_type_tag__}}' }), go(END)]),
      node(END, 2, []),
    ];
    const got = await bench.run([call(await bench.make({ ...chain([]), scheme: { nodes } }))]);
    expect([got.at, got.data]).toEqual(['end', { why: 'rpc_reply_wrong_convert_param' }]);
  });
});
