/**
 * Ids of nodes that a client made up are replaced by the server's, and every reference follows: links of logics and
 * semaphors, the queue that Get Task names, and `node[…]` in templates. Only places that are references are touched,
 * so a parameter that happens to be called like an id, or the source of a Code node, stays as it is.
 */
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../base/json.ts';
import { rawCondition, rawNodeId } from './read_node.ts';
import { rawNodes } from './read_process.ts';
import { modernNode, withNodes } from './write_process.ts';

const LINKS = ['to_node_id', 'err_node_id', 'esc_node_id'];
/** Of Get Task: a queue in the process that its `conv_id` names. */
const QUEUES = ['node_id', 'queue_node_id'];
/** Program text: templates are not evaluated in it. */
const SOURCES = ['src', 'code'];

interface Remap {
  ids: ReadonlyMap<string, string>;
  /** The process itself, as references to it spell it; null where it has no number. */
  own: string | null;
}

/** The process with the ids that `ids` names replaced, wherever they stand. */
export function remapNodeIds(raw: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  const nodes = rawNodes(raw);
  if (nodes === null || ids.size === 0) return raw;
  const own = typeof raw.obj_id === 'number' || typeof raw.obj_id === 'string' ? String(raw.obj_id) : null;
  return withNodes(
    raw,
    nodes.map((node) => (isObject(node) ? remapNode(node, { ids, own }) : node)),
  );
}

function remapNode(node: JsonObject, remap: Remap): JsonObject {
  const id = rawNodeId(node);
  if (rawCondition(node) === null) return { ...node, id: remap.ids.get(id) ?? id };
  const modern = modernNode(node);
  const condition = modern.condition as JsonObject;
  const mapped: JsonObject = {
    ...modern,
    id: remap.ids.get(id) ?? id,
    condition: {
      ...condition,
      logics: eachOf(condition.logics, (logic) => remapLogic(logic, remap)),
      semaphors: eachOf(condition.semaphors, (semaphor) => remapLogic(semaphor, remap)),
    },
  };
  const stub = condition.stub;
  if (stub !== undefined) (mapped.condition as JsonObject).stub = remapTemplates(stub, remap);
  if (mapped.options !== undefined) mapped.options = remapTemplates(mapped.options, remap);
  return mapped;
}

function eachOf(list: Json | undefined, change: (item: JsonObject) => Json): Json {
  if (!Array.isArray(list)) return list ?? [];
  return list.map((item) => (isObject(item) ? change(item) : item));
}

function remapLogic(logic: JsonObject, remap: Remap): JsonObject {
  const mapped: JsonObject = {};
  for (const key of Object.keys(logic)) {
    const value = ownValue(logic, key) as Json;
    const isId = LINKS.includes(key) || (QUEUES.includes(key) && isOwn(logic.conv_id, remap));
    const id = isId && typeof value === 'string' ? remap.ids.get(value) : undefined;
    setOwn(mapped, key, id ?? (SOURCES.includes(key) ? value : remapTemplates(value, remap)));
  }
  return mapped;
}

/** A process named by a number that is not this one's has nodes of its own; an alias or a template may mean this one. */
function isOwn(conv: Json | undefined, { own }: Remap): boolean {
  return own === null || conv === undefined || !/^\d+$/.test(String(conv)) || String(conv) === own;
}

const NODE_REFERENCE = /(?:conv\[\s{0,9}([^\][{}<>]{1,64})\]\.)?\bnode\[([^\][{}<>]{1,64})\]/g;

function remapTemplates(value: Json, remap: Remap): Json {
  if (typeof value === 'string') {
    if (!/\{\{|<</.test(value)) return value;
    return value.replace(NODE_REFERENCE, (all: string, conv: string | undefined, node: string) => {
      const id = isOwn(conv?.trim(), remap) ? remap.ids.get(node.trim()) : undefined;
      return id === undefined ? all : all.replace(`node[${node}]`, () => `node[${id}]`);
    });
  }
  if (Array.isArray(value)) return value.map((item) => remapTemplates(item, remap));
  if (!isObject(value)) return value;
  const mapped: JsonObject = {};
  for (const key of Object.keys(value)) {
    setOwn(mapped, remapTemplates(key, remap) as string, remapTemplates(ownValue(value, key) as Json, remap));
  }
  return mapped;
}
