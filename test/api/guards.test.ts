/** What a person, a key or a caller who goes away cannot do by the addresses of the page. */
import crypto from 'node:crypto';
import { events } from '../../src/api/events.ts';
import { simulate } from '../../src/api/simulate.ts';
import { makeSite } from '../../src/api/site.ts';
import { SYSTEM } from '../../src/app/rights.ts';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { callback, go } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { ADMIN } from '../fixtures/world.ts';
import { type Key, listOf, one, post, request, type Served, withServer } from './harness.ts';

const FROM = { ip: '192.0.2.7', agent: 'x' };
const ADA = { title: 'Ada', login: 'ada', password: 'analytical' };
const CARD = '4111111111111111';

function shareWithGuest(served: Served, conv_id: number): Promise<JsonObject> {
  const to = { obj_to: 'user', obj_to_id: served.guest.obj_id };
  return one(served, { type: 'link', obj: 'conv', obj_id: conv_id, ...to, privs: [{ type: 'view' }] });
}

async function previewOf(served: Served, body: JsonObject, key: Key = served.admin): Promise<JsonObject> {
  return (await post(served, JSON.stringify(body), { path: '/api/takt/evaluate', key })).json;
}

test('guesses at the password of another are counted also when one logs in oneself in between', async () => {
  await withServer({}, async ({ world: { keys, sessions } }) => {
    await keys.createPerson(SYSTEM, ADA);
    await keys.createPerson(SYSTEM, { title: 'Eve', login: 'eve', password: 'difference' });
    const guess = () => sessions.logIn('ada', 'wrong', FROM).catch((error: { code?: string }) => error.code);
    for (let i = 0; i < LIMITS.log_in_tries - 1; i++) expect(await guess()).toBe('access_denied');
    await sessions.logIn('eve', 'difference', FROM);
    expect(await guess()).toBe('access_denied');
    expect(await guess()).toBe('too_many_requests');
  });
});

test('a new password of the administrator given at the start logs out whoever had the old one', async () => {
  await withServer({}, async ({ world: { keys, sessions } }) => {
    await keys.ensureFirstStart({ adminPassword: 'first-password' });
    const { token } = await sessions.logIn('admin', 'first-password', FROM);
    await keys.ensureFirstStart({ adminPassword: 'first-password' });
    const { token: other } = await sessions.logIn('admin', 'first-password', FROM);
    await keys.ensureFirstStart({ adminPassword: 'second-password' });
    expect([await sessions.actorOf(token), await sessions.actorOf(other)]).toEqual([null, null]);
  });
});

test('whoever is no administrator any more neither sees the keys of administrators nor inherits from people', async () => {
  await withServer({}, async (served) => {
    const { keys } = served.world;
    const maker = { user_id: served.guest.obj_id, name: 'Guest', admin: true };
    const key = await keys.createKey(maker, { title: 'All', admin: true });
    const plain = await keys.createKey(maker, { title: 'Some' });
    const ada = await keys.createPerson(maker, ADA);
    const asGuest = (op: JsonObject) => one(served, op, { key: served.guest });
    const denied = { proc: 'error', code: 'access_denied' };
    expect(await asGuest({ type: 'show', obj: 'api_key', obj_id: key.obj_id })).toMatchObject(denied);
    expect(await asGuest({ type: 'delete', obj: 'user', obj_id: key.obj_id })).toMatchObject(denied);
    expect(await asGuest({ type: 'delete', obj: 'user', obj_id: ada.obj_id })).toMatchObject(denied);
    expect(await asGuest({ type: 'show', obj: 'api_key', obj_id: plain.obj_id })).toMatchObject({ key: plain.secret });
  });
});

test('an expression shows a viewer the reference of a task as every list does', async () => {
  await withServer({}, async (served) => {
    const conv = await one(served, { type: 'create', obj: 'conv', title: 'P', folder_id: 0 });
    const conv_id = Number(conv.obj_id);
    const task = await one(served, { type: 'create', obj: 'task', conv_id, ref: CARD, data: {} });
    await shareWithGuest(served, conv_id);
    const asked = { conv_id, obj_id: String(task.obj_id), text: 'x{{root.ref}}' };
    expect(await previewOf(served, asked)).toMatchObject({ value: `x${CARD}` });
    expect(JSON.stringify(await previewOf(served, asked, served.guest))).not.toContain(CARD);
  });
});

test('an expression that fails on a secret variable does not tell it in its error', async () => {
  await withServer({}, async (served) => {
    const conv = await one(served, { type: 'create', obj: 'conv', title: 'P', folder_id: 0 });
    const conv_id = Number(conv.obj_id);
    const task = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'r', data: {} });
    const variable = {
      short_name: 'hidden',
      title: 'hidden',
      env_var_type: 'secret',
      value: 'swordfish',
      data_type: 'raw',
    };
    const made = await one(served, {
      type: 'create',
      obj: 'env_var',
      description: '',
      scopes: [],
      folder_id: 0,
      ...variable,
    });
    expect(made.proc).toBe('ok');
    for (const text of [
      '$.math({{env_var[@hidden]}}+1)',
      '$.date({{env_var[@hidden]}})',
      '$.unixtime({{env_var[@hidden]}})',
    ]) {
      const answer = await previewOf(served, { conv_id, obj_id: String(task.obj_id), text });
      expect(Object.keys(answer)).not.toEqual([]);
      expect(JSON.stringify(answer)).not.toContain('swordfish');
    }
  });
});

