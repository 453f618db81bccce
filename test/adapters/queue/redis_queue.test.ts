import { once } from 'node:events';
import { createServer } from 'node:net';
import { Queue as BullMq } from 'bullmq';
import { Redis } from 'ioredis';
import { logLines } from '../../fixtures/log_lines.ts';
import { describeWithRedis, type RedisFixture, startRedis } from '../../fixtures/redis.ts';
import { closeOpened, openBullBench, openForTest } from './bull_bench.ts';
import { emptied, job, queueContract, Recorder } from './queue_contract.ts';

const HOUR = 3_600_000;

const servers: RedisFixture[] = [];
async function startServer(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisFixture> {
  const server = await startRedis(options);
  servers.push(server);
  return server;
}
async function stopServers(): Promise<void> {
  await closeOpened();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
}

describeWithRedis('the BullMQ queue on Redis', () => {
  let redis: RedisFixture;
  let direct: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    direct = new Redis(redis.url);
  });
  afterAll(async () => {
    await direct.quit();
    await redis.stop();
  });
  beforeEach(() => direct.flushall());
  afterEach(closeOpened);

  const open = (log = logLines()) => openForTest({ redisUrl: redis.url, log });

  queueContract(async () => {
    const bench = await openBullBench({ redisUrl: redis.url });
    const loseLock = async ({ id, lane, conv_id }: { id: string; lane: string; conv_id: number }): Promise<void> => {
      await direct.del(`test:${lane}-${conv_id % 2}:${id}:lock`);
    };
    return { ...bench, loseLock };
  });

  test("BullMQ's own tools see a Delay as a delayed job", async () => {
    const queue = await open();
    const due = Date.now() + HOUR;
    const delay = job({ due, conv_id: 4 });
    await queue.add([delay]);
    const tool = new BullMq('timers-0', { prefix: 'test', connection: { url: redis.url } });
    const [shown] = await tool.getDelayed();
    expect(shown?.id).toBe(delay.id);
    expect(shown?.name).toBe('timer');
    expect(shown?.data).toEqual({ conv_id: 4, obj_id: delay.obj_id, wait_id: delay.wait_id, due });
    expect((shown?.timestamp ?? 0) + (shown?.delay ?? 0)).toBe(due);
    await tool.close();
    await queue.close();
  });

  test('two servers share the jobs, and each job is done by one', async () => {
    const [one, two] = [await open(), await open()];
    const seen = new Recorder();
    for (const server of [one, two]) await server.work(async (handed) => seen.note(handed));
    await one.add(Array.from({ length: 200 }, (_, i) => job({ conv_id: i })));
    await emptied(two);
    expect(new Set(seen.ids).size).toBe(200);
    expect(seen.jobs.length).toBe(200);
    await Promise.all([one.close(), two.close()]);
  });

  test('when Redis is emptied, what is added later is handed out', async () => {
    const queue = await open();
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await queue.add([job(), job({ due: Date.now() + HOUR })]);
    await seen.atLeast(1);
    await emptied({ ...queue, sizes: async () => ({ ...(await queue.sizes()), delayed: 0 }) });
    await direct.flushall();
    await queue.add([job(), job({ due: Date.now() + 20 })]);
    await seen.atLeast(3);
    await queue.close();
  });

  test('a Redis that may drop jobs is warned of at the start', async () => {
    const log = logLines();
    await direct.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const queue = await open(log);
    expect(await log.line(/^warn: .*maxmemory-policy/)).toContain('allkeys-lru');
    await queue.close();
    await direct.config('SET', 'maxmemory-policy', 'noeviction');
  });
});

/** Something on the port that hangs up on so many callers. */
async function refuseConnections(port: number, count: number): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  for (let i = 0; i < count; i++) await once(server, 'connection');
  server.close();
  await once(server, 'close');
}

describeWithRedis('while Redis is away', () => {
  const AWAY = expect.stringMatching(/^warn: Redis does not answer/);
  const BACK = expect.stringMatching(/^info: Redis answers again/);
  afterEach(stopServers);

  test('adding fails at once, the log says it once, and all goes on when Redis is back', async () => {
    const first = await startServer();
    const log = logLines();
    const queue = await openForTest({ redisUrl: first.url, log });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await queue.add([job()]);
    await seen.atLeast(1);
    await emptied(queue);
    await first.stop();
    await log.line(/^warn: Redis does not answer/);
    await expect(queue.add([job()])).rejects.toThrow();
    await expect(queue.sizes()).rejects.toThrow();
    await refuseConnections(first.port, 10);

    await startServer({ port: first.port });
    await log.line(/^info: Redis answers again/);
    await queue.add([job(), job({ due: Date.now() + 10 })]);
    await seen.atLeast(3);
    expect(log.lines).toEqual([AWAY, BACK]);
  }, 30_000);

  test('one that has fallen silent holds up neither adding nor the stop of the server', async () => {
    const redis = await startServer();
    const queue = await openForTest({ redisUrl: redis.url, timing: { answer_ms: 500 } });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await queue.add([job()]);
    await seen.atLeast(1);
    redis.freeze();
    await expect(queue.add([job()])).rejects.toThrow('does not answer');
    await queue.close();
    redis.thaw();
  });

  test('a server starts and stops without it', async () => {
    const gone = await startServer();
    await gone.stop();
    const log = logLines();
    const queue = await openForTest({ redisUrl: gone.url, log });
    await queue.work(async () => {});
    await expect(queue.add([job()])).rejects.toThrow();
    await queue.close();
    expect(log.lines).toEqual([AWAY]);
  });

  test('a server that has lost it stops, after the job that runs', async () => {
    const redis = await startServer();
    const log = logLines();
    const queue = await openForTest({ redisUrl: redis.url, log });
    const seen = new Recorder();
    await queue.work(async (handed) => {
      seen.note(handed);
      await log.line(/^warn: Redis does not answer/);
    });
    await queue.add([job()]);
    await seen.atLeast(1);
    await redis.stop();
    await queue.close();
    expect(log.lines).toEqual([AWAY]);
  });

  test('a server that starts without it works as soon as it is there', async () => {
    const gone = await startServer();
    await gone.stop();
    const log = logLines();
    const queue = await openForTest({ redisUrl: gone.url, log });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await startServer({ port: gone.port });
    await log.line(/^info: Redis answers again/);
    await queue.add([job()]);
    await seen.atLeast(1);
  }, 30_000);
});

describeWithRedis('the BullMQ queue on a Redis Cluster', () => {
  afterEach(stopServers);

  test('keeps the keys of each queue together', async () => {
    const redis = await startServer({ args: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] });
    const node = new Redis(redis.url);
    await node.cluster('ADDSLOTSRANGE', 0, 16383);
    while (!(await node.cluster('INFO')).includes('cluster_state:ok'));
    await node.quit();
    const redisUrl = `${redis.url},${redis.url}`;
    const queue = await openForTest({ redisUrl });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await queue.add([0, 1, 2].map((conv_id) => job({ conv_id, lane: 'http', due: Date.now() + 10 })));
    await seen.atLeast(3);
    await emptied(queue);
  }, 30_000);
});
