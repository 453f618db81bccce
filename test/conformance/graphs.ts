/** Small processes for tests of what tasks do: logics and nodes as exports have them. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { chain, END, FAILED, go, node, START, WORK } from './bench.ts';

export const callback = (is_sync = true): JsonObject => ({ type: 'api_callback', is_sync });
export const set = (extra: JsonObject, type = 'string'): JsonObject => ({
  ...{ type: 'set_param', extra, err_node_id: FAILED },
  extra_type: Object.fromEntries(Object.keys(extra).map((key) => [key, type])),
});
export const when = (to: string, param: string, constant: string): JsonObject => ({
  ...{ type: 'go_if_const', to_node_id: to },
  conditions: [{ param, const: constant, fun: 'eq', cast: 'string' }],
});
export const timed = (value: Json, to = END): JsonObject => ({ type: 'time', value, dimension: 'sec', to_node_id: to });
export const counted = (value: number, to: string): JsonObject => ({ type: 'count', value, esc_node_id: to });

export function graph(nodes: JsonObject[], conv: JsonObject = {}): JsonObject {
  return { ...chain([]), ...conv, scheme: { nodes } };
}
export function work(logics: Json[], semaphors: Json[] = []): JsonObject {
  return node(WORK, 0, [], { condition: { logics, semaphors } });
}
/** Start → work → end; `failed` is an end as well. */
export function around(work: JsonObject, conv: JsonObject = {}): JsonObject {
  return graph([node(START, 1, [go(WORK)]), work, node(FAILED, 2, []), node(END, 2, [])], conv);
}

/** The three parameters of an error, as a process reads them. */
export function errorOf(prefix: string, type: string, tag: string, description: Json): JsonObject {
  return {
    [`__conveyor_${prefix}_return_type_error__`]: type,
    [`__conveyor_${prefix}_return_type_tag__`]: tag,
    [`__conveyor_${prefix}_return_description__`]: description,
  };
}
