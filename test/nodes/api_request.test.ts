/** What an API Call sends. */
import { createHash } from 'node:crypto';
import { EXAMPLE } from '../../src/nodes/parts/example.ts';
import { enter, failure, httpRequest, typeNamed } from '../fixtures/node_context.ts';

const post = { type: 'api', method: 'POST', url: 'https://h/x' };
const time = EXAMPLE.now / 1000;
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

test('A request repeated after a crash carries the same key, and the key of another wait is another', () => {
  expect(httpRequest(enter(post, {})).headers).toMatchObject({
    ...{ 'X-Corezoid-TaskID': EXAMPLE.obj_id, 'Idempotency-Key': `${EXAMPLE.obj_id}-0` },
  });
  expect(httpRequest(enter(post, {}, { task: { hop: 4 } })).headers['Idempotency-Key']).toBe(`${EXAMPLE.obj_id}-4`);
});

test('A query is added to the one the address has, before its fragment', () => {
  const get = {
    type: 'api',
    method: 'get',
    extra: { q: 'a b&c', list: '[1,2]', n: '{{n}}' },
    extra_type: { list: 'array' },
  };
  const query = 'q=a%20b%26c&list=%5B1%2C2%5D&n=5';
  for (const [url, sent] of [
    ['https://h/x', `https://h/x?${query}`],
    ['https://h/x?a=1', `https://h/x?a=1&${query}`],
    ['https://h/x?#top', `https://h/x?${query}#top`],
  ]) {
    expect(httpRequest(enter({ ...get, url }, { n: 5 }))).toMatchObject({ method: 'GET', url: sent, body: null });
  }
});

test('Rows are sent as JSON of their types', () => {
  const extra = { ops: '[{"limit":"{{limit}}","id":{{id}}}]', on: 'true', name: '{{name}}' };
  const logic = { ...post, extra, extra_type: { ops: 'array', on: 'boolean', name: 'string' } };
  const request = httpRequest(enter(logic, { limit: '10', id: 5, name: 'a "b"' }));
  expect(JSON.parse(request.body ?? '')).toEqual({ ops: [{ limit: '10', id: 5 }], on: true, name: 'a "b"' });
});

test('Rows are sent as a form, a structure as JSON under its one name', () => {
  const form = { ...post, content_type: 'application/x-www-form-urlencoded' };
  const request = httpRequest(enter({ ...form, extra: { a: 'x y', o: '{"b":1}' }, extra_type: { o: 'object' } }, {}));
  expect(request.body).toBe('a=x%20y&o=%7B%22b%22%3A1%7D');
  expect(request.headers['Content-Type']).toBe('application/x-www-form-urlencoded');
});

test('A raw body is a text; an object alone in it is its JSON, and texts inside JSON are escaped', () => {
  const raw = { ...post, format: 'raw' };
  expect(httpRequest(enter({ ...raw, raw_body: '{{o}}' }, { o: { a: 1 } })).body).toBe('{"a":1}');
  expect(httpRequest(enter({ ...raw, raw_body: '{"s":"{{s}}"}' }, { s: 'say "hi"\n' })).body).toBe(
    '{"s":"say \\"hi\\"\\n"}',
  );
  const text = { ...raw, content_type: 'text/plain', raw_body: '"{{s}}"' };
  expect(httpRequest(enter(text, { s: 'say "hi"' })).body).toBe('"say "hi""');
});

test('Of two headers that differ in case the later row wins, and a line break begins no header', () => {
  const extra_headers = { 'content-type': 'text/plain', 'Content-Type': 'text/html', A: '{{a}}' };
  const { headers } = httpRequest(enter({ ...post, extra_headers }, { a: 'x\r\nB: y' }));
  expect(headers).toMatchObject({ 'Content-Type': 'text/html', A: 'x B: y' });
  expect(headers).not.toHaveProperty('content-type');
});

