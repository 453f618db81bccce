/**
 * The story of README.md from the first clone to the new code, told to a real server over its API: once as it starts
 * with nothing installed, once with Redis. The look-alike of Bitrix24, the mail server and the listener are real sockets.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import type { Bitrix24 } from '../../src/simulators/bitrix24/server.ts';
import { describeWithRedis, startRedis } from '../fixtures/redis.ts';
import * as bitrix24 from './bitrix.ts';
import {
  type HttpListener,
  type Line,
  listenForHttp,
  listenForMail,
  type MailListener,
  openLine,
} from './listeners.ts';
import { importProcess, reader, tellsByHttp } from './processes.ts';
import { closeAll, closeLater, done, eventually, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

interface Stage {
  takt: Takt;
  bitrix: Bitrix24;
  /** The address under which the processes know Bitrix24. */
  line: Line;
  mail: MailListener;
  listener: HttpListener;
  /** The process Bitrix OAuth, and the one that reads its token. */
  conv_id: number;
  reader_id: number;
  redis: string | null;
}

const VARIANTS: { name: string; describe: (name: string, body: () => void) => void; redis: boolean }[] = [
  { name: 'embedded', describe, redis: false },
  { name: 'with Redis', describe: describeWithRedis, redis: true },
];

for (const variant of VARIANTS) {
  variant.describe(`The token that never dies, ${variant.name}`, () => tellStory(variant.redis));
}

function tellStory(withRedis: boolean): void {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage(withRedis);
  });
  afterAll(closeAll);

  test('the template is cloned together with the process that notifies', async () => {
    const { takt } = stage;
    const { conv_id, also } = await bitrix24.cloneTemplate(takt, 'bitrix-oauth');
    expect(also.map(({ template }) => template)).toEqual(['notify']);
    stage.conv_id = conv_id;
    stage.reader_id = await importProcess(takt, reader(conv_id));
  });

  test('a task with a code has an access token that Bitrix24 takes, and its code is erased', async () => {
    const { takt, bitrix, conv_id, line } = stage;
    const data = bitrix24.tokenData(line.url, { code: bitrix.issueCode() });
    await bitrix24.addTask(takt, conv_id, data, 'token');
    const seen = await bitrix24.tokenUntil(takt, conv_id, 'a token', ({ title }) => title === bitrix24.WAITS);
    expect(seen.data.code).toBe('');
    expect(JSON.stringify(seen.data)).not.toContain(data.code);
    expect(await bitrix24.portalTakes(bitrix, String(seen.data.access_token))).toBe(true);
  });

  test('a second process reads the token, and reads another one after the next refresh', async () => {
    const { takt, bitrix, conv_id } = stage;
    const first = await readToken(stage);
    expect(first.header).toBe(`Bearer ${first.braces}`);
    expect(first.angles).toBe(first.braces);
    await bitrix24.refreshedSince(takt, conv_id, await bitrix24.token(takt, conv_id));
    const second = await readToken(stage);
    expect(second.braces).not.toBe(first.braces);
    expect(bitrix24.grants(bitrix.requests, 'authorization_code')).toHaveLength(1);
  });

  test('a second task with the reference token is refused while the first lives', async () => {
    const { takt, conv_id, line } = stage;
    const data = bitrix24.tokenData(line.url);
    const refused = await takt.op({ type: 'create', obj: 'task', conv_id, ref: 'token', data });
    expect(refused.proc).not.toBe('ok');
    expect(String(refused.description)).toMatch(/ref/);
  });

  test('while Bitrix24 is away it is tried again, the old token stays readable, and nobody is alarmed', async () => {
    const { takt, conv_id, line } = stage;
    await line.cut();
    const seen = await bitrix24.tokenUntil(takt, conv_id, 'a retry', ({ title }) => title === bitrix24.RETRIES);
    expect(seen.data.last_error).toMatchObject({ step: 'refresh', permanent: false, http_status: 0 });
    expect(await readToken(stage)).toMatchObject({ braces: seen.data.access_token });
    await line.restore();
    const back = await bitrix24.refreshedSince(takt, conv_id, seen);
    expect(back.data).not.toHaveProperty('last_error');
    expect(await titlesPassed(stage, back.obj_id)).not.toContain(bitrix24.ESCALATES);
  });

  test('invalid_grant escalates to the author by mail, and the task waits for a new code', async () => {
    const { takt, bitrix, conv_id, mail } = stage;
    const notify = await mailsTo(stage);
    await bitrix24.modifyToken(takt, conv_id, { notify_conv: String(notify) });
    bitrix.fault({ target: 'token', kind: 'invalid_grant' });
    const { raw, from, to } = await mail.mails.first(() => true);
    expect({ from, to }).toEqual({ from: 'takt@example.test', to: ['author@example.test'] });
    expect(raw).toContain('error: invalid_grant');
    expect(raw).toContain('http_status: 400');
    const seen = await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
    expect(seen.data.last_error).toMatchObject({ error: 'invalid_grant', http_status: 400, permanent: true });
    expect(await titlesPassed(stage, seen.obj_id)).toContain(bitrix24.ESCALATES);
    expect(raw).not.toContain(String(seen.data.refresh_token));
  });

  test('a Modify with a new code brings the loop back', async () => {
    const { takt, bitrix, conv_id } = stage;
    const before = await bitrix24.token(takt, conv_id);
    await bitrix24.modifyToken(takt, conv_id, { code: bitrix.issueCode() });
    const after = await bitrix24.refreshedSince(takt, conv_id, before);
    expect(await bitrix24.portalTakes(bitrix, String(after.data.access_token))).toBe(true);
  });

  test('a process of one’s own can be the one that is told', async () => {
    const { takt, bitrix, conv_id, listener } = stage;
    const own = await importProcess(takt, tellsByHttp(`${listener.url}/told`));
    await bitrix24.modifyToken(takt, conv_id, { notify_conv: String(own) });
    bitrix.fault({ target: 'token', kind: 'invalid_client' });
    const told = await listener.calls.first(({ path }) => path === '/told');
    expect(told.body).toMatchObject({ error: 'invalid_client', http_status: '400' });
    const resting = await bitrix24.tokenUntil(takt, conv_id, 'rest', ({ title }) => title === bitrix24.RESTS);
    await bitrix24.modifyToken(takt, conv_id, { code: bitrix.issueCode() });
    await bitrix24.refreshedSince(takt, conv_id, resting);
    expect(listener.calls.items).toHaveLength(1);
  });

  test('neither the log nor the files of the server give a secret away', async () => {
    const { takt, conv_id, bitrix } = stage;
    const issued = bitrix.requests.flatMap(({ params }) => [params.refresh_token, params.client_secret, params.code]);
    const { data } = await bitrix24.token(takt, conv_id);
    const secrets = [...issued, data.access_token].filter((text): text is string => typeof text === 'string');
    const files = readdirSync(takt.folder).map((file) => readFileSync(join(takt.folder, file)).toString('latin1'));
    const texts = [takt.program.said(), ...files];
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
  });

  if (withRedis) {
    test('the pause of 25 minutes is a delayed job that BullMQ’s own tools see', async () => {
      const { takt, conv_id, redis } = stage;
      const before = await bitrix24.token(takt, conv_id);
      await bitrix24.modifyToken(takt, conv_id, { refresh_minutes: 25, refresh: true });
      const { obj_id, data } = await bitrix24.tokenUntil(
        takt,
        conv_id,
        'a long pause',
        (seen) => Number(seen.data.refresh_at) - Number(seen.data.refreshed_at) === 1500 && seen.title === before.title,
      );
      const jobs = await eventually(
        'a delayed job',
        () => delayedJobs(redis ?? ''),
        (all) => all.some(({ id }) => id.startsWith(`${obj_id}-`)),
      );
      const [job] = jobs.filter(({ id }) => id.startsWith(`${obj_id}-`));
      expect(job?.id).toMatch(/-\d+-t$/);
      expect(job?.due).toBe(Number(data.refresh_at) * 1000);
    });
  }

  test('it stops cleanly', async () => {
    expect(await stage.takt.stop()).toBe(0);
  });
}

