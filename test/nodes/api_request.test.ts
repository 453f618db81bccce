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

test('api_bind_error: rows that XML cannot say', () => {
  const xml = { ...post, content_type: '{{t}}', extra: { a: '1', b: '2' } };
  expect(failure(enter(xml, { t: 'application/xml' }))).toEqual({
    ...{ prefix: 'api', type: 'hardware', tag: 'api_bind_error' },
    description: 'Error bind params to http query',
  });
});

describe('Rows are sent as XML', () => {
  const tag = '{"@attr":"{{n}}","child":["{{s}}",2],"#value":"text"}';
  const xml = { ...post, extra: { tag }, extra_type: { tag: 'object' }, extra_headers: {} };

  test.each(['application/xml', 'text/xml', 'application/soap+xml; charset=utf-8'])('as %s', (content_type) => {
    const request = httpRequest(enter({ ...xml, content_type, send_sys: true }, { n: 5, s: 'a <"b">' }));
    expect(request.body).toBe(
      '<?xml version="1.0" encoding="UTF-8" ?><tag attr="5"><child>a &lt;&quot;b&quot;&gt;</child><child>2</child>text</tag>',
    );
    expect(request.headers['Content-Type']).toBe(content_type);
    expect(new URL(request.url).searchParams.get('conv_id')).toBe(String(EXAMPLE.conv_id));
  });

  test('a GET keeps them in its query, and a raw body stays as it is', () => {
    const get = { ...post, method: 'GET', content_type: 'text/xml', extra: { a: '1', b: '2' } };
    expect(httpRequest(enter(get, {}))).toMatchObject({ url: 'https://h/x?a=1&b=2', body: null });
    const raw = { ...post, format: 'raw', content_type: 'text/xml', raw_body: '<a b="{{s}}">&amp;</a>' };
    expect(httpRequest(enter(raw, { s: 'x' })).body).toBe('<a b="x">&amp;</a>');
  });
});

describe('Old formats', () => {
  test('a logic that is its type and address alone is a GET without anything', () => {
    expect(httpRequest(enter({ type: 'api', url: 'https://h/' }, {}))).toMatchObject({
      method: 'GET',
      url: 'https://h/',
      body: null,
      cert_pem: '',
    });
  });

  test('v1: the format json posts, also where the method is not said', () => {
    expect(httpRequest(enter({ type: 'api', format: 'json', url: 'https://h/', extra: { a: '1' } }, {}))).toMatchObject(
      { method: 'POST', body: '{"a":"1"}' },
    );
    expect(httpRequest(enter({ type: 'api', format: 'json', method: 'PUT', url: 'https://h/' }, {})).method).toBe(
      'PUT',
    );
  });

  test('values that are no texts are sent as they are', () => {
    const extra = { o: { a: [1] }, b: true, n: 5.5, z: null, l: [] };
    expect(JSON.parse(httpRequest(enter({ ...post, extra }, {})).body ?? '')).toEqual(extra);
    const extra_type = { o: 'object', b: 'boolean', n: 'number', l: 'array' };
    expect(JSON.parse(httpRequest(enter({ ...post, extra, extra_type }, {})).body ?? '')).toEqual(extra);
  });

  test.each([
    [[{ name: 'A', value: '{{a}}' }, { key: 'B', value: 2 }, 'C: x:y', 'nothing', { value: 1 }, null]],
    [{ A: '{{a}}', B: 2, C: 'x:y' }],
  ])('headers may be a list', (extra_headers) => {
    expect(httpRequest(enter({ ...post, extra_headers }, { a: 1 })).headers).toMatchObject({
      A: '1',
      B: '2',
      C: 'x:y',
    });
  });

  test('what the server manages is left alone, and nothing stands for the default', () => {
    const logic = {
      ...post,
      is_migrate: true,
      version: 2,
      extra: '',
      extra_type: [],
      extra_headers: '',
      cert_pem: null,
      content_type: null,
    };
    expect(httpRequest(enter(logic, {}))).toMatchObject({
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
  });

  test('the content type may be a template', () => {
    const logic = { ...post, content_type: '{{t}}', extra: { a: 'x y' } };
    expect(httpRequest(enter(logic, { t: 'application/x-www-form-urlencoded' })).body).toBe('a=x%20y');
    expect(httpRequest(enter(logic, { t: 'application/json' })).body).toBe('{"a":"x y"}');
  });

  test.each(['DELETE', 'OPTIONS', 'HEAD', 'PUT', 'PATCH'])('%s carries its rows in the body', (method) => {
    const logic = { ...post, method, extra: { a: '1' } };
    expect(httpRequest(enter(logic, {}))).toMatchObject({ method, url: 'https://h/x', body: '{"a":"1"}' });
  });

  test('HEAD without rows has no body', () => {
    expect(httpRequest(enter({ ...post, method: 'HEAD' }, {})).body).toBeNull();
    expect(httpRequest(enter({ ...post, method: 'HEAD', format: 'raw' }, {})).body).toBeNull();
  });
});

describe('System parameters', () => {
  const sign = (secret: string, body: string) => sha1(`${time}${secret}${body}${secret}`);
  const bodies: [string, object, string][] = [
    ['a GET', { method: 'GET', extra: { a: '1' } }, ''],
    ['a form', { content_type: 'application/x-www-form-urlencoded', extra: { a: '1' } }, 'a=1'],
    ['XML', { content_type: 'text/xml', extra: { a: '1' } }, '<?xml version="1.0" encoding="UTF-8" ?><a>1</a>'],
    ['a raw body', { format: 'raw', raw_body: '{"a":1}' }, '{"a":1}'],
    ['HEAD', { method: 'HEAD' }, ''],
  ];
  test.each(bodies)('of %s stand in the address only, and sign what is sent', (_what, fields, body) => {
    const request = httpRequest(enter({ ...post, send_sys: true, api_secret_outer: 'k', ...fields }, {}));
    expect(request.body ?? '').toBe(body);
    const query = Object.fromEntries(new URL(request.url).searchParams);
    expect(query).toMatchObject({
      conv_signature: sign('k', body),
      conv_time: String(time),
      conv_id: String(EXAMPLE.conv_id),
    });
  });

  test('in the Corezoid format the envelope is signed and has no sys of its own', () => {
    const request = httpRequest(enter({ ...post, format: 'corezoid', send_sys: true }, {}));
    expect(Object.keys(JSON.parse(request.body ?? ''))).toEqual(['ops']);
    expect(new URL(request.url).searchParams.get('conv_signature')).toBe(sign(EXAMPLE.sign_key, request.body ?? ''));
  });

  test('an address of a Corezoid API without a secret is sent as it stands: nobody could check a signature', () => {
    const url = 'https://h/api/2/json/12';
    expect(httpRequest(enter({ ...post, url }, {})).url).toBe(url);
  });
});

test('Rows as XML without one root, and methods nobody knows, are problems that deploy names', () => {
  const type = typeNamed('api');
  const rulesOf = (logic: object) => type.problems?.(type.schema.parse({ ...post, ...logic })).map(({ rule }) => rule);
  expect(rulesOf({ content_type: 'text/xml' })).toEqual(['api_xml']);
  expect(rulesOf({ content_type: 'text/xml', extra: { a: '{}' } })).toEqual([]);
  expect(rulesOf({ content_type: 'text/xml', format: 'raw' })).toEqual([]);
  expect(rulesOf({ content_type: 'text/xml', method: 'get' })).toEqual([]);
  expect(rulesOf({ method: 'FETCH' })).toEqual(['api_method']);
});
