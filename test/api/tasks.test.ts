/** Tasks over the API: made, found, changed, removed, by callers with and without rights. */
import { ADMIN } from '../fixtures/world.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { call, one, post, type Served, serve } from './harness.ts';

let served: Served;
let conv_id: number;

beforeEach(async () => {
  served = await serve();
  const text = JSON.stringify(rawChain({ logics: [{ type: 'api_callback', is_sync: true, obj_id_path: 'id' }] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  conv_id = scheme[0]?.obj_id ?? 0;
});
afterEach(() => served.close());

test('a task that was made can be shown and modified by its reference', async () => {
  const made = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'r1', data: { a: 1 } });
  expect(made).toEqual({ id: '', proc: 'ok', obj: 'task', ref: 'r1', obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) });
  const shown = await one(served, { type: 'show', obj: 'task', conv_id: String(conv_id), ref: 'r1' });
  expect(shown).toMatchObject({
    obj_id: made.obj_id,
    task_id: made.obj_id,
    status: 'processing',
    node_id: WORK,
    node_title: 'Work',
    conv_id,
    data: { a: 1 },
    end_time: 0,
  });
  const changed = await one(served, { type: 'modify', obj: 'task', conv_id, ref: 'r1', data: { b: 2 } });
  expect(changed).toMatchObject({ proc: 'ok', ref: 'r1', obj_id: made.obj_id });
  const after = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: String(made.obj_id) });
  expect(after).toMatchObject({ status: 'processed', node_id: FINAL, data: { a: 1, b: 2 } });
});
