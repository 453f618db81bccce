/** Git Call and Database Call: what the other side and the task see of them. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { DbOutcome } from '../../src/ports/database.ts';
import type { HttpOutcome, HttpRequest } from '../../src/ports/http_client.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, FAILED, type Ran } from './bench.ts';
import { errorOf } from './graphs.ts';

describe('Git Call', () => {
  const git: JsonObject = { type: 'git_call', version: 2, lang: 'js', code: 'module.exports = 1', err_node_id: FAILED };
  const sent: HttpRequest[] = [];

  /** A task through a program of which this comes back. */
  async function ran(got: HttpOutcome | null, data: JsonObject = {}): Promise<Ran> {
    const send = async (asked: HttpRequest): Promise<HttpOutcome> => {
      sent.push(asked);
      return got as HttpOutcome;
    };
    const runner = { url: 'http://runner.test/', http: { send, close: async () => undefined } };
    const bench = await Bench.open({ git_runner: got === null ? null : runner });
    try {
      return await bench.run([git], data);
    } finally {
      await bench.close();
    }
  }
  const returned = (body: JsonObject): HttpOutcome => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: '1', ...body });
    return { ok: true, status: 200, headers: {}, body: text, sizes: { request: 1, response: 1 }, ms: 1 };
  };
  const failed = (reason: 'timeout' | 'failed_connect'): HttpOutcome => ({
    ...{ ok: false as const, reason, description: reason, sent: true, ms: 1 },
  });
  /** The description stands under both names that pages give it, and the third one of the oldest. */
  const gitError = (type: string, tag: string, description: Json): JsonObject => ({
    ...errorOf('git_call', type, tag, description),
    __conveyor_git_call_return_type_description__: description,
    __conveyor_git_call_return_type_error_description__: description,
  });

  test('execution §5.14: the data go to the program as JSON-RPC 2.0 with the id of the task, and its result is merged', async () => {
    sent.length = 0;
    const got = await ran(returned({ result: { b: 2, a: 'new' } }), { a: 1, k: 1 });
    expect([got.at, got.data]).toEqual(['end', { a: 'new', b: 2, k: 1 }]);
    expect(sent[0]).toMatchObject({ method: 'POST', timeout_ms: 60_000 });
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      ...{ jsonrpc: '2.0', id: got.task.obj_id, method: 'Usercode.Run', params: { a: 1, k: 1 } },
    });
  });

  test.each<[string, HttpOutcome | null, string, string, Json]>([
    [
      'git_call_executing_error',
      returned({ error: { code: 1, message: 'no money' } }),
      'software',
      'git_call_executing_error',
      'no money',
    ],
    [
      'git_call_executing_error of a program that takes too long',
      failed('timeout'),
      'software',
      'git_call_executing_error',
      'usercode: timeout',
    ],
    [
      'git_call_return_format_error',
      returned({ result: [1] }),
      'software',
      'git_call_return_format_error',
      expect.stringContaining('the result is no object') as never,
    ],
    ['git_call_fatal_error', failed('failed_connect'), 'hardware', 'git_call_fatal_error', 'failed_connect'],
    [
      'git_call_is_not_supported',
      null,
      'software',
      'git_call_is_not_supported',
      expect.stringContaining('TAKT_GIT_CALL_URL') as never,
    ],
  ])('execution §5.14: %s', async (_what, got, type, tag, description) => {
    const ended = await ran(got, { a: 1 });
    expect([ended.at, ended.data]).toEqual(['failed', { a: 1, ...gitError(type, tag, description) }]);
  });

  test('execution §5.14: code_return_size_overflow where the result does not fit', async () => {
    const ended = await ran(returned({ result: { b: 'x'.repeat(LIMITS.task_bytes) } }), { a: 1 });
    expect(ended.data).toMatchObject({ a: 1, __conveyor_git_call_return_type_tag__: 'code_return_size_overflow' });
  });
});

describe('Database Call', () => {
  async function ran(got: DbOutcome, data: JsonObject = {}) {
    const asked: { text: string; timeout_ms: number }[] = [];
    const query = async (_connection: unknown, { shown }: { shown: string }, limits: { timeout_ms: number }) => {
      asked.push({ text: shown, timeout_ms: limits.timeout_ms });
      return got;
    };
    const bench = await Bench.open({ database: { query, close: async () => undefined } });
    try {
      const place = { host: 'db.test', username: 'u', password: 'p', database: 'd', port: '5432' };
      const fields = { title: 'db', folder_id: 0, data: { driver: 'postgres', ...place } as const };
      const { id } = await bench.world.instances.create(ADMIN, fields);
      const logic = { type: 'db_call', instance_id: id, query: 'SELECT {{n}} AS n', err_node_id: FAILED };
      return { ...(await bench.run([logic], data)), asked };
    } finally {
      await bench.close();
    }
  }

  test('execution §5.15: runs the statement with the values of the task, for 30 seconds at most, and leaves its rows as result', async () => {
    const got = await ran({ ok: true, rows: [{ n: 5 }], affected: null, insert_id: null, ms: 1 }, { n: 5 });
    expect([got.at, got.data]).toEqual(['end', { n: 5, result: [{ n: 5 }] }]);
    expect(got.asked).toEqual([{ text: 'SELECT 5 AS n', timeout_ms: 30_000 }]);
  });

  test.each([
    ['executing', 'software', 'db_call_executing_error'],
    ['timeout', 'hardware', 'db_call_timeout'],
    ['connection', 'hardware', 'db_call_connection_error'],
    ['access', 'software', 'db_call_access_denied'],
    ['too_large', 'software', 'db_call_size_overflow_limit'],
  ] as const)(
    'execution §5.15: what goes wrong (%s) is told with the prefix db_call, %s, as %s',
    async (reason, type, tag) => {
      const got = await ran({ ok: false, reason, description: 'told so', sent: false, ms: 1 }, { n: 5 });
      expect([got.at, got.data]).toEqual(['failed', { n: 5, ...errorOf('db_call', type, tag, 'told so') }]);
    },
  );
});
