/** What goes wrong, over all processes; how much goes on; and how the connections are. */
import type { ProblemGroup } from '../../src/app/problems.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { HOUR, MINUTE, SECOND } from '../../src/base/time.ts';
import { api, callback, go, when } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, START, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function problems(actor = ADMIN): Promise<ProblemGroup[]> {
  return (await world.problems.list(actor)).list;
}

const LOOP = [{ id: 'start', logics: [go('again')] }, { id: 'again', logics: [go('again')] }, { id: 'end' }];

async function loops(): Promise<number> {
  const conv_id = await deployed(world, LOOP);
  await world.addTask(conv_id, {}, 'round');
  await world.clock.run(MINUTE);
  return conv_id;
}

test('a task that the engine stopped is a problem with its code, its place and its reference', async () => {
  const conv_id = await loops();
  const place = { conv_id, conv_title: 'p', node_id: 'again', node_title: 'again' };
  const [found] = await problems();
  expect(found).toMatchObject({ kind: 'stopped', code: 'loop', ...place, count: 1, more: false });
  expect(found?.tasks).toEqual([expect.objectContaining({ ref: 'round' })]);
});

test('nobody sees problems of processes that he may not see', async () => {
  await loops();
  expect(await problems(OTHER)).toEqual([]);
  expect((await world.activity.report(OTHER, { from: START, to: START + HOUR })).total.tacts).toBe(0);
  expect((await world.activity.report(OTHER, { from: START, to: START + HOUR })).server).toBeNull();
});

test('tasks that ended in an error lately are told by what failed, those in doubt apart', async () => {
  const err = { id: 'bad' };
  const conv_id = await deployed(world, [
    { id: 'start', logics: [go('ask')] },
    { id: 'ask', logics: [api('http://x.test/', 'never', 'bad'), go('end')] },
    { id: 'end' },
    err,
  ]);
  world.http.answer = () => ({
    ok: true,
    status: 500,
    body: 'x',
    headers: {},
    sizes: { request: 0, response: 1 },
    ms: 1,
  });
  await world.addTask(conv_id, {}, 'a');
  await world.addTask(conv_id, {}, 'b');
  await world.clock.run(MINUTE);
  world.http.answer = () => ({ ok: false, why: 'broken', sent: true, message: 'cut', ms: 1 }) as never;
  await world.addTask(conv_id, {}, 'c');
  await world.clock.run(5 * MINUTE);
  const found = await problems();
  expect(found.map(({ kind, code, count }) => [kind, code, count]).sort()).toEqual([
    ['error', expect.any(String), 2],
    ['in_doubt', 'api_in_doubt', 1],
  ]);
  await world.clock.run(26 * HOUR);
  expect(await problems()).toEqual([]);
});

/** A node whose errors lead to `fail`, which makes that an end in error. */
const ASKS = { id: 'ask', logics: [api('http://x.test/', 'never', 'fail'), go('end')] };

test('errors that were seen are no problem any more, those that come after are; it can be taken back', async () => {
  const conv_id = await deployed(world, [
    { id: 'start', logics: [when('bad', '1', 'fail'), go('end')] },
    { id: 'end' },
    { id: 'fail' },
    ASKS,
  ]);
  for (const ref of ['a', 'b']) await world.addTask(conv_id, { bad: '1' }, ref);
  await world.clock.run(MINUTE);
  const [found] = await problems();
  expect(found).toMatchObject({ kind: 'error', count: 2, ended: true, may: { act: true, modify: true } });
  const at = { conv_id, node_id: 'fail' };
  await expect(world.problemsSeen.mark(OTHER, at)).rejects.toThrow(/no right/);
  await expect(world.problemsSeen.mark(ADMIN, { ...at, node_id: 'gone' })).rejects.toThrow(/no node/);
  await world.problemsSeen.mark(ADMIN, { conv_id, node_id: 'end', until: 0 });
  const [before] = await Promise.all([
    world.problemsSeen.mark(ADMIN, at),
    world.problemsSeen.mark(ADMIN, { conv_id, node_id: 'end' }),
  ]);
  expect(await problems()).toEqual([]);
  await world.clock.run(SECOND);
  await world.addTask(conv_id, { bad: '1' }, 'c');
  expect(await problems()).toEqual([
    expect.objectContaining({ count: 1, tasks: [expect.objectContaining({ ref: 'c' })] }),
  ]);
  await world.problemsSeen.mark(ADMIN, { ...at, until: before });
  expect((await problems())[0]?.count).toBe(3);
});

