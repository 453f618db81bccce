/** What is wrong in a process, and the nodes that take failures, over the API. */
import { rawChain, WORK } from '../fixtures/raws.ts';
import { listOf, one, type Served, serve } from './harness.ts';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const RAW = rawChain({ logics: [{ type: 'api', method: 'GET', url: 'https://example.com' }] });

async function upload(fields: { escalations?: boolean | string } = {}): Promise<number> {
  const got = await one(served, {
    type: 'create',
    obj: 'obj_scheme',
    folder_id: 0,
    scheme: JSON.stringify(RAW),
    ...fields,
  });
  return Number((got.scheme as { obj_id: number }[])[0]?.obj_id);
}

async function codes(conv_id: number): Promise<unknown[]> {
  return listOf(await one(served, { type: 'validate', obj: 'conv', conv_id })).map(({ code }) => code);
}

test('a process is checked as takt lint checks it, and its failures get their nodes', async () => {
  const conv_id = await upload();
  const [problem] = listOf(await one(served, { type: 'validate', obj: 'conv', conv_id }));
  expect(problem).toMatchObject({
    code: 'error_node_missing',
    level: 'warning',
    node_id: WORK,
    page: 'docs/lint/error_node_missing.md',
  });
  const made = await one(served, { type: 'create', obj: 'escalation', conv_id, obj_id: WORK });
  expect(listOf(made)).toMatchObject([{ node_id: WORK, type: 'api' }]);
  expect(await codes(conv_id)).toEqual([]);
  expect(listOf(await one(served, { type: 'create', obj: 'escalation', conv_id }))).toEqual([]);
});

test('an upload stays as it came, unless it is to get the nodes at once', async () => {
  expect(await codes(await upload())).toEqual(['error_node_missing']);
  expect(await codes(await upload({ escalations: true }))).toEqual([]);
  expect(await codes(await upload({ escalations: 'true' }))).toEqual([]);
});

test('a node that is not there is told', async () => {
  const conv_id = await upload();
  const op = { type: 'create', obj: 'escalation', conv_id, obj_id: 'f'.repeat(24) };
  expect((await one(served, op)).proc).toBe('error');
});
