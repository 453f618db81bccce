/** Timers, final nodes, count semaphors, and what the status of a process and its deploys do to its tasks. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, END, FAILED, go, node, START, WORK } from './bench.ts';
import { around, callback, counted, graph, set, timed, when, work } from './graphs.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('timers and final nodes', () => {
  test.each<[string, Json, number]>([
    ['a literal is a duration', 30, 30_000],
    ['an expression is an instant in unix seconds', '$.math({{root.create_time}}+3)', 3000],
    ['an instant that is past fires at once', '{{long_ago}}', 0],
  ])('execution §5.13: %s', async (_what, value, ms) => {
    const conv = await bench.make(around(work([], [timed(value)])));
    await bench.world.addTask(conv, { long_ago: 1000 }, 'r');
    if (ms > 0) {
      await bench.world.clock.run(ms - 500);
      expect(await bench.stands(conv, 'r')).toMatchObject({ at: WORK });
    }
    await bench.world.clock.run(1000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: END });
  });

  test('execution §5.13: a timer of a node is over once the task has left it', async () => {
    const nodes = [node(START, 1, [go(WORK)]), work([callback(), go(FAILED)], [timed(60)])];
    const conv = await bench.make(graph([...nodes, node(FAILED, 0, [callback(), go(END)]), node(END, 2, [])]));
    await bench.world.addTask(conv, {}, 'r');
    await bench.changed(conv, 'r', {});
    await bench.world.clock.run(3_600_000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: FAILED });
  });

  test('execution §5.13: an armed timer keeps its instant when the process is deployed with another', async () => {
    const conv = await bench.make(around(work([], [timed(600)])));
    await bench.world.addTask(conv, {}, 'r');
    await redeploy(conv, around(work([], [timed(30)])));
    await bench.world.clock.run(590_000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: WORK });
    await bench.world.clock.run(20_000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: END });
  });

  test('execution §5.16: with save_task the task is kept, without it is gone; its reference is free at once', async () => {
    const lost = node(FAILED, 2, [], { options: null });
    const conv = await bench.make(
      graph([node(START, 1, [go(WORK)]), work([when(FAILED, 'a', 'x'), go(END)]), lost, node(END, 2, [])]),
    );
    for (const a of ['x', 'y', 'x', 'y']) await bench.world.addTask(conv, { a }, 'same');
    expect(await bench.tasksIn(conv, END)).toHaveLength(2);
    await bench.world.clock.run(601_000);
    expect(await bench.world.task(conv, 'same')).toMatchObject({ node_id: END });
    const counts = await bench.world.ports.archive.counts(conv);
    expect(counts.filter(({ node_id }) => [END, FAILED].includes(node_id)).map(({ count }) => count)).toEqual([2, 2]);
  });
});

/** Another version of the process becomes live. */
async function redeploy(conv_id: number, raw: JsonObject): Promise<void> {
  const text = JSON.stringify({ ...raw, obj_id: conv_id });
  const { catalog, clock } = bench.world.ports;
  const version = { conv_id, version: clock.now(), text, user_id: ADMIN.user_id, create_time: clock.now() };
  const live = { do: 'deploy' as const, conv_id, version: version.version, removed: [], even_occupied: false };
  const written = await catalog.write([{ do: 'put_draft', version }, live]);
  if (!written.ok) throw new Error(JSON.stringify(written));
  bench.world.engine.processes.forget(conv_id);
}

describe('count semaphors', () => {
  test('execution §6: a special task with start "true" when the number is reached, another with "false" below it; nobody is held', async () => {
    const TOLD = '0000000000000000000000a5';
    const nodes = [
      node(START, 1, [go(WORK)]),
      work([callback(), go(END)], [counted(2, FAILED)]),
      node(FAILED, 0, [set({ seen: '{{start}}' }), go(TOLD)]),
      node(TOLD, 2, []),
      node(END, 2, []),
    ];
    const conv = await bench.make(graph(nodes));
    const told = async () => {
      await bench.world.clock.run(100);
      return (await bench.tasksIn(conv, TOLD)).map(({ data }) => data.start);
    };
    for (const ref of ['a', 'b', 'c']) await bench.world.addTask(conv, {}, ref);
    expect([await told(), (await bench.tasksIn(conv, WORK)).length]).toEqual([['true'], 3]);
    await bench.changed(conv, 'a', {});
    expect(await told()).toEqual(['true']);
    expect(await bench.changed(conv, 'b', {})).toMatchObject({ at: END });
    expect(await told()).toEqual(['true', 'false']);
  });
});

