/** Faults on demand, from the code and over HTTP, and what is seen of them in the log. */
import { call, closeRigs, json, redeem, refresh, rig, send } from './helpers.ts';

afterEach(closeRigs);

describe('a token request', () => {
  test('whose answer is dropped has used the refresh token up all the same', async () => {
    const { sim } = await rig();
    const { refresh_token } = (await redeem(sim)).json;
    sim.fault({ target: 'token', kind: 'drop' });
    await expect(refresh(sim, refresh_token)).rejects.toThrow('socket hang up');
    await sim.until((requests) => requests.at(-1)?.outcome === 'cut');
    expect((await refresh(sim, refresh_token)).json.error).toBe('invalid_grant');
  });

  test('that is reset before anything was done can be repeated', async () => {
    const { sim } = await rig();
    const { refresh_token } = (await redeem(sim)).json;
    sim.fault({ target: 'token', kind: 'reset' });
    await expect(refresh(sim, refresh_token)).rejects.toThrow();
    expect((await refresh(sim, refresh_token)).status).toBe(200);
  });

  test.each([
    ['server_error', 500, 'INTERNAL_SERVER_ERROR'],
    ['invalid_grant', 400, 'invalid_grant'],
    ['wrong_client', 200, 'wrong_client'],
    ['empty_error', 400, ''],
    ['PAYMENT_REQUIRED', 401, 'PAYMENT_REQUIRED'],
  ])('can be answered with %s, and the token is not touched', async (kind, status, error) => {
    const { sim } = await rig();
    const { refresh_token } = (await redeem(sim)).json;
    sim.fault({ target: 'token', kind });
    const reply = await refresh(sim, refresh_token);
    expect([reply.status, reply.json.error]).toEqual([status, error]);
    expect(sim.requests.at(-1)).toMatchObject({ fault: kind, status, error, outcome: 'answered' });
    expect((await refresh(sim, refresh_token)).status).toBe(200);
  });

  test('can meet the page of a proxy', async () => {
    const { sim } = await rig();
    sim.fault({ target: 'token', kind: 'html', status: 504 });
    const reply = await refresh(sim, 'x');
    expect([reply.status, reply.headers['content-type']]).toEqual([504, 'text/html; charset=utf-8']);
  });

  test.each(['expires', 'access_token', 'refresh_token'])('can be answered without %s', async (key) => {
    const { sim } = await rig();
    const { refresh_token } = (await redeem(sim)).json;
    sim.fault({ target: 'token', kind: `no_${key}` });
    const reply = await refresh(sim, refresh_token);
    expect(reply.status).toBe(200);
    expect(reply.json).not.toHaveProperty(key);
    expect((await refresh(sim, refresh_token)).status).toBe(key === 'refresh_token' ? 200 : 400);
  });

  test('can be held before its work, or with its answer, until released', async () => {
    const { sim } = await rig();
    const { refresh_token } = (await redeem(sim)).json;
    const answer = sim.fault({ target: 'token', kind: 'slow_answer' });
    const first = refresh(sim, refresh_token);
    await answer.held;
    expect((await refresh(sim, refresh_token)).json.error).toBe('invalid_grant');
    answer.release();
    const before = sim.fault({ target: 'token', kind: 'slow' });
    const second = refresh(sim, (await first).json.refresh_token);
    await before.held;
    const overtaking = await refresh(sim, (await first).json.refresh_token);
    expect(overtaking.status).toBe(200);
    before.release();
    expect((await second).json.error).toBe('invalid_grant');
  });
});

test('a caller that hangs up while it is held gets nothing, and the work is done all the same', async () => {
  const { sim } = await rig();
  const auth = (await redeem(sim)).json.access_token;
  const fault = sim.fault({ target: 'rest', kind: 'slow' });
  const patience = new AbortController();
  const given = fetch(`${sim.url}/rest/crm.lead.add?auth=${auth}`, { signal: patience.signal });
  await fault.held;
  patience.abort();
  await expect(given).rejects.toThrow();
  fault.release();
  await sim.until((requests) => requests.at(-1)?.outcome !== 'open');
  expect(sim.leads).toHaveLength(1);
});

test('a body that is far too large ends its own connection and nothing else', async () => {
  const { sim } = await rig();
  await expect(send(sim, '/rest/profile', { body: 'a'.repeat(2_000_000) })).rejects.toThrow();
  expect((await redeem(sim)).status).toBe(200);
});

