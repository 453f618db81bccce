/** Objects of exports, as small as they can be. */
import type { Json, JsonObject } from '../../src/base/json.ts';

export const folder = (obj_id: number, parent_id: number, title: string, more: JsonObject = {}): JsonObject => {
  return { obj_type: 0, obj_id, parent_id, title, description: '', ...more };
};
export const alias = (short_name: string, obj_to_id: number | null, more: JsonObject = {}): JsonObject => {
  return {
    obj_type: 'alias',
    obj_id: 90,
    parent_id: 0,
    title: short_name,
    short_name,
    obj_to_id,
    obj_to_type: 'conv',
    ...more,
  };
};
export const variable = (short_name: string, more: JsonObject = {}): JsonObject => {
  return {
    obj_type: 'env_var',
    obj_id: 80,
    parent_id: 0,
    title: short_name,
    short_name,
    env_var_type: 'visible',
    value: 'v',
    ...more,
  };
};
export const set = (extra: JsonObject): JsonObject => {
  const extra_type = Object.fromEntries(Object.keys(extra).map((key) => [key, 'string']));
  return { type: 'set_param', extra, extra_type, err_node_id: '' };
};
export const call = (conv_id: Json): JsonObject => ({
  type: 'api_rpc',
  conv_id,
  extra: {},
  extra_type: {},
  err_node_id: '',
});
