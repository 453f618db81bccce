/** What an API Call makes of the answer. */
import type { Json } from '../../src/base/json.ts';
import type { EffectAnswer } from '../../src/model/effect.ts';
import { dataAfter, enterAndWake, failure, httpAnswer } from '../fixtures/node_context.ts';

const get = { type: 'api', method: 'GET', url: 'https://h/' };
const mapped = (response: Record<string, string>, response_type: Record<string, string> = {}) => ({
  ...get,
  ...{ customize_response: true, response, response_type },
});

test.each([200, 201, 202, 204])('%d is a success: the object goes to the root of the task', (status) => {
  expect(dataAfter(enterAndWake(get, { a: 1, b: 1 }, httpAnswer(status, '{"b":2}')))).toEqual({ a: 1, b: 2 });
});

test('A list goes to a parameter of its own, also an empty one', () => {
  expect(dataAfter(enterAndWake(get, {}, httpAnswer(200, '[]')))).toEqual({ __conveyor_api_array__: [] });
});

test('An image is kept as base64', () => {
  const answer = httpAnswer(200, 'aGVsbG8=', { 'content-type': 'image/png' });
  expect(dataAfter(enterAndWake(get, {}, answer))).toEqual({ __conveyor_api_image__: 'aGVsbG8=' });
});

test('A form is read, its values being texts', () => {
  const answer = httpAnswer(200, 'a=1&b=x+y%21', {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  });
  expect(dataAfter(enterAndWake(get, {}, answer))).toEqual({ a: '1', b: 'x y!' });
});

test('JSON is read whatever type the other side says it is', () => {
  const answer = httpAnswer(200, '{"a":1}', { 'content-type': 'text/html' });
  expect(dataAfter(enterAndWake(get, {}, answer))).toEqual({ a: 1 });
});

test('Without a body: fine for 202, for HEAD, and where the RFC is not asked for', () => {
  expect(dataAfter(enterAndWake(get, {}, httpAnswer(202, '')))).toEqual({});
  expect(dataAfter(enterAndWake({ ...get, method: 'HEAD' }, {}, httpAnswer(200, '')))).toEqual({});
  expect(dataAfter(enterAndWake({ ...get, rfc_format: false }, {}, httpAnswer(200, '')))).toEqual({});
});

test('An answer that does not name its type is JSON if it can be, else what the request was', () => {
  const form = { ...get, method: 'POST', content_type: 'application/x-www-form-urlencoded' };
  const unnamed = (body: string) => ({ ...httpAnswer(200, body), headers: {} }) as EffectAnswer;
  expect(dataAfter(enterAndWake(form, {}, unnamed('{"id":"cs_1"}')))).toEqual({ id: 'cs_1' });
  expect(dataAfter(enterAndWake(form, {}, unnamed('id=cs_1')))).toEqual({ id: 'cs_1' });
});

test('A mapping writes only what it names, cast; what is missing is the empty text', () => {
  const response = {
    id: '{{body.id}}',
    all: '{{body}}',
    list: '{{body.id}}',
    none: '{{body.x.y}}',
    type: '{{header.content-type}}',
  };
  const types = { id: 'number', all: 'string', list: 'array', none: 'number', type: 'string' };
  expect(dataAfter(enterAndWake(mapped(response, types), { a: 1 }, httpAnswer(200, '{"id":"7"}')))).toEqual({
    ...{ a: 1, id: 7, all: '{"id":"7"}', list: ['7'], none: '', type: 'application/json' },
  });
});

test('The names of a mapping are those from before the call', () => {
  const logic = mapped({ '{{out.{{name}}}}': '{{body.name}}' });
  expect(dataAfter(enterAndWake(logic, { name: 'first' }, httpAnswer(200, '{"name":"second"}')))).toEqual({
    name: 'first',
    out: { first: 'second' },
  });
});

test('A customized response without a mapping keeps header and body', () => {
  expect(dataAfter(enterAndWake(mapped({}), {}, httpAnswer(200, '[1]')))).toEqual({
    ...{ header: { 'content-type': 'application/json' }, body: [1] },
  });
});

