/** REST calls: ways to pass the token, forms of parameters and answers, errors, limits (https://apidocs.bitrix24.com). */
import { DEFAULT_APP, DEFAULT_PORTAL } from '../../../src/simulators/bitrix24/settings.ts';
import { call, closeRigs, json, type Rig, redeem, rig, START, send } from './helpers.ts';

afterEach(closeRigs);

/** A look-alike and an access token for it. */
async function connected(options = {}): Promise<Rig & { auth: string }> {
  const made = await rig(options);
  return { ...made, auth: (await redeem(made.sim)).json.access_token };
}

describe('a call', () => {
  test('may carry its token in the query, a form, multipart or JSON', async () => {
    const { sim, auth } = await connected();
    const multipart = `--b\r\nContent-Disposition: form-data; name="auth"\r\n\r\n${auth}\r\n--b--\r\n`;
    const replies = await Promise.all([
      send(sim, `/rest/profile?auth=${auth}`),
      send(sim, '/rest/profile', { body: `auth=${auth}` }),
      send(sim, '/rest/profile', { body: multipart, type: 'multipart/form-data; boundary=b' }),
      send(sim, '/rest/profile', json({ auth })),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('may have two slashes, any case, an ending, and parameters nobody knows', async () => {
    const { sim, auth } = await connected();
    const paths = ['/rest//profile', '/rest/PROFILE', '/rest/profile.json', '/rest/profile?bx24_request_id=1'];
    const replies = await Promise.all(paths.map((path) => send(sim, path, json({ auth }))));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('answers JSON with escaped slashes and no character outside ASCII', async () => {
    const { sim, auth } = await connected();
    const reply = await call(sim, 'profile', { auth });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.text).toContain('"NAME":"\\u0412\\u0430\\u0434\\u0438\\u043c"');
    expect(reply.json.result.NAME).toBe('Вадим');
  });

  test('ending in .xml answers XML with lists as items', async () => {
    const { sim, auth } = await connected();
    const reply = await send(sim, '/rest/user.current.xml', json({ auth }));
    expect(reply.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(reply.text).toContain('<response><result><ID>1</ID><ACTIVE>1</ACTIVE>');
    expect(reply.text).toContain('<UF_DEPARTMENT><item>1</item></UF_DEPARTMENT>');
    const refused = await send(sim, '/rest/profile.xml?auth=no');
    expect(refused.text).toContain('<response><error>NO_AUTH_FOUND</error>');
  });

  test('tells its times', async () => {
    const { sim, auth } = await connected();
    expect((await call(sim, 'server.time', { auth })).json).toEqual({
      result: '2026-01-15T12:00:00+00:00',
      time: {
        start: START / 1000,
        finish: START / 1000,
        duration: 0,
        processing: 0,
        date_start: '2026-01-15T12:00:00+00:00',
        date_finish: '2026-01-15T12:00:00+00:00',
        operating_reset_at: START / 1000 + 600,
        operating: 0,
      },
    });
  });

  test('may come through the incoming webhook without a token', async () => {
    const { sim } = await rig();
    expect((await send(sim, `/rest/1/${DEFAULT_PORTAL.webhookCode}/crm.lead.add?fields[TITLE]=x`)).json.result).toBe(1);
    expect((await send(sim, '/rest/1/wrong/profile')).json.error).toBe('INVALID_CREDENTIALS');
    const info = await send(sim, `/rest/1/${DEFAULT_PORTAL.webhookCode}/app.info`);
    expect([info.status, info.json.error_description]).toEqual([400, 'Access denied! Application context required']);
  });

  test('to an earlier address of the portal is sent to the present one with path and query', async () => {
    const { sim, auth } = await connected();
    const reply = await send(sim, `/rest/crm.lead.add?auth=${auth}`, {
      host: DEFAULT_PORTAL.former[0] ?? '',
      body: '',
    });
    expect(reply.status).toBe(302);
    expect(reply.headers.location).toBe(`https://${DEFAULT_PORTAL.domain}/rest/crm.lead.add?auth=${auth}`);
    expect(sim.leads).toHaveLength(0);
  });

  test('to a portal is not answered with a token of another portal', async () => {
    const other = { ...DEFAULT_PORTAL, domain: 'other.bitrix24.com', former: [], id: 2 };
    const { sim, auth } = await connected({ portals: [DEFAULT_PORTAL, other] });
    const reply = await send(sim, `/rest/profile?auth=${auth}`, { host: 'other.bitrix24.com' });
    expect(reply.json.error).toBe('NO_AUTH_FOUND');
  });

  test('for the application tells who it is', async () => {
    const { sim, auth } = await connected();
    expect((await call(sim, 'app.info', { auth })).json.result).toMatchObject({
      CODE: DEFAULT_APP.clientId,
      STATUS: 'L',
    });
    expect((await call(sim, 'user.current', { auth })).json.result).toMatchObject({ ID: '1' });
    expect((await call(sim, 'methods', { auth })).json.result).toContain('crm.lead.add');
  });
});

describe('a call is refused', () => {
  test('without a token, or with an invented one', async () => {
    const { sim } = await rig();
    for (const params of [{}, { auth: 'f'.repeat(70) }]) {
      const reply = await call(sim, 'crm.lead.add', params);
      expect([reply.status, reply.text]).toEqual([
        401,
        '{"error":"NO_AUTH_FOUND","error_description":"Wrong authorization data"}',
      ]);
    }
  });

  test('after the hour of the token, or when it is made to expire', async () => {
    const { sim, auth, pass } = await connected();
    pass(3599);
    expect((await call(sim, 'profile', { auth })).status).toBe(200);
    pass(1);
    const late = await call(sim, 'profile', { auth });
    expect([late.status, late.text]).toEqual([
      401,
      '{"error":"expired_token","error_description":"The access token provided has expired."}',
    ]);
    const fresh = (await redeem(sim)).json.access_token;
    sim.expireAccess();
    expect((await call(sim, 'profile', { auth: fresh })).json.error).toBe('expired_token');
  });

  test('outside the rights of the application', async () => {
    const { sim, auth } = await connected({ apps: [{ ...DEFAULT_APP, scope: ['user'] }] });
    const reply = await call(sim, 'crm.lead.add', { auth });
    expect([reply.status, reply.json.error]).toEqual([403, 'insufficient_scope']);
  });

  test('for a method that does not exist', async () => {
    const { sim, auth } = await connected();
    for (const method of ['no.such.method', 'constructor', 'a/b/c/d']) {
      const reply = await call(sim, method, { auth });
      expect([reply.status, reply.json.error]).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
    }
  });

  test('when more than fifty come at once; two more are let in each second', async () => {
    const { sim, auth, pass } = await connected();
    for (let i = 0; i < 50; i++) expect((await call(sim, 'profile', { auth })).status).toBe(200);
    const over = await call(sim, 'profile', { auth });
    expect([over.status, over.json.error]).toEqual([503, 'QUERY_LIMIT_EXCEEDED']);
    pass(1);
    const later = [];
    for (let i = 0; i < 3; i++) later.push((await call(sim, 'profile', { auth })).status);
    expect(later).toEqual([200, 200, 503]);
  });
});