test('System parameters are sent and signed where the logic says so, with the process’s key', () => {
  const request = httpRequest(enter({ ...post, send_sys: true, extra: { a: '1' } }, {}));
  const sys = { ref: EXAMPLE.ref, obj_id: EXAMPLE.obj_id, conv_id: EXAMPLE.conv_id, node_id: EXAMPLE.node_id };
  expect(JSON.parse(request.body ?? '')).toEqual({ a: '1', sys });
  const sign = sha1(`${time}${EXAMPLE.sign_key}${request.body}${EXAMPLE.sign_key}`);
  expect(request.url).toBe(`https://h/x?conv_signature=${sign}&conv_time=${time}&conv_id=${EXAMPLE.conv_id}`);
});

test('System parameters are signed with the secret that the logic names', () => {
  const request = httpRequest(enter({ ...post, send_sys: true, api_secret_outer: '{{s}}' }, { s: 'top' }));
  expect(new URL(request.url).searchParams.get('conv_signature')).toBe(sha1(`${time}top${request.body}top`));
});

test('System parameters are not sent where an export does not ask for them', () => {
  expect(httpRequest(enter(post, {}))).toMatchObject({ url: 'https://h/x', body: '{}' });
});

test('A request to a Corezoid API is signed in its path and says nothing else of the task', () => {
  const logic = {
    ...post,
    url: 'https://api.corezoid.com/api/2/json/{{login}}',
    send_sys: true,
    api_secret_outer: 's',
  };
  const request = httpRequest(enter({ ...logic, extra: { ops: '[]' }, extra_type: { ops: 'array' } }, { login: 12 }));
  expect(request.body).toBe('{"ops":[]}');
  expect(request.url).toBe(`https://api.corezoid.com/api/2/json/12/${time}/${sha1(`${time}s{"ops":[]}s`)}`);
});

test('An address that is signed already, and a direct address, are left as they are', () => {
  for (const url of ['https://h/api/2/json/12/170/abc', 'https://h/api/2/json/public/5/abc']) {
    expect(httpRequest(enter({ ...post, url, api_secret_outer: 's' }, {})).url).toBe(url);
  }
});

test('The Corezoid format is an envelope with the task', () => {
  const logic = { ...post, method: 'GET', format: 'corezoid', extra: { x: '{{a}}' }, extra_type: { x: 'number' } };
  const request = httpRequest(enter(logic, { a: 1 }));
  expect(request.method).toBe('POST');
  expect(JSON.parse(request.body ?? '')).toEqual({
    ops: [
      {
        ...{ type: 'data', obj: 'task', ref: EXAMPLE.ref, obj_id: EXAMPLE.obj_id },
        ...{ conv_id: EXAMPLE.conv_id, node_id: EXAMPLE.node_id, data: { a: 1 }, extra: { x: 1 } },
      },
    ],
  });
});

test('Limits and repetition: defaults, and numbers written as text', () => {
  expect(enter(post, {})).toMatchObject({ effect: { max_threads: 5, repeat: 'always' } });
  const strict = { ...post, max_threads: '20', takt: { repeat: 'once' } };
  expect(enter(strict, {})).toMatchObject({ effect: { max_threads: 20, repeat: 'once' } });
});

test('api_wrong_convert_param', () => {
  expect(failure(enter({ ...post, extra: { n: '{{n}}' }, extra_type: { n: 'number' } }, { n: 'x' }))).toEqual({
    ...{ prefix: 'api', type: 'software', tag: 'api_wrong_convert_param' },
    description: 'Param: n, Value: x, Try convert to: number',
  });
});

test('api_bind_error: rows as XML, where the type came from the task', () => {
  expect(failure(enter({ ...post, content_type: '{{t}}' }, { t: 'application/xml' }))).toEqual({
    ...{ prefix: 'api', type: 'hardware', tag: 'api_bind_error', description: 'Error bind params to http query' },
  });
});

test('Rows as XML and methods nobody knows are problems that deploy names; XML as a raw text is none', () => {
  const type = typeNamed('api');
  const rulesOf = (logic: object) => type.problems?.(type.schema.parse({ ...post, ...logic })).map(({ rule }) => rule);
  expect(rulesOf({ content_type: 'text/xml' })).toEqual(['api_xml']);
  expect(rulesOf({ content_type: 'text/xml', format: 'raw' })).toEqual([]);
  expect(rulesOf({ method: 'FETCH' })).toEqual(['api_method']);
});
