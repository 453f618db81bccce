/**
 * The password of a direct URL stands in the options of the start node. Who may not modify the process sees the mask in
 * its place; an edit that brings the mask back leaves the password as it is.
 */
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { MASK } from '../../base/limits.ts';
import { parseJson } from '../../model/parse_json.ts';
import { rawNodes } from '../../model/read_process.ts';
import { withNodes } from '../../model/write_process.ts';
import type { OpContext } from '../app.ts';

/** A node's options, which are text or an object. */
export function optionsOf(node: JsonObject): JsonObject {
  const { options = null } = node;
  const parsed = typeof options === 'string' ? parseJson(options) : { value: options };
  return 'value' in parsed && isObject(parsed.value) ? parsed.value : {};
}

/** Nodes as the actor may see them. */
export async function shownNodes<N extends Json>(ctx: OpContext, conv_id: number, nodes: N[]): Promise<N[]> {
  if (!nodes.some(hasSecret) || (await maySee(ctx, conv_id))) return nodes;
  return nodes.map((node) => (hasSecret(node) ? (masked(node as JsonObject) as N) : node));
}

/** An element of an export as the actor may see it. */
export async function shownElement(ctx: OpContext, element: JsonObject): Promise<JsonObject> {
  const nodes = rawNodes(element);
  if (nodes === null || typeof element.obj_id !== 'number') return element;
  const shown = await shownNodes(ctx, element.obj_id, nodes);
  return shown === nodes ? element : withNodes(element, shown);
}

/** Whether something in an element of an export is not for the actor to see. */
export async function hidesSecret(ctx: OpContext, element: JsonObject): Promise<boolean> {
  return (await shownElement(ctx, element)) !== element;
}

/** Options for an edit: where the password is the mask, the one of the node as it is. */
export function keptSecret(given: JsonObject, node: JsonObject): JsonObject {
  return given.secret === MASK ? { ...given, secret: optionsOf(node).secret ?? '' } : given;
}

function hasSecret(node: Json): boolean {
  if (!isObject(node)) return false;
  const { secret = '' } = optionsOf(node);
  return secret !== '' && secret !== null;
}

function masked(node: JsonObject): JsonObject {
  const options = { ...optionsOf(node), secret: MASK };
  return { ...node, options: typeof node.options === 'string' ? JSON.stringify(options) : options };
}

async function maySee({ app, actor }: OpContext, conv_id: number): Promise<boolean> {
  const conv = await app.ports.catalog.read('conv', conv_id);
  return conv !== null && app.rights.may(actor, 'modify', conv);
}
