import { VirtualClock } from '../../../src/adapters/clock/virtual_clock.ts';
import { ScriptedClient } from '../../../src/adapters/http_client/scripted_client.ts';
import type { Json } from '../../../src/base/json.ts';
import { Rule } from '../../../src/model/scenario.ts';
import type { HttpOutcome, HttpRequest } from '../../../src/ports/http_client.ts';

/** Written as in a file: the linter takes an object literal with `then` for a promise. */
const afterwards = (what: string): object => JSON.parse(`{"then":"${what}"}`) as object;

const START = Date.UTC(2030, 0, 1);

function request(fields: Partial<HttpRequest> = {}): HttpRequest {
  const wanted = { method: 'POST', url: 'https://example.com/pay?x=1', headers: {}, body: '{"sum":5,"to":"anna"}' };
  return { ...wanted, cert_pem: '', timeout_ms: 60_000, ...fields };
}

function client(...rules: object[]): { http: ScriptedClient; clock: VirtualClock } {
  const clock = new VirtualClock(START);
  return {
    http: new ScriptedClient(
      clock,
      rules.map((rule) => Rule.parse(rule)),
    ),
    clock,
  };
}

function bodyOf(outcome: HttpOutcome): Json {
  return outcome.ok ? (JSON.parse(outcome.body) as Json) : outcome.reason;
}

async function bodies(http: ScriptedClient, times: number): Promise<Json[]> {
  const got: Json[] = [];
  for (let i = 0; i < times; i++) got.push(bodyOf(await http.send(request())));
  return got;
}

describe('a scripted world', () => {
  test('answers with the first rule that fits method, address and body', async () => {
    const { http } = client(
      { when: { method: 'GET' }, answers: [{ body: { got: 'get' } }] },
      { when: { body: { sum: 6 } }, answers: [{ body: { got: 'six' } }] },
      { when: { url: '/^https:.*pay/', body: { to: '/^an/' } }, answers: [{ body: { got: 'pay' } }] },
    );
    expect(bodyOf(await http.send(request()))).toEqual({ got: 'pay' });
    expect(bodyOf(await http.send(request({ body: 'sum=6&to=b' })))).toBe('failed_connect');
    expect(bodyOf(await http.send(request({ method: 'GET', body: null })))).toEqual({ got: 'get' });
  });

  test('gives the answers of a rule one after the other, and then what the rule says', async () => {
    const rule = { answers: [{ body: 1 }, { body: 2 }] };
    expect(await bodies(client(rule).http, 4)).toEqual([1, 2, 2, 2]);
    expect(await bodies(client({ ...rule, ...afterwards('first') }).http, 4)).toEqual([1, 2, 1, 2]);
    const { http } = client({ ...rule, ...afterwards('fail') });
    expect(await bodies(http, 3)).toEqual([1, 2, 'failed_connect']);
    expect(http.unexpected).toEqual(['POST https://example.com/pay?x=1']);
  });

  test('a request that nobody expects gets no connection and is kept', async () => {
    const { http } = client();
    expect(await http.send(request())).toMatchObject({ ok: false, reason: 'failed_connect', sent: false });
    expect(http.unexpected).toHaveLength(1);
  });

  test('fills in expressions over the number of the request, the instant and the request', async () => {
    const body = {
      token: 't-{{n}}',
      until: '$.math({{now}}+60)',
      sum: '{{request.body.sum}}',
      list: ['{{request.method}}'],
    };
    const { http } = client({ answers: [{ body }] });
    await http.send(request());
    const until = START / 1000 + 60;
    expect(bodyOf(await http.send(request()))).toEqual({ token: 't-2', until, sum: 5, list: ['POST'] });
  });

  test('an answer takes as long as it says, on the virtual clock; a timeout as long as the caller waits', async () => {
    const { http, clock } = client({ answers: [{ after: '3s', body: 1 }, { error: 'timeout' }] });
    const ends: [number, boolean][] = [];
    const send = async (): Promise<void> => {
      const { ok } = await http.send(request());
      ends.push([clock.now() - START, ok]);
    };
    const first = send();
    await clock.run(3000);
    await first;
    const second = send();
    await clock.run(60_000);
    await second;
    expect(ends).toEqual([
      [3000, true],
      [63_000, false],
    ]);
  });

  test('an error says whether the request may have been carried out', async () => {
    const answers = [{ error: 'reset' }, { error: 'failed_connect' }, { error: 'reset', sent: false }];
    const { http } = client({ answers });
    const sent: boolean[] = [];
    for (const _ of answers) {
      const got = await http.send(request());
      sent.push(got.ok || got.sent);
    }
    expect(sent).toEqual([true, false, false]);
  });
});
