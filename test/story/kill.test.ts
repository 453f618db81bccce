/**
 * `kill -9` at the moments of the story that hurt. The look-alike of Bitrix24 decides the moment: it holds a request or
 * its answer, or has just answered. Afterwards the token task goes on in a new process on the same data: it has a
 * token that Bitrix24 takes, or it says that the answer was lost and goes on with a new code.
 */
import { Redis } from 'ioredis';
import type { JsonObject } from '../../src/base/json.ts';
import type { Bitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { describeWithRedis, startRedis } from '../fixtures/redis.ts';
import * as bitrix24 from './bitrix.ts';
import { type HttpListener, listenForHttp } from './listeners.ts';
import { importProcess, tellsByHttp } from './processes.ts';
import { closeAll, closeLater, eventually, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

interface Stage {
  takt: Takt;
  bitrix: Bitrix24;
  listener: HttpListener;
  conv_id: number;
  redis: string | null;
  /** Notifications that had come before the moment. */
  told: number;
}

/** What may have become of the token: a request that was answered into the void is lost, any other is not. */
type Outcome = 'refreshed' | 'answer lost';

interface Moment {
  name: string;
  /** Brings the story to the moment at which the server is killed. */
  reach(stage: Stage): Promise<void>;
  /** What happens at Bitrix24 while no server runs. */
  meanwhile?(stage: Stage): void;
  /** What is seen afterwards; either where the kill races the answer. */
  outcomes: Outcome[];
}

const BOTH: Outcome[] = ['refreshed', 'answer lost'];

const MOMENTS: Moment[] = [
  {
    name: 'while it waits for the next refresh',
    reach: async (stage) => {
      await loopTurns(stage);
    },
    outcomes: BOTH,
  },
  {
    name: 'while Bitrix24 holds a refresh that it has not begun and never will',
    reach: async ({ bitrix }) => held(bitrix, 'slow'),
    outcomes: ['refreshed'],
  },
  {
    name: 'while Bitrix24 holds a refresh that it carries out after the end of the server',
    reach: async ({ bitrix }) => held(bitrix, 'slow'),
    meanwhile: ({ bitrix }) => bitrix.clearFaults(),
    outcomes: ['answer lost'],
  },
  {
    name: 'while the answer of a refresh is on its way',
    reach: async ({ bitrix }) => held(bitrix, 'slow_answer'),
    outcomes: ['answer lost'],
  },
  {
    name: 'in the instant in which a refresh was answered',
    reach: async ({ bitrix }) => {
      const count = bitrix24.grants(bitrix.requests, 'refresh_token').length;
      await bitrix.until((requests) =>
        bitrix24
          .grants(requests, 'refresh_token')
          .slice(count)
          .some(({ outcome }) => outcome === 'answered'),
      );
    },
    outcomes: BOTH,
  },
  {
    name: 'in the pause before a retry',
    reach: async ({ takt, bitrix, conv_id }) => {
      bitrix.fault({ target: 'token', kind: 'server_error' });
      await bitrix24.tokenUntil(takt, conv_id, 'a retry', ({ title }) => title === bitrix24.RETRIES);
    },
    outcomes: ['refreshed'],
  },
  {
    name: 'as soon as a new code is acknowledged',
    reach: async ({ takt, bitrix, conv_id }) => bitrix24.modifyToken(takt, conv_id, { code: bitrix.issueCode() }),
    outcomes: BOTH,
  },
  {
    name: 'while Bitrix24 holds the exchange of a code',
    reach: (stage) => exchangeHeld(stage, 'slow'),
    outcomes: ['refreshed'],
  },
  {
    name: 'while the answer of an exchange is on its way',
    reach: (stage) => exchangeHeld(stage, 'slow_answer'),
    outcomes: ['answer lost'],
  },
  {
    name: 'while the author is being told',
    reach: async ({ takt, bitrix, listener }) => {
      const told = listener.calls.items.length;
      listener.answers = false;
      bitrix.fault({ target: 'token', kind: 'drop' });
      await eventually(
        'a notification',
        async () => listener.calls.items.length,
        (count) => count > told,
      );
      listener.answers = true;
      expect(takt.program.child.exitCode).toBeNull();
    },
    outcomes: ['answer lost'],
  },
];

describe('kill -9 loses no task and no token, embedded', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(null);
  });
  afterAll(closeAll);

  test('while the request that makes the task is on its way', () => killedDuringCreate(stage));
  test.each(MOMENTS)('$name', (moment) => survives(stage, moment));
  test('no refresh token was sent more than twice', () => nothingSentBlindly(stage.bitrix));
});

describeWithRedis('kill -9 loses no task and no token, with Redis', () => {
  let stage: Stage;
  beforeAll(async () => {
    const redis = await startRedis({ args: ['--maxmemory-policy', 'noeviction'] });
    closeLater(redis.stop);
    stage = await setStage(redis.url);
  });
  afterAll(closeAll);

  const some = ['while it waits for the next refresh', 'while the answer of a refresh is on its way'];
  test('while the request that makes the task is on its way', () => killedDuringCreate(stage));
  test.each(MOMENTS.filter(({ name }) => some.includes(name)))('$name', (moment) => survives(stage, moment));

  test('FLUSHALL while it waits: the next refresh comes all the same', async () => {
    const before = await loopTurns(stage);
    await flushAll(stage.redis);
    await bitrix24.refreshedSince(stage.takt, stage.conv_id, before);
  });

  test('FLUSHALL while no server runs', () =>
    survives(stage, {
      name: '',
      reach: async () => {
        await loopTurns(stage);
        await flushAll(stage.redis);
      },
      outcomes: BOTH,
    }));
});

