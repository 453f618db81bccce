/** Processes as short sketches, written out as the exports that people deploy. Node ids are their names. */
import type { RawLogic } from '../../src/model/process.ts';

export interface NodeSketch {
  id: string;
  logics?: RawLogic[];
  /** Seconds, or an expression that gives an instant; and the node it leads to. */
  timer?: [number | string, string];
  /** The value of a count semaphor, and the node in which its special tasks are made. */
  alarm?: [number | string, string];
}

export const go = (to: string): RawLogic => ({ type: 'go', to_node_id: to });

export const set = (rows: Record<string, string>): RawLogic => ({
  type: 'set_param',
  ...rowsOf(rows),
  err_node_id: '',
});

export const when = (param: string, constant: string, to: string): RawLogic => ({
  type: 'go_if_const',
  to_node_id: to,
  conditions: [{ param, const: constant, fun: 'eq', cast: 'string' }],
});

export const callback = (): RawLogic => ({ type: 'api_callback', is_sync: true });

export const api = (url: string, repeat: string, err: string): RawLogic => ({
  type: 'api',
  method: 'POST',
  url,
  format: '',
  content_type: 'application/json',
  extra: {},
  extra_type: {},
  rfc_format: true,
  takt: { repeat },
  err_node_id: err,
});

export const copy = (conv: number, data: Record<string, string>, err: string): RawLogic => ({
  type: 'api_copy',
  mode: 'create',
  conv_id: String(conv),
  ref: '',
  data,
  data_type: strings(data),
  err_node_id: err,
});

export const modify = (conv: number, ref: string, data: Record<string, string>, err: string): RawLogic => ({
  ...copy(conv, data, err),
  mode: 'modify',
  ref,
});

export const rpc = (conv: number, data: Record<string, string>, err: string): RawLogic => ({
  type: 'api_rpc',
  conv_id: String(conv),
  group: '',
  ...rowsOf(data),
  err_node_id: err,
});

export const reply = (data: Record<string, string>): RawLogic => ({
  type: 'api_rpc_reply',
  mode: 'key_value',
  res_data: data,
  res_data_type: strings(data),
  throw_exception: false,
});

export const queue = (data: Record<string, string> = {}): RawLogic => ({
  type: 'api_queue',
  data,
  data_type: strings(data),
  err_node_id: '',
});

export const getTask = (conv: number | string, node: string, err: string, order = 'ASC'): RawLogic => ({
  type: 'api_get_task',
  conv_id: conv,
  node_id: node,
  order_by: order,
  err_node_id: err,
});

export const sum = (rows: Record<string, string>, err = ''): RawLogic => ({
  type: 'api_sum',
  extra: Object.entries(rows).map(([id, value]) => ({ id, name: `name of ${id}`, value })),
  err_node_id: err,
});

/** The first node is the start; one without logics and timer is final and keeps its tasks. */
export function exportText(title: string, sketches: NodeSketch[], conv_type = 'process'): string {
  const nodes = sketches.map(({ id, logics, timer, alarm }, index) => {
    const final = logics === undefined && timer === undefined;
    const semaphors = [
      ...(timer ? [{ type: 'time', value: timer[0], dimension: 'sec', to_node_id: timer[1] }] : []),
      ...(alarm ? [{ type: 'count', value: alarm[0], esc_node_id: alarm[1] }] : []),
    ];
    return {
      ...{ id, obj_type: index === 0 ? 1 : final ? 2 : 0, title: id, description: '', x: 0, y: 0 },
      condition: { logics: logics ?? [], semaphors },
      extra: '{}',
      options: final ? '{"save_task":true}' : null,
    };
  });
  const head = { obj_type: 1, obj_id: null, parent_id: 0, title, description: '', status: 'active', params: [] };
  return JSON.stringify({ ...head, ref_mask: true, conv_type, scheme: { nodes } });
}

function rowsOf(rows: Record<string, string>): { extra: Record<string, string>; extra_type: Record<string, string> } {
  return { extra: rows, extra_type: strings(rows) };
}

function strings(rows: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(rows).map((key) => [key, 'string']));
}
