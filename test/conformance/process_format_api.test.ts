/** Fields of API Call, each after its row in the description of the format. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { Bench, chain, FAILED, WORK } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.world.http.sent.length = 0;
  reply({});
});

function reply(body: Json, more: { status?: number; headers?: Record<string, string> } = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { status = 200, headers = { 'content-type': 'application/json' } } = more;
  const sizes = { request: 0, response: text.length };
  bench.world.http.answer = () => ({ ok: true, status, body: text, headers, sizes, ms: 1 });
}

describe('api', () => {
  const api = (more: JsonObject = {}): JsonObject => ({
    type: 'api',
    method: 'POST',
    url: 'https://example.com/x',
    format: '',
    content_type: 'application/json',
    extra: { a: '{{n}}' },
    extra_type: { a: 'number' },
    extra_headers: {},
    max_threads: 5,
    send_sys: false,
    debug_info: false,
    customize_response: false,
    rfc_format: true,
    cert_pem: '',
    version: 2,
    err_node_id: FAILED,
    ...more,
  });
  const sent = async (more: JsonObject = {}) => {
    const ran = await bench.run([api(more)], { n: 7, u: 'there' });
    return { ...ran, request: bench.world.http.sent[0] };
  };

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])(
    'process-format §5.5 method: %s is sent',
    async (method) => {
      expect((await sent({ method })).request?.method).toBe(method);
    },
  );

  test('process-format §5.5 method: what is none of HTTP is named at deploy', async () => {
    expect(await bench.rules(chain([api({ method: 'FETCH' })]))).toContain('error api_method');
  });

  test('process-format §5.5 url: literal or dynamic; without a scheme it is doubtful', async () => {
    expect((await sent({ url: 'https://{{u}}.example.com' })).request?.url).toBe('https://there.example.com');
    expect(await bench.rules(chain([api({ url: 'example.com' })]))).toContain('warning api_url');
  });

  test('process-format §5.5 format: empty sends the rows, raw the raw body, corezoid an envelope; json is the old name', async () => {
    expect((await sent({ format: '' })).request?.body).toBe('{"a":7}');
    bench.world.http.sent.length = 0;
    expect((await sent({ format: 'raw', raw_body: '<{{n}}>' })).request?.body).toBe('<7>');
    bench.world.http.sent.length = 0;
    reply({ request_proc: 'ok', ops: [{ proc: 'ok', res_data: { got: 1 } }] });
    const enveloped = await sent({ format: 'corezoid' });
    expect(JSON.parse(enveloped.request?.body ?? '')).toMatchObject({ ops: [{ type: 'data', obj: 'task' }] });
    expect(enveloped.data).toMatchObject({ got: 1 });
    bench.world.http.sent.length = 0;
    reply({});
    expect((await sent({ format: 'json' })).request?.body).toBe('{"a":7}');
  });

  test('process-format §5.5 content_type: how the body is encoded', async () => {
    const form = (await sent({ content_type: 'application/x-www-form-urlencoded' })).request;
    expect([form?.body, form?.headers['content-type'] ?? form?.headers['Content-Type']]).toEqual([
      'a=7',
      expect.stringContaining('application/x-www-form-urlencoded'),
    ]);
  });

  test('process-format §5.5 extra,extra_type: parameters, in the query of a GET and in the body of others', async () => {
    expect((await sent({ method: 'GET' })).request).toMatchObject({ url: 'https://example.com/x?a=7', body: null });
    bench.world.http.sent.length = 0;
    expect((await sent({ extra_type: { a: 'string' } })).request?.body).toBe('{"a":"7"}');
    bench.world.http.sent.length = 0;
    expect((await sent({ extra: {}, extra_type: {} })).at).toBe('end');
  });

  test('process-format §5.5 raw_body: a template, sent with the format raw', async () => {
    expect((await sent({ format: 'raw', raw_body: 'n={{n}}' })).request?.body).toBe('n=7');
  });

  test('process-format §5.5 extra_headers: names and texts with templates', async () => {
    expect((await sent({ extra_headers: { 'X-N': 'n {{n}}' } })).request?.headers).toMatchObject({ 'X-N': 'n 7' });
  });

  test.each([5, '5', null, 0])(
    'process-format §5.5 max_threads: %j is read, 5 where it is none',
    async (max_threads) => {
      await bench.keeps(api({ max_threads }));
      expect((await sent({ max_threads })).at).toBe('end');
    },
  );

  test('process-format §5.5 send_sys: adds conv_signature, conv_time and conv_id to the address and sys to the body', async () => {
    const { request } = await sent({ send_sys: true });
    expect(request?.url).toMatch(/conv_signature=[0-9a-f]{40}/);
    expect(request?.url).toMatch(/conv_time=\d+/);
    expect(request?.url).toMatch(/conv_id=\d+/);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ sys: { node_id: WORK } });
  });

  test('process-format §5.5 api_secret_outer: signs with this secret, a template as well', async () => {
    const signature = async (api_secret_outer: string): Promise<string | undefined> => {
      bench.world.http.sent.length = 0;
      const { request } = await sent({ send_sys: true, api_secret_outer, extra: {}, extra_type: {}, method: 'GET' });
      return /conv_signature=([0-9a-f]+)/.exec(request?.url ?? '')?.[1];
    };
    expect(await signature('{{u}}')).toMatch(/^[0-9a-f]{40}$/);
    expect(await signature('{{u}}')).not.toBe(await signature('other'));
  });

  test('process-format §5.5 cert_pem: goes with the request', async () => {
    expect((await sent({ cert_pem: '{{u}}' })).request?.cert_pem).toBe('there');
  });

  test('process-format §5.5 debug_info: leaves __conveyor_api_debug__', async () => {
    expect((await sent({ debug_info: true })).data.__conveyor_api_debug__).toMatchObject({ http_res_code: 200 });
    bench.world.http.sent.length = 0;
    expect((await sent()).data.__conveyor_api_debug__).toBeUndefined();
  });

  test('process-format §5.5 err_node_id: takes a failure', async () => {
    reply('no json');
    const got = await sent();
    expect([got.at, got.data.__conveyor_api_return_type_tag__]).toEqual(['failed', 'api_no_valid_json']);
  });

  test('process-format §5.5 customize_response: false spreads the body, true writes only what is mapped', async () => {
    reply({ x: 1, y: 2 });
    expect((await sent()).data).toMatchObject({ x: 1, y: 2 });
    const mapped = await sent({
      customize_response: true,
      response: { z: '{{body.x}}' },
      response_type: { z: 'number' },
    });
    expect([mapped.data.z, mapped.data.x]).toEqual([1, undefined]);
  });

  test('process-format §5.5 response: parameters to write from body and header', async () => {
    reply({ x: 1 }, { headers: { 'content-type': 'application/json', 'x-h': 'v' } });
    const response = { h: '{{header.x-h}}', '{{u}}': '{{body}}' };
    const got = await sent({ customize_response: true, response, response_type: { h: 'string', '{{u}}': 'object' } });
    expect(got.data).toMatchObject({ h: 'v' });
    expect(Object.values(got.data)).toContainEqual({ x: 1 });
  });

  test('process-format §5.5 response_type: to what it is cast', async () => {
    reply({ x: '1' });
    const row = (type: string) => ({
      customize_response: true,
      response: { v: '{{body.x}}' },
      response_type: { v: type },
    });
    expect((await sent(row('number'))).data.v).toBe(1);
    expect((await sent(row('string'))).data.v).toBe('1');
  });

  test('process-format §5.5 rfc_format: with it an empty 200 is a failure', async () => {
    reply('');
    expect((await sent({ rfc_format: true })).at).toBe('failed');
    expect((await sent({ rfc_format: false })).at).toBe('end');
  });

  test('process-format §5.5 version: kept, and any may be absent with all that exports leave out', async () => {
    await bench.keeps(api({ version: 2 }));
    const bare = { type: 'api', method: 'GET', url: 'https://example.com', err_node_id: FAILED };
    expect((await bench.run([bare])).at).toBe('end');
  });

  test('process-format §5.5 is_migrate: accepted and kept', async () => {
    await bench.keeps(api({ is_migrate: true }));
  });
});