test('of many errors those whose cause was not read are told apart, and nothing is counted for another cause', async () => {
  const limit = jest.replaceProperty(LIMITS as { problem_tasks: number }, 'problem_tasks', 3);
  try {
    const conv_id = await deployed(world, [{ id: 'start', logics: [go('fail')] }, { id: 'fail' }, ASKS, { id: 'end' }]);
    const tag = (value: string) => ({ __conveyor_api_return_type_tag__: value });
    for (const value of ['x', 'x', 'y', 'y', 'x']) await world.addTask(conv_id, tag(value));
    const told = (await problems()).map(({ code, count, more }) => [code, count, more]);
    expect(told.sort()).toEqual([
      ['unread', 2, false],
      ['x', 1, true],
      ['y', 2, true],
    ]);
  } finally {
    limit.restore();
  }
});

test('a paused process is a problem while tasks wait in it, and a timer that is late', async () => {
  const conv_id = await deployed(world, [
    { id: 'start', logics: [go('wait')] },
    { id: 'wait', timer: [60, 'end'] },
    { id: 'end' },
  ]);
  await world.addTask(conv_id, {}, 'a');
  await world.queue.close();
  world.clock.advance(10 * MINUTE);
  expect(await problems()).toEqual([
    expect.objectContaining({ kind: 'overdue', conv_id, count: 1, since: START + MINUTE }),
  ]);
});

test('a process that was never deployed is told with what is wrong with it', async () => {
  const raw = rawChain({ logics: [{ type: 'api_rpc_reply_of_nobody' }] });
  const { scheme } = await world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
  const [found] = await problems();
  expect(found).toMatchObject({ kind: 'not_deployed', conv_id: scheme[0]?.obj_id });
  expect(found?.text).toContain('api_rpc_reply_of_nobody');
});

describe('activity', () => {
  test('counts tacts, new tasks and errors by the minute, and names the busiest process', async () => {
    const conv_id = await deployed(world, [{ id: 'start', logics: [when('n', '1', 'end'), go('end')] }, { id: 'end' }]);
    for (let n = 0; n < 3; n++) await world.addTask(conv_id, { n });
    await world.clock.run(2 * MINUTE);
    await world.addTask(conv_id, { n: 9 });
    const report = await world.activity.report(ADMIN, { from: START, to: START + 5 * MINUTE });
    expect(report.points.map(({ tacts, tasks }) => [tacts, tasks])).toEqual([
      [6, 3],
      [0, 0],
      [2, 1],
      [0, 0],
      [0, 0],
    ]);
    expect(report.total).toEqual({ tacts: 8, tasks: 4, errors: 0 });
    expect(report.top).toEqual([expect.objectContaining({ conv_id, title: 'p', tacts: 8, tasks: 4 })]);
    expect(report.server).toMatchObject({ tasks: 0, overdue: 0 });
    const span = { from: START, to: START + 5 * MINUTE };
    expect((await world.activity.report(ADMIN, { ...span, by: 'errors' })).top).toEqual([]);
    expect((await world.activity.report(ADMIN, { ...span, by: 'tasks' })).top).toHaveLength(1);
  });

  test('whole months are read by the day, and a time that ends before it begins is refused', async () => {
    const report = await world.activity.report(ADMIN, { from: START - 700 * 24 * HOUR, to: START });
    expect(report.points.length).toBeLessThanOrEqual(400);
    await expect(world.activity.report(ADMIN, { from: 2, to: 1 })).rejects.toThrow(/before it ends/);
    await expect(world.activity.report(ADMIN, { from: Number.NaN, to: 1 })).rejects.toThrow(/before it ends/);
  });
});

