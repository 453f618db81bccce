/** What the editor is told of node types, and the values it shows beside expressions. */

import { NODE_PANELS } from '../../src/api/node_panels.ts';
import { schemaOf } from '../../src/api/node_types.ts';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { NODE_TYPES } from '../../src/nodes/registry.ts';
import { listOf, one, post, request, type Served, withServer } from './harness.ts';

const head = (name: string): string => name.split('.')[0] ?? '';

test.each(Object.keys(NODE_TYPES))('every field of %s is shown in its panel, or named as one that is not', (type) => {
  const row = NODE_TYPES[type];
  const panel = NODE_PANELS[type];
  if (row === undefined || panel === undefined) throw new Error(`${type} has no panel`);
  const read = Object.keys(schemaOf(row)).sort();
  const told = new Set([...panel.fields.map(({ name }) => head(name)), ...panel.unseen]);
  expect(read.filter((name) => !told.has(name))).toEqual([]);
  // `conditions` is read through an older spelling, which hides its schema from nobody but this test.
  expect([...told].filter((name) => read.length > 0 && !read.includes(name))).toEqual([]);
});

test.each(Object.entries(NODE_PANELS))('a new %s can be read by its own node type', (type, panel) => {
  expect(NODE_TYPES[type]?.schema.safeParse(panel.defaults).success).toBe(true);
});

test('whoever is logged in is told the node types, and nobody else', async () => {
  await withServer({}, async (served) => {
    expect((await request(`${served.url}/api/takt/node_types`)).status).toBe(401);
  });
});

async function processWithTask(served: Served): Promise<{ conv_id: number; obj_id: string }> {
  const conv = await one(served, { type: 'create', obj: 'conv', title: 'P', conv_type: 'process', folder_id: 0 });
  const conv_id = Number(conv.obj_id);
  const data = { name: 'Ann', n: 2, access_token: 'very-secret-token' };
  const task = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'r', data });
  return { conv_id, obj_id: String(task.obj_id) };
}

async function previewOf(served: Served, body: JsonObject, key = served.admin): Promise<JsonObject> {
  return (await post(served, JSON.stringify(body), { path: '/api/takt/evaluate', key })).json;
}

test('an expression is worked out for a task, and what is wrong with it is told with its place', async () => {
  await withServer({}, async (served) => {
    const at = await processWithTask(served);
    expect(await previewOf(served, { ...at, text: '{{name}} and {{n}}' })).toMatchObject({ value: 'Ann and 2' });
    expect(await previewOf(served, { ...at, text: '$.math({{n}}+1)' })).toMatchObject({ value: 3, missing: false });
    expect(await previewOf(served, { ...at, text: '{{nothing}}' })).toMatchObject({ missing: true });
    expect(await previewOf(served, { ...at, text: '$.math(1+)' })).toMatchObject({ error: expect.any(String) });
  });
});

test('who may only look at a process sees no secrets through expressions', async () => {
  await withServer({}, async (served) => {
    const at = await processWithTask(served);
    const wanted = { ...at, text: 'x{{access_token}}' };
    expect(await previewOf(served, wanted)).toMatchObject({ value: 'xvery-secret-token' });
    expect(JSON.stringify(await previewOf(served, wanted, served.guest))).not.toContain('secret-token');
    const to = { obj_to: 'user', obj_to_id: served.guest.obj_id, is_need_to_notify: false };
    const privs = [{ type: 'view', list_obj: ['all'] }];
    await one(served, { type: 'link', obj: 'conv', obj_id: at.conv_id, ...to, privs });
    expect(await previewOf(served, { ...at, text: '{{name}}' }, served.guest)).toMatchObject({ value: 'Ann' });
    expect(await previewOf(served, wanted, served.guest)).not.toMatchObject({ value: 'xvery-secret-token' });
    const outside = { ...at, text: '{{env_var[@some]}}' };
    expect(await previewOf(served, outside, served.guest)).toMatchObject({ code: 'access_denied' });
  });
});

test('the nodes that take the failures of an action are told without changing anything', async () => {
  await withServer({}, async (served) => {
    const id = 'a'.repeat(24);
    const logics = [
      { type: 'api', url: 'http://x', err_node_id: '' },
      { type: 'go', to_node_id: '' },
    ];
    const node = { id, obj_type: 0, title: 'Call', x: 0, y: 0, condition: { logics, semaphors: [] } };
    const { json } = await post(served, JSON.stringify({ nodes: [node] }), { path: '/api/takt/escalation_nodes' });
    const nodes = listOf(json, 'nodes');
    expect(nodes.map(({ obj_type }) => obj_type)).toEqual([0, 3, 0, 2]);
    const first = isObject(nodes[0]?.condition) ? listOf(nodes[0].condition, 'logics')[0] : undefined;
    expect(first?.err_node_id).toBe(nodes[1]?.id);
  });
});

test('a node may be made with an id of the caller’s, once', async () => {
  await withServer({}, async (served) => {
    const conv = await one(served, { type: 'create', obj: 'conv', title: 'P', conv_type: 'process', folder_id: 0 });
    const node = {
      type: 'create',
      obj: 'node',
      conv_id: Number(conv.obj_id),
      version: 2_000_000_000,
      obj_id: 'b'.repeat(24),
    };
    expect(await one(served, { ...node, title: 'Mine' })).toMatchObject({ proc: 'ok', obj_id: 'b'.repeat(24) });
    expect(await one(served, node)).toMatchObject({ proc: 'error', code: 'conflict' });
  });
});
