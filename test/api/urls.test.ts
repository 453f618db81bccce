/** Direct URLs: in JSON, XML and forms, of processes and of aliases. */

import { XML_FORMAT } from '../../src/api/body_formats.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { readXml } from '../../src/model/xml.ts';
import { rawChain } from '../fixtures/raws.ts';
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
});

describe('direct URL in XML', () => {
  async function sendXml(path: string, body: string | Buffer, type = 'application/xml'): Promise<JsonObject> {
    const answer = await request(`${served.url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const read = readXml(answer.text);
    if ('problem' in read) throw new Error(read.problem);
    return read.value;
  }
  const dataOf = async (conv_id: number, made: JsonObject): Promise<Json> => {
    const { ops } = made.response as { ops: JsonObject };
    return (await one(served, { type: 'show', obj: 'task', conv_id, obj_id: ops.obj_id ?? '' })).data ?? null;
  };

  test('the document becomes the data, its root being the one key; the answer is XML', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    for (const version of [1, 2]) {
      const path = `/api/${version}/xml/public/${conv_id}/${hash}`;
      const body = '<?xml version="1.0"?><order id="7"><item>1</item><item>2</item></order>';
      const made = await sendXml(path, body, 'text/plain');
      expect(made).toEqual({
        response: { request_proc: 'ok', ops: { id: '', proc: 'ok', obj: 'task', ref: '', obj_id: expect.any(String) } },
      });
      expect(await dataOf(conv_id, made)).toEqual({ order: { '@id': '7', item: ['1', '2'] } });
    }
  });

  test('it may be in the charset that it names', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const body = Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>\xef\xf0\xe8</a>', 'latin1');
    for (const type of ['text/xml', 'text/plain']) {
      const made = await sendXml(`/api/1/xml/public/${conv_id}/${hash}`, body, type);
      expect(await dataOf(conv_id, made)).toEqual({ a: 'при' });
    }
  });

  test('an empty body makes a task without data', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    expect(await dataOf(conv_id, await sendXml(`/api/1/xml/public/${conv_id}/${hash}`, ' '))).toEqual({});
  });

  test('what is no XML, a wrong hash and a missing password are refused in XML', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const path = `/api/1/xml/public/${conv_id}/${hash}`;
    for (const body of ['<a><b></a>', '{"a":1}', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>']) {
      expect(await sendXml(path, body)).toMatchObject({
        response: { request_proc: 'format_error', ops: { proc: 'error', code: 'bad_xml' } },
      });
    }
    const denied = { response: { request_proc: 'ok', ops: { proc: 'error', description: 'Access denied' } } };
    expect(await sendXml(`/api/1/xml/public/${conv_id}/${'0'.repeat(40)}`, '<a/>')).toMatchObject(denied);
    await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data: { user: 'a', pass: 'b' } });
    expect(await sendXml(path, '<a/>')).toMatchObject(denied);
  });

  test('a refusal that quotes what XML cannot say is still XML', () => {
    const ops = { proc: 'error', code: 'bad_request', value: 'x\u0000', 'a b': 1 };
    expect(readXml(String(XML_FORMAT.answer({ request_proc: 'ok', ops }).body))).toEqual({
      value: { response: { request_proc: 'ok', ops: { proc: 'error', code: 'bad_request' } } },
    });
  });
});

describe('direct URL of names and values', () => {
  async function sendForm(path: string, body: string | Buffer, type = 'application/x-www-form-urlencoded') {
    const answer = await request(`${served.url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.headers.get('content-type')).toBe('application/x-www-form-urlencoded; charset=utf-8');
    return Object.fromEntries(new URLSearchParams(answer.text));
  }
  const dataOf = async (conv_id: number, { obj_id = '' }: Record<string, string>): Promise<Json> =>
    (await one(served, { type: 'show', obj: 'task', conv_id, obj_id })).data ?? null;

  test('a form becomes the data, its values being texts; the answer is a form', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const path = `/api/1/nvp/public/${conv_id}/${hash}`;
    const made = await sendForm(path, 'order=7&name=%D0%AF+x&empty=&order=8&__proto__=p&a%5B%5D=1');
    expect(made).toEqual({ request_proc: 'ok', id: '', proc: 'ok', obj: 'task', ref: '', obj_id: expect.any(String) });
    const data = await dataOf(conv_id, made);
    expect(JSON.stringify(data)).toBe('{"order":"8","name":"Я x","empty":"","__proto__":"p","a[]":"1"}');
    expect(await dataOf(conv_id, await sendForm(path, 'a=1', 'text/plain'))).toEqual({ a: '1' });
    expect(await dataOf(conv_id, await sendForm(path.replace('/api/1', '/api/2'), ''))).toEqual({});
  });

  test('what is no form is refused in a form', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const path = `/api/1/nvp/public/${conv_id}/${hash}`;
    const refused = { request_proc: 'ok', proc: 'error', code: 'bad_request' };
    expect(await sendForm(path, '{"a":1}')).toMatchObject(refused);
    const multipart = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--';
    expect(await sendForm(path, multipart, 'multipart/form-data; boundary=x')).toMatchObject(refused);
    expect(await sendForm(`/api/1/nvp/public/${conv_id}/x`, 'a=1')).toMatchObject({ description: 'Access denied' });
  });
});

