/** batch as https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html describes it. */
import { call, closeRigs, type Reply, type Rig, redeem, rig, send } from './helpers.ts';

afterEach(closeRigs);

interface Batch extends Rig {
  auth: string;
  batch(cmd: unknown, halt?: number): Promise<Reply>;
}

async function ready(): Promise<Batch> {
  const made = await rig();
  const auth = (await redeem(made.sim)).json.access_token;
  return { ...made, auth, batch: (cmd, halt = 0) => call(made.sim, 'batch', { auth, cmd, halt }) };
}

test('runs named commands in order, a later one using what an earlier one gave', async () => {
  const { sim, batch } = await ready();
  const reply = await batch({
    me: 'user.current',
    lead: 'crm.lead.add?fields[TITLE]=of $result[me][ID] in $result[me][UF_DEPARTMENT][0]&fields[ASSIGNED_BY_ID]=$result[me][ID]',
    read: 'crm.lead.get?id=$result[lead]',
    all: 'crm.lead.list?select[]=ID',
  });
  expect(reply.status).toBe(200);
  const { result, result_error, result_total, result_next, result_time } = reply.json.result;
  expect(Object.keys(reply.json.result)).toEqual([
    'result',
    'result_error',
    'result_total',
    'result_next',
    'result_time',
  ]);
  expect(result.lead).toBe(1);
  expect(result.read).toMatchObject({ ID: '1', TITLE: 'of 1 in 1' });
  expect(result_error).toEqual([]);
  expect(result_total).toEqual({ all: 1 });
  expect(result_next).toEqual([]);
  expect(Object.keys(result_time)).toEqual(['me', 'lead', 'read', 'all']);
  expect(sim.leads).toHaveLength(1);
});

test('answers a list of commands with a list, and with numbered keys where one failed', async () => {
  const { batch } = await ready();
  expect((await batch(['server.time', 'crm.lead.add'])).json.result.result).toHaveLength(2);
  const mixed = (await batch(['no.such', 'crm.lead.add'])).json.result;
  expect(mixed.result).toEqual({ 1: 2 });
  expect(mixed.result_error).toEqual([{ error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' }]);
});

test('passes on a list that an earlier command gave as a list', async () => {
  const { batch } = await ready();
  const reply = await batch({
    me: 'user.current',
    lead: 'crm.lead.add?fields[ASSIGNED_BY_ID]=1',
    mine: 'crm.lead.list?filter[@ASSIGNED_BY_ID]=$result[me][UF_DEPARTMENT]&select[]=ID',
    none: 'crm.lead.list?filter[@ASSIGNED_BY_ID]=$result[me][NOTHING]',
  });
  expect(reply.json.result.result).toMatchObject({ mine: [{ ID: '1' }], none: [] });
});

test('with halt stops at the first error, without it goes on', async () => {
  const { sim, batch } = await ready();
  const cmd = { bad: 'crm.lead.get?id=99', good: 'crm.lead.add' };
  const halted = await batch(cmd, 1);
  expect([halted.status, sim.leads.length]).toEqual([200, 0]);
  expect(halted.json.result).toMatchObject({ result: [], result_error: { bad: { error: '' } } });
  await batch(cmd);
  expect(sim.leads).toHaveLength(1);
});

test('refuses a batch within a batch, and every command after the fiftieth', async () => {
  const { sim, batch } = await ready();
  expect((await batch({ inner: 'batch?cmd[]=profile' })).json.result.result_error).toMatchObject({
    inner: { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' },
  });
  const many = (await batch(Array.from({ length: 51 }, () => 'crm.lead.add'))).json.result;
  expect(sim.leads).toHaveLength(50);
  expect(many.result_error).toEqual({
    50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED', error_description: 'Max batch length exceeded' },
  });
});

test('takes its commands from a query that is encoded twice', async () => {
  const { sim, auth } = await ready();
  const cmd =
    'cmd[me]=user.current%3F&cmd[add]=crm.lead.add%3Ffields%255BTITLE%255D%3D%2524result%255Bme%255D%255BID%255D';
  await send(sim, `/rest/batch.json?auth=${auth}&halt=0&${cmd}`);
  expect(sim.leads[0]?.fields.TITLE).toBe('1');
});
