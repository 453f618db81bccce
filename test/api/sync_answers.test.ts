/** The addresses that the Sync API's answers are posted to, how many wait, and answers that come in at another server. */
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { News } from '../../src/ports/news.ts';
import { newsHere } from '../fixtures/world.ts';
import { type Answer, call, type Served } from './harness.ts';
import {
  ANSWER,
  answer,
  ask,
  callbackOf,
  closeServers,
  create,
  importChain,
  PUBLIC,
  server,
  until,
  WAIT,
} from './sync_callers.ts';

afterEach(closeServers);

describe('an address for an answer', () => {
  let served: Served;
  let conv_id: number;
  let asked: Promise<Answer>;
  let path: string;
  beforeEach(async () => {
    served = await server();
    conv_id = await importChain(served, WAIT);
    asked = ask(served, [create(conv_id, {}, { ref: 'a' })]);
    path = await callbackOf(served, conv_id, 'a');
  });

  test('is good for one answer: a second is told so, a repeated one is confirmed', async () => {
    const key = { 'idempotency-key': 'k' };
    expect(await answer(served, path, '{"n":1}', key)).toMatchObject({ status: 200 });
    expect(await answer(served, path, '{"n":1}', key)).toMatchObject({ status: 200 });
    expect(await answer(served, path, '{"n":2}')).toMatchObject({ status: 409, json: { request_proc: 'error' } });
    expect((await asked).json).toMatchObject({ ops: [{ data: { n: 1 } }] });
  });

  test('takes JSON of a bounded size: who posts anything else is told what is wrong, and the caller waits on', async () => {
    expect(await answer(served, path, '<a/>')).toMatchObject({ status: 400, json: { request_proc: 'error' } });
    expect(await answer(served, path, '')).toMatchObject({ status: 400 });
    const large = JSON.stringify('x'.repeat(LIMITS.sync_answer_chars));
    expect(await answer(served, path, large)).toMatchObject({ status: 413 });
    expect(await answer(served, path, '{}')).toMatchObject({ status: 200 });
    expect((await asked).json).toMatchObject({ ops: [{ data: {} }] });
  });

  test('cannot be guessed or changed', async () => {
    const id = path.slice(path.lastIndexOf('/') + 1);
    const [conv = '', until_ = '', random = '', mac = ''] = id.split('.');
    const wrong = [
      [conv, until_, random, mac.replace(/./, (digit) => (digit === '0' ? '1' : '0'))],
      [conv, until_, random.split('').reverse().join(''), mac],
      [conv, 'zzzzzzzz', random, mac],
      [String(Number(conv) + 1), until_, random, mac],
      [conv, until_, random, ''],
      ['x'],
      ['%00'],
      ['1'.repeat(5000)],
    ];
    for (const parts of wrong) {
      expect(await answer(served, `/api/1/plugins/callback/${parts.join('.')}`, '{}')).toMatchObject({ status: 404 });
    }
    expect(served.app.sync.size).toBe(1);
    await answer(served, path, '{}');
    await asked;
  });

  test('is no way for an API Call to other addresses of this machine', async () => {
    const id = path.slice(path.lastIndexOf('/') + 1);
    const own = (address: string) => served.app.sync.ownCallback(address);
    expect(own(`${PUBLIC}${path}`)).toBe(id);
    expect(own(`${PUBLIC}${path}?a=1#b`)).toBe(id);
    for (const address of [
      `${PUBLIC}/api/1/plugins/callback/`,
      `${PUBLIC}/api/1/plugins/callback/../../json`,
      `${PUBLIC}/api/1/plugins/callback/a/../../../json/public/1/a`,
      `${PUBLIC}/api/1/plugins/callback/a%2f..%2f..`,
      `${PUBLIC}/api/3/plugins/callback/${id}`,
      `${PUBLIC}/api/1/json/public/1/a`,
      `https://takt.test${path}`,
      `http://takt.test:8080${path}`,
      `http://user@takt.test${path}`,
      `http://takt.test.evil.example${path}`,
      `http://takt.test@evil.example${path}`,
      'no address',
      '',
    ]) {
      expect([address, own(address)]).toEqual([address, null]);
    }
    await answer(served, path, '{}');
    await asked;
  });
});

