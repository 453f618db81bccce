/**
 * Exports on their way out, and edits of them. An edit never touches what it does not name: fields that Takt does not
 * know stay as they were, in the process, in its nodes and in their logics. Every function returns a new value.
 *
 * A node that an edit touches is brought to the shape of today's exports (`condition`, `x`, `y`, `extra` and `options`
 * as text), because the edit speaks of those fields; all other nodes stay as they came.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from './parse_json.ts';
import { type ConvStatus, type ConvType, NODE_KIND } from './process.ts';
import { rawCondition, rawNodeId, readPosition, text } from './read_node.ts';
import { rawNodes } from './read_process.ts';

/** What a server knows of a process beside its nodes. */
export interface ConvFields {
  obj_id: number | null;
  parent_id: number;
  title: string;
  description: string;
  status: ConvStatus;
  params: Json[];
  ref_mask: boolean;
  conv_type: ConvType;
}

/** A node as `create node` and `modify node` of the API speak of it: what is absent stays as it is. */
export interface NodeFields {
  title?: string;
  description?: string;
  obj_type?: number;
  logics?: Json[];
  semaphors?: Json[];
  /** Branches as `{logics: [[…]]}`; null takes Stub Mode's branches away. */
  stub?: JsonObject | null;
  position?: Json[];
  extra?: JsonObject | string | null;
  options?: JsonObject | string | null;
}

/** The export with these fields changed and all others as they were. */
export function writeExport(raw: JsonObject, changes: Partial<ConvFields>): JsonObject {
  return { ...raw, ...changes };
}

/** A process that was made here, as an export. */
export function exportObject(conv: ConvFields, scheme: JsonObject): JsonObject {
  return {
    obj_type: 1,
    obj_id: conv.obj_id,
    parent_id: conv.parent_id,
    title: conv.title,
    description: conv.description,
    status: conv.status,
    params: conv.params,
    ref_mask: conv.ref_mask,
    conv_type: conv.conv_type,
    scheme,
  };
}

/** The scheme of a process without nodes. */
export function emptyScheme(): JsonObject {
  return { nodes: [], web_settings: [[], []] };
}

/** The node with this id as the export has it, or null. */
export function findRawNode(raw: JsonObject, id: string): JsonObject | null {
  for (const node of rawNodes(raw) ?? []) if (isObject(node) && rawNodeId(node) === id) return node;
  return null;
}

/** The process with one more node, or null where the id is taken. */
export function createRawNode(raw: JsonObject, id: string, fields: NodeFields): JsonObject | null {
  if (findRawNode(raw, id) !== null) return null;
  const kind = fields.obj_type ?? NODE_KIND.logic;
  const isSmall = kind === NODE_KIND.start || kind === NODE_KIND.final;
  const extra = { modeForm: isSmall ? 'collapse' : 'expand', icon: kind === NODE_KIND.final ? 'success' : '' };
  const node: JsonObject = {
    id,
    obj_type: kind,
    condition: { logics: [], semaphors: [] },
    title: '',
    description: '',
    x: 0,
    y: 0,
    extra: JSON.stringify(extra),
    options: null,
  };
  return withNodes(raw, [...(rawNodes(raw) ?? []), editNode(node, fields)]);
}

/** The process with one node changed, or null where it has no such node. */
export function modifyRawNode(raw: JsonObject, id: string, fields: NodeFields): JsonObject | null {
  const found = findRawNode(raw, id);
  if (found === null) return null;
  return withNodes(
    raw,
    (rawNodes(raw) ?? []).map((node) => (node === found ? editNode(found, fields) : node)),
  );
}

/** The process without the node, or null where it has no such node. Links to it stay: validation names them. */
export function deleteRawNode(raw: JsonObject, id: string): JsonObject | null {
  const found = findRawNode(raw, id);
  if (found === null) return null;
  return withNodes(
    raw,
    (rawNodes(raw) ?? []).filter((node) => node !== found),
  );
}

/** A node as the API's answers show it (`list conv`, `show node`); `count` is for whoever knows the tasks to add. */
export function apiNode(node: JsonObject): JsonObject {
  const condition = rawCondition(node);
  const { x, y } = readPosition(node);
  const shown: JsonObject = {
    obj: 'node',
    obj_id: rawNodeId(node),
    title: text(node.title),
    description: text(node.description),
    logics: condition?.logics ?? [],
    semaphors: condition?.semaphors ?? [],
    obj_type: node.obj_type ?? NODE_KIND.logic,
    position: [x, y],
    extra: asText(node.extra ?? null),
    options: asText(node.options ?? null),
  };
  if (condition !== null && condition.stub !== null) shown.stub = condition.stub;
  if (node.uuid !== undefined) shown.uuid = node.uuid;
  return shown;
}

/** The process with its list of nodes replaced. */
export function withNodes(raw: JsonObject, nodes: Json[]): JsonObject {
  if (raw.scheme === undefined && Array.isArray(raw.nodes)) return { ...raw, nodes };
  return { ...raw, scheme: { ...schemeOf(raw), nodes } };
}

function schemeOf(raw: JsonObject): JsonObject {
  if (isObject(raw.scheme)) return raw.scheme;
  if (typeof raw.scheme !== 'string') return emptyScheme();
  const parsed = parseJson(raw.scheme);
  return 'value' in parsed && isObject(parsed.value) ? parsed.value : emptyScheme();
}

/** A node in the shape of today's exports: old places of the same things are taken away, all else is kept. */
export function modernNode(node: JsonObject): JsonObject {
  const { logics: _l, semaphors: _s, semaphores: _o, stub: _b, position: _p, obj_id: _i, ...rest } = node;
  const kept = isObject(node.condition) ? node.condition : {};
  const { semaphores: _old, ...condition } = kept;
  const { stub, ...read } = rawCondition(node) ?? { logics: [], semaphors: [], stub: null };
  return {
    ...rest,
    id: rawNodeId(node),
    condition: { ...condition, ...read, ...(stub === null ? {} : { stub }) },
    ...readPosition(node),
  };
}

function editNode(node: JsonObject, fields: NodeFields): JsonObject {
  const modern = modernNode(node);
  const { stub, ...condition } = modern.condition as JsonObject;
  const branches = fields.stub === undefined ? stub : fields.stub;
  const edited: JsonObject = {
    ...modern,
    condition: {
      ...condition,
      ...(fields.logics === undefined ? {} : { logics: fields.logics }),
      ...(fields.semaphors === undefined ? {} : { semaphors: fields.semaphors }),
      ...(branches === undefined || branches === null ? {} : { stub: branches }),
    },
  };
  if (fields.title !== undefined) edited.title = fields.title;
  if (fields.description !== undefined) edited.description = fields.description;
  if (fields.obj_type !== undefined) edited.obj_type = fields.obj_type;
  if (fields.position !== undefined) Object.assign(edited, readPosition({ position: fields.position }));
  if (fields.extra !== undefined) edited.extra = asText(fields.extra);
  if (fields.options !== undefined) edited.options = asText(fields.options);
  return edited;
}

/** `extra` and `options` are JSON text in exports, whatever they came as. */
function asText(value: Json): Json {
  return isObject(value) ? JSON.stringify(value) : value;
}
