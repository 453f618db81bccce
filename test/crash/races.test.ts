/** Two things at once: whoever comes first wins, the other one does no harm. Judged from outside, not from the engine. */
import { HEALED_MS, NO_ANSWER, RECOVER_MS, type Server, World } from './harness.ts';
import { brokenLaws } from './laws.ts';
import { api, callback, copy, go, type NodeSketch, reply, rpc, set } from './sketch.ts';

const SECOND = 1000;

let world: World;

beforeEach(async () => {
  world = await World.open();
});

/** Whatever was raced: at rest nothing is left undone, lost, or counted wrong. */
afterEach(async () => {
  await world.pass(HEALED_MS);
  expect(await brokenLaws(world)).toEqual([]);
  world.close();
});

const end: NodeSketch[] = [{ id: 'end' }, { id: 'err' }];

function apiProcess(repeat: string, timer?: [number, string]): NodeSketch[] {
  const call = api(`${world.callee.url}/x`, repeat, 'err');
  return [
    { id: 's', logics: [go('call')] },
    { id: 'call', logics: [call, go('then')], ...(timer === undefined ? {} : { timer }) },
    { id: 'then', logics: [set({ trace: '{{trace}}a' }), go('end')] },
    { id: 'late', logics: [set({ trace: '{{trace}}t' }), go('end')] },
    ...end,
  ];
}

/** Commits of this server take their time to be answered, as when a disk is slow. */
function answerCommitsLate(server: Server, ms: number): void {
  const { tasks } = server.ports;
  const commit: typeof tasks.commit = async (units) => {
    const results = await tasks.commit(units);
    await new Promise<void>((resolve) => world.clock.after(ms, resolve));
    return results;
  };
  server.ports.tasks = new Proxy(tasks, { get: (port, key) => (key === 'commit' ? commit : Reflect.get(port, key)) });
}

