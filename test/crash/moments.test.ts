/** Moments that a life seldom meets, one at a time: something happens just between two calls, or the store fails for a while. */
import { TaktError } from '../../src/base/errors.ts';
import type { Tasks } from '../../src/ports/tasks.ts';
import { HEALED_MS, RECOVER_MS, World } from './harness.ts';
import { brokenLaws } from './laws.ts';
import { api, callback, go, modify, type NodeSketch, set } from './sketch.ts';

const SECOND = 1000;

let world: World;

beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => {
  await world.pass(HEALED_MS);
  expect(await brokenLaws(world)).toEqual([]);
  world.close();
});

/** From now on the store does this instead; until the function that comes back is called. */
function instead<K extends keyof Tasks>(key: K, does: Tasks[K]): () => void {
  const tasks: Tasks = world.store.tasks;
  const was = tasks[key];
  tasks[key] = does;
  return () => {
    tasks[key] = was;
  };
}

const fails = (): Promise<never> => Promise.reject(new TaktError('store_failed', 'the disk is full'));

function asks(repeat: string): NodeSketch[] {
  return [
    { id: 's', logics: [go('call')] },
    { id: 'call', logics: [api(`${world.callee.url}/x`, repeat, 'err'), go('then')] },
    { id: 'then', logics: [set({ trace: '{{trace}}a' }), go('end')] },
    { id: 'end' },
    { id: 'err' },
  ];
}

const waits: NodeSketch[] = [
  { id: 's', logics: [go('wait')] },
  { id: 'wait', logics: [callback(), go('end')], timer: [60, 'late'] },
  { id: 'end' },
  { id: 'late' },
];

test('A Modify that is written just before an answer is: both are kept', async () => {
  world.callee.reply = () => ({ status: 200, body: '{"b":"answer"}', after_ms: 2 * SECOND });
  const p = await world.deploy('p', asks('never'));
  await world.create(p, 'r', { a: 1 });
  await world.pass(SECOND);
  const commit = world.store.tasks.commit.bind(world.store.tasks);
  const again = instead('commit', async (units) => {
    again();
    await world.modify({ conv_id: p, ref: 'r' }, { a: 'changed' });
    return commit(units);
  });
  await world.pass(5 * SECOND);
  expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ a: 'changed', b: 'answer', trace: 'a' }]);
  expect(world.callee.times('/x')).toBe(1);
});

test('An answer that cannot be written down yet is written down later, and not asked for again', async () => {
  world.callee.reply = (_, nth) => ({ status: 200, body: `{"nth":${nth}}`, after_ms: 2 * SECOND });
  const p = await world.deploy('p', asks('always'));
  await world.create(p, 'r');
  await world.pass(SECOND);
  const again = instead('commit', fails);
  await world.pass(6 * RECOVER_MS);
  again();
  await world.pass(3 * RECOVER_MS);
  expect((await world.tasksIn(p, 'end')).map(({ data }) => data)).toEqual([{ nth: 1, trace: 'a' }]);
  expect(world.callee.times('/x')).toBe(1);
});

test('A request that takes long is not sent again because it is overdue', async () => {
  world.callee.reply = () => ({ status: 200, body: '{}', after_ms: 55 * SECOND });
  const p = await world.deploy('p', asks('always'));
  await world.create(p, 'r');
  await world.pass(60 * SECOND);
  expect(await world.tasksIn(p, 'end')).toHaveLength(1);
  expect(world.callee.times('/x')).toBe(1);
});

test('A timer that is handed out before its time waits for it', async () => {
  const p = await world.deploy('p', waits);
  const { obj_id = '' } = (await world.create(p, 'r')) ?? {};
  const [due] = await world.store.tasks.due({ before: Number.POSITIVE_INFINITY, limit: 1 });
  expect(due).toMatchObject({ kind: 'timer', obj_id });
  await world.ask(({ engine }) => (due === undefined ? Promise.reject() : engine.work.do(due)));
  await world.pass(59 * SECOND);
  expect(await world.tasksIn(p, 'wait')).toHaveLength(1);
  await world.pass(SECOND);
  expect(await world.tasksIn(p, 'late')).toHaveLength(1);
});

test('A wait that is over leaves no timer in the queue', async () => {
  const p = await world.deploy('p', waits);
  await world.create(p, 'r');
  expect(await world.server.queue.sizes()).toMatchObject({ delayed: 1 });
  await world.modify({ conv_id: p, ref: 'r' }, {});
  expect(await world.server.queue.sizes()).toEqual({ waiting: 0, delayed: 0, active: 0 });
});

test('A process that is resumed while the store fails lets all its tasks go on as soon as it can', async () => {
  const p = await world.deploy('p', asks('never'));
  await world.pass(SECOND);
  const many = 250;
  for (let i = 0; i < many; i++) await world.create(p, `r${i}`);
  await world.setStatus(p, 'paused');
  await world.pass(5 * SECOND);
  const held = await world.store.tasks.waiting({ conv_id: p, kinds: ['paused'], limit: 1000 });
  expect(held).toHaveLength(many);
  await world.setStatus(p, 'active');
  const again = instead('waiting', fails);
  await world.ask(({ engine }) => engine.release(p));
  await world.pass(2 * RECOVER_MS + SECOND);
  again();
  await world.pass(RECOVER_MS);
  expect(await world.tasksIn(p, 'end')).toHaveLength(many);
});

test('A task that modifies itself has what it wrote, and goes on', async () => {
  const p = await world.deploy('p', waits);
  await world.redeploy(p, 2, [
    { id: 's', logics: [go('self')] },
    { id: 'self', logics: [modify(p, '{{root.ref}}', { b: 'written' }, 'err'), go('end')] },
    { id: 'end' },
    { id: 'err' },
  ]);
  await world.create(p, 'r', { a: 1 });
  await world.pass(SECOND);
  expect(await world.tasksIn(p, 'end')).toMatchObject([{ data: { a: 1, b: 'written' } }]);
});
