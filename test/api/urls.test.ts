/** Addresses that need no signature: direct URLs and callback URLs. */

import { nodeHash } from '../../src/app/callback_url.ts';
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { one, request, type Served, serve } from './harness.ts';

let served: Served;

beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

async function importChain(logics: JsonObject[]): Promise<{ conv_id: number; hash: string }> {
  const text = JSON.stringify(rawChain({ logics }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return { conv_id: scheme[0]?.obj_id ?? 0, hash: scheme[0]?.hash ?? '' };
}

async function send(path: string, body: string, headers: Record<string, string> = {}): Promise<JsonObject> {
  const { json, status } = await request(`${served.url}${path}`, { method: 'POST', body, headers });
  expect(status).toBe(200);
  return isObject(json.ops) ? json.ops : {};
}

const WAIT = { type: 'api_callback', is_sync: true, obj_id_path: 'order.ids[0]' };

describe('direct URL', () => {
  test('any site may post to it from a browser', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const address = `${served.url}/api/1/json/public/${conv_id}/${hash}`;
    const preflight = await request(address, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const posted = await request(address, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(posted.headers.get('access-control-allow-origin')).toBe('*');
    const made = isObject(posted.json.ops) ? posted.json.ops : {};
    const shown = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: made.obj_id ?? '' });
    expect(shown).toMatchObject({ proc: 'ok', data: { a: 1 }, user_id: ADMIN.user_id });
  });

  test('an op with data and a reference makes that task', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const op = { type: 'create', obj: 'task', conv_id: 0, ref: 'mine', data: { b: 2 } };
    const made = await send(`/api/2/json/public/${conv_id}/${hash}`, JSON.stringify({ ops: [op] }));
    expect(made).toMatchObject({ proc: 'ok', ref: 'mine' });
    expect(await one(served, { type: 'show', obj: 'task', conv_id, ref: 'mine' })).toMatchObject({ data: { b: 2 } });
  });

  test('a wrong hash, one switched off and a process that is not there get the same answer', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const wrong = await send(`/api/2/json/public/${conv_id}/${'0'.repeat(40)}`, '{}');
    expect(wrong).toMatchObject({ proc: 'error', description: 'Access denied' });
    expect(await send(`/api/2/json/public/424242/${hash}`, '{}')).toEqual(wrong);
    await one(served, { type: 'delete', obj: 'callback_hash', conv_id });
    expect(await send(`/api/2/json/public/${conv_id}/${hash}`, '{}')).toEqual(wrong);
    expect(await send(`/api/2/json/public/${conv_id}/%20`, '{}')).toEqual(wrong);
    const fresh = await one(served, { type: 'create', obj: 'callback_hash', conv_id });
    expect(fresh.callback_hash).not.toBe(hash);
    expect(await send(`/api/2/json/public/${conv_id}/${fresh.callback_hash}`, '{}')).toMatchObject({ proc: 'ok' });
  });

  test('where a password is asked for, only who has it makes a task', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const path = `/api/2/json/public/${conv_id}/${hash}`;
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const data = { user: 'ann', pass: 'it:s me' };
    expect(await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data })).toMatchObject({
      proc: 'ok',
    });
    expect(await one(served, { type: 'show', obj: 'conv_auth', conv_id })).toMatchObject({ obj_type: 'basic', data });
    for (const headers of [{}, basic('ann:no'), basic('bob:it:s me'), basic('ann'), { authorization: 'Basic %' }]) {
      expect(await send(path, '{}', headers)).toMatchObject({ proc: 'error', description: 'Access denied' });
    }
    expect(await send(path, '{}', basic('ann:it:s me'))).toMatchObject({ proc: 'ok' });
    await one(served, { type: 'delete', obj: 'conv_auth', conv_id });
    expect(await send(path, '{}')).toMatchObject({ proc: 'ok' });
  });

  test('the password may stand in a variable', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const value = JSON.stringify({ user: 'ann', pass: 'secret' });
    const fields = { short_name: 'door', env_var_type: 'secret', data_type: 'json', value } as const;
    const door = await served.world.variables.create(ADMIN, fields);
    const data = { user: '{{env_var[@door].user}}', pass: '{{env_var[@door].pass}}' };
    await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data });
    const authorization = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
    const path = `/api/2/json/public/${conv_id}/${hash}`;
    expect(await send(path, '{}', { authorization })).toMatchObject({ proc: 'ok' });
    expect(await send(path, '{}')).toMatchObject({ proc: 'error' });

    const noPassword = { authorization: `Basic ${Buffer.from('ann:').toString('base64')}` };
    const half = { user: 'ann', pass: '{{env_var[@door].pass}}' };
    await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data: half });
    await served.world.variables.delete(ADMIN, door.obj_id);
    expect(await send(path, '{}', noPassword)).toMatchObject({ proc: 'error', description: 'Access denied' });
    await one(served, { type: 'create', obj: 'env_var', ...fields });
    for (const headers of [noPassword, { authorization }]) {
      expect(await send(path, '{}', headers)).toMatchObject({ proc: 'error', description: 'Access denied' });
    }
  });

  test('a body that is no JSON object is refused with the place of the mistake', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const path = `/api/2/json/public/${conv_id}/${hash}`;
    expect(await send(path, '{"a":}')).toMatchObject({ proc: 'error', line: 1, column: 6 });
    expect(await send(path, '[1]')).toMatchObject({ proc: 'error', key: 'data' });
    expect(await send(path, '"text"')).toMatchObject({ proc: 'error', key: 'data' });
    expect(await send(path, '')).toMatchObject({ proc: 'ok' });
  });

  test('XML and forms are said not to be supported', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    for (const form of ['xml', 'nvp']) {
      const { json } = await request(`${served.url}/api/1/${form}/public/${conv_id}/${hash}`, {
        method: 'POST',
        body: 'a=1',
      });
      expect(json).toMatchObject({ request_proc: 'error', description: expect.stringMatching(/not supported yet/) });
    }
  });
});