test('A list is kept where the mapping says object, as new nodes do', () => {
  expect(dataAfter(enterAndWake(mapped({ b: '{{body}}' }, { b: 'object' }), {}, httpAnswer(200, '[1]')))).toEqual({
    b: [1],
  });
});

test('Texts that are neither JSON nor XML reach the task through a mapping', () => {
  const answer = httpAnswer(200, 'OK', { 'content-type': 'text/plain' });
  expect(dataAfter(enterAndWake(mapped({ b: '{{body}}' }, { b: 'string' }), {}, answer))).toEqual({ b: 'OK' });
  expect(failure(enterAndWake(get, {}, answer)).tag).toBe('api_no_valid_json');
});

test('Debug tells how the request went, of failures too', () => {
  const debug = { http_exec_time: 1.5, http_req_body_size: 1, http_res_code: 200, http_res_body_size: 2 };
  const logic = { ...get, debug_info: true };
  expect(dataAfter(enterAndWake(logic, {}, httpAnswer(200, '{}')))).toEqual({ __conveyor_api_debug__: debug });
  expect(enterAndWake(logic, {}, httpAnswer(500, ''))).toMatchObject({
    data: { __conveyor_api_debug__: { http_res_code: 500 } },
  });
});

test.each([
  [
    'api_expire_query',
    'hardware',
    'Expire task to API, please check your api for correct answer, or increase max_threads for connections',
  ],
  ['api_fatal_error', 'hardware', 'Error running api'],
  ['api_bad_answer', 'software', 'timeout'],
  ['api_bad_answer', 'software', 'no_scheme'],
  ['api_in_doubt', 'software', 'connection reset'],
] as const)('%s (%s): %s is told as it came', (tag, type, description) => {
  const answer: EffectAnswer = { kind: 'failed', type, tag, description };
  expect(failure(enterAndWake(get, {}, answer))).toEqual({ prefix: 'api', type, tag, description });
});

test('api_bad_answer: the status is told in words and as a number, and a JSON object comes along', () => {
  for (const logic of [get, mapped({ b: '{{body}}' })]) {
    const outcome = enterAndWake(logic, { a: 1 }, httpAnswer(400, '{"error":"invalid_grant"}'));
    expect(failure(outcome)).toEqual({
      prefix: 'api',
      type: 'software',
      tag: 'api_bad_answer',
      description: 'Bad Request',
    });
    expect(outcome).toMatchObject({
      data: { a: 1, error: 'invalid_grant' },
      error: { also: { __conveyor_api_return_http_code__: 400 } },
    });
  }
});

test('api_bad_answer: a body that is no object brings nothing', () => {
  const outcome = enterAndWake(get, { a: 1 }, httpAnswer(599, '<html>', { 'content-type': 'text/html' }));
  expect(outcome).toMatchObject({ do: 'fail', data: { a: 1 }, error: { description: 'HTTP 599' } });
});

test('api_in_doubt: a refusal after an attempt that was lost may mean that the lost one was carried out', () => {
  const answer = { ...httpAnswer(400, '{"error":"invalid_grant"}'), lost: 1 } as EffectAnswer;
  const outcome = enterAndWake(get, {}, answer);
  expect(failure(outcome)).toMatchObject({ type: 'software', tag: 'api_in_doubt' });
  expect(outcome).toMatchObject({ data: { error: 'invalid_grant' } });
});

test.each(['<html>no</html>', '{"a":', ''])('api_no_valid_json: %j', (body) => {
  const outcome = enterAndWake(get, {}, httpAnswer(200, ` ${body}\n`));
  expect(failure(outcome)).toEqual({
    ...{ prefix: 'api', type: 'software', tag: 'api_no_valid_json' },
    description: `Not valid http result json(${body})`,
  });
  expect(outcome).toMatchObject({ error: { also: { __conveyor_api_return_http_code__: 200 } } });
});

