/** Parameters that nobody writes are named, and only where it is sure that nobody does. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { go, set, step, when } from '../../src/engine/rule_page.ts';
import { validate } from '../../src/engine/validate.ts';
import { exported, node, readOne } from '../model/exports.ts';

function declared(...names: string[]): JsonObject[] {
  return names.map((name) => ({ name, type: 'string', descr: '', flags: ['input'], regex: '', regex_error_text: '' }));
}

/** The parameters that are told to be unwritten in start → before → reader. */
function told(before: Json[], reader: Json[], conv: JsonObject = {}): string[] {
  const value = exported(
    [
      node('start', 1, [go('before')]),
      step('before', [...before, go('reader')]),
      step('reader', [...reader, go('end')]),
      node('failed', 2, []),
      node('end', 2, []),
    ],
    { params: declared('name'), ...conv },
  );
  const found = validate(readOne(value).process, {}, { min_timer_sec: 1 });
  return found
    .filter(({ rule }) => rule === 'param_unwritten')
    .map(({ message }) => /"([^"]+)", which/.exec(message)?.[1] ?? '');
}

const READS = [set({ x: '{{nmae}}' })];
const API: JsonObject = { type: 'api', method: 'GET', url: 'https://example.com', err_node_id: 'failed' };

test('what is neither declared nor written is named, wherever it is read', () => {
  expect(told([], READS)).toEqual(['nmae']);
  expect(told([], [set({ x: '$.math({{nmae.a[0]}}+1)' })])).toEqual(['nmae']);
  expect(told([], [set({ x: '{{list.{{nmae}}}}' })], { params: declared('list') })).toEqual(['nmae']);
  expect(told([], [when('end', 'nmae')])).toEqual(['nmae']);
  expect(
    told([{ ...API, customize_response: true, response: { got: '{{body}}' } }], [set({ x: '{{got}}{{nmae}}' })]),
  ).toEqual(['nmae']);
});

test.each<[string, Json[], Json[]]>([
  ['declared', [], [set({ x: '{{name}}' })]],
  ['declared within', [], [set({ x: '{{name.first}}' })]],
  ['written by rows', [set({ nmae: '1' })], READS],
  ['written by a dynamic key', [set({ '{{nmae.a}}': '1' })], READS],
  ['possibly written by a key that is put together', [set({ '{{{{name}}}}': '1' })], READS],
  ['possibly written by Code', [{ type: 'api_code', src: 'data.nmae = 1', err_node_id: 'failed' }], READS],
  ['possibly in an answer', [API], READS],
  ['possibly in a reply', [{ type: 'api_rpc', conv_id: 5, extra: {}, extra_type: {}, err_node_id: 'failed' }], READS],
  ['possibly in what a callback brings', [{ type: 'api_callback' }], READS],
  ['only asked for', [], [when('end', 'nmae', '')]],
  ['the system’s', [], [set({ x: '{{root.ref}}{{__conveyor_api_return_type_tag__}}{{env_var[@a]}}' })]],
  ['put together when a task comes', [], [set({ x: '{{{{name}}}}' })]],
])('what is %s is not named', (_what, before, reader) => {
  expect(told(before, reader)).toEqual([]);
});

test('nothing is named where the process does not tell what comes in, or may be written from outside', () => {
  expect(told([], READS, { params: [] })).toEqual([]);
  expect(told([], READS, { conv_type: 'state' })).toEqual([]);
});