describe('direct URL of an alias', () => {
  async function aliasTo(conv_id: number, more: JsonObject = {}): Promise<{ alias_id: number; path: string }> {
    const fields = { short_name: 'door', title: 'Door', obj_to_id: conv_id, obj_to_type: 'conv', ...more };
    const alias_id = Number((await one(served, { type: 'create', obj: 'alias', ...fields })).obj_id);
    const made = await one(served, { type: 'create', obj: 'callback_hash', obj_type: 'alias', alias_id });
    expect(made).toMatchObject({ proc: 'ok', alias_id, callback_hash: expect.stringMatching(/^[0-9a-f]{40}$/) });
    return { alias_id, path: new URL(String(made.url)).pathname };
  }
  const tasksOf = async (conv_id: number, made: JsonObject): Promise<JsonObject> =>
    one(served, { type: 'show', obj: 'task', conv_id, obj_id: made.obj_id ?? '' });

  test('makes a task where the alias leads, also after it was pointed elsewhere', async () => {
    const [first, second] = [await importChain([WAIT]), await importChain([WAIT])];
    const { alias_id, path } = await aliasTo(first.conv_id);
    expect(await tasksOf(first.conv_id, await send(path, '{"a":1}'))).toMatchObject({ proc: 'ok', data: { a: 1 } });
    await one(served, { type: 'link', obj: 'alias', obj_id: alias_id, obj_to_id: second.conv_id, link: true });
    expect(await tasksOf(second.conv_id, await send(path, '{"a":2}'))).toMatchObject({ proc: 'ok', data: { a: 2 } });
    const named = path.replace(/@door\/[^/]+\/[^/]+\/[^/]+/, '@door/my-project/production/i123');
    expect(await send(named, '{}')).toMatchObject({ proc: 'ok' });
    const xml = await request(`${served.url}${path.replace('/json/', '/xml/')}`, { method: 'POST', body: '<a/>' });
    expect(xml.text).toContain('<proc>ok</proc>');
    expect(await request(`${served.url}${path}`, { method: 'OPTIONS' })).toMatchObject({ status: 200 });
  });

  test('a wrong hash, another alias, one that leads nowhere and one switched off get the same answer', async () => {
    const { conv_id, hash } = await importChain([WAIT]);
    const { alias_id, path } = await aliasTo(conv_id);
    const denied = await send(path.replace(/[^/]+$/, '0'.repeat(40)), '{}');
    expect(denied).toMatchObject({ proc: 'error', description: 'Access denied' });
    expect(await send(path.replace(/[^/]+$/, hash), '{}')).toEqual(denied);
    expect(await send(path.replace('@door', '@other'), '{}')).toEqual(denied);
    expect(await send(path.replace('@door', 'door'), '{}')).toEqual(denied);
    const get = { type: 'get', obj: 'callback_hash', alias_id };
    expect(await one(served, get)).toMatchObject({ callback_hash: path.slice(-40) });
    const fresh = await one(served, { ...get, type: 'modify' });
    expect(fresh.callback_hash).not.toBe(path.slice(-40));
    expect(await send(path, '{}')).toEqual(denied);
    await one(served, { ...get, type: 'delete' });
    expect(await send(new URL(String(fresh.url)).pathname, '{}')).toEqual(denied);
    const again = new URL(String((await one(served, { ...get, type: 'create' })).url)).pathname;
    await one(served, { type: 'link', obj: 'alias', obj_id: alias_id, obj_to_id: conv_id, link: false });
    expect(await send(again, '{}')).toEqual(denied);
  });

  test('the password of the process is asked for', async () => {
    const { conv_id } = await importChain([WAIT]);
    const { path } = await aliasTo(conv_id);
    await one(served, { type: 'modify', obj: 'conv_auth', conv_id, obj_type: 'basic', data: { user: 'a', pass: 'b' } });
    expect(await send(path, '{}')).toMatchObject({ proc: 'error' });
    const authorization = `Basic ${Buffer.from('a:b').toString('base64')}`;
    expect(await send(path, '{}', { authorization })).toMatchObject({ proc: 'ok' });
  });

  test('who may not make tasks in the process makes none by an alias of his own', async () => {
    const { conv_id } = await importChain([WAIT]);
    const folder = await one(served, { type: 'create', obj: 'folder', title: 'Mine' }, { key: served.guest });
    const view = [{ type: 'view', list_obj: ['all'] }];
    const link = { type: 'link', obj: 'conv', obj_id: conv_id, obj_to: 'user', obj_to_id: served.guest.obj_id };
    await one(served, { ...link, privs: view });
    const fields = { short_name: 'mine', obj_to_id: conv_id, folder_id: folder.obj_id ?? 0 };
    const alias = await one(served, { type: 'create', obj: 'alias', ...fields }, { key: served.guest });
    const hash = { type: 'create', obj: 'callback_hash', alias_id: alias.obj_id ?? 0 };
    expect(await one(served, hash, { key: served.guest })).toMatchObject({ description: 'Access denied' });
    const { url } = await one(served, hash);
    expect(await send(new URL(String(url)).pathname, '{}')).toMatchObject({ description: 'Access denied' });
  });
});
