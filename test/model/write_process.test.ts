/** What was imported can be written back unchanged, and an edit changes what it names and nothing else. */
import type { JsonObject } from '../../src/base/json.ts';
import { readExport, readProcess } from '../../src/model/read_process.ts';
import { remapNodeIds } from '../../src/model/remap_node_ids.ts';
import {
  apiNode,
  createRawNode,
  deleteRawNode,
  emptyScheme,
  exportObject,
  findRawNode,
  modifyRawNode,
  writeExport,
} from '../../src/model/write_process.ts';
import { eachPublicExport } from './corpus.ts';
import { exported, go, node, readOne, startAndEnd } from './exports.ts';

const OLD: JsonObject = {
  id: 'old',
  type: 'x',
  position: [1, 2],
  logics: [go('end')],
  semaphores: [],
  extra: { icon: 'a' },
  hm: [1],
};

function found(raw: JsonObject | null, id: string): JsonObject {
  return (raw && findRawNode(raw, id)) ?? {};
}

eachPublicExport('a public export comes back as it was', (text) => {
  const original = JSON.parse(text) as JsonObject | JsonObject[];
  const read = readExport(text);
  if ('failure' in read) throw new Error(read.failure.message);
  const written = read.elements.map(({ raw }) => writeExport(raw, {}));
  expect(written).toEqual(Array.isArray(original) ? original : [original]);
});

test('fields nobody knows come back as they were, in the process, in nodes and in logics', () => {
  const noisy = exported(
    [node('start', 1, [{ ...go('end'), chTime: 1, x: { y: [null] } }], { uuid: 'u', z: {} }), OLD],
    { k: [1] },
  );
  const read = readExport(JSON.stringify(noisy));
  expect('elements' in read && writeExport(read.elements[0]?.raw as JsonObject, {})).toEqual(noisy);
});

test('an export carries the number and the title that the server knows, and all else as it was', () => {
  const raw = exported(startAndEnd(), { k: 1 });
  expect(writeExport(raw, { obj_id: 99, title: 'Other' })).toEqual({ ...raw, obj_id: 99, title: 'Other' });
});

test('a process made here is exported with every field that Corezoid asks for', () => {
  const { obj_type, scheme, ...conv } = exported([]);
  expect(exportObject(conv as never, emptyScheme())).toEqual({ ...conv, obj_type, scheme });
});

describe('editing nodes', () => {
  const raw = exported([...startAndEnd(), OLD]);

  test('a new node appears in the form of exports, ready to be edited', () => {
    const made = createRawNode(raw, 'new', { title: 'New', obj_type: 2 });
    expect(found(made, 'new')).toEqual({
      id: 'new',
      obj_type: 2,
      condition: { logics: [], semaphors: [] },
      title: 'New',
      description: '',
      x: 0,
      y: 0,
      extra: '{"modeForm":"collapse","icon":"success"}',
      options: null,
    });
    expect(createRawNode(raw, 'start', {})).toBeNull();
    expect(findRawNode(raw, 'new')).toBeNull();
  });

  test('the fields of the API arrive in their places, and unknown ones stay', () => {
    const semaphors = [{ type: 'time', value: 30, dimension: 'sec', to_node_id: 'end' }];
    const stub = { logics: [[{ type: 'api_rpc_reply' }]] };
    const edited = modifyRawNode(
      exported([node('a', 0, [], { uuid: 'u', condition: { logics: [], semaphors: [], more: 1 } })]),
      'a',
      {
        title: 'T',
        description: 'D',
        obj_type: 4,
        logics: [go('end')],
        semaphors,
        stub,
        position: [7, 8],
        extra: { icon: 'x' },
        options: { save_task: true },
      },
    );
    expect(found(edited, 'a')).toEqual({
      id: 'a',
      uuid: 'u',
      obj_type: 4,
      title: 'T',
      description: 'D',
      condition: { logics: [go('end')], semaphors, stub, more: 1 },
      x: 7,
      y: 8,
      extra: '{"icon":"x"}',
      options: '{"save_task":true}',
    });
    expect(found(edited && modifyRawNode(edited, 'a', { stub: null }), 'a').condition).not.toHaveProperty('stub');
  });

  test('what an edit does not name stays: the other nodes untouched, an old node in today’s form', () => {
    const edited = modifyRawNode(raw, 'old', { title: 'Now titled' });
    expect(found(edited, 'start')).toBe(findRawNode(raw, 'start'));
    expect(found(edited, 'old')).toEqual({
      id: 'old',
      type: 'x',
      title: 'Now titled',
      condition: { logics: [go('end')], semaphors: [] },
      x: 1,
      y: 2,
      extra: { icon: 'a' },
      hm: [1],
    });
    expect(modifyRawNode(raw, 'nobody', {})).toBeNull();
  });

  test('a deleted node is gone and the others are as they were', () => {
    const edited = deleteRawNode(raw, 'end');
    expect(readProcess(edited ?? {}).process.nodes.map(({ id }) => id)).toEqual(['start', 'old']);
    expect(deleteRawNode(raw, 'nobody')).toBeNull();
  });

  test('the API shows a node with its place as a pair and its settings as text, old nodes too', () => {
    expect(apiNode(OLD)).toEqual({
      obj: 'node',
      obj_id: 'old',
      title: '',
      description: '',
      logics: [go('end')],
      semaphors: [],
      obj_type: 0,
      position: [1, 2],
      extra: '{"icon":"a"}',
      options: null,
    });
  });

  test('a node read from the API’s form is the node the API shows', () => {
    const shown = apiNode(node('a', 0, [go('end')]));
    expect(apiNode(found(exported([shown]), 'a'))).toEqual(shown);
  });
});

