/**
 * Leads, made by the template bitrix-create-lead with the token of the token task. Whatever goes wrong on the way,
 * the look-alike of Bitrix24 has each lead once: that is counted there, not in Takt.
 */
import type { JsonObject } from '../../src/base/json.ts';
import type { Bitrix24 } from '../../src/simulators/bitrix24/server.ts';
import * as bitrix24 from './bitrix.ts';
import { type Line, openLine } from './listeners.ts';
import { closeAll, eventually, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

const ADD = 'crm.lead.add';

describe('Leads', () => {
  let takt: Takt;
  let bitrix: Bitrix24;
  let line: Line;
  let token_id: number;
  let conv_id: number;

  beforeAll(async () => {
    takt = await startTakt();
    bitrix = await bitrix24.openBitrix();
    line = await openLine(bitrix.url);
    token_id = (await bitrix24.cloneTemplate(takt, 'bitrix-oauth')).conv_id;
    const { also, ...lead } = await bitrix24.cloneTemplate(takt, 'bitrix-create-lead');
    expect(also).toEqual([]);
    conv_id = lead.conv_id;
    const data = bitrix24.tokenData(line.url, { code: bitrix.issueCode(), refresh_minutes: 0 });
    await bitrix24.addTask(takt, token_id, data, 'token');
    await bitrix24.tokenUntil(takt, token_id, 'a token', (seen) => seen.data.access_token !== undefined);
  });
  afterAll(closeAll);

  test('a lead is made with the fields given, and its number is in the task', async () => {
    const { data } = await made({ title: 'From Takt', name: 'Ann', phone: '+1 555 0100', fields: { UF_CRM_1: 'x' } });
    expect(leadsTitled('From Takt')).toEqual([data.lead_id]);
    const lead = bitrix.leads.find(({ fields }) => Number(fields.ID) === data.lead_id);
    expect(lead?.fields).toMatchObject({ TITLE: 'From Takt', NAME: 'Ann', ORIGINATOR_ID: 'takt' });
  });

  const begun = new Map<string, string>();
  const FAULTS: { name: string; kind: string }[] = [
    { name: 'too many requests (503)', kind: 'QUERY_LIMIT_EXCEEDED' },
    { name: 'a method that worked too long (429)', kind: 'OPERATION_TIME_LIMIT' },
    { name: 'the page of a proxy (502)', kind: 'html' },
    { name: 'an answer that is lost after the lead was made', kind: 'drop' },
    { name: 'a connection that is reset before the lead was made', kind: 'reset' },
    { name: 'an error of the server (500)', kind: 'server_error' },
  ];

  /** The pauses after them pass at the same time: the next lead is begun once the fault has hit the one before. */
  test('whatever goes wrong with a request to make a lead, every lead begins with it', async () => {
    for (const { name, kind } of FAULTS) {
      bitrix.fault({ target: 'rest', kind, method: ADD });
      begun.set(name, await bitrix24.addTask(takt, conv_id, { title: name }));
      await bitrix.until((requests) => requests.some(({ fault, method }) => fault === kind && method === ADD));
    }
  });

  test.each(FAULTS)('after $name the lead is made all the same, and once', async ({ name }) => {
    const { data } = await ended(begun.get(name) ?? '');
    expect(data).not.toHaveProperty('Error');
    expect(leadsTitled(name)).toEqual([data.lead_id]);
  });

  test('a token that expired meanwhile: the lead is made with the new one, and once', async () => {
    const before = await bitrix24.token(takt, token_id);
    bitrix.expireAccess();
    const obj_id = await bitrix24.addTask(takt, conv_id, { title: 'Expired' });
    await bitrix.until((requests) => requests.some(({ method, status }) => method === ADD && status === 401));
    await bitrix24.modifyToken(takt, token_id, { refresh: true });
    await bitrix24.refreshedSince(takt, token_id, before);
    const { data } = await ended(obj_id);
    expect(leadsTitled('Expired')).toEqual([data.lead_id]);
  });

  test('what Bitrix24 refuses ends with Error, and is not tried again', async () => {
    bitrix.fault({ target: 'rest', kind: 'empty_error', method: ADD });
    const asked = requestsFor(ADD);
    const { data, title } = await ended(await bitrix24.addTask(takt, conv_id, { title: 'Refused' }));
    expect(data).not.toHaveProperty('lead_id');
    expect(data.Error).toMatch(/Access denied.*HTTP 400/);
    expect(title).toBe('Лид не создан');
    expect({ leads: leadsTitled('Refused'), asked: requestsFor(ADD) - asked }).toEqual({ leads: [], asked: 1 });
  });

  test('a task without a title is refused before anything is sent', async () => {
    const asked = bitrix.requests.length;
    const refused = await takt.op({ type: 'create', obj: 'task', conv_id, data: { name: 'Ann' } });
    expect(refused.proc).not.toBe('ok');
    expect(JSON.stringify(refused)).toContain('title');
    expect(bitrix.requests).toHaveLength(asked);
  });

  test.each([
    { name: 'kill -9 while the answer is on its way', kind: 'slow_answer' },
    { name: 'kill -9 before Bitrix24 has begun, which never will', kind: 'slow' },
  ])('$name: the lead is made once', async ({ name, kind }) => {
    const fault = bitrix.fault({ target: 'rest', kind, method: ADD });
    const obj_id = await bitrix24.addTask(takt, conv_id, { title: name });
    await fault.held;
    await takt.kill();
    takt = await startTakt({ folder: takt.folder });
    const { data } = await ended(obj_id);
    expect(leadsTitled(name)).toEqual([data.lead_id]);
  });

  test('twenty leads at once, with answers lost among them: twenty leads', async () => {
    for (const kind of ['drop', 'QUERY_LIMIT_EXCEEDED', 'drop']) bitrix.fault({ target: 'rest', kind, method: ADD });
    const titles = Array.from({ length: 20 }, (_, i) => `Many ${i}`);
    const tasks = await Promise.all(titles.map((title) => bitrix24.addTask(takt, conv_id, { title })));
    const ids = await Promise.all(tasks.map(async (obj_id) => (await ended(obj_id)).data.lead_id));
    expect(titles.map((title) => leadsTitled(title))).toEqual(ids.map((id) => [id]));
  });

  async function made(data: JsonObject): Promise<bitrix24.Seen> {
    const seen = await ended(await bitrix24.addTask(takt, conv_id, data));
    expect(seen.data).not.toHaveProperty('Error');
    return seen;
  }

  function ended(obj_id: string): Promise<bitrix24.Seen> {
    const see = () => bitrix24.see(takt, conv_id, { obj_id });
    return eventually('the end of the task', see, ({ status }) => status === 'processed');
  }

  function leadsTitled(title: string): number[] {
    return bitrix.leads.filter(({ fields }) => fields.TITLE === title).map(({ fields }) => Number(fields.ID));
  }

  function requestsFor(method: string): number {
    return bitrix.requests.filter((request) => request.method === method).length;
  }
});