describe('callback URL', () => {
  async function path(conv_id: number, node_id = WORK): Promise<string> {
    const conv = await served.world.ports.catalog.read('conv', conv_id);
    if (conv === null) throw new Error('no process');
    return `/api/1/json/callback/${conv_id}.${node_id}/${nodeHash(conv, node_id)}`;
  }

  test('a waiting task is found in the body and goes on with what came', async () => {
    const { conv_id } = await importChain([WAIT]);
    const task = await served.world.addTask(conv_id, { a: 1 }, 'o1');
    const body = { order: { ids: [task.obj_id], paid: true } };
    expect(await send(await path(conv_id), JSON.stringify(body))).toMatchObject({
      proc: 'ok',
      ref: 'o1',
      obj_id: task.obj_id,
    });
    const shown = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task.obj_id });
    expect(shown).toMatchObject({ node_id: FINAL, data: { a: 1, ...body } });
  });

  test('the body may be a list', async () => {
    const { conv_id } = await importChain([{ ...WAIT, obj_id_path: '[1].id' }]);
    const task = await served.world.addTask(conv_id, {}, 'o2');
    expect(await send(await path(conv_id), JSON.stringify([0, { id: 'o2' }]))).toMatchObject({ proc: 'ok' });
    const shown = await one(served, { type: 'show', obj: 'task', conv_id, obj_id: task.obj_id });
    expect(shown).toMatchObject({ data: { __conveyor_callback_body__: [0, { id: 'o2' }] } });
  });

  test('a task that is elsewhere is not touched where the node is synchronous', async () => {
    const { conv_id } = await importChain([WAIT]);
    const task = await served.world.addTask(conv_id, {}, 'o3');
    const body = JSON.stringify({ order: { ids: [task.obj_id] } });
    await send(await path(conv_id), body);
    expect(await send(await path(conv_id), body)).toMatchObject({
      proc: 'error',
      description: 'task_not_in_current_sync_callback_node',
    });
  });

  test('who does not know the hash, or asks for no callback node, is refused', async () => {
    const { conv_id } = await importChain([WAIT]);
    const good = await path(conv_id);
    expect(await send(good.slice(0, -1), '{}')).toMatchObject({ description: 'Access denied' });
    expect(await send(good.replace(`${conv_id}.`, ''), '{}')).toMatchObject({ description: 'Access denied' });
    expect(await send(await path(conv_id, FINAL), '{}')).toMatchObject({ proc: 'error', code: 'not_found' });
    expect(await send(good, '{"order":{}}')).toMatchObject({ proc: 'error', key: 'order.ids[0]', value: null });
    expect(await send(good, '{"order":{"ids":["nobody"]}}')).toMatchObject({ description: 'not found task' });
  });
});
