/** Authorization and tokens: what https://apidocs.bitrix24.com/settings/oauth/ and published answers say of them. */
import { DEFAULT_APP, DEFAULT_PORTAL } from '../../../src/simulators/bitrix24/settings.ts';
import { readToken } from '../../../src/simulators/bitrix24/token.ts';
import { askToken, CLIENT, call, closeRigs, json, redeem, refresh, rig, START, send } from './helpers.ts';

afterEach(closeRigs);

const APP = { ...DEFAULT_APP, redirectUrl: 'https://app.example/back' };
const GARBAGE = 'f'.repeat(70);

describe('sending a person to the portal', () => {
  test('brings them back at once with the six parameters in order and the state unchanged', async () => {
    const { sim } = await rig({ apps: [APP] });
    const path = `/oauth/authorize/?client_id=${APP.clientId}&response_type=code&state=a%20b&anything=else`;
    const reply = await send(sim, path, { host: DEFAULT_PORTAL.domain });
    expect(reply.status).toBe(302);
    const location = reply.headers.location ?? '';
    const query = new URL(location).searchParams;
    expect(location.startsWith('https://app.example/back?code=')).toBe(true);
    expect([...query.keys()]).toEqual(['code', 'state', 'domain', 'member_id', 'scope', 'server_domain']);
    expect(query.get('state')).toBe('a b');
    expect(query.get('domain')).toBe(DEFAULT_PORTAL.domain);
    expect(query.get('member_id')).toMatch(/^[0-9a-f]{32}$/);
    expect(location).toContain('scope=crm%2Cuser&server_domain=oauth.bitrix.info');
    expect((await redeem(sim, query.get('code') ?? '')).status).toBe(200);
  });

  test('gives an empty state when none was sent', async () => {
    const { sim } = await rig({ apps: [APP] });
    const reply = await send(sim, `/oauth/authorize/?client_id=${APP.clientId}`);
    expect(reply.headers.location).toContain('&state=&domain=');
  });

  test('with a wrong client shows a page and tells the application nothing', async () => {
    const { sim } = await rig({ apps: [APP] });
    const reply = await send(sim, '/oauth/authorize/?client_id=local.nobody');
    expect(reply.headers.location).toBeUndefined();
    expect(reply.headers['content-type']).toContain('text/html');
  });

  test('shows the code on a page when the application has no address', async () => {
    const { sim } = await rig();
    const reply = await send(sim, `/oauth/authorize/?client_id=${DEFAULT_APP.clientId}`);
    const code = /[0-9a-f]{70}/.exec(reply.text)?.[0] ?? '';
    expect((await redeem(sim, code)).status).toBe(200);
  });
});

describe('a code', () => {
  test('can be exchanged up to its thirtieth second and not after', async () => {
    const { sim, pass } = await rig();
    const [early, late] = [sim.issueCode(), sim.issueCode()];
    pass(29.9);
    expect((await redeem(sim, early)).status).toBe(200);
    pass(0.1);
    const reply = await redeem(sim, late);
    expect(reply.status).toBe(401);
    expect(reply.text).toBe(
      '{"error":"expired_token","error_description":"The authorization token provided has expired."}',
    );
  });

  test('works once', async () => {
    const { sim } = await rig();
    const code = sim.issueCode();
    await redeem(sim, code);
    const again = await redeem(sim, code);
    expect([again.status, again.text]).toEqual([400, '{"error":"invalid_grant"}']);
  });

  test('is worth nothing to another application', async () => {
    const other = { ...DEFAULT_APP, clientId: 'local.other', id: 2 };
    const { sim } = await rig({ apps: [DEFAULT_APP, other] });
    expect((await redeem(sim, sim.issueCode('local.other'))).json.error).toBe('invalid_grant');
  });

  test('starts a chain of its own: an older connection stays good', async () => {
    const { sim } = await rig();
    const first = (await redeem(sim)).json;
    const second = (await redeem(sim)).json;
    expect((await refresh(sim, first.refresh_token)).status).toBe(200);
    expect((await call(sim, 'profile', { auth: second.access_token })).status).toBe(200);
  });
});

describe('a token answer', () => {
  test('has the keys of the real one in their order, with escaped slashes', async () => {
    const { sim } = await rig();
    const reply = await redeem(sim, sim.issueCode(), 'oauth.bitrix.info');
    const { access_token, refresh_token } = reply.json;
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.text).toBe(
      `{"access_token":"${access_token}","expires":${START / 1000 + 3600},"expires_in":3600,"scope":"app",` +
        `"domain":"oauth.bitrix.info","server_endpoint":"https:\\/\\/oauth.bitrix.info\\/rest\\/","status":"L",` +
        `"client_endpoint":"https:\\/\\/${DEFAULT_PORTAL.domain}\\/rest\\/","member_id":"${DEFAULT_PORTAL.memberId}",` +
        `"user_id":1,"refresh_token":"${refresh_token}"}`,
    );
  });

  test('names the server that was asked: either authorization server, the portal, or the local address', async () => {
    const { sim } = await rig();
    const east = (await redeem(sim, sim.issueCode(), 'oauth.bitrix24.tech')).json;
    expect([east.domain, east.server_endpoint]).toEqual(['oauth.bitrix24.tech', 'https://oauth.bitrix24.tech/rest/']);
    const portal = (await redeem(sim, sim.issueCode(), DEFAULT_PORTAL.domain)).json;
    expect([portal.domain, portal.client_endpoint]).toEqual([
      DEFAULT_PORTAL.domain,
      `https://${DEFAULT_PORTAL.domain}/rest/`,
    ]);
    const local = (await redeem(sim)).json;
    expect([local.server_endpoint, local.client_endpoint]).toEqual([`${sim.url}/rest/`, `${sim.url}/rest/`]);
  });

  test('carries 70 hex digits that begin with the expiry, lowest byte first, then portal, application and user', async () => {
    const { sim } = await rig();
    const { access_token, refresh_token, expires } = (await redeem(sim)).json;
    expect(access_token).toMatch(/^[0-9a-f]{70}$/);
    expect(readToken(access_token)).toEqual({ expires, portalId: 7249, appId: 1, userId: 1 });
    expect(readToken(refresh_token)?.expires).toBe(START / 1000 + 180 * 86_400);
  });

  test('reads a published token of the real server the same way', () => {
    const published = '717e0567006e9f06006b12e400000001000007c2ebc8f80264531d4fc09a27052a7fe2';
    expect(readToken(published)).toMatchObject({ expires: 1728413297, userId: 1 });
    expect(readToken('not a token')).toBeNull();
  });

  test('comes to GET and POST alike: query, form or JSON', async () => {
    const { sim } = await rig();
    const params = () => ({ ...CLIENT, grant_type: 'authorization_code', code: sim.issueCode() });
    const query = await send(sim, `/oauth/token/?${new URLSearchParams(params())}`);
    const form = await send(sim, '/oauth/token/', { body: new URLSearchParams(params()).toString() });
    const body = await send(sim, '/oauth/token/', json(params()));
    expect([query.status, form.status, body.status]).toEqual([200, 200, 200]);
  });
});

