/** Every error of API Call, in the words of its row: what the task sees and where it goes. */
import { openHttpClient } from '../../src/adapters/http_client/undici_client.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { parseNetRules } from '../../src/base/net_rules.ts';
import type { HttpOutcome } from '../../src/ports/http_client.ts';
import { freePort } from '../fixtures/services.ts';
import { Bench, chain, type Ran, WORK } from './bench.ts';
import { answer, api, apiError, slowServer } from './http_answers.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.world.http.sent.length = 0;
});

async function call(got: HttpOutcome, more: JsonObject = {}, data: JsonObject = {}): Promise<Ran> {
  bench.world.http.answer = () => got;
  return bench.run([api(more)], data);
}

/** A task through a call over a real network: waits until it has left the node. */
async function arrived(at: Bench, conv: number): Promise<void> {
  await at.world.addTask(conv, {}, 'r');
  for (let turn = 0; turn < 500; turn++) {
    await at.world.clock.run(1);
    if ((await at.world.task(conv, 'r'))?.node_id !== WORK) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('errors', () => {
  test('execution §5.4 api_expire_query: who waits too long for one of max_threads', async () => {
    const { at, go, close } = await slowServer();
    const conv = await at.make(chain([api({ max_threads: 1 })]));
    await at.world.addTask(conv, {}, 'first');
    await at.world.clock.run(100);
    await at.world.addTask(conv, {}, 'second');
    at.world.engine.recover.start();
    await at.world.clock.run(120_000);
    const text =
      'Expire task to API, please check your api for correct answer, or increase max_threads for connections';
    expect((await at.world.task(conv, 'second'))?.data).toEqual(apiError('hardware', 'api_expire_query', text));
    expect(go.open).toHaveLength(1);
    go.open[0]?.(answer({}));
    await at.world.engine.recover.stop();
    await close();
  });

  test.each([
    ['two roots', { a: '1', b: '2' }, 'XML has exactly one root: the rows must be one, not 2'],
    ['a name that no tag has', { '1 2': 'x' }, '"1 2" is no name of an element'],
  ])('execution §5.4 api_bind_error: rows that cannot be sent as XML (%s)', async (_what, extra, why) => {
    const got = await call(answer({}), { content_type: 'text/xml', extra, extra_type: {} });
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        ...apiError('hardware', 'api_bind_error', 'Error bind params to http query'),
        __conveyor_api_return_type_description__: why,
      },
    ]);
    expect(bench.world.http.sent).toHaveLength(0);
  });

  test('execution §5.4 api_fatal_error: a failure of the server is no error of the task: the request is made again', async () => {
    let failing = 2;
    const send = async (): Promise<HttpOutcome> => {
      if (failing-- > 0) throw new Error('a bug');
      return answer({ ok: 1 });
    };
    const at = await Bench.open({ http: { send, close: async () => undefined } });
    const conv = await at.make(chain([api()]));
    await at.world.addTask(conv, {}, 'r');
    await at.world.clock.run(600_000);
    expect((await at.world.task(conv, 'r'))?.data).toEqual({ ok: 1 });
    await at.close();
  });

  test.each([
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [404, 'Not Found'],
    [422, 'Unprocessable Entity'],
    [500, 'Internal Server Error'],
    [503, 'Service Unavailable'],
    [599, 'HTTP 599'],
  ])('execution §5.4 api_bad_answer: HTTP %d is told by its text, %s', async (status, text) => {
    const got = await call(answer('<html>', status, 'text/html'));
    expect([got.at, got.data]).toEqual([
      'failed',
      { ...apiError('software', 'api_bad_answer', text), __conveyor_api_return_http_code__: status },
    ]);
  });

  test('execution §5.4 api_bad_answer: no answer in 60 seconds is "timeout", and software', async () => {
    const { at, go, close } = await slowServer();
    const conv = await at.make(chain([api()]));
    await at.world.addTask(conv, {}, 'r');
    await at.world.clock.run(100);
    go.open[0]?.({ ok: false, reason: 'timeout', description: 'timeout', sent: true, ms: 60_000 });
    await at.world.clock.run(100);
    expect(go.timeouts).toEqual([60_000]);
    expect((await at.world.task(conv, 'r'))?.data).toEqual(apiError('software', 'api_bad_answer', 'timeout'));
    await close();
  });

  test.each(['', '{{none}}', 'example.com/x', 'ftp://example.com', '//example.com'])(
    'execution §5.4 api_bad_answer: an address without http or https is no_scheme (%p)',
    async (url) => {
      const at = await Bench.open({ http: openHttpClient({ allow: parseNetRules('') }) });
      const conv = await at.make(chain([api({ url })]));
      await arrived(at, conv);
      expect((await at.world.task(conv, 'r'))?.data).toEqual(apiError('software', 'api_bad_answer', 'no_scheme'));
      await at.close();
    },
  );

  test.each<[string, string, (port: number) => string]>([
    ['nobody listens', 'hardware', (port) => `http://127.0.0.1:${port}/`],
    ['the address may not be reached', 'software', () => 'http://169.254.169.254/latest'],
  ])('execution §5.4 api_bad_answer: failed_connect where %s', async (_what, type, url) => {
    const at = await Bench.open({ http: openHttpClient({ allow: parseNetRules('127.0.0.0/8') }) });
    const conv = await at.make(chain([api({ url: url(await freePort()) })]));
    await arrived(at, conv);
    expect((await at.world.task(conv, 'r'))?.data).toEqual(
      apiError(type, 'api_bad_answer', expect.stringMatching(/^failed_connect/)),
    );
    await at.close();
  });

  test('execution §5.4 api_no_valid_json: the body is shown, with the status it came with', async () => {
    const got = await call(answer('<html>', 200, 'application/json'), {}, { k: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        ...{ k: 1, __conveyor_api_return_http_code__: 200 },
        ...apiError('software', 'api_no_valid_json', 'Not valid http result json(<html>)'),
      },
    ]);
  });

  const corezoid = (body: Json): Promise<Ran> => call(answer(body), { format: 'corezoid' });
  const NO_PROC =
    'Bad request_proc tag. Please fill request_proc=ok for your answer. If you want to put error use proc!=ok';

  test.each<[Json]>([[{}], [{ request_proc: 'error', ops: [] }], [[]]])(
    'execution §5.4 api_no_request_proc: an answer in the Corezoid format without request_proc ok (%j)',
    async (body) => {
      expect((await corezoid(body)).data).toMatchObject(apiError('software', 'api_no_request_proc', NO_PROC));
    },
  );

  test.each<[Json]>([[{ request_proc: 'ok' }], [{ request_proc: 'ok', ops: [] }]])(
    'execution §5.4 api_no_ops: an answer in the Corezoid format without ops (%j)',
    async (body) => {
      const text = 'No ops. Please check documentation';
      expect((await corezoid(body)).data).toMatchObject(apiError('software', 'api_no_ops', text));
    },
  );

  test('execution §5.4 api_bad_res_data: res_data that is no object', async () => {
    const text = 'Bad res_data: [1]. Please check documentation';
    const got = await corezoid({ request_proc: 'ok', ops: [{ proc: 'ok', res_data: [1] }] });
    expect(got.data).toMatchObject(apiError('software', 'api_bad_res_data', text));
  });

  test('execution §5.4 api_wrong_convert_param: a row that is not of its type, and nothing is sent', async () => {
    const got = await call(answer({}), { extra: { n: '{{v}}' }, extra_type: { n: 'number' } }, { v: 'x' });
    expect([got.at, got.data]).toEqual([
      'failed',
      { v: 'x', ...apiError('software', 'api_wrong_convert_param', 'Param: n, Value: x, Try convert to: number') },
    ]);
    expect(bench.world.http.sent).toHaveLength(0);
  });

  test('execution §5.4 api_task_size_overflow_limit: an answer that does not fit is not taken', async () => {
    const half = 'x'.repeat(LIMITS.task_bytes / 2);
    const got = await call(answer({ b: half }), {}, { a: half });
    const size = Buffer.byteLength(JSON.stringify({ a: half, b: half }));
    const text = `Your task size: ${size} bytes, Max available task size: ${LIMITS.task_bytes} bytes, Try to change your data or try to split your task`;
    expect([got.at, got.data]).toEqual([
      'failed',
      { a: half, ...apiError('software', 'api_task_size_overflow_limit', text) },
    ]);
  });

  test('execution §5.4 api_task_size_overflow_limit: also an answer that is too large to be read, so that it is not asked for again', async () => {
    const got = await call({ ok: false, reason: 'too_large', description: 'too_large: x', sent: true, ms: 1 });
    const text = `Your task size: ${LIMITS.http_response_bytes} bytes, Max available task size: ${LIMITS.task_bytes} bytes, Try to change your data or try to split your task`;
    expect([got.at, got.data]).toEqual(['failed', apiError('software', 'api_task_size_overflow_limit', text)]);
  });
});
