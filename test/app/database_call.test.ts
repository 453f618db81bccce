/** Database connections and the calls over them: who may use one, what a task sees, what is repeated. A real PostgreSQL answers. */
import { openDatabase } from '../../src/adapters/database/pooled_database.ts';
import type { Actor } from '../../src/app/rights.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { MASK } from '../../src/base/limits.ts';
import { parseNetRules } from '../../src/base/net_rules.ts';
import type { DbOutcome } from '../../src/ports/database.ts';
import { type DatabaseFixture, describeWithPostgres, PASSWORD, startPostgres } from '../fixtures/databases.ts';
import { FINAL, rawChain } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World, type WorldOptions } from '../fixtures/world.ts';

const PREFIX = '__conveyor_db_call_return';
const tag = (data: JsonObject): unknown => data[`${PREFIX}_type_tag__`];

async function processOf(world: World, actor: Actor, logic: JsonObject): Promise<number> {
  const logics = [{ type: 'db_call', err_node_id: FINAL, ...logic }];
  const text = JSON.stringify(rawChain({ logics }));
  const { scheme } = await world.importing.importScheme(actor, 0, text, { deploy: true });
  return scheme[0]?.obj_id ?? 0;
}

const DATA = {
  driver: 'postgres',
  host: '127.0.0.1',
  username: 'takt',
  password: PASSWORD,
  database: 'postgres',
} as const;