describe('a refresh', () => {
  test('gives a new pair and uses the refresh token up', async () => {
    const { sim } = await rig();
    const first = (await redeem(sim)).json;
    const second = await refresh(sim, first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.json.refresh_token).not.toBe(first.refresh_token);
    expect(second.json.access_token).not.toBe(first.access_token);
    const again = await refresh(sim, first.refresh_token);
    expect([again.status, again.text]).toEqual([400, '{"error":"invalid_grant"}']);
    expect((await refresh(sim, second.json.refresh_token)).status).toBe(200);
  });

  test.each([
    ['expired_token', 401],
    ['invalid_token', 401],
    ['NO_AUTH_FOUND', 401],
    ['valid', 200],
  ] as const)('leaves the old access token %s', async (superseded, status) => {
    const { sim } = await rig({ superseded });
    const first = (await redeem(sim)).json;
    await refresh(sim, first.refresh_token);
    const reply = await call(sim, 'profile', { auth: first.access_token });
    expect(reply.status).toBe(status);
    if (superseded !== 'valid') expect(reply.json.error).toBe(superseded);
  });

  test('repeated within the grace gets the same pair once more, later none', async () => {
    const { sim, pass } = await rig({ refreshGraceSec: 60 });
    const first = (await redeem(sim)).json;
    const second = (await refresh(sim, first.refresh_token)).json;
    pass(59);
    expect((await refresh(sim, first.refresh_token)).json.refresh_token).toBe(second.refresh_token);
    pass(1);
    expect((await refresh(sim, first.refresh_token)).status).toBe(400);
  });

  test('is refused to another application', async () => {
    const other = { ...DEFAULT_APP, clientId: 'local.other', id: 2 };
    const { sim } = await rig({ apps: [DEFAULT_APP, other] });
    const { refresh_token } = (await redeem(sim)).json;
    const reply = await askToken(sim, { client_id: 'local.other', grant_type: 'refresh_token', refresh_token });
    expect(reply.json.error).toBe('invalid_grant');
  });

  test('is possible for as long as the refresh token lives and not after', async () => {
    const { sim, pass } = await rig({ refreshTtlDays: 30 });
    const first = (await redeem(sim)).json;
    pass(30 * 86_400 - 1);
    const second = (await refresh(sim, first.refresh_token)).json;
    pass(30 * 86_400);
    expect((await refresh(sim, second.refresh_token)).json.error).toBe('invalid_grant');
  });
});

describe('a refused token request', () => {
  test('of an unknown client says so with HTTP 200', async () => {
    const { sim } = await rig();
    const reply = await askToken(sim, { client_id: 'local.nobody', grant_type: 'refresh_token', refresh_token: 'x' });
    expect([reply.status, reply.text]).toEqual([200, '{"error":"wrong_client"}']);
  });

  test('with a wrong secret is invalid_client, and the code is not lost by it', async () => {
    const { sim } = await rig();
    const code = sim.issueCode();
    const reply = await askToken(sim, { client_secret: 'no', grant_type: 'authorization_code', code });
    expect([reply.status, reply.text]).toEqual([400, '{"error":"invalid_client"}']);
    expect((await redeem(sim, code)).status).toBe(200);
  });

  test('with an invented token is invalid_grant, and a portal adds its name', async () => {
    const { sim } = await rig();
    expect((await refresh(sim, GARBAGE)).text).toBe('{"error":"invalid_grant"}');
    const portal = await refresh(sim, GARBAGE, DEFAULT_PORTAL.domain);
    expect([portal.status, portal.json.domain]).toEqual([400, DEFAULT_PORTAL.domain]);
  });

  test('without a parameter says which one is missing', async () => {
    const { sim } = await rig();
    const reply = await askToken(sim, { grant_type: 'refresh_token' });
    expect([reply.status, reply.json.error]).toEqual([400, 'invalid_request']);
    expect(reply.json.error_description).toBe('No "refresh_token" parameter found');
  });

  test('of a portal that does not exist is a 404 page', async () => {
    const { sim } = await rig();
    expect((await refresh(sim, GARBAGE, 'b24-nobody.bitrix24.ru')).status).toBe(404);
  });
});
