/** Simulations for the page: what they show, what they never touch, and that none of them can hold the server. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { SYSTEM } from '../../src/app/rights.ts';
import type { SimulationJob } from '../../src/app/simulate_process.ts';
import type { TaktError } from '../../src/base/errors.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { simulationThreads } from '../../src/main/simulation_threads.ts';
import { Scenario } from '../../src/model/scenario.ts';
import { FINAL, HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { type Key, listOf, one, post, type Served, serve } from './harness.ts';

const threads = simulationThreads();
let served: Served;
beforeEach(async () => {
  served = await serve({ simulate: threads.run });
});
afterEach(() => served.close());
afterAll(() => threads.close());

async function process(logics: Json[], more: { folder?: number; semaphors?: Json[] } = {}): Promise<number> {
  const { folder = 0, semaphors = [] } = more;
  const text = JSON.stringify(rawChain({ logics, semaphors }));
  const { scheme, problems } = await served.world.importing.importScheme(ADMIN, folder, text, { deploy: true });
  expect(problems[0]?.problems.filter(({ level }) => level === 'error')).toEqual([]);
  return scheme[0]?.obj_id ?? 0;
}

async function simulate(body: JsonObject, key: Key = served.admin): Promise<JsonObject> {
  return (await post(served, JSON.stringify(body), { key, path: '/api/takt/simulate' })).json;
}

const api = (fields: JsonObject = {}): JsonObject => ({
  type: 'api',
  method: 'POST',
  url: 'http://shop.example.com/charge',
  format: '',
  extra: { sum: '{{sum}}' },
  extra_type: { sum: 'number' },
  err_node_id: FINAL,
  ...fields,
});
const kinds = (answer: JsonObject): Json[] => listOf(answer, 'timeline').map(({ kind = null }) => kind);
const moved = (answer: JsonObject): Json[] =>
  listOf(answer, 'timeline').flatMap(({ kind, to = null }) => (kind === 'moved' ? [to] : []));

test('A deployed process runs with the answers that are given, and nothing is asked outside', async () => {
  const conv_id = await process([api()]);
  const world = [{ when: { url: '/charge' }, answers: [{ body: { receipt: 'r-{{n}}' } }] }];
  const answer = await simulate({ conv_id, data: { sum: 5 }, ref: 'a', scenario: { world }, for: '1d' });
  expect(answer).toMatchObject({ differences: [], stopped: null, convs: { [conv_id]: { title: 'Chain' } } });
  expect(kinds(answer)).toEqual(['event', 'moved', 'moved', 'stands', 'request', 'moved', 'stands']);
  expect(moved(answer)).toEqual([expect.any(String), WORK, FINAL]);
  expect(listOf(answer, 'timeline').at(-2)).toMatchObject({ changed: { receipt: 'r-1' }, to: FINAL, ref: 'a' });
  expect(served.world.http.sent).toEqual([]);
  expect(await served.world.task(conv_id, 'a')).toBeNull();
  const counts = await served.world.ports.archive.counts(conv_id);
  expect(counts.filter(({ count }) => count > 0)).toEqual([]);
});

test('What no rule answers is said, and a wrong rule is named with its place', async () => {
  const conv_id = await process([api()]);
  expect((await simulate({ conv_id, data: { sum: 1 } })).differences).toEqual([
    'no rule of the world answers POST http://shop.example.com/charge',
  ]);
  const wrong = await simulate({ conv_id, data: { sum: 1 }, scenario: { world: [{ answers: [{ status: 7 }] }] } });
  expect(wrong).toMatchObject({
    code: 'bad_request',
    description: expect.stringContaining('world[0].answers[0].status'),
  });
  expect(await simulate({ conv_id, data: {}, for: '5000d' })).toMatchObject({ code: 'bad_request' });
  expect(await simulate({ conv_id, data: {}, for: 'soon' })).toMatchObject({ code: 'bad_request' });
});

test('A draft is simulated before anything of it is live', async () => {
  const conv_id = await process([], { semaphors: [HOUR_TIMER] });
  const logics = [{ type: 'set_param', extra: { a: '1' }, extra_type: { a: 'string' }, err_node_id: '' }];
  const rest = { obj: 'node', conv_id, title: 'Work', obj_type: 0, version: 77, semaphors: [] };
  await one(served, { ...rest, type: 'modify', obj_id: WORK, logics: [...logics, { type: 'go', to_node_id: FINAL }] });
  const lasts = async (draft: boolean): Promise<Json | undefined> => {
    const { start, timeline } = await simulate({ conv_id, draft, data: {}, for: '1d' });
    const [last] = listOf({ timeline: timeline ?? [] }, 'timeline').slice(-1);
    return Number(last?.at) - Number(start);
  };
  expect(await lasts(false)).toBe(3_600_000);
  expect(await lasts(true)).toBe(0);
});

test('Thirty days pass in a moment, and a loop without end is cut with what happened before', async () => {
  const loop = rawChain({ semaphors: [{ type: 'time', value: 1, dimension: 'hour', to_node_id: WORK }] });
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, JSON.stringify(loop), { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  const month = await simulate({ conv_id, data: {}, for: '30d' });
  expect(month).toMatchObject({ stopped: null });
  expect(moved(month).length).toBeGreaterThan(700);
  const copy = { type: 'api_copy', conv_id, mode: 'create', ref: '', data: {}, data_type: {}, err_node_id: FINAL };
  const text = JSON.stringify(rawChain({ logics: [copy, copy], obj_id: conv_id }));
  const made = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const bomb = await simulate({ conv_id: made.scheme[0]?.obj_id ?? 0, data: {}, for: '30d' });
  expect(['time', 'entries']).toContain(bomb.stopped);
  expect(listOf(bomb, 'timeline').length).toBeGreaterThan(10);
}, 30_000);

test('Code that never comes back is told as in life, and holds nobody up', async () => {
  const code = { type: 'api_code', lang: 'js', src: '[1].sort.call({ length: 1e9 })', err_node_id: FINAL };
  const conv_id = await process([{ type: 'set_param', extra: { a: '1' }, extra_type: { a: 'number' } }, code]);
  const answer = await simulate({ conv_id, data: {}, for: '1d' });
  expect(answer).toMatchObject({ stopped: null, differences: [] });
  expect(listOf(answer, 'timeline').at(-2)).toMatchObject({
    ...{ to: FINAL, changed: { __conveyor_code_return_type_tag__: 'code_timeout' } },
  });
  expect(await simulate({ conv_id: await process([api()]), data: {} })).toMatchObject({ stopped: null });
}, 60_000);

test('Nobody simulates what he may not see; what it calls and he may not see answers nothing', async () => {
  const folder = Number((await one(served, { type: 'create', obj: 'folder', title: 'F' })).obj_id);
  const called = await process([], { semaphors: [HOUR_TIMER] });
  const rpc = { type: 'api_rpc', conv_id: called, extra: {}, extra_type: {}, group: 'all', err_node_id: FINAL };
  const conv_id = await process([rpc], { folder });
  const guest = served.guest;
  expect(await simulate({ conv_id, data: {} }, guest)).toMatchObject({ code: 'access_denied' });
  const privs = [{ type: 'view', list_obj: ['all'] }];
  await one(served, { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: guest.obj_id, privs });
  const answer = await simulate({ conv_id, data: {} }, guest);
  expect(answer).toMatchObject({ differences: [], hidden: [called] });
  expect(JSON.stringify(answer.convs)).not.toContain('Chain/');
  expect((answer.convs as JsonObject)[called]).toMatchObject({ title: `process ${called}` });
  expect((await simulate({ conv_id, data: {} })).hidden).toEqual([]);
});

test('Secret variables come as the mask, and others only to who may see them', async () => {
  const folder = Number((await one(served, { type: 'create', obj: 'folder', title: 'F' })).obj_id);
  const variable = (short_name: string, env_var_type: string, value: string): Promise<unknown> =>
    served.world.variables.create(SYSTEM, {
      ...{ short_name, title: short_name, env_var_type, value, data_type: 'raw', description: '', scopes: [] },
      folder_id: folder,
    } as never);
  await variable('hidden-key', 'secret', 'top-secret-value');
  await variable('city', 'visible', 'Riga-on-Daugava');
  const url = 'http://shop.example.com/{{env_var[@hidden-key]}}/{{env_var[@city]}}';
  const conv_id = await process([api({ url })], { folder });
  const scenario = { world: [{ answers: [{ body: {} }] }] };
  const mine = JSON.stringify(await simulate({ conv_id, data: { sum: 1 }, scenario }));
  expect(mine).toContain('http://shop.example.com/***/Riga-on-Daugava');
  expect(mine).not.toContain('top-secret');
  const guest = served.guest;
  const privs = [{ type: 'view', list_obj: ['all'] }];
  await one(served, { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: guest.obj_id, privs });
  for (const save of [false, true]) {
    const theirs = JSON.stringify(await simulate({ conv_id, data: { sum: 1 }, scenario, save }, guest));
    expect(theirs).toContain('shop.example.com');
    expect(theirs).not.toMatch(/top-secret|Riga/);
  }
  const own = { ...scenario, variables: { '@city': 'Oslo' } };
  expect(JSON.stringify(await simulate({ conv_id, data: { sum: 1 }, scenario: own }, guest))).toContain('/***/Oslo');
});