describe('while a request is under way', () => {
  test('a Modify is kept: the answer is merged into the data as they are then', async () => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer","c":"answer"}', after_ms: 5 * SECOND });
    const p = await world.deploy('p', apiProcess('always'));
    await world.create(p, 'r', { a: 1, b: 1 });
    await world.pass(SECOND);
    await world.modify({ conv_id: p, ref: 'r' }, { a: 'changed', b: 'changed', d: 'added' });
    await world.pass(10 * SECOND);
    const [task] = await world.tasksIn(p, 'end');
    expect(task?.data).toEqual({ a: 'changed', b: 'answer', c: 'answer', d: 'added', trace: 'a' });
    expect(world.callee.times('/x')).toBe(1);
  });

  test('an answer that comes after the timer changes nothing', async () => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 5 * SECOND });
    const p = await world.deploy('p', apiProcess('always', [2, 'late']));
    await world.create(p, 'r');
    await world.pass(10 * SECOND);
    const [task] = await world.tasksIn(p, 'end');
    expect(task?.data).toEqual({ trace: 't' });
    expect(world.callee.times('/x')).toBe(1);
  });

  test('the answer and the timer at the same instant: one of them, whole', async () => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 2 * SECOND });
    const p = await world.deploy('p', apiProcess('always', [2, 'late']));
    await world.create(p, 'r');
    await world.pass(10 * SECOND);
    const [task] = await world.tasksIn(p, 'end');
    expect([{ trace: 't' }, { trace: 'a', b: 'answer' }]).toContainEqual(task?.data);
  });

  test('of two answers the first counts', async () => {
    world.callee.reply = (_, nth) => ({ status: 200, body: `{"nth":${nth}}`, after_ms: (6 - 2 * nth) * SECOND });
    const p = await world.deploy('p', apiProcess('always'));
    const other = world.second();
    const task = await world.create(p, 'r');
    await world.pass(100);
    const id = `${task?.obj_id}-0-e`;
    const job = { kind: 'effect' as const, id, conv_id: p, obj_id: task?.obj_id ?? '', wait_id: null };
    void other.engine.work.do({ ...job, lane: 'http', due: 0 });
    await world.pass(10 * SECOND);
    expect(world.callee.times('/x')).toBe(2);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ nth: 2, trace: 'a' }]);
    other.life.die('the test is over');
  });

  test.each(['never', 'once'])('another server leaves a request with repeat %s alone', async (repeat) => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 50 * SECOND });
    const p = await world.deploy('p', apiProcess(repeat));
    const task = await world.create(p, 'r');
    await world.pass(SECOND);
    const other = world.second();
    const id = `${task?.obj_id}-0-e`;
    const job = { kind: 'effect' as const, id, conv_id: p, obj_id: task?.obj_id ?? '', wait_id: null };
    void other.engine.work.do({ ...job, lane: 'http', due: 0 });
    await world.pass(60 * SECOND);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ b: 'answer', trace: 'a' }]);
    expect(world.callee.times('/x')).toBe(1);
    other.life.die('the test is over');
  });

  test('a task that is deleted is gone: its answer brings nothing back', async () => {
    world.callee.reply = () => ({ status: 200, body: '{}', after_ms: 5 * SECOND });
    const p = await world.deploy('p', apiProcess('once'));
    const task = await world.create(p, 'r');
    await world.pass(SECOND);
    await world.ask(({ ports }) => ports.tasks.remove({ conv_id: p, obj_id: task?.obj_id ?? '' }));
    world.acknowledged.length = 0;
    await world.pass(10 * SECOND);
    for (const { id } of await world.nodesOf(p)) expect(await world.tasksIn(p, id)).toEqual([]);
    expect(world.callee.times('/x')).toBe(1);
  });

  test('a task that is deleted while it waits for a place holds up nobody', async () => {
    world.callee.reply = () => ({ status: 200, body: '{}', after_ms: SECOND });
    const call = { ...api(`${world.callee.url}/x`, 'always', 'err'), max_threads: 1 };
    const p = await world.deploy('p', [
      { id: 's', logics: [go('call')] },
      { id: 'call', logics: [call, go('end')] },
      ...end,
    ]);
    const refs = ['1', '2', '3', '4', '5', '6'];
    const tasks = [];
    for (const ref of refs) tasks.push(await world.create(p, ref));
    await world.pass(100);
    for (const task of tasks.slice(1, 4)) {
      await world.ask(({ ports }) => ports.tasks.remove({ conv_id: p, obj_id: task?.obj_id ?? '' }));
      world.acknowledged.splice(1, 1);
    }
    await world.pass(4 * SECOND);
    expect((await world.tasksIn(p, 'end')).map(({ ref }) => ref)).toEqual(['1', '5', '6']);
  });

  test('a process that is paused takes the answer, and goes on after it is resumed', async () => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 5 * SECOND });
    const p = await world.deploy('p', apiProcess('never'));
    await world.create(p, 'r');
    await world.pass(SECOND);
    await world.setStatus(p, 'paused');
    await world.pass(10 * SECOND);
    expect(await world.task(p, 'r')).toMatchObject({ data: { b: 'answer' }, wait: { kind: 'paused' } });
    await world.setStatus(p, 'active');
    await world.ask(({ engine }) => engine.release(p));
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ b: 'answer', trace: 'a' }]);
  });

  test('a server that dies between the resume and its consequence: the tasks go on all the same', async () => {
    const p = await world.deploy('p', apiProcess('never'));
    await world.create(p, 'other');
    await world.setStatus(p, 'paused');
    await world.pass(SECOND);
    expect(await world.task(p, 'other')).toMatchObject({ wait: { kind: 'paused' } });
    await world.setStatus(p, 'active');
    world.server.life.die('just after the status was written');
    await world.pass(3 * RECOVER_MS);
    expect((await world.tasksIn(p, 'end')).map(({ ref }) => ref)).toEqual(['other']);
  });
});

