/** Copy Task and Modify Task: Corezoid's table of errors, and what is sent. */
import type { EffectAnswer } from '../../src/model/effect.ts';
import { EXAMPLE } from '../../src/nodes/parts/example.ts';
import { enter, enterAndWake, failure } from '../fixtures/node_context.ts';

const copy = { type: 'api_copy', mode: 'create', conv_id: 5 };
const modify = { type: 'api_copy', mode: 'modify', conv_id: 5, ref: 'r', data: { a: '1' } };

function failed(type: 'hardware' | 'software', tag: string, description: string): EffectAnswer {
  return { kind: 'failed', type, tag, description };
}

test.each([
  ['copy_task_fatal_error', 'hardware', 'Error running copy task'],
  ['crash_api', 'hardware', 'Error copy_task request'],
  ['copy_task_timeout', 'hardware', 'timeout for executing copy_task request'],
  ['not_unical_ref', 'software', 'not unical reference'],
  ['wrong_validate_params', 'software', 'Param: a, Error: required'],
  ['conveyor_is_not_active', 'software', 'conveyor is not active'],
  ['access_denied', 'software', 'user: 1, conv_id: 5'],
] as const)('%s: Copy Task tells it, also in the result that old processes look at', (tag, type, description) => {
  const outcome = enterAndWake(copy, {}, failed(type, tag, description));
  expect(failure(outcome)).toEqual({ prefix: 'copy_task', type, tag, description });
  expect(outcome).toMatchObject({ error: { also: { __conveyor_copy_task_result__: tag } } });
});

test.each([
  ['not_found_task', 'not found task'],
  ['duplicate_callback', 'The last one callback is still running. You should wait'],
  ['no_api_callback_in_node_with_task', 'no api callback logic in node with task'],
])('%s: Modify Task tells it under both prefixes', (tag, description) => {
  const outcome = enterAndWake(modify, {}, failed('software', tag, description));
  expect(failure(outcome)).toEqual({ prefix: 'copy_task', type: 'software', tag, description });
  expect(outcome).toMatchObject({
    error: {
      also: {
        __conveyor_modify_task_return_type_error__: 'software',
        __conveyor_modify_task_return_type_tag__: tag,
        __conveyor_modify_task_return_description__: description,
      },
    },
  });
});

test('copy_task_wrong_convert_param: null never becomes a number', () => {
  const logic = { ...copy, data: { limit: '{{limit}}' }, data_type: { limit: 'number' } };
  expect(failure(enter(logic, { limit: null }))).toEqual({
    ...{ prefix: 'copy_task', type: 'software', tag: 'copy_task_wrong_convert_param' },
    description: 'Param: limit, Value: null, Try convert to: number',
  });
});

test('copy_task_size_overflow_limit', () => {
  const outcome = enter({ ...copy, group: 'all' }, { a: 'x'.repeat(200) }, { task_bytes: 100 });
  expect(failure(outcome)).toMatchObject({ type: 'software', tag: 'copy_task_size_overflow_limit' });
});

test.each([
  [123, {}, '123'],
  ['123', {}, '123'],
  ['@alias', {}, '@alias'],
  ['{{p}}', { p: 7 }, '7'],
  ['{{p}}', { p: '@calc' }, '@calc'],
  ['@{{p}}', { p: 'calc' }, '@calc'],
])('The process %s is found as %j says', (conv_id, data, conv) => {
  expect(enter({ ...copy, conv_id }, data)).toMatchObject({ effect: { conv } });
});

test('An export with nothing but the type and the process copies a task without data', () => {
  expect(enter({ type: 'api_copy', conv_id: 5 }, { a: 1 })).toMatchObject({
    effect: {
      ...{ kind: 'create', via: 'copy', conv: '5', ref: null },
      data: { __copy_conv_id__: EXAMPLE.conv_id, __copy_node_id__: EXAMPLE.node_id, __copy_ref_id__: EXAMPLE.ref },
    },
  });
});

test('All parameters go along where either field says so; rows win', () => {
  const logic = { ...copy, data: { a: 'row' } };
  for (const all of [{ group: 'all' }, { send_parent_data: true }, { send_parent_data: 'true' }]) {
    expect(enter({ ...logic, ...all }, { a: 'task', b: 2 })).toMatchObject({ effect: { data: { a: 'row', b: 2 } } });
  }
  expect(enter(logic, { a: 'task', b: 2 })).not.toMatchObject({ effect: { data: { b: 2 } } });
});