test('A simulation is saved as a scenario that runs the same way again', async () => {
  const conv_id = await process([api()]);
  const world = [{ when: {}, answers: [{ body: { receipt: 'r' } }] }];
  const asked = { conv_id, data: { sum: 5 }, ref: 'a', scenario: { world }, for: '2d' };
  const { file } = await simulate({ ...asked, save: true });
  expect(file).toMatchObject({
    process: { title: 'Chain' },
    scenarios: [{ task: { ref: 'a', data: { sum: 5 } }, world, for: '2d' }],
  });
  const [scenario] = listOf(file as JsonObject, 'scenarios');
  const again = await simulate({ ...asked, scenario: scenario ?? {} });
  expect(again).toMatchObject({ differences: [], stopped: null });
});

test('When too many run at once, the next is told to try again', async () => {
  const own = simulationThreads();
  const another = await serve({ simulate: own.run });
  const code = { type: 'api_code', lang: 'js', src: 'while (true) {}', err_node_id: WORK };
  const scenario = Scenario.parse({ name: 'busy', task: { data: {} } });
  const job = { scenario, processes: { main: rawChain({ logics: [code] }), others: {}, variables: {} } };
  const leave: (() => void)[] = [];
  const all = Array.from({ length: LIMITS.simulations + LIMITS.simulations_waiting }, () =>
    own.run(job, (listener) => leave.push(listener)).catch((error: unknown) => (error as TaktError).code),
  );
  const { scheme } = await another.world.importing.importScheme(ADMIN, 0, JSON.stringify(rawChain()), { deploy: true });
  const asked = JSON.stringify({ conv_id: scheme[0]?.obj_id ?? 0, data: {} });
  const once = async () => (await post(another, asked, { key: another.admin, path: '/api/takt/simulate' })).json;
  expect(await once()).toMatchObject({ code: 'busy', description: expect.stringContaining('try again') });
  for (const gone of leave) gone();
  expect(new Set(await Promise.all(all))).toEqual(new Set(['busy']));
  expect(await once()).toMatchObject({ stopped: null });
  await Promise.all([another.close(), own.close()]);
});

