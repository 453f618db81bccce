/**
 * `GET /api/takt/node_types`: the node types of this server, as the editor needs them: what they are called, what their
 * fields are, by which ways they are left, in which kinds of process they may stand, and how a new logic is written.
 * And what an expression may hold: the functions, by name.
 */
import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Exit, NodeType } from '../nodes/node_type.ts';
import { NODE_TYPES } from '../nodes/registry.ts';
import { FUN_FUNCTIONS, functionNames } from '../template/functions.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { NODE_PANELS } from './node_panels.ts';
import { withSession } from './session.ts';
import type { Site } from './site.ts';

let catalogue: JsonObject | undefined;

export async function nodeTypes(site: Site, call: HttpCall): Promise<HttpAnswer> {
  return withSession(site, call, async () => {
    catalogue ??= { list: Object.values(NODE_TYPES).map(described), functions: [...functionNames(), ...FUN_FUNCTIONS] };
    return jsonAnswer(catalogue);
  });
}

function described(row: NodeType): JsonObject {
  const { type, title, help, allowed_in } = row;
  const panel = NODE_PANELS[type];
  const properties = schemaOf(row);
  const fields = (panel?.fields ?? []).map((field): Json => ({ ...field, schema: properties[field.name] ?? {} }));
  const { group = 'flow', defaults = { type } } = panel ?? {};
  return { type, title, help, allowed_in: [...allowed_in], exits: rolesOf(row), group, fields, defaults };
}

/** What can be read of each field. */
export function schemaOf({ schema }: NodeType): JsonObject {
  const read = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
  return isObject(read.properties) ? read.properties : {};
}

/** The ways out that a logic of the type may have, as those of a logic that names a target in every field for one. */
function rolesOf(row: NodeType): Exit['role'][] {
  const logic = row.schema.safeParse({ ...NODE_PANELS[row.type]?.defaults, to_node_id: 'x', err_node_id: 'x' });
  return logic.success ? row.exits(logic.data).map(({ role }) => role) : [];
}