async function setStage(withRedis: boolean): Promise<Stage> {
  const redis = withRedis ? await startRedis({ args: ['--maxmemory-policy', 'noeviction'] }) : null;
  if (redis !== null) closeLater(redis.stop);
  const takt = await startTakt(redis === null ? {} : { env: { REDIS_URL: redis.url } });
  const bitrix = await bitrix24.openBitrix();
  const line = await openLine(bitrix.url);
  const mail = await listenForMail();
  const listener = await listenForHttp();
  return { takt, bitrix, line, mail, listener, conv_id: 0, reader_id: 0, redis: redis?.url ?? null };
}

/** What a new task of the reading process ends with. */
async function readToken({ takt, reader_id }: Stage): Promise<JsonObject> {
  const obj_id = await bitrix24.addTask(takt, reader_id, {});
  const seen = await eventually(
    'the reader ends',
    () => bitrix24.see(takt, reader_id, { obj_id }),
    ({ status }) => status === 'processed',
  );
  return seen.data;
}

/** Clones notify-email and makes the variables that it reads. */
async function mailsTo({ takt, mail }: Stage): Promise<number> {
  const { conv_id } = await bitrix24.cloneTemplate(takt, 'notify-email');
  const variables = {
    'notify-smtp-url': mail.url,
    'notify-to': 'author@example.test',
    'notify-from': 'takt@example.test',
  };
  for (const [short_name, value] of Object.entries(variables)) {
    await done(takt, { type: 'create', obj: 'env_var', short_name, title: short_name, env_var_type: 'visible', value });
  }
  return conv_id;
}

/** The titles of the nodes that the history tells of. */
async function titlesPassed({ takt, conv_id }: Stage, obj_id: string): Promise<string[]> {
  const history = await done(takt, { type: 'list', obj: 'task_history', conv_id, obj_id });
  const exported = await done(takt, { type: 'get', obj: 'obj_scheme', obj_id: conv_id, obj_type: 'conv' });
  const [process] = exported.scheme as JsonObject[];
  const scheme = process?.scheme;
  const nodes = isObject(scheme) ? (scheme.nodes as JsonObject[]) : [];
  return (history.list as JsonObject[]).map(({ node_id }) => {
    const node = nodes.find(({ id }) => id === node_id);
    return String(node?.title);
  });
}

interface DelayedJob {
  id: string;
  due: number;
}

async function delayedJobs(url: string): Promise<DelayedJob[]> {
  const found: DelayedJob[] = [];
  for (const name of ['timers-0', 'timers-1']) {
    const queue = new Queue(name, { connection: { url }, prefix: 'takt' });
    for (const job of await queue.getDelayed()) found.push({ id: job.id ?? '', due: job.timestamp + job.delay });
    await queue.close();
  }
  return found;
}
