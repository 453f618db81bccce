/** Data nested without end, from wherever they come, are an error of the node, and never one of the server. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { dataAfter, enter, enterAndWake, enterCode, failure, httpAnswer } from '../fixtures/node_context.ts';

const LEVELS = 200_000;
const DEEP_TEXT = `{"a":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}}`;

/** An object so many levels deep, itself not counted. */
function nested(levels: number): JsonObject {
  let value: Json = {};
  for (let i = 0; i < levels; i++) value = { a: value };
  return value as JsonObject;
}

const tooDeep = expect.stringContaining(`nested deeper than ${LIMITS.data_depth} levels`);
const get = { type: 'api', method: 'GET', url: 'https://h/' };

test('what Code leaves behind', () => {
  const outcome = enterCode({ type: 'api_code', src: 'x' }, {}, { data: nested(LEVELS) });
  expect(failure(outcome)).toMatchObject({ type: 'software', tag: 'code_return_size_overflow', description: tooDeep });
});

test('the answer of an API, at the root or in a mapping, of a success or an error', () => {
  for (const type of ['', 'application/json']) {
    const answer = httpAnswer(200, DEEP_TEXT, type === '' ? {} : { 'content-type': type });
    expect(failure(enterAndWake(get, {}, answer))).toMatchObject({ type: 'software', tag: 'api_no_valid_json' });
    const mapped = { ...get, customize_response: true, response: { a: '{{body.a}}' }, response_type: { a: 'string' } };
    expect(failure(enterAndWake(mapped, {}, answer))).toMatchObject({ type: 'software', tag: 'api_no_valid_json' });
  }
  expect(failure(enterAndWake(get, {}, httpAnswer(500, DEEP_TEXT)))).toMatchObject({ tag: 'api_bad_answer' });
});

test('parameters that are set, one more level each time', () => {
  const set = { type: 'set_param', extra: { a: '{{a}}', b: '[{{a}}]' }, extra_type: { b: 'array' } };
  const at = (levels: number) => enter(set, { a: nested(levels) });
  expect(dataAfter(at(LIMITS.data_depth - 2))).toHaveProperty('b');
  expect(failure(at(LIMITS.data_depth - 1)).description).toEqual(tooDeep);
  const text = { type: 'set_param', extra: { a: '{{text}}' }, extra_type: { a: 'object' } };
  expect(failure(enter(text, { text: DEEP_TEXT })).tag).toBe('set_param_wrong_convert_param');
});

test('what a called process replies, and what is sent to another', () => {
  const call = { type: 'api_rpc', conv_id: '5', extra: {}, extra_type: {}, group: 'all' };
  const reply = { kind: 'reply', data: nested(LEVELS), exception: null } as const;
  expect(failure(enterAndWake(call, {}, reply))).toMatchObject({ tag: 'rpc_task_size_overflow', description: tooDeep });
  const rows = { extra: { a: DEEP_TEXT }, extra_type: { a: 'object' } };
  for (const logic of [
    { ...call, ...rows },
    { type: 'api_rpc_reply', res_data: rows.extra, res_data_type: rows.extra_type },
    { ...get, method: 'POST', ...rows },
  ]) {
    expect(failure(enter(logic, {})).type).toBe('software');
  }
});