test('api_wrong_convert_param: a mapped value that cannot be cast', () => {
  const logic = mapped({ n: '{{body.n}}' }, { n: 'number' });
  expect(failure(enterAndWake(logic, {}, httpAnswer(200, '{"n":"abc"}')))).toMatchObject({
    ...{ tag: 'api_wrong_convert_param', description: 'Param: n, Value: abc, Try convert to: number' },
  });
});

test('api_task_size_overflow_limit: the answer is not taken', () => {
  const outcome = enterAndWake(get, { a: 1 }, httpAnswer(200, `{"b":"${'x'.repeat(100)}"}`), { task_bytes: 50 });
  expect(failure(outcome).tag).toBe('api_task_size_overflow_limit');
  expect(outcome).toMatchObject({ data: { a: 1 } });
});

describe('The Corezoid format', () => {
  const logic = { ...get, format: 'corezoid' };
  const answered = (body: unknown) => enterAndWake(logic, { a: 1 }, httpAnswer(200, JSON.stringify(body)));

  test('The result of the operation is merged', () => {
    expect(dataAfter(answered({ request_proc: 'ok', ops: [{ proc: 'ok', res_data: { b: 2 } }] }))).toEqual({
      a: 1,
      b: 2,
    });
  });

  test.each([
    [
      'api_no_request_proc',
      { ops: [] },
      'Bad request_proc tag. Please fill request_proc=ok for your answer. If you want to put error use proc!=ok',
    ],
    ['api_no_ops', { request_proc: 'ok' }, 'No ops. Please check documentation'],
    [
      'api_bad_res_data',
      { request_proc: 'ok', ops: [{ proc: 'ok', res_data: 5 }] },
      'Bad res_data: 5. Please check documentation',
    ],
    ['api_bad_answer', { request_proc: 'ok', ops: [{ proc: 'fail', res_data: { why: 'x' } }] }, 'proc: "fail"'],
  ])('%s', (tag, body, description) => {
    expect(failure(answered(body))).toEqual({ prefix: 'api', type: 'software', tag, description });
  });
});

test('A mail that could not be sent leads to the error node', () => {
  const mail = { type: 'api', url: 'smtp://mail.example.com', extra: { to: 'a@b.c' } };
  const answer: EffectAnswer = {
    kind: 'failed',
    type: 'software',
    tag: 'api_bad_answer',
    description: '550 no such user',
  };
  expect(failure(enterAndWake(mail, {}, answer))).toMatchObject({
    tag: 'api_bad_answer',
    description: '550 no such user',
  });
});

