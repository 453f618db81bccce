/** The nodes of a stored process that are nodes. */
import { isObject, type JsonObject } from '../base/json.ts';
import { rawNodeId } from '../model/read_node.ts';
import { rawNodes } from '../model/read_process.ts';

export function nodesOf(raw: JsonObject): JsonObject[] {
  return (rawNodes(raw) ?? []).filter(isObject);
}

/** Id and title of every node. */
export function titlesOf(raw: JsonObject): Map<string, string> {
  return new Map(nodesOf(raw).map((node) => [rawNodeId(node), typeof node.title === 'string' ? node.title : '']));
}
