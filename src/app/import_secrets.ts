/**
 * The password of a direct URL is the mask in an export made by somebody who may not see it. It must not become the
 * password of what is imported, because everybody knows the mask: without one the address lets nobody in.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { MASK } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import { rawNodes } from '../model/read_process.ts';
import { withNodes } from '../model/write_process.ts';

export function withoutMaskedSecrets(raw: JsonObject): JsonObject {
  const nodes = rawNodes(raw);
  if (nodes === null || !nodes.some(isMasked)) return raw;
  return withNodes(
    raw,
    nodes.map((node) => (isObject(node) && isMasked(node) ? { ...node, options: emptied(node) } : node)),
  );
}

function isMasked(node: Json): boolean {
  return isObject(node) && optionsOf(node).secret === MASK;
}

function emptied(node: JsonObject): Json {
  const options = { ...optionsOf(node), secret: '' };
  return typeof node.options === 'string' ? JSON.stringify(options) : options;
}

function optionsOf({ options = null }: JsonObject): JsonObject {
  const parsed = typeof options === 'string' && options.includes(MASK) ? parseJson(options) : { value: options };
  return 'value' in parsed && isObject(parsed.value) ? parsed.value : {};
}