test('a line that was ended is let go of, also where its reader takes nothing', async () => {
  await withServer({}, async (served) => {
    const nodes = [{ id: 'a', logics: [go('b')] }, { id: 'b', logics: [callback(), go('c')] }, { id: 'c' }];
    const conv_id = await deployed(served.world, nodes);
    const site = makeSite(served.app);
    const token = Buffer.from(`${served.admin.login}:${served.admin.secret}`).toString('base64');
    const { body } = await events(site, {
      ...{ method: 'GET', params: {}, ip: '::1', body: Buffer.alloc(0), onGone: () => undefined },
      ...{ query: new URLSearchParams({ conv_id: String(conv_id) }), headers: { authorization: `Bearer ${token}` } },
    });
    if (typeof body === 'string' || Buffer.isBuffer(body)) throw new Error('no stream');
    site.events.close();
    await served.world.addTask(conv_id, {}, 'first');
    await served.world.clock.run(10_000);
    expect(body.stream.destroyed).toBe(true);
    expect(body.stream.errored).toBeNull();
  });
});

test('passwords of direct addresses and their hashes are deeds that are recorded', async () => {
  await withServer({}, async (served) => {
    const conv = await one(served, { type: 'create', obj: 'conv', title: 'P', folder_id: 0 });
    const conv_id = Number(conv.obj_id);
    await one(served, { type: 'create', obj: 'callback_hash', conv_id });
    expect((await one(served, { type: 'delete', obj: 'conv_auth', conv_id })).proc).toBe('ok');
    const authorization = `Bearer ${Buffer.from(`${served.admin.login}:${served.admin.secret}`).toString('base64')}`;
    const { json } = await request(`${served.url}/api/takt/audit`, { headers: { authorization } });
    const deeds = listOf(json).map(({ action, obj, obj_id, details }) => [action, obj, obj_id, isObject(details)]);
    expect(deeds.slice(0, 2)).toEqual([
      ['modify', 'conv', conv_id, true],
      ['modify', 'conv', conv_id, true],
    ]);
  });
});

test('a timeline that finds no room among the answers that wait for a caller is refused, others are counted', async () => {
  await withServer({}, async (served) => {
    const nodes = [{ id: 'a', logics: [go('b')] }, { id: 'b', logics: [callback(), go('c')] }, { id: 'c' }];
    const conv_id = await deployed(served.world, nodes);
    const outcome = { timeline: JSON.stringify(['x'.repeat(1000)]), convs: {}, differences: [], end: 0, stopped: null };
    const site = makeSite({ ...served.app, simulate: async () => outcome });
    const counted: number[] = [];
    const asked = (left: number) =>
      simulate(site, {
        ...{ method: 'POST', params: {}, ip: '::1', headers: {}, query: new URLSearchParams() },
        body: Buffer.from(JSON.stringify({ conv_id, data: {} })),
        actor: ADMIN,
        place: { left: () => left, add: () => undefined, set: (bytes) => counted.push(bytes), leave: () => undefined },
        onGone: () => undefined,
      });
    await expect(asked(900)).rejects.toMatchObject({ code: 'busy' });
    const { body } = await asked(100_000);
    expect(counted).toEqual([Buffer.byteLength(String(body))]);
  });
});

test('a login that does not exist costs a guess as much work as one that does', async () => {
  await withServer({}, async ({ world: { keys } }) => {
    await keys.createPerson(SYSTEM, ADA);
    await keys.logIn('nobody', 'wrong');
    const work = jest.spyOn(crypto, 'scrypt');
    const spent: number[] = [];
    for (const login of ['ada', 'nobody']) {
      work.mockClear();
      await keys.logIn(login, 'wrong');
      spent.push(work.mock.calls.length);
    }
    work.mockRestore();
    expect(spent[0]).toBe(spent[1]);
  });
});

test('guesses from the many addresses of one IPv6 network are counted together, other networks apart', async () => {
  await withServer({}, async ({ world: { sessions } }) => {
    const guess = (ip: string) =>
      sessions.logIn('ada', 'x', { ip, agent: '' }).catch(({ code }: { code: string }) => code);
    const all: unknown[] = [];
    for (let i = 0; i <= LIMITS.log_in_tries; i++) all.push(await guess(`2001:db8:0:7::${i.toString(16)}`));
    expect(all.at(-1)).toBe('too_many_requests');
    expect(await guess('2001:db8:0:7:1:2:3:4')).toBe('too_many_requests');
    expect(await guess('2001:db8:0:8::1')).toBe('access_denied');
    expect(await guess('::ffff:192.0.2.9')).toBe('access_denied');
  });
});
