/** State diagrams as a whole: what may stand in them, and who reads their tasks; and where aliases are looked up. */

import type { JsonObject } from '../../src/base/json.ts';
import { validate } from '../../src/engine/validate.ts';
import { readProcess } from '../../src/model/read_process.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function deployed(raw: JsonObject, folder_id = 0): Promise<number> {
  const { scheme } = await world.importing.importScheme(ADMIN, folder_id, JSON.stringify(raw), { deploy: true });
  return scheme[0]?.obj_id ?? 0;
}

test.each(['api', 'api_rpc', 'api_rpc_reply', 'db_call', 'git_call', 'api_sum', 'api_form'])(
  'a state diagram with %s is not deployed, and told why',
  (type) => {
    const raw = rawChain({ logics: [{ type, fields: [{ id: 'x', type: 'text' }] }], extra: { conv_type: 'state' } });
    const problems = validate(readProcess(raw).process, undefined, { min_timer_sec: 1 });
    const found = problems.filter(({ level, message }) => level === 'error' && message.includes(`(${type})`));
    expect(found.map(({ rule }) => rule)).toContainEqual(expect.stringMatching(/^logic_(forbidden|not_run)$/));
  },
);

test('a task in a state is read by its reference from elsewhere, one in a final node is not', async () => {
  const states = await deployed(rawChain({ logics: [{ type: 'api_callback' }], extra: { conv_type: 'state' } }));
  const set = { type: 'set_param', extra: { seen: `{{conv[${states}].ref[u].name}}` }, extra_type: { seen: 'string' } };
  const reader = await deployed(rawChain({ logics: [set], semaphors: [] }));
  await world.addTask(states, { name: 'Ann' }, 'u');
  expect(await world.addTask(reader, {}, 'one')).toMatchObject({ data: { seen: 'Ann' } });
  const live = await world.engine.processes.get(states);
  if (live === null) throw new Error('no diagram');
  const key = { conv_id: states, ref: 'u' };
  await world.engine.ops.run([{ do: 'modify', live, key, data: { left: true }, user_id: 1 }]);
  expect(await world.task(states, 'u')).toMatchObject({ node_id: FINAL, wait: null });
  expect((await world.addTask(reader, {}, 'two')).data.seen).not.toBe('Ann');
});

describe('an alias', () => {
  const callee = rawChain({ logics: [], semaphors: [], extra: { title: 'Callee' } });
  const calling = (more: JsonObject): JsonObject => {
    const copy = { type: 'api_copy', mode: 'create', conv_id: '@calc', ref: 'made', group: 'all', ...more };
    return rawChain({ logics: [copy], semaphors: [], extra: { title: 'Caller' } });
  };

  async function place(): Promise<{ stage: number; there: number; here: number }> {
    const stage = (await world.objects.createFolder(ADMIN, { title: 'Stage', folder_id: 0 })).id;
    const wait = { ...callee, ...rawChain({ logics: [{ type: 'api_callback' }] }) };
    const there = await deployed(wait, stage);
    const here = await deployed(wait);
    await world.aliases.create(ADMIN, { short_name: 'calc', obj_to_id: there, folder_id: stage });
    await world.aliases.create(ADMIN, { short_name: 'calc', obj_to_id: here });
    return { stage, there, here };
  }

  test('is looked up from the stage that the logic names', async () => {
    const { stage, there, here } = await place();
    await world.addTask(await deployed(calling({ stage_id: stage })), { a: 1 });
    await world.clock.run(1000);
    expect(await world.task(there, 'made')).toMatchObject({ node_id: WORK, data: { a: 1 } });
    expect(await world.task(here, 'made')).toBeNull();
  });

  test('is looked up from the own folder where that stage is one of another server', async () => {
    const { there, here } = await place();
    await world.addTask(await deployed(calling({ stage_id: 987654, project_id: '987653' })), {});
    await world.clock.run(1000);
    expect(await world.task(here, 'made')).toMatchObject({ node_id: WORK });
    expect(await world.task(there, 'made')).toBeNull();
  });
});

test('a copied task knows the process, node and reference it was copied from', async () => {
  const target = await deployed(rawChain({ logics: [{ type: 'api_callback' }] }));
  const copy = { type: 'api_copy', mode: 'create', conv_id: target, ref: 'made', group: 'all' };
  const from = await deployed(rawChain({ logics: [copy], semaphors: [] }));
  await world.addTask(from, { a: 1 }, 'parent');
  await world.clock.run(1000);
  expect(await world.task(target, 'made')).toMatchObject({
    data: { a: 1, __copy_conv_id__: from, __copy_node_id__: WORK, __copy_ref_id__: 'parent' },
  });
});
