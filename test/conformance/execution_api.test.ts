/** What API Call sends, and what becomes of the answer. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/base/json.ts';
import type { HttpOutcome, HttpRequest } from '../../src/ports/http_client.ts';
import { Bench, chain, type Ran, WORK } from './bench.ts';
import { answer, api, apiError, slowServer } from './http_answers.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.world.http.sent.length = 0;
});

async function call(got: HttpOutcome, more: JsonObject = {}, data: JsonObject = {}): Promise<Ran> {
  bench.world.http.answer = () => got;
  return bench.run([api(more)], data);
}

/** What is sent of a call that is answered with an empty object. */
async function sent(more: JsonObject, data: JsonObject = {}): Promise<{ request: HttpRequest; ran: Ran }> {
  bench.world.http.sent.length = 0;
  const ran = await call(answer({}), more, data);
  const [request] = bench.world.http.sent;
  if (request === undefined) throw new Error('nothing was sent');
  return { request, ran };
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

describe('what is sent', () => {
  test('execution §5.4: every request says which task it is of', async () => {
    const { request, ran } = await sent({});
    expect(request.headers['X-Corezoid-TaskID']).toBe(ran.task.obj_id);
  });

  test('execution §5.4: send_sys signs with the secret: time, secret, body, secret; and JSON says where it comes from', async () => {
    const more = { send_sys: true, api_secret_outer: 's3', extra: { a: '1' }, extra_type: { a: 'number' } };
    const { request, ran } = await sent(more);
    const query = new URL(request.url).searchParams;
    expect(query.get('conv_id')).toBe(String(ran.conv_id));
    expect(query.get('conv_signature')).toBe(sha1(`${query.get('conv_time')}s3${request.body}s3`));
    expect(JSON.parse(request.body ?? '')).toEqual({
      a: 1,
      sys: { ref: ran.task.ref, obj_id: ran.task.obj_id, conv_id: ran.conv_id, node_id: WORK },
    });
  });

  test('execution §5.4: send_sys of a GET and of a form is in the address only', async () => {
    for (const more of [{ method: 'GET' }, { content_type: 'application/x-www-form-urlencoded' }]) {
      const rows = { extra: { a: '1' }, extra_type: { a: 'string' } };
      const { request } = await sent({ send_sys: true, api_secret_outer: 's', ...rows, ...more });
      const query = new URL(request.url).searchParams;
      expect(query.get('conv_signature')).toBe(sha1(`${query.get('conv_time')}s${request.body ?? ''}s`));
      expect(request.body ?? '').not.toContain('sys');
    }
  });

  test('execution §5.4: GET puts the rows into the query, others send them as JSON or form', async () => {
    const rows = { extra: { a: '{{v}}', b: 'ü&' }, extra_type: { a: 'number', b: 'string' } };
    const of = async (more: JsonObject) => (await sent({ ...rows, ...more }, { v: 5 })).request;
    expect(await of({ method: 'GET' })).toMatchObject({ url: 'https://example.com/x?a=5&b=%C3%BC%26', body: null });
    expect(await of({})).toMatchObject({ url: 'https://example.com/x', body: '{"a":5,"b":"ü&"}' });
    const form = { content_type: 'application/x-www-form-urlencoded' };
    expect(await of(form)).toMatchObject({ body: 'a=5&b=%C3%BC%26' });
  });

  test('execution §5.4: XML is written of one root, with @ for attributes and #value for text', async () => {
    const row = '{"@id":"{{v}}","child":["1","2"],"sub":{"@x":"y","#value":"t<"}}';
    const rows = { content_type: 'application/xml', extra: { doc: row }, extra_type: { doc: 'object' } };
    expect((await sent(rows, { v: 7 })).request.body).toBe(
      '<?xml version="1.0" encoding="UTF-8" ?><doc id="7"><child>1</child><child>2</child><sub x="y">t&lt;</sub></doc>',
    );
  });

  test('execution §5.4: the Corezoid format posts an op with the task, and merges the res_data of its answer', async () => {
    const rows = { extra: { e: '1' }, extra_type: { e: 'string' } };
    bench.world.http.answer = (request) => {
      const [op] = JSON.parse(request.body ?? '').ops;
      return answer({ request_proc: 'ok', ops: [{ ref: op.ref, obj_id: op.obj_id, proc: 'ok', res_data: { r: 1 } }] });
    };
    const ran = await bench.run([api({ format: 'corezoid', method: 'GET', ...rows })], { d: 1 });
    const [request] = bench.world.http.sent;
    expect(request?.method).toBe('POST');
    const { ref, obj_id } = ran.task;
    const op = { ref, type: 'data', obj: 'task', obj_id, conv_id: ran.conv_id, node_id: WORK };
    expect(JSON.parse(request?.body ?? '')).toEqual({ ops: [{ ...op, data: { d: 1 }, extra: { e: '1' } }] });
    expect([ran.at, ran.data]).toEqual(['end', { d: 1, r: 1 }]);
  });

  test('execution §5.4: to a Corezoid API time and signature are put at the end of the address', async () => {
    const url = 'https://api.example.com/api/2/json/12345';
    const { request } = await sent({ url, format: 'raw', raw_body: '{"ops":[]}', api_secret_outer: 'k' });
    const [time = '', sign] = request.url.slice(url.length + 1).split('/');
    expect([time, sign]).toEqual([expect.stringMatching(/^\d{10}$/), sha1(`${time}k{"ops":[]}k`)]);
  });

  test('execution §5.4: five requests of a node at the same time, or as many as max_threads says; others wait', async () => {
    for (const [max_threads, most] of [
      [null, 5],
      [2, 2],
    ] as const) {
      const { at, go, close } = await slowServer();
      const conv = await at.make(chain([api({ max_threads })]));
      for (let n = 0; n < 8; n++) await at.world.addTask(conv, {}, `t${n}`);
      await at.world.clock.run(1000);
      expect(go.open.length).toBe(most);
      while (go.open.length > 0) {
        go.open.shift()?.(answer({ done: true }));
        await at.world.clock.run(10);
        expect(go.open.length).toBeLessThanOrEqual(most);
      }
      for (let n = 0; n < 8; n++) expect((await at.world.task(conv, `t${n}`))?.data).toEqual({ done: true });
      await close();
    }
  });
});

describe('what comes back', () => {
  test.each([200, 201, 202])(
    'execution §5.4: HTTP %d is a success, and its object goes to the root',
    async (status) => {
      expect(await call(answer({ a: { b: 1 } }, status), {}, { a: 0, k: 1 })).toMatchObject({
        at: 'end',
        data: { a: { b: 1 }, k: 1 },
      });
    },
  );

  test('execution §5.4: a body must come with 200 and 201 where rfc_format is set, not with 202', async () => {
    const at = async (status: number, rfc_format: boolean) => (await call(answer('', status), { rfc_format })).at;
    expect([await at(200, true), await at(201, true), await at(202, true)]).toEqual(['failed', 'failed', 'end']);
    expect([await at(200, false), await at(201, false)]).toEqual(['end', 'end']);
  });

  test.each<[string, HttpOutcome, JsonObject]>([
    ['a list', answer([1, { a: 2 }]), { __conveyor_api_array__: [1, { a: 2 }] }],
    ['an empty list', answer([]), { __conveyor_api_array__: [] }],
    [
      'XML',
      answer('<r id="5"><i>1</i><i>2</i><o>3</o><s x="1">t</s></r>', 200, 'application/xml'),
      { r: { '@id': '5', i: ['1', '2'], o: '3', s: { '@x': '1', '#value': 't' } } },
    ],
    ['XML with one child', answer('<r><s x="1"/></r>', 200, 'text/xml; charset=utf-8'), { r: { s: { '@x': '1' } } }],
    ['an image', answer('iVBORw==', 200, 'image/png'), { __conveyor_api_image__: 'iVBORw==' }],
    ['a form', answer('a=1&b=x+y', 200, 'application/x-www-form-urlencoded'), { a: '1', b: 'x y' }],
    ['an object without a type', answer({ a: 1 }, 200, ''), { a: 1 }],
  ])('execution §5.4: %s is added to the task', async (_what, got, data) => {
    expect(await call(got)).toMatchObject({ at: 'end' });
    expect((await call(got)).data).toEqual(data);
  });

  const mapped = (response: JsonObject, types: JsonObject): JsonObject => ({
    ...{ customize_response: true, response, response_type: types },
  });

  test('execution §5.4: a customized response writes only what is mapped, of body and header', async () => {
    const more = mapped({ a: '{{body.x}}', h: '{{header.x-h}}' }, { a: 'number', h: 'string' });
    expect((await call(answer({ x: 1, y: 2 }), more)).data).toEqual({ a: 1, h: 'header' });
  });

  test('execution §5.4: what is mapped and not there is an empty text, and no error', async () => {
    for (const type of ['string', 'number', 'object', 'array', 'boolean']) {
      const got = await call(answer({ x: 1 }), mapped({ a: '{{body.none.there}}' }, { a: type }));
      expect([got.at, got.data]).toEqual(['end', { a: '' }]);
    }
  });

  test('execution §5.4: what is of another type is made one: a list of the one', async () => {
    expect((await call(answer({ x: 1 }), mapped({ a: '{{body}}' }, { a: 'array' }))).data).toEqual({ a: [{ x: 1 }] });
    expect((await call(answer({ x: 1 }), mapped({ a: '{{body.x}}' }, { a: 'string' }))).data).toEqual({ a: '1' });
    expect((await call(answer({ x: '1' }), mapped({ a: '{{body.x}}' }, { a: 'number' }))).data).toEqual({ a: 1 });
  });

  test('execution §5.4: names of a mapping are those of the task before the call', async () => {
    const more = mapped({ '{{ {{key}} }}': '{{body.x}}', key: '{{body.key}}' }, { '{{ {{key}} }}': 'number' });
    expect((await call(answer({ x: 1, key: 'after' }), more, { key: 'before' })).data).toEqual({
      before: 1,
      key: 'after',
    });
  });

  test('execution §5.4: debug_info leaves the time, the sizes and the status', async () => {
    const debug = { http_exec_time: 1.5, http_req_body_size: 1, http_res_code: 200, http_res_body_size: 2 };
    expect((await call(answer({}), { debug_info: true })).data).toEqual({ __conveyor_api_debug__: debug });
  });

  test('execution §5.4: the JSON of an error answer is added to the task', async () => {
    const got = await call(answer({ code: 'E1', items: [1] }, 400), {}, { k: 1 });
    expect([got.at, got.data]).toEqual([
      'failed',
      {
        ...{ k: 1, code: 'E1', items: [1], __conveyor_api_return_http_code__: 400 },
        ...apiError('software', 'api_bad_answer', 'Bad Request'),
      },
    ]);
  });
});