async function setStage(redis: string | null): Promise<Stage> {
  const takt = await startTakt(redis === null ? {} : { env: { REDIS_URL: redis } });
  const bitrix = await bitrix24.openBitrix();
  const listener = await listenForHttp();
  const { conv_id } = await bitrix24.cloneTemplate(takt, 'bitrix-oauth');
  return { takt, bitrix, listener, conv_id, redis, told: 0 };
}

/** The caller does not know what became of his request; asking again tells him, and there is one task. */
async function killedDuringCreate(stage: Stage): Promise<void> {
  const { takt, bitrix, conv_id, listener } = stage;
  const own = await importProcess(takt, tellsByHttp(listener.url));
  const data = bitrix24.tokenData(bitrix.url, { code: bitrix.issueCode(), notify_conv: String(own) });
  const create: JsonObject = { type: 'create', obj: 'task', conv_id, ref: 'token', data };
  const asked = takt.op(create).then(
    (answer) => answer.proc === 'ok',
    () => false,
  );
  await restart(stage);
  const again = await stage.takt.op(create);
  if (await asked) expect(again.proc).not.toBe('ok');
  await goesOn(stage, BOTH);
  expect((await stage.takt.op(create)).proc).not.toBe('ok');
}

async function survives(stage: Stage, moment: Moment): Promise<void> {
  await loopTurns(stage);
  stage.told = stage.listener.calls.items.length;
  await moment.reach(stage);
  await stage.takt.kill();
  moment.meanwhile?.(stage);
  await restart(stage);
  await goesOn(stage, moment.outcomes);
}

/** A new server on the same data; the old one is killed if it still runs. */
async function restart(stage: Stage): Promise<void> {
  await stage.takt.kill();
  const env = stage.redis === null ? {} : { env: { REDIS_URL: stage.redis } };
  stage.takt = await startTakt({ folder: stage.takt.folder, ...env });
}

/** The loop turns: the next refresh has come, and was not told to be lost. */
async function loopTurns({ takt, conv_id }: Stage): Promise<bitrix24.Seen> {
  return bitrix24.refreshedSince(takt, conv_id, await bitrix24.token(takt, conv_id));
}

/** The task is refreshed and nobody was alarmed, or it rests and has said why, and then goes on with a new code; in the end its token is good. */
async function goesOn(stage: Stage, outcomes: Outcome[]): Promise<void> {
  const { takt, bitrix, conv_id, listener, told } = stage;
  const at = Math.floor(Date.now() / 1000);
  const seen = await bitrix24.tokenUntil(takt, conv_id, 'a refresh, or rest', ({ title, data }) =>
    title === bitrix24.RESTS ? data.code === '' : title === bitrix24.WAITS && Number(data.refreshed_at) >= at - 1,
  );
  const outcome: Outcome = seen.title === bitrix24.WAITS ? 'refreshed' : 'answer lost';
  bitrix.clearFaults();
  if (outcome === 'refreshed') expect(listener.calls.items).toHaveLength(told);
  else {
    const { what } = seen.data.last_error as JsonObject;
    expect(what).toMatch(/^the answer of the \w+ was lost$/);
    expect(listener.calls.items.slice(told).map(({ body }) => body.what)).toContain(what);
    await bitrix24.modifyToken(takt, conv_id, { code: bitrix.issueCode() });
  }
  expect(outcomes).toContain(outcome);
  const after = await bitrix24.refreshedSince(takt, conv_id, seen);
  expect(after.obj_id).toBe(seen.obj_id);
  await eventually(
    'a token that Bitrix24 takes',
    async () => bitrix24.portalTakes(bitrix, String((await bitrix24.token(takt, conv_id)).data.access_token)),
    (good) => good,
  );
}

/** The next request to the token endpoint is held. */
async function held(bitrix: Bitrix24, kind: 'slow' | 'slow_answer'): Promise<void> {
  await bitrix.fault({ target: 'token', kind }).held;
}

/** A code was given to a task that rests, so that the request that is held is the exchange. */
async function exchangeHeld(stage: Stage, kind: 'slow' | 'slow_answer'): Promise<void> {
  const { takt, bitrix, conv_id, listener } = stage;
  bitrix.fault({ target: 'token', kind: 'invalid_grant' });
  await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
  stage.told = listener.calls.items.length;
  const fault = bitrix.fault({ target: 'token', kind });
  await bitrix24.modifyToken(takt, conv_id, { code: bitrix.issueCode() });
  await fault.held;
}

/** Judged from outside: what Bitrix24 was sent. A token is sent again once at most. */
function nothingSentBlindly(bitrix: Bitrix24): void {
  const sent = new Map<unknown, number>();
  for (const { params, fault } of bitrix24.grants(bitrix.requests, 'refresh_token')) {
    if (fault === 'server_error' || fault === 'invalid_grant') continue;
    sent.set(params.refresh_token, (sent.get(params.refresh_token) ?? 0) + 1);
  }
  expect(sent.size).toBeGreaterThan(MOMENTS.length);
  expect([...sent.values()].filter((count) => count > 2)).toEqual([]);
}

async function flushAll(url: string | null): Promise<void> {
  const redis = new Redis(url ?? '');
  await redis.flushall();
  await redis.quit();
}
