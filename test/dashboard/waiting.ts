/** A process whose tasks wait, made over the API as a client outside does: what the tests of View look at. */
import { KEY } from './browser.ts';

export type Row = Record<string, unknown>;

export type Ops = (list: Row[]) => Promise<Row[]>;

/** Operations as a client outside sends them; each has to succeed. */
export async function sendOps(url: string, list: Row[]): Promise<Row[]> {
  const token = Buffer.from(`${KEY.login}:${KEY.secret}`).toString('base64');
  const headers = { authorization: `Bearer ${token}` };
  const init = { method: 'POST', headers, body: JSON.stringify({ ops: list }) };
  const answer = (await (await fetch(`${url}/api/2/json`, init)).json()) as { ops: Row[] };
  for (const op of answer.ops) if (op.proc !== 'ok') throw new Error(JSON.stringify(op));
  return answer.ops;
}

export const START = 'aaaaaaaaaaaaaaaaaaaaaaa1';
export const WAIT = 'aaaaaaaaaaaaaaaaaaaaaaa2';
export const END = 'aaaaaaaaaaaaaaaaaaaaaaa3';

/** Start, a wait for a callback of at most an hour, an end; with declared parameters. */
export async function waitingProcess(ops: Ops, title: string): Promise<number> {
  const param = (name: string, type: string, more: Row = {}) => {
    return { name, type, descr: '', flags: ['input'], regex: '', regex_error_text: '', ...more };
  };
  const params = [
    param('name', 'string', { flags: ['required', 'input'] }),
    param('age', 'number'),
    param('zip', 'string', { regex: '^[0-9]{5}$', regex_error_text: 'five digits' }),
    param('client_secret', 'string'),
  ];
  const node = (id: string, type: number, [x, y]: [number, number], condition: Row, more: Row = {}) => {
    return { id, obj_type: type, title: `node ${id.slice(-1)}`, description: '', x, y, condition, ...more };
  };
  const hour = { type: 'time', value: 1, dimension: 'hour', to_node_id: END };
  const go = (to_node_id: string) => ({ type: 'go', to_node_id });
  const nodes = [
    node(START, 1, [100, 0], { logics: [go(WAIT)], semaphors: [] }),
    node(WAIT, 0, [30, 120], { logics: [{ type: 'api_callback' }, go(END)], semaphors: [hour] }),
    node(END, 2, [100, 320], { logics: [], semaphors: [] }, { options: '{"save_task":true}' }),
  ];
  const scheme = { obj_type: 1, obj_id: null, parent_id: 0, title, conv_type: 'process', status: 'active' };
  const whole = JSON.stringify([{ ...scheme, description: '', params, ref_mask: true, scheme: { nodes } }]);
  const [made] = await ops([{ type: 'create', obj: 'obj_scheme', folder_id: 0, scheme: whole }]);
  const [first] = (made?.scheme ?? []) as Row[];
  return Number(first?.obj_id);
}