describe('callers that wait are bounded', () => {
  test('one key has so many of them; further tasks are not made', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const ops = Array.from({ length: LIMITS.sync_waiting_per_key + 1 }, (_, n) =>
      create(conv_id, {}, { ref: `r${n}` }),
    );
    const asked = ask(served, ops, { timeout: 1 });
    await callbackOf(served, conv_id, 'r0');
    await until(() => served.app.sync.size === LIMITS.sync_waiting_per_key);
    await callbackOf(served, conv_id, `r${LIMITS.sync_waiting_per_key - 1}`);
    await served.world.clock.run(1000);
    const answers = (await asked).json.ops as JsonObject[];
    expect(answers[0]).toMatchObject({ description: 'Timeout for create task' });
    expect(answers.at(-1)).toMatchObject({ proc: 'error', code: 'too_many_requests' });
    expect(await served.world.task(conv_id, `r${LIMITS.sync_waiting_per_key}`)).toBeNull();
    expect(served.app.sync.size).toBe(0);
  });

  test('those who wait do not keep other requests of their key from being answered', async () => {
    const served = await server();
    const conv_id = await importChain(served, WAIT);
    const waiting = Array.from({ length: LIMITS.requests_in_flight + 5 }, (_, n) =>
      ask(served, [create(conv_id, {}, { ref: `r${n}` })]),
    );
    await until(() => served.app.sync.size === waiting.length);
    expect(await call(served, [{ type: 'show', obj: 'task', conv_id, ref: 'r0' }])).toMatchObject([{ proc: 'ok' }]);
    await served.world.clock.run(60_000);
    for (const answered of await Promise.all(waiting)) expect(answered.status).toBe(504);
  });
});

describe('an answer that comes in at another server', () => {
  /** Two servers over one store; what is published passes through `pass`, which may lose it. */
  async function pair(pass: (topic: string) => boolean = () => true): Promise<[Served, Served]> {
    const told = newsHere();
    const news: News = { ...told, publish: (topic, text) => void (pass(topic) && told.publish(topic, text)) };
    const first = await server({ ports: { news } });
    const { tasks, archive, catalog, queue, clock, randomHex } = first.world.ports;
    return [first, await server({ ports: { news, tasks, archive, catalog, queue, clock, randomHex } })];
  }

  test('is passed on to the one that waits, and confirmed only then', async () => {
    const [first, second] = await pair();
    const conv_id = await importChain(first, WAIT);
    const asked = ask(second, [create(conv_id, {}, { ref: 'a' })], {}, { key: first.admin });
    const path = await callbackOf(first, conv_id, 'a');
    expect(first.app.sync.size).toBe(0);
    expect(await answer(first, path, '{"n":1}')).toMatchObject({ status: 200 });
    expect((await asked).json).toMatchObject({ ops: [{ data: { n: 1 } }] });
    expect(await answer(first, path, '{"n":2}')).toMatchObject({ status: 409 });
  });

  test('from an API Call that another server performs', async () => {
    const [first, second] = await pair();
    const conv_id = await importChain(first, ANSWER);
    const asked = ask(second, [create(conv_id, { x: 7 }, { ref: 'a' })], {}, { key: first.admin });
    await callbackOf(first, conv_id, 'a');
    await first.world.clock.run(0);
    expect((await asked).json).toMatchObject({ ops: [{ data: { answer: 7 } }] });
  });

  test.each(['sync_posted', 'sync_confirmed'])('arrives though the news lose %s at first', async (lost) => {
    let losses = 2;
    const [first, second] = await pair((topic) => topic !== lost || losses-- <= 0);
    const conv_id = await importChain(first, WAIT);
    const asked = ask(second, [create(conv_id, {}, { ref: 'a' })], {}, { key: first.admin });
    const path = await callbackOf(first, conv_id, 'a');
    const posted = answer(first, path, '{"n":1}');
    await until(() => losses < 2);
    await first.world.clock.run(5_000);
    expect(await posted).toMatchObject({ status: 200 });
    expect((await asked).json).toMatchObject({ ops: [{ data: { n: 1 } }] });
  });

  test('is refused where the news lose all: who posted it knows, and the caller is not answered with half', async () => {
    let published = 0;
    const [first, second] = await pair((topic) => {
      if (topic.startsWith('sync_')) published++;
      return !topic.startsWith('sync_');
    });
    const conv_id = await importChain(first, WAIT);
    const asked = ask(second, [create(conv_id, {}, { ref: 'a' })], {}, { key: first.admin });
    const path = await callbackOf(first, conv_id, 'a');
    const posted = answer(first, path, '{"n":1}');
    await until(() => published > 0);
    await first.world.clock.run(10_000);
    expect(await posted).toMatchObject({ status: 410 });
    await first.world.clock.run(50_000);
    expect(await asked).toMatchObject({ status: 504 });
  });
});
