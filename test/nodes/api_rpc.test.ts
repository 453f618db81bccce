/** Call a Process and its Reply: errors, what is sent, Stub Mode. */
import type { EffectAnswer } from '../../src/model/effect.ts';
import { EXAMPLE } from '../../src/nodes/parts/example.ts';
import { dataAfter, enter, enterAndWake, failure } from '../fixtures/node_context.ts';

const call = { type: 'api_rpc', conv_id: 7 };
const failed = (tag: string): EffectAnswer => ({ kind: 'failed', type: 'hardware', tag, description: 'd' });

test.each([
  ['crash_api', 'crash_api'],
  ['access_denied', 'access_denied'],
  ['copy_task_fatal_error', 'rpc_task_fatal_error'],
  ['copy_task_size_overflow_limit', 'rpc_task_size_overflow'],
])('%s while the task is made is told as %s, also in the result', (tag, told) => {
  const outcome = enterAndWake(call, {}, failed(tag));
  expect(failure(outcome)).toEqual({ prefix: 'rpc', type: 'hardware', tag: told, description: 'd' });
  expect(outcome).toMatchObject({ error: { also: { __conveyor_copy_task_result__: told } } });
});

test('rpc_task_wrong_convert_param', () => {
  const logic = { ...call, extra: { n: 'x' }, extra_type: { n: 'number' } };
  expect(failure(enter(logic, {}))).toEqual({
    ...{ prefix: 'rpc', type: 'software', tag: 'rpc_task_wrong_convert_param' },
    description: 'Param: n, Value: x, Try convert to: number',
  });
});

test('rpc_task_size_overflow: a reply that is too large is not taken', () => {
  const reply: EffectAnswer = { kind: 'reply', data: { a: 'x'.repeat(100) }, exception: null };
  expect(failure(enterAndWake(call, {}, reply, { task_bytes: 50 })).tag).toBe('rpc_task_size_overflow');
});

test('rpc_reply_exception: the reason is told under both prefixes, and what came with it is merged', () => {
  const outcome = enterAndWake(call, { a: 1 }, { kind: 'reply', data: { a: 2 }, exception: 'no money' });
  expect(failure(outcome)).toEqual({
    ...{ prefix: 'rpc_reply', type: 'software', tag: 'rpc_reply_exception', description: 'no money' },
  });
  expect(outcome).toMatchObject({
    data: { a: 2 },
    error: { also: { __conveyor_rpc_return_type_tag__: 'rpc_reply_exception' } },
  });
});

test('Everything is sent unless the group is empty', () => {
  expect(enter(call, { a: 1 })).toMatchObject({ effect: { data: { a: 1 } } });
  expect(enter({ ...call, group: null }, { a: 1 })).toMatchObject({ effect: { data: { a: 1 } } });
  expect(enter({ ...call, group: '' }, { a: 1 })).toMatchObject({ effect: { data: {} } });
});

describe('Stub Mode', () => {
  const stub = [
    [
      { type: 'go_if_const', conditions: [{ param: '{{mode}}', const: 'error', fun: 'eq', cast: 'string' }] },
      { type: 'api_rpc_reply', throw_exception: true, exception_reason: 'stub error', res_data: { status: 'error' } },
    ],
    [{ type: 'api_rpc_reply', mode: 'keys', res_data: ['answer'], res_data_type: { answer: 'string' } }],
  ];
  const node = { obj_type: 4, stub };

  test('The first branch whose conditions hold for what would be sent replies at once', () => {
    const logic = { ...call, group: '', extra: { mode: '{{m}}' } };
    const outcome = enter(logic, { m: 'error' }, { node });
    expect(failure(outcome)).toMatchObject({ tag: 'rpc_reply_exception', description: 'stub error' });
    expect(outcome).toMatchObject({ data: { m: 'error', status: 'error', __logic_stub_mode__: true } });
  });

  test('A branch without conditions takes the rest', () => {
    expect(dataAfter(enter({ ...call, extra: { answer: 'yes' } }, {}, { node }))).toEqual({
      answer: 'yes',
      __logic_stub_mode__: true,
    });
  });

  test('A node that is not in Stub Mode calls, whatever branches it has', () => {
    expect(enter(call, {}, { node: { obj_type: 0, stub } })).toMatchObject({ do: 'wait', effect: { via: 'rpc' } });
  });
});

describe('Reply', () => {
  const reply = { type: 'api_rpc_reply', res_data: { a: '{{x}}' }, res_data_type: { a: 'number' } };

  test('A task that nobody called goes on', () => {
    expect(enter(reply, { x: 'no number' }, { task: { caller: null } })).toEqual({ do: 'next' });
  });

  test('The other field for rows is taken where the first is empty', () => {
    const outcome = enter({ type: 'api_rpc_reply', res_data: {}, extra: { a: '1' }, extra_type: { a: 'number' } }, {});
    expect(outcome).toMatchObject({
      effects: [{ kind: 'reply', to: EXAMPLE.caller, data: { a: 1 }, exception: null }],
    });
  });

  test('Named parameters may stand as the names of rows, and their types in a list', () => {
    const logic = { type: 'api_rpc_reply', mode: 'keys', res_data: { x: '', y: '' }, res_data_type: ['string'] };
    expect(enter(logic, { x: [1], z: 2 })).toMatchObject({ effects: [{ data: { x: [1] } }] });
  });

  test('rpc_reply_wrong_convert_param: a row that cannot be cast is told here', () => {
    expect(failure(enter(reply, { x: 'abc' })).tag).toBe('rpc_reply_wrong_convert_param');
  });
});

test('In a state diagram a callback waits for a state to be set', () => {
  expect(enter({ type: 'api_callback' }, {}, { conv: { conv_type: 'state' } })).toEqual({ do: 'wait', kind: 'state' });
});