describe('ids that a client made up are replaced', () => {
  const ids = new Map([
    ['start', '1'.repeat(24)],
    ['wait', '2'.repeat(24)],
    ['end', '3'.repeat(24)],
  ]);
  const [START, WAIT, END] = [...ids.values()];

  function logicAfter(logic: JsonObject, more: JsonObject = {}): unknown {
    const raw = remapNodeIds(exported([node('a', 0, [logic], more)]), ids);
    return readProcess(raw).process.nodes[0]?.logics[0];
  }

  test('in nodes, links, timers and alarms', () => {
    const semaphors = [
      { type: 'time', value: 30, dimension: 'sec', to_node_id: 'end' },
      { type: 'count', value: 30, esc_node_id: 'end' },
    ];
    const nodes = [
      node('start', 1, [go('wait')]),
      { id: 'wait', condition: { logics: [], semaphors } },
      node('end', 2, []),
    ];
    const { process } = readOne(remapNodeIds(exported(nodes), ids));
    expect(process.nodes.map(({ id }) => id)).toEqual([START, WAIT, END]);
    expect(process.nodes[0]?.logics).toEqual([go(WAIT as string)]);
    expect(process.nodes[1]).toMatchObject({ timer: { to_node_id: END }, alarm: { esc_node_id: END } });
    expect(logicAfter({ type: 'api', err_node_id: 'end' })).toEqual({ type: 'api', err_node_id: END });
  });

  test('in templates, as name or as value', () => {
    const extra = {
      a: '{{node[wait].count}} of <<conv[7].node[ end ].s1>>',
      '{{k_{{node[wait].count}}}}': ['{{node[end].count}}'],
    };
    expect(logicAfter({ type: 'set_param', extra })).toEqual({
      type: 'set_param',
      extra: {
        a: `{{node[${WAIT}].count}} of <<conv[7].node[${END}].s1>>`,
        [`{{k_{{node[${WAIT}].count}}}}`]: [`{{node[${END}].count}}`],
      },
    });
  });

  test('in the queue that Get Task names, where the queue is this process’s', () => {
    expect(logicAfter({ type: 'api_get_task', conv_id: 7, node_id: 'wait' })).toMatchObject({ node_id: WAIT });
    expect(logicAfter({ type: 'api_get_task', conv_id: '{{q}}', node_id: 'wait' })).toMatchObject({ node_id: WAIT });
    expect(logicAfter({ type: 'api_get_task', conv_id: 8, node_id: 'wait' })).toMatchObject({ node_id: 'wait' });
  });

  test('and nowhere else: not in other processes’ nodes, in code, in plain text, in parameters named alike', () => {
    const untouched: JsonObject[] = [
      {
        type: 'set_param',
        extra: { a: '{{conv[8].node[wait].count}}', b: 'node[wait]', to_node_id: 'wait', c: '{{wait}}' },
      },
      { type: 'api_code', src: 'data.x = node[wait] + "{{node[wait].count}}"' },
      { type: 'api_rpc_reply', res_data: { wait: 'wait' } },
    ];
    for (const logic of untouched) expect(logicAfter(logic)).toEqual(logic);
  });

  test('a map without ids changes nothing', () => {
    const raw = exported([OLD]);
    expect(remapNodeIds(raw, new Map())).toBe(raw);
  });
});