describeWithPostgres('Database Call on PostgreSQL', () => {
  let service: DatabaseFixture;
  let world: World;
  const database = openDatabase({ allow: parseNetRules('127.0.0.0/8') });
  beforeAll(async () => {
    service = await startPostgres();
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await service.stop();
  });
  const open = async (options: WorldOptions = {}): Promise<void> => {
    world = await openWorld({ ...options, ports: { database, ...options.ports } });
  };
  afterEach(() => world.close());

  async function connection(actor: Actor = ADMIN, over: JsonObject = {}): Promise<number> {
    const data = { ...DATA, port: `${service.connection.port}`, ...over };
    return (await world.instances.create(actor, { title: 'shop', folder_id: 0, data })).id;
  }

  /** The data of a task once its statement has come back. */
  async function after(conv_id: number, data: JsonObject): Promise<JsonObject> {
    const made = await world.addTask(conv_id, data);
    for (;;) {
      const task = await world.ports.tasks.load({ conv_id, obj_id: made.obj_id });
      if (task === null || task.wait?.kind !== 'effect') return task?.data ?? {};
      await world.clock.run(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  test('The rows come back as “result”, whatever stands in the values', async () => {
    await open();
    const query =
      "SELECT {{n}} + 1 AS n, '<{{name}}>' AS name, {{tags}}::jsonb AS tags WHERE {{n}} IN ({{list}}) -- {{name}}";
    const id = await processOf(world, ADMIN, { instance_id: await connection(), query });
    const data = { n: 41, name: "O'Hara\n; DROP TABLE x; --", tags: { a: [1] }, list: [41, 42] };
    expect((await after(id, data)).result).toEqual([{ n: 42, name: `<${data.name}>`, tags: { a: [1] } }]);
  });

  test('A statement that changes rows says how many; what the database refuses is told in its words', async () => {
    await open();
    const instance_id = await connection();
    const made = await processOf(world, ADMIN, { instance_id, query: 'CREATE TABLE {{table}} (id int)' });
    expect(await after(made, { table: 'pets' })).toEqual({ table: 'pets', result: [] });
    const put = await processOf(world, ADMIN, { instance_id, query: 'INSERT INTO pets VALUES ({{a}}), ({{b}})' });
    expect(await after(put, { a: 1 })).toMatchObject({ result: [], __conveyor_db_call_affected_rows__: 2 });
    const refused = await after(put, { a: 'no number', b: 2 });
    expect(tag(refused)).toBe('db_call_executing_error');
    expect(refused[`${PREFIX}_type_error__`]).toBe('software');
    expect(refused[`${PREFIX}_description__`]).toContain('invalid input syntax for type integer');
    expect(tag(await after(made, { table: 'pets; DROP TABLE pets' }))).toBe('db_call_wrong_convert_param');
  });

  test('Names that only the query has come from its own rows', async () => {
    await open();
    const logic = { query: 'SELECT {{x}} AS x', params: { x: '{{a}}' }, params_type: { x: 'number' } };
    const id = await processOf(world, ADMIN, { instance_id: await connection(), ...logic });
    expect((await after(id, { a: '7' })).result).toEqual([{ x: 7 }]);
  });

  test('A process uses a connection only where its owner may view it', async () => {
    await open();
    const instance_id = await connection(PERSON);
    const foreign = await processOf(world, OTHER, { instance_id, query: 'SELECT 1 AS one' });
    expect(tag(await after(foreign, {}))).toBe('db_call_access_denied');
    const own = await processOf(world, PERSON, { instance_id, query: 'SELECT 1 AS one' });
    expect((await after(own, {})).result).toEqual([{ one: 1 }]);
    await world.objects.delete(PERSON, 'instance', instance_id);
    expect(tag(await after(own, {}))).toBe('db_call_access_denied');
  });

  test('Credentials may be variables', async () => {
    await open();
    await world.variables.create(ADMIN, { short_name: 'shop-pass', env_var_type: 'secret', value: PASSWORD });
    const instance_id = await connection(ADMIN, { password: '{{env_var[@shop-pass]}}' });
    expect((await world.instances.show(ADMIN, instance_id)).data.password).toBe('{{env_var[@shop-pass]}}');
    const id = await processOf(world, ADMIN, { instance_id, query: 'SELECT 1 AS one' });
    expect((await after(id, {})).result).toEqual([{ one: 1 }]);
    const lost = await connection(ADMIN, { password: '{{env_var[@not-there]}}' });
    expect(tag(await after(await processOf(world, ADMIN, { instance_id: lost, query: 'SELECT 1' }), {}))).toBe(
      'db_call_access_denied',
    );
  });

  test('A statement that takes too long is a hardware error, so that generated escalations try again', async () => {
    await open();
    const id = await processOf(world, ADMIN, {
      instance_id: await connection(ADMIN, { timeoutMs: 100 }),
      query: 'SELECT pg_sleep(20)',
    });
    const data = await after(id, {});
    expect([tag(data), data[`${PREFIX}_type_error__`]]).toEqual(['db_call_timeout', 'hardware']);
  });

  test('A result that is too large for the task leads to the error node', async () => {
    await open();
    const id = await processOf(world, ADMIN, {
      instance_id: await connection(),
      query: "SELECT repeat('x', 2000000) AS x",
    });
    expect(tag(await after(id, {}))).toBe('db_call_size_overflow_limit');
  });

  test('A connection can be tried before it is saved', async () => {
    await open();
    const data = { ...DATA, port: `${service.connection.port}` };
    await world.instances.check(ADMIN, { data }, { folder_id: 0 });
    await expect(
      world.instances.check(ADMIN, { data: { ...data, password: 'wrong' } }, { folder_id: 0 }),
    ).rejects.toThrow(/does not answer: password authentication failed/);
    const id = await connection();
    await world.instances.check(ADMIN, { data: { ...data, password: MASK } }, { folder_id: 0, id });
  });
});

describe('What becomes of a statement whose answer is lost', () => {
  const lost: DbOutcome = { ok: false, reason: 'connection', description: 'broken', sent: true, ms: 1 };
  const cases: [string, JsonObject, Json, number][] = [
    ['is told as it is where it may be repeated', {}, 'db_call_connection_error', 1],
    ['is in doubt where it must not', { takt: { repeat: 'never' } }, 'db_call_in_doubt', 1],
    ['is tried once more where that is allowed', { takt: { repeat: 'once' } }, 'db_call_in_doubt', 2],
    [
      'is in doubt for a SELECT too, which may call a function that changes something',
      { query: 'SELECT pay(1)', takt: { repeat: 'never' } },
      'db_call_in_doubt',
      1,
    ],
  ];
  test.each(cases)('%s', async (_title, logic, expected, sent) => {
    let count = 0;
    const query = async (): Promise<DbOutcome> => {
      count++;
      return lost;
    };
    const world = await openWorld({ ports: { database: { query, close: async () => undefined } } });
    const { id } = await world.instances.create(ADMIN, { folder_id: 0, data: { ...DATA, port: '5432' } });
    const conv_id = await processOf(world, ADMIN, { instance_id: id, query: 'DELETE FROM t', ...logic });
    await world.addTask(conv_id, {}, 'r');
    await world.clock.run(1000);
    const task = await world.task(conv_id, 'r');
    expect([tag(task?.data ?? {}), count]).toEqual([expected, sent]);
    await world.close();
  });
});

test('A deploy says what a Database Call lacks, and refuses a database that nobody here speaks with', async () => {
  const world = await openWorld();
  const { id } = await world.instances.create(ADMIN, { folder_id: 0, data: { ...DATA, driver: 'oracle' } });
  const problems = async (instance_id: number): Promise<string[]> => {
    const logics = [{ type: 'db_call', err_node_id: FINAL, instance_id, query: 'SELECT 1' }];
    const text = JSON.stringify(rawChain({ logics }));
    const done = await world.importing.importScheme(ADMIN, 0, text, { deploy: true });
    return done.problems.flatMap((row) => row.problems.map(({ level, rule }) => `${level} ${rule}`));
  };
  expect(await problems(id)).toContain('error db_call_driver');
  expect(await problems(987_654)).toContain('warning db_call_no_connection');
  await world.close();
});