test('A simulation that nobody waits for any more gives its place to the next', async () => {
  const { simulations, simulations_waiting } = LIMITS;
  const own = simulationThreads();
  const leave: (() => void)[] = [];
  const job = { scenario: {}, processes: {} } as unknown as SimulationJob;
  const all = Array.from({ length: simulations + simulations_waiting }, () =>
    own.run(job, (listener) => leave.push(listener)).catch((error: unknown) => (error as TaktError).code),
  );
  const refused = own.run(job).catch((error: unknown) => (error as TaktError).code);
  expect(await refused).toBe('busy');
  for (const gone of leave) gone();
  expect(new Set(await Promise.all(all))).toEqual(new Set(['busy']));
  expect(await own.run(job).catch((error: unknown) => (error as TaktError).code)).not.toBe('busy');
  await own.close();
});

test('A server that goes begins no simulation of those that wait', async () => {
  const own = simulationThreads();
  const job = { scenario: {}, processes: {} } as unknown as SimulationJob;
  const all = Array.from({ length: LIMITS.simulations + 1 }, () =>
    own.run(job).catch((error: unknown) => (error as TaktError).code),
  );
  await own.close();
  expect((await Promise.all(all)).at(-1)).toBe('busy');
});

test('Who simulates in the moment in which the kept thread goes, or after it has died, gets an answer all the same', async () => {
  const begun: Worker[] = [];
  const seen = (message: unknown): void => void begun.push((message as { worker: Worker }).worker);
  subscribe('worker_threads', seen);
  jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'queueMicrotask', 'setImmediate', 'setInterval'] });
  const own = simulationThreads();
  const scenario = Scenario.parse({ name: 'one', task: { data: {} } });
  const job = { scenario, processes: { main: rawChain(), others: {}, variables: {} } };
  try {
    await own.run(job);
    await own.run(job);
    expect(begun).toHaveLength(1);
    jest.runOnlyPendingTimers();
    expect(await own.run(job)).toMatchObject({ stopped: null });
    expect(begun).toHaveLength(2);
    const died = once(begun[1] as Worker, 'exit');
    void begun[1]?.terminate();
    await died;
    expect(await own.run(job)).toMatchObject({ stopped: null });
  } finally {
    jest.useRealTimers();
    unsubscribe('worker_threads', seen);
    await own.close();
  }
});