describe('a task that waits for a callback', () => {
  const waiting = (second: NodeSketch): NodeSketch[] => [
    { id: 's', logics: [go('first')] },
    { id: 'first', logics: [callback(), go('second')], timer: [5, 'late'] },
    second,
    { id: 'late', logics: [set({ trace: '{{trace}}t' }), go('end')] },
    { id: 'end' },
  ];

  test('is not moved by the timer of a node that it has left', async () => {
    const second = { id: 'second', logics: [callback(), go('end')], timer: [60, 'late'] as [number, string] };
    const p = await world.deploy('p', waiting(second));
    const task = await world.create(p, 'r');
    await world.pass(SECOND);
    await world.modify({ conv_id: p, ref: 'r' }, {});
    await world.pass(10 * SECOND);
    const obj_id = task?.obj_id ?? '';
    const job = { kind: 'timer' as const, id: `${obj_id}-0-t`, conv_id: p, obj_id, wait_id: `${obj_id}-0`, due: 0 };
    await world.ask(({ engine }) => engine.work.do({ ...job, lane: 'timers' }));
    expect(await world.task(p, 'r')).toMatchObject({ node_id: 'second' });
  });

  test('keeps what two bring at once, each of which moves it by one node', async () => {
    const p = await world.deploy('p', waiting({ id: 'second', logics: [callback(), go('end')] }));
    await world.create(p, 'r');
    const key = { conv_id: p, ref: 'r' };
    await Promise.all([world.modify(key, { a: 1 }), world.modify(key, { b: 2 })]);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ a: 1, b: 2 }]);
  });
});

describe('a process that calls another', () => {
  const caller = (called: number, timer?: [number, string]): NodeSketch[] => [
    { id: 's', logics: [go('call')] },
    {
      id: 'call',
      logics: [rpc(called, {}, 'err'), set({ trace: '{{trace}}r' }), go('end')],
      ...(timer === undefined ? {} : { timer }),
    },
    { id: 'late', logics: [set({ trace: '{{trace}}t' }), go('end')] },
    ...end,
  ];

  test('gets the reply of one that ended before its own commit was answered', async () => {
    const called = await world.deploy('called', [
      { id: 's', logics: [go('work')] },
      { id: 'work', logics: [reply({ y: 'done' }), go('end')] },
      { id: 'end' },
    ]);
    const p = await world.deploy('p', caller(called));
    answerCommitsLate(world.server, 50 * SECOND);
    const other = world.second();
    let answered = false;
    const live = await world.server.engine.processes.get(p);
    if (live === null) throw new Error('the process runs');
    const made = world.server.engine.ops.run([{ do: 'create', live, ref: 'r', data: {}, user_id: 1 }]);
    void made.then(() => {
      answered = true;
    });
    await world.pass(2 * RECOVER_MS + SECOND);
    expect(answered).toBe(false);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ y: 'done', trace: 'r' }]);
    await world.pass(100 * SECOND);
    expect(answered).toBe(true);
    expect(await world.tasksIn(called, 'end')).toHaveLength(1);
    expect(await world.tasksIn(p, 'end')).toHaveLength(1);
    other.life.die('the test is over');
  });

  test('takes the first of two replies', async () => {
    const called = await world.deploy('called', [
      { id: 's', logics: [go('work')] },
      { id: 'work', logics: [reply({ y: 'first' }), reply({ y: 'second', z: 'second' }), go('end')] },
      { id: 'end' },
    ]);
    const p = await world.deploy('p', caller(called));
    await world.create(p, 'r');
    await world.pass(5 * SECOND);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ y: 'first', trace: 'r' }]);
  });

  test('does not take a reply that comes too late for the reply to its next call', async () => {
    const called = await world.deploy('called', [
      { id: 's', logics: [go('stay')] },
      { id: 'stay', timer: [5, 'work'] },
      { id: 'work', logics: [reply({ y: '{{x}}' }), go('end')] },
      { id: 'end' },
    ]);
    const p = await world.deploy('p', [
      { id: 's', logics: [go('first')] },
      { id: 'first', logics: [rpc(called, { x: 'first' }, 'err'), go('err')], timer: [3, 'second'] },
      { id: 'second', logics: [rpc(called, { x: 'second' }, 'err'), set({ trace: '{{trace}}{{y}}' }), go('end')] },
      ...end,
    ]);
    await world.create(p, 'r');
    await world.pass(20 * SECOND);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ y: 'second', trace: 'second' }]);
  });

  test('gets the reply or the timeout when both come together, never both', async () => {
    const called = await world.deploy('called', [
      { id: 's', logics: [go('stay')] },
      { id: 'stay', timer: [5, 'work'] },
      { id: 'work', logics: [reply({ y: 'done' }), go('end')] },
      { id: 'end' },
    ]);
    const p = await world.deploy('p', caller(called, [5, 'late']));
    for (let i = 0; i < 20; i++) await world.create(p, `r${i}`);
    await world.pass(20 * SECOND);
    const ended = await world.tasksIn(p, 'end');
    expect(ended).toHaveLength(20);
    for (const { data } of ended) expect([{ trace: 't' }, { trace: 'r', y: 'done' }]).toContainEqual(data);
    expect(await world.tasksIn(called, 'end')).toHaveLength(20);
  });
});