describe('status of a process', () => {
  const created = (conv: number, ref: string): Promise<unknown> => bench.world.addTask(conv, {}, ref);
  const NOT_ACTIVE = 'conveyor is not active';

  test.each(['active', 'actived'])(
    'execution §9 active (actived old): tasks are taken and move (%s)',
    async (status) => {
      const conv = await bench.make(around(work([set({ a: '1' }), go(END)]), { status }));
      await created(conv, 'r');
      expect(await bench.stands(conv, 'r')).toMatchObject({ at: END });
    },
  );

  /** Start → work → `failed`, which sets `done` → end. */
  const twoSteps = (work: JsonObject): JsonObject =>
    graph([node(START, 1, [go(WORK)]), work, node(FAILED, 0, [set({ done: '1' }), go(END)]), node(END, 2, [])]);

  test('execution §9 paused: no task is taken; those inside stop at the next node, and go on when it is active again', async () => {
    const conv = await bench.make(twoSteps(work([], [timed(60, FAILED)])));
    await created(conv, 'r');
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'paused' });
    await expect(created(conv, 'new')).rejects.toThrow(NOT_ACTIVE);
    await bench.world.clock.run(600_000);
    expect(await bench.stands(conv, 'r')).toEqual({ at: FAILED, data: {} });
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await bench.world.clock.run(1000);
    expect(await bench.stands(conv, 'r')).toEqual({ at: END, data: { done: '1' } });
  });

  test.each(['debug', 'debugged'])(
    'execution §9 debug (debugged): tasks wait in each node for a step, and go on once it is active (%s)',
    async (status) => {
      const conv = await bench.make(around(work([set({ a: '1' }), go(END)]), { status }));
      await created(conv, 'r');
      await bench.world.clock.run(600_000);
      expect(await bench.stands(conv, 'r')).toMatchObject({ at: START });
      await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
      await bench.world.clock.run(1000);
      expect(await bench.stands(conv, 'r')).toMatchObject({ at: END, data: { a: '1' } });
    },
  );

  test('execution §9 blocked: nothing is taken; what comes is kept, and nothing runs until it is active again', async () => {
    const conv = await bench.make(twoSteps(work([callback(), go(FAILED)])));
    await created(conv, 'r');
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'blocked' });
    await expect(created(conv, 'new')).rejects.toThrow(NOT_ACTIVE);
    expect(await bench.changed(conv, 'r', { a: 1 })).toEqual({ at: FAILED, data: { a: 1 } });
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await bench.world.clock.run(1000);
    expect(await bench.stands(conv, 'r')).toEqual({ at: END, data: { a: 1, done: '1' } });
  });

  test('execution §9 active_debug, transient, deleted: the first is debug, the others keep tasks out', async () => {
    const debugged = await bench.make(around(work([set({ a: '1' }), go(END)]), { status: 'active_debug' }));
    await created(debugged, 'r');
    expect(await bench.stands(debugged, 'r')).toMatchObject({ at: START });
    for (const status of ['transient', 'deleted']) {
      const conv = await bench.make(around(work([callback(), go(END)]), { status }));
      await expect(created(conv, 'r')).rejects.toThrow(NOT_ACTIVE);
    }
    const gone = await bench.make(around(work([callback(), go(END)])));
    await created(gone, 'r');
    await bench.world.objects.delete(ADMIN, 'conv', gone);
    await expect(created(gone, 'new')).rejects.toThrow(NOT_ACTIVE);
    await bench.world.objects.restore(ADMIN, 'conv', gone);
    expect(await bench.stands(gone, 'r')).toMatchObject({ at: WORK });
  });

  test('execution §9: tasks stay in the nodes that a deploy keeps, and do what stands there now', async () => {
    const conv = await bench.make(around(work([callback(), go(END)])));
    await created(conv, 'r');
    await redeploy(conv, around(work([callback(), set({ newer: '1' }), go(END)])));
    expect(await bench.changed(conv, 'r', {})).toEqual({ at: END, data: { newer: '1' } });
  });

  test('execution §9: a process that was never deployed takes tasks, and they go on from Start when it is', async () => {
    const text = JSON.stringify(around(work([set({ a: '1' }), go(END)])));
    const { scheme } = await bench.world.importing.importScheme(ADMIN, 0, text, { deploy: false });
    const conv = scheme[0]?.obj_id ?? 0;
    await bench.world.objects.modify(ADMIN, 'conv', conv, { status: 'active' });
    await created(conv, 'r');
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: START });
    const [draft] = await bench.world.deploys.versions(ADMIN, conv);
    await bench.world.deploys.confirm(ADMIN, conv, draft?.version ?? 0);
    await bench.world.clock.run(1000);
    expect(await bench.stands(conv, 'r')).toMatchObject({ at: END });
  });
});
