/** The vendor's own client, unmodified, against the look-alike: it only gets other addresses. */
import { B24OAuth, EnumAppStatus } from '@bitrix24/b24jssdk';
import type { Bitrix24 } from '../../../src/simulators/bitrix24/server.ts';
import { DEFAULT_APP } from '../../../src/simulators/bitrix24/settings.ts';
import { closeRigs, redeem, refresh, rig } from './helpers.ts';

afterEach(closeRigs);

/** The client reads the machine's clock, so the look-alike does too. It never retries by itself: no test waits. */
async function connected(): Promise<{ sim: Bitrix24; b24: B24OAuth; refreshToken: string }> {
  const { sim } = await rig({ now: Date.now });
  const answer = (await redeem(sim)).json;
  const b24 = new B24OAuth(
    {
      applicationToken: '',
      userId: answer.user_id,
      memberId: answer.member_id,
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expires: answer.expires,
      expiresIn: answer.expires_in,
      scope: answer.scope,
      domain: answer.domain,
      clientEndpoint: answer.client_endpoint,
      serverEndpoint: answer.server_endpoint,
      status: EnumAppStatus.Local,
      issuer: 'request',
    },
    { clientId: DEFAULT_APP.clientId, clientSecret: DEFAULT_APP.clientSecret },
    { restrictionParams: { maxRetries: 1 } },
  );
  return { sim, b24, refreshToken: answer.refresh_token };
}

test('adds a lead and reads it back', async () => {
  const { sim, b24 } = await connected();
  const added = await b24.actions.v2.call.make<number>({
    method: 'crm.lead.add',
    params: { fields: { TITLE: 'Заявка с сайта', PHONE: [{ VALUE: '+380501234567', VALUE_TYPE: 'WORK' }] } },
  });
  expect(added.getData()?.result).toBe(1);
  expect(sim.requests.at(-1)?.path).toBe('/rest//crm.lead.add');
  const list = await b24.actions.v2.call.make<{ TITLE: string }[]>({
    method: 'crm.lead.list',
    params: { filter: { '=ID': 1 }, select: ['TITLE'] },
  });
  expect(list.getData()?.result[0]?.TITLE).toBe('Заявка с сайта');
});

test('refreshes by itself when the token is told to have expired, and goes on', async () => {
  const { sim, b24, refreshToken } = await connected();
  sim.expireAccess();
  const added = await b24.actions.v2.call.make<number>({ method: 'crm.lead.add', params: { fields: {} } });
  expect(added.getData()?.result).toBe(1);
  expect(sim.requests.map(({ target, verb, error }) => [target, verb, error]).slice(1)).toEqual([
    ['rest', 'POST', 'expired_token'],
    ['token', 'POST', null],
    ['rest', 'POST', null],
  ]);
  expect((await refresh(sim, refreshToken)).json.error).toBe('invalid_grant');
});

test('runs a batch whose commands build on each other', async () => {
  const { sim, b24 } = await connected();
  const reply = await b24.actions.v2.batch.make({
    calls: {
      me: { method: 'user.current', params: {} },
      lead: { method: 'crm.lead.add', params: { fields: { TITLE: 'for $result[me][ID]' } } },
      read: { method: 'crm.lead.get', params: { id: '$result[lead]' } },
    },
    options: { isHaltOnError: true },
  });
  expect(reply.isSuccess).toBe(true);
  expect(reply.getData()).toMatchObject({ lead: 1, read: { TITLE: 'for 1' } });
  expect(sim.leads).toHaveLength(1);
});

test('understands the errors of a batch and of a call', async () => {
  const { b24 } = await connected();
  const reply = await b24.actions.v2.batch.make({
    calls: [
      ['no.such.method', {}],
      ['crm.lead.add', {}],
    ],
    options: { isHaltOnError: false },
  });
  expect(reply.getErrorMessages().join()).toContain('Method not found!');
  const call = b24.actions.v2.call.make({ method: 'crm.lead.get', params: { id: 99 } });
  await expect(call).rejects.toMatchObject({ status: 400 });
});

test('walks a list of more than one page', async () => {
  const { sim, b24 } = await connected();
  sim.settings.bucket = { burst: 1000, drainPerSec: 2 };
  for (const calls of [50, 20]) {
    await b24.actions.v2.batch.make({ calls: Array.from({ length: calls }, () => ['crm.lead.add', {}] as const) });
  }
  const all = await b24.actions.v2.callList.make<{ ID: string }>({
    method: 'crm.lead.list',
    params: { select: ['ID'] },
    idKey: 'ID',
  });
  expect(all.getData()).toHaveLength(70);
});

test('is lost for ever after one dropped answer of a refresh, as it is on a server with one-use tokens', async () => {
  const { sim, b24 } = await connected();
  sim.expireAccess();
  sim.fault({ target: 'token', kind: 'drop' });
  const attempt = () => b24.actions.v2.call.make({ method: 'profile' });
  await expect(attempt()).rejects.toThrow();
  await expect(attempt()).rejects.toThrow();
  expect(sim.requests.filter(({ target }) => target === 'token').at(-1)?.error).toBe('invalid_grant');
});
