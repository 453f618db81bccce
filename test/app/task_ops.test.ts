/** The operations of one request: they share a transaction, each fails alone, and a later one sees an earlier one. */
import type { LiveProcess } from '../../src/app/processes.ts';
import type { TaskOp } from '../../src/app/task_ops.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { HOUR_TIMER, rawChain } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function process(logics: Json[], semaphors: Json[] = [HOUR_TIMER]): Promise<LiveProcess> {
  const text = JSON.stringify(rawChain({ logics, semaphors }));
  const { scheme } = await world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return (await world.engine.processes.get(scheme[0]?.obj_id ?? 0)) as LiveProcess;
}

const create = (live: LiveProcess, ref: string, data: JsonObject = {}): TaskOp => ({
  do: 'create',
  live,
  ref,
  data,
  user_id: 1,
});
const modify = (live: LiveProcess, ref: string, data: JsonObject): TaskOp => ({
  do: 'modify',
  live,
  key: { conv_id: live.object.id, ref },
  data,
  user_id: 1,
});
const show = (live: LiveProcess, ref: string): TaskOp => ({ do: 'show', key: { conv_id: live.object.id, ref } });

test('a later operation sees what an earlier one of the request wrote', async () => {
  const live = await process([]);
  const results = await world.engine.ops.run([
    create(live, 'a', { x: 1 }),
    modify(live, 'a', { y: 2 }),
    show(live, 'a'),
    create(live, 'a', { x: 3 }),
    modify(live, 'b', {}),
  ]);
  expect(results.slice(0, 3)).toMatchObject([{}, { task: { data: { x: 1, y: 2 } } }, { task: { data: { y: 2 } } }]);
  expect(results[3]).toMatchObject({ failure: { code: 'not_unical_ref' } });
  expect(results[4]).toMatchObject({ failure: { code: 'not_found_task' } });
  expect(await world.task(live.object.id, 'a')).toMatchObject({ rev: 2, data: { x: 1, y: 2 } });
});

test('so does an expression that reads another task', async () => {
  const kept = await process([]);
  const reading = `{{conv[${kept.object.id}].ref[a].x}}`;
  const set = { type: 'set_param', extra: { got: reading }, extra_type: { got: 'string' }, err_node_id: '' };
  const reader = await process([set], []);
  const results = await world.engine.ops.run([
    create(kept, 'a', { x: 'old' }),
    modify(kept, 'a', { x: 'new' }),
    create(reader, 'r'),
    create(kept, 'a'),
  ]);
  expect(results[2]).toMatchObject({ task: { data: { got: 'new' } } });
  expect(results[3]).toMatchObject({ failure: { code: 'not_unical_ref' } });
});

test('what built on an operation that lost is done again on what is true', async () => {
  const live = await process([]);
  await world.addTask(live.object.id, { from: 'before' }, 'a');
  const results = await world.engine.ops.run([
    create(live, 'a', { from: 'here' }),
    modify(live, 'a', { y: 2 }),
    show(live, 'a'),
  ]);
  expect(results).toMatchObject([
    { failure: { code: 'not_unical_ref' } },
    { task: { data: { from: 'before', y: 2 } } },
    { task: { data: { from: 'before', y: 2 } } },
  ]);
});

test('an operation with a reference that nobody can have fails alone', async () => {
  const live = await process([]);
  const results = await world.engine.ops.run([create(live, 'a'), create(live, 'b\u0000'), show(live, 'c\u0000')]);
  expect(results).toMatchObject([
    { task: { ref: 'a' } },
    { failure: { code: 'bad_request' } },
    { failure: { code: 'not_found_task' } },
  ]);
});