describe('a deploy', () => {
  const version = (mark: string): NodeSketch[] => [
    { id: 's', logics: [go('wait')] },
    { id: 'wait', logics: [callback(), go('then')] },
    { id: 'then', logics: [set({ trace: `{{trace}}${mark}` }), go('end')] },
    { id: 'end' },
  ];

  test('between two steps of a task: it goes on in the new version', async () => {
    const p = await world.deploy('p', version('1'));
    await world.create(p, 'r');
    await world.redeploy(p, 2, version('2'));
    await world.modify({ conv_id: p, ref: 'r' }, {});
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ trace: '2' }]);
  });

  test('just before a request is carried out: the request is done on the new version', async () => {
    const straight = (mark: string): NodeSketch[] => [{ id: 's', logics: [go('then')] }, ...version(mark).slice(1)];
    const p = await world.deploy('p', straight('1'));
    const live = await world.server.engine.processes.get(p);
    if (live === null) throw new Error('the process runs');
    await world.redeploy(p, 2, straight('2'));
    const results = await world.ask(({ engine }) =>
      engine.ops.run([
        { do: 'create', live, ref: 'a', data: {}, user_id: 1 },
        { do: 'create', live, ref: 'b', data: {}, user_id: 1 },
      ]),
    );
    expect(results).not.toBe(NO_ANSWER);
    expect(results).toMatchObject([{ task: { data: { trace: '2' } } }, { task: { data: { trace: '2' } } }]);
    expect(await world.tasksIn(p, 'end')).toHaveLength(2);
  });

  test('while the step of an answer is being written: the answer is not lost', async () => {
    world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 2 * SECOND });
    const p = await world.deploy('p', apiProcess('never'));
    await world.create(p, 'r');
    await world.pass(SECOND);
    await world.redeploy(p, 2, apiProcess('never'));
    await world.pass(5 * SECOND);
    expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ b: 'answer', trace: 'a' }]);
    expect(world.callee.times('/x')).toBe(1);
  });
});

describe('two that are made with one reference', () => {
  const waiting: NodeSketch[] = [
    { id: 's', logics: [go('wait')] },
    { id: 'wait', logics: [callback(), go('end')] },
    { id: 'end' },
  ];

  test('at once, at two servers: one is made, the other refused', async () => {
    const p = await world.deploy('p', waiting);
    const other = world.second();
    const results = await Promise.all(
      [world.server, other, world.server].map(async ({ engine }) => {
        const live = await engine.processes.get(p);
        if (live === null) throw new Error('the process runs');
        return engine.ops.run([{ do: 'create', live, ref: 'r', data: {}, user_id: 1 }]);
      }),
    );
    const failures = results.flat().map((result) => ('failure' in result ? result.failure.code : 'made'));
    expect(failures.sort()).toEqual(['made', 'not_unical_ref', 'not_unical_ref']);
    expect(await world.tasksIn(p, 'wait')).toHaveLength(1);
    other.life.die('the test is over');
  });

  test('by copies: the second copy fails, and is told why', async () => {
    const p = await world.deploy('p', waiting);
    const from = await world.deploy('from', [
      { id: 's', logics: [go('copy')] },
      { id: 'copy', logics: [{ ...copy(p, {}, 'err'), ref: 'r' }, go('end')] },
      ...end,
    ]);
    await Promise.all([world.create(from, 'a'), world.create(from, 'b')]);
    await world.pass(5 * SECOND);
    expect(await world.tasksIn(p, 'wait')).toHaveLength(1);
    expect(await world.tasksIn(from, 'end')).toHaveLength(1);
    expect(await world.tasksIn(from, 'err')).toMatchObject([
      { data: { __conveyor_copy_task_return_type_tag__: 'not_unical_ref' } },
    ]);
  });
});