describe('XML', () => {
  const xml = (status: number, body: string, type = 'application/xml; charset=utf-8') =>
    httpAnswer(status, body, { 'content-type': type });
  const document = '<response id="7"><item>1</item><item>2</item><one><x>y</x></one></response>';
  const value = { response: { '@id': '7', item: ['1', '2'], one: { x: 'y' } } };

  test.each(['application/xml', 'text/xml', 'application/soap+xml', 'application/rss+xml'])(
    '%s becomes JSON at the root',
    (type) => {
      expect(dataAfter(enterAndWake(get, {}, xml(200, document, type)))).toEqual(value);
    },
  );

  test('a mapping reaches into it', () => {
    const logic = mapped(
      { id: '{{body.response.@id}}', second: '{{body.response.item[1]}}', all: '{{body}}' },
      { id: 'number', all: 'object' },
    );
    expect(dataAfter(enterAndWake(logic, {}, xml(200, document)))).toEqual({ id: 7, second: '2', all: value });
  });

  test('an answer that names no type is XML where the request was', () => {
    const logic = { ...get, method: 'POST', content_type: 'text/xml', extra: { a: '1' } };
    const unnamed = { ...httpAnswer(200, document), headers: {} } as EffectAnswer;
    expect(dataAfter(enterAndWake(logic, {}, unnamed))).toEqual(value);
  });

  test('an error answer in XML is added to the task', () => {
    const outcome = enterAndWake(get, {}, xml(500, '<error>no</error>'));
    expect(outcome).toMatchObject({ do: 'fail', data: { error: 'no' }, error: { tag: 'api_bad_answer' } });
  });

  test.each([get, mapped({ b: '{{body}}' })])(
    'api_no_valid_json: XML that cannot be read, or that declares entities',
    (logic) => {
      for (const body of ['<a><b></a>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'Bad Gateway']) {
        const got = failure(enterAndWake(logic, {}, xml(200, body)));
        expect(got).toMatchObject({ type: 'software', tag: 'api_no_valid_json' });
        expect(got.description).toContain(`Not valid http result xml(${body}): `);
      }
    },
  );

  test('pages in XHTML stay texts, which a mapping may take', () => {
    const logic = mapped({ b: '{{body}}' });
    expect(dataAfter(enterAndWake(logic, {}, xml(200, '<html/>', 'application/xhtml+xml')))).toEqual({ b: '<html/>' });
  });
});

describe('Faults of the Corezoid format', () => {
  const corezoid = { ...get, method: 'POST', format: 'corezoid' };
  const answer = (status: number, ops: unknown) => httpAnswer(status, JSON.stringify({ request_proc: 'ok', ops }));

  test('of a refusal with HTTP 500 only res_data goes to the task', () => {
    const outcome = enterAndWake(
      corezoid,
      { a: 1 },
      answer(500, [{ proc: 'fail', res_data: { error: 'Text error' } }]),
    );
    expect(outcome).toMatchObject({
      do: 'fail',
      data: { a: 1, error: 'Text error' },
      error: { tag: 'api_bad_answer' },
    });
    expect(outcome).not.toHaveProperty('data.ops');
  });

  test('ops may be one object', () => {
    expect(dataAfter(enterAndWake(corezoid, {}, answer(200, { proc: 'ok', res_data: { b: 2 } })))).toEqual({ b: 2 });
  });

  test.each([
    ['api_no_request_proc', httpAnswer(200, '{"request_proc":"fail","ops":[]}')],
    ['api_no_request_proc', httpAnswer(200, '[]')],
    ['api_no_ops', answer(200, [])],
    ['api_no_ops', answer(200, 'x')],
    ['api_bad_res_data', answer(200, [{ proc: 'ok', res_data: [1] }])],
    ['api_bad_answer', answer(200, [{ proc: 'fail', res_data: {} }])],
    ['api_no_valid_json', httpAnswer(200, 'x')],
  ])('%s', (tag, got) => expect(failure(enterAndWake(corezoid, {}, got))).toMatchObject({ type: 'software', tag }));
});

describe('What a mapping casts', () => {
  const body = '{"n":"5","t":"true","o":{"a":1},"l":[1],"s":"text","z":null,"json":"{\\"b\\":2}"}';
  const cast = (from: string, type: string) =>
    enterAndWake(mapped({ out: `{{body.${from}}}` }, { out: type }), {}, httpAnswer(200, body));
  test.each<[string, string, Json]>([
    ['n', 'number', 5],
    ['n', 'string', '5'],
    ['t', 'boolean', true],
    ['o', 'string', '{"a":1}'],
    ['o', 'object', { a: 1 }],
    ['o', 'array', [{ a: 1 }]],
    ['l', 'array', [1]],
    ['l', 'object', [1]],
    ['s', 'array', ['text']],
    ['json', 'object', { b: 2 }],
    ['z', 'number', ''],
    ['none', 'object', ''],
    ['none', 'number', ''],
    ['none', 'array', ''],
  ])('%s to %s', (from, type, value) => expect(dataAfter(cast(from, type))).toEqual({ out: value }));

  test.each([
    ['s', 'number'],
    ['s', 'boolean'],
    ['s', 'object'],
  ])('api_wrong_convert_param: %s is no %s', (from, type) => {
    expect(failure(cast(from, type))).toMatchObject({ type: 'software', tag: 'api_wrong_convert_param' });
  });
});