describe('a REST call', () => {
  test('that is dropped has made its lead', async () => {
    const { sim } = await rig();
    const auth = (await redeem(sim)).json.access_token;
    sim.fault({ target: 'rest', kind: 'drop', method: 'crm.lead.add' });
    expect((await call(sim, 'profile', { auth })).status).toBe(200);
    await expect(call(sim, 'crm.lead.add', { auth })).rejects.toThrow();
    expect(sim.leads).toHaveLength(1);
  });

  test.each([
    ['OPERATION_TIME_LIMIT', 429],
    ['OVERLOAD_LIMIT', 503],
    ['authorization_error', 401],
    ['PORTAL_DELETED', 500],
    ['METHOD_CONFIRM_WAITING', 401],
  ])('can be answered with %s', async (kind, status) => {
    const { sim } = await rig();
    sim.fault({ target: 'rest', kind });
    const reply = await call(sim, 'profile', {});
    expect([reply.status, reply.json.error]).toEqual([status, kind]);
  });

  test('can be sent elsewhere once, where the repeated POST succeeds', async () => {
    const { sim } = await rig();
    const auth = (await redeem(sim)).json.access_token;
    sim.fault({ target: 'rest', kind: 'moved' });
    const reply = await call(sim, 'crm.lead.add', { auth });
    expect([reply.status, reply.headers.location]).toEqual([302, `${sim.url}/rest/crm.lead.add`]);
    expect((await call(sim, 'crm.lead.add', { auth })).status).toBe(200);
  });
});

describe('a script', () => {
  test('hits as often as it says, in the order scripted, or until cleared', async () => {
    const { sim } = await rig();
    sim.fault({ target: 'token', kind: 'server_error', times: 2 });
    sim.fault({ target: 'token', kind: 'html', times: Infinity });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await redeem(sim)).status);
    sim.clearFaults();
    statuses.push((await redeem(sim)).status);
    expect(statuses).toEqual([500, 500, 502, 502, 200]);
  });

  test('that makes no sense is refused', async () => {
    const { sim } = await rig();
    expect(() => sim.fault({ target: 'token', kind: 'nonsense' })).toThrow('kind must be one of');
    expect(() => sim.fault({ target: 'rest', kind: 'no_expires' })).toThrow('target "token"');
    expect(() => sim.fault({ target: 'rest', kind: 'drop', times: 0 })).toThrow('times');
  });
});

describe('a person with curl', () => {
  test('gets a code, scripts faults, clears them and reads the state', async () => {
    const { sim } = await rig();
    const code = (await send(sim, '/_sim/code', { verb: 'POST' })).json.code;
    expect((await redeem(sim, code)).status).toBe(200);
    await send(sim, '/_sim/faults', json({ target: 'token', kind: 'server_error', times: 'forever' }));
    expect((await redeem(sim)).status).toBe(500);
    const state = (await send(sim, '/_sim/state')).json;
    expect(state).toMatchObject({
      faults: [{ kind: 'server_error', left: 'forever' }],
      chains: [{ portal: expect.any(String) }],
    });
    expect(state.requests.map(({ fault }) => fault)).toEqual([null, 'server_error']);
    await send(sim, '/_sim/faults', { verb: 'DELETE' });
    expect((await redeem(sim)).status).toBe(200);
  });

  test('changes settings, expires tokens and lets held requests go', async () => {
    const { sim } = await rig();
    expect((await send(sim, '/_sim/settings', { body: 'accessTtlSec=90&superseded=valid' })).status).toBe(200);
    const { access_token, expires_in } = (await redeem(sim)).json;
    expect(expires_in).toBe(90);
    await send(sim, '/_sim/expire', { verb: 'POST' });
    expect((await call(sim, 'profile', { auth: access_token })).json.error).toBe('expired_token');
    await send(sim, '/_sim/faults', { body: 'target=rest&kind=slow' });
    const held = call(sim, 'profile', { auth: access_token });
    await sim.until((requests) => requests.at(-1)?.outcome === 'open');
    await send(sim, '/_sim/release', { verb: 'POST' });
    expect((await held).status).toBe(401);
  });

  test('is told what is wrong and what there is', async () => {
    const { sim } = await rig();
    for (const body of ['superseded=maybe', 'accessTtlSec=soon', 'unknown=1']) {
      expect((await send(sim, '/_sim/settings', { body })).status).toBe(400);
    }
    expect((await send(sim, '/_sim/faults', { body: 'target=token' })).status).toBe(400);
    expect((await send(sim, '/_sim/code', { body: 'client_id=nobody' })).status).toBe(400);
    expect((await send(sim, '/_sim/')).json.routes).toContain('GET /_sim/state');
  });
});
