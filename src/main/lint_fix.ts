/** What `takt lint --fix` makes of the text of an export: what it does not mend stays as it was, layout included. */
import { randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { type AddedCluster, addEscalations } from '../engine/escalation.ts';
import { parseJson } from '../model/parse_json.ts';
import { text as textOrEmpty } from '../model/read_node.ts';
import { rawNodes } from '../model/read_process.ts';

/** What was added, and in which process. */
export interface Fixed extends AddedCluster {
  process: string;
}

export function fixExport(text: string): { text: string; fixed: Fixed[] } {
  const parsed = parseJson(text);
  if ('failure' in parsed) return { text, fixed: [] };
  const fixed: Fixed[] = [];
  const value = eachProcess(parsed.value, (raw) => {
    const result = addEscalations(raw, () => randomBytes(12).toString('hex'));
    fixed.push(...result.added.map((added) => ({ process: textOrEmpty(raw.title), ...added })));
    return result.raw;
  });
  if (fixed.length === 0) return { text, fixed };
  const indent = /^\s*[[{]\s*?\n([ \t]+)/.exec(text)?.[1];
  return { text: `${JSON.stringify(value, null, indent)}${text.endsWith('\n') ? '\n' : ''}`, fixed };
}

/** Processes stand alone, in a list, or in the answer of the API that holds the list. */
function eachProcess(value: Json, change: (raw: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => eachProcess(item, change));
  if (!isObject(value)) return value;
  if (Array.isArray(value.ops)) return { ...value, ops: eachProcess(value.ops, change) };
  if (Array.isArray(value.scheme)) return { ...value, scheme: eachProcess(value.scheme, change) };
  return rawNodes(value) === null ? value : change(value);
}