describe('connections', () => {
  const NAMES = ['client_id', 'client_secret', 'access_token', 'refresh_token'];
  const seconds = (ms: number): number => Math.floor((START + ms) / SECOND);

  async function token(data: JsonObject): Promise<number> {
    const params = NAMES.map((name) => ({ name, type: 'string', descr: '', flags: ['input'], regex: '' }));
    const raw = rawChain({ logics: [callback() as unknown as JsonObject], extra: { params } });
    const { scheme } = await world.importing.importScheme(PERSON, 0, JSON.stringify(raw), { deploy: true });
    const conv_id = scheme[0]?.obj_id ?? 0;
    await world.addTask(
      conv_id,
      { client_id: 'app', client_secret: 'hush-hush', portal: 'p.bitrix24.ru', ...data },
      'token',
    );
    return conv_id;
  }

  const GOOD = { access_token: 'at-secret', refresh_token: 'rt-secret', expires: seconds(HOUR), refresh_count: 4 };

  test('a living one tells until when it lives and how often it was refreshed, and never its tokens', async () => {
    const conv_id = await token(GOOD);
    const { list } = await world.tokenConnections.list(ADMIN);
    expect(list).toEqual([
      expect.objectContaining({ conv_id, ref: 'token', provider: 'p.bitrix24.ru', kind: 'bitrix24', state: 'alive' }),
    ]);
    expect(list[0]).toMatchObject({ alive_until: START + HOUR, refreshes: 4, error: null });
    expect(JSON.stringify(list)).not.toMatch(/secret|hush/);
  });

  test.each<[string, JsonObject]>([
    ['new', {}],
    ['expired', { ...GOOD, expires: seconds(-HOUR) }],
    ['retrying', { ...GOOD, last_error: { what: 'x', at: 1 } }],
    ['broken', { ...GOOD, after: 'wait_code', last_error: { what: 'the refresh token is no longer valid', at: 1 } }],
    ['alive', { ...GOOD, expires: 0 }],
  ])('one is %s', async (state, data) => {
    await token(data);
    expect((await world.tokenConnections.list(PERSON)).list.map((one) => one.state)).toEqual([state]);
  });

  test('an error that quotes a token is shown without it', async () => {
    await token({ ...GOOD, last_error: { what: 'x', description: 'the token at-secret is bad', error: 'e', at: 1 } });
    expect(JSON.stringify(await world.tokenConnections.list(PERSON))).not.toContain('at-secret');
  });

  test('a broken one is a problem too, in its words', async () => {
    const conv_id = await token({ ...GOOD, after: 'wait_code', last_error: { what: 'no longer valid', at: 1 } });
    expect(await problems(PERSON)).toEqual([
      expect.objectContaining({ kind: 'connection', code: 'broken', conv_id, text: 'no longer valid' }),
    ]);
  });
});

test('the code of a problem is a short word, whatever a task holds under its name', async () => {
  await deployed(world, [
    { id: 'start', logics: [go('bad')] },
    { id: 'ask', logics: [api('http://x.test/', 'never', 'bad'), go('end')] },
    { id: 'end' },
    { id: 'bad' },
  ]);
  await world.addTask((await world.ports.catalog.list({ kind: 'conv', limit: 1 }))[0]?.id ?? 0, {
    __conveyor_api_return_type_tag__: 'long '.repeat(1000),
  });
  await world.clock.run(MINUTE);
  const [found] = await problems();
  expect(found?.kind).toBe('error');
  expect(found?.code.length).toBeLessThanOrEqual(100);
});
