/** crm.lead.* as https://apidocs.bitrix24.com/api-reference/crm/leads/ describes it. */
import { call, closeRigs, type Reply, type Rig, redeem, rig, send } from './helpers.ts';

afterEach(closeRigs);

interface Crm extends Rig {
  lead(method: string, params?: Record<string, unknown>): Promise<Reply>;
}

async function crm(): Promise<Crm> {
  const made = await rig({ bucket: { burst: 1000, drainPerSec: 2 } });
  const auth = (await redeem(made.sim)).json.access_token;
  return { ...made, lead: (method, params = {}) => call(made.sim, `crm.lead.${method}`, { auth, ...params }) };
}

describe('adding a lead', () => {
  test('answers its number, and the lead can be read and seen from outside', async () => {
    const { sim, lead } = await crm();
    const added = await lead('add', {
      fields: { TITLE: 'Заявка', NAME: 'Ann', OPPORTUNITY: 15000, CURRENCY_ID: 'USD' },
    });
    expect([added.status, added.json.result]).toEqual([200, 1]);
    const read = (await lead('get', { id: 1 })).json.result;
    expect(read).toMatchObject({
      ID: '1',
      TITLE: 'Заявка',
      OPPORTUNITY: '15000.00',
      LAST_NAME: null,
      STATUS_ID: 'NEW',
    });
    expect(sim.leads.map(({ fields }) => fields.TITLE)).toEqual(['Заявка']);
  });

  test('needs no title: the lead is named by its number', async () => {
    const { sim, lead } = await crm();
    expect((await lead('add')).json.result).toBe(1);
    expect(sim.leads[0]?.fields.TITLE).toBe('Lead #1');
    expect((await lead('fields')).json.result.TITLE).toMatchObject({ type: 'string', isRequired: false });
  });

  test('takes fields in bracket form, lists of phones among them', async () => {
    const { sim } = await rig();
    const auth = (await redeem(sim)).json.access_token;
    const body = new URLSearchParams([
      ['auth', auth],
      ['fields[TITLE]', 'Привет & co'],
      ['fields[PHONE][0][VALUE]', '+380501234567'],
      ['fields[PHONE][0][VALUE_TYPE]', 'WORK'],
      ['fields[UF_CRM_1]', 'own'],
      ['fields[NO_SUCH_FIELD]', 'dropped'],
    ]).toString();
    await send(sim, '/rest/crm.lead.add', { body });
    expect(sim.leads[0]?.fields).toMatchObject({
      TITLE: 'Привет & co',
      HAS_PHONE: 'Y',
      UF_CRM_1: 'own',
      PHONE: [{ ID: '1', VALUE_TYPE: 'WORK', VALUE: '+380501234567', TYPE_ID: 'PHONE' }],
    });
    expect(sim.leads[0]?.fields).not.toHaveProperty('NO_SUCH_FIELD');
  });

  test('done twice makes two leads: the method is not idempotent', async () => {
    const { sim, lead } = await crm();
    await lead('add', { fields: { ORIGIN_ID: 'task-1' } });
    await lead('add', { fields: { ORIGIN_ID: 'task-1' } });
    expect(sim.leads).toHaveLength(2);
  });
});

describe('reading leads', () => {
  test('a missing one, or no number, is refused with an empty code', async () => {
    const { lead } = await crm();
    const gone = await lead('get', { id: 7 });
    expect([gone.status, gone.text]).toEqual([400, '{"error":"","error_description":"Not found"}']);
    expect((await lead('get')).json.error_description).toBe('ID is not defined or invalid.');
  });

  test('finds by the keys of the system it came from', async () => {
    const { lead } = await crm();
    for (const ORIGIN_ID of ['a', 'b', 'b']) await lead('add', { fields: { ORIGINATOR_ID: 'takt', ORIGIN_ID } });
    const found = await lead('list', {
      filter: { ORIGINATOR_ID: 'takt', '=ORIGIN_ID': 'b' },
      select: ['ID', 'ORIGIN_ID'],
      order: { ID: 'DESC' },
    });
    expect(found.json).toMatchObject({
      result: [
        { ID: '3', ORIGIN_ID: 'b' },
        { ID: '2', ORIGIN_ID: 'b' },
      ],
      total: 2,
    });
    expect(found.json).not.toHaveProperty('next');
    expect(found.text.indexOf('"total"')).toBeLessThan(found.text.indexOf('"time"'));
  });

  test('gives pages of fifty with next and total', async () => {
    const { lead } = await crm();
    for (let i = 0; i < 50; i++) await lead('add', { fields: { TITLE: `n${i}` } });
    expect((await lead('list')).json).not.toHaveProperty('next');
    await lead('add');
    const first = (await lead('list', { select: ['TITLE'] })).json;
    expect([first.result.length, first.next, first.total]).toEqual([50, 50, 51]);
    const second = (await lead('list', { start: 50 })).json;
    expect([second.result.length, second.next, second.total]).toEqual([1, undefined, 51]);
  });

  test.each([
    [{ '>OPPORTUNITY': 10 }, ['3']],
    [{ '<=OPPORTUNITY': 10 }, ['1', '2']],
    [{ '!STATUS_ID': 'NEW' }, ['2']],
    [{ '@ID': [1, 3] }, ['1', '3']],
    [{ '!@ID': [1, 3] }, ['2']],
    [{ '%TITLE': 'ALPH' }, ['1']],
    [{ '=%TITLE': '%ta' }, ['2']],
    [{ PHONE: '555' }, ['3']],
    [{ ORIGIN_ID: '' }, ['1', '2', '3']],
    [{ NO_SUCH_FIELD: 1 }, ['1', '2', '3']],
  ])('filters by %j', async (filter, ids) => {
    const { lead } = await crm();
    await lead('add', { fields: { TITLE: 'alpha', OPPORTUNITY: 9 } });
    await lead('add', { fields: { TITLE: 'beta', OPPORTUNITY: 10, STATUS_ID: 'IN_PROCESS' } });
    await lead('add', { fields: { TITLE: 'gamma', OPPORTUNITY: 100, PHONE: [{ VALUE: '555' }] } });
    const found = (await lead('list', { filter, select: ['ID'] })).json.result;
    expect(found.map(({ ID }) => ID)).toEqual(ids);
  });
});
