/** What variables hold, and which secret ones a process names. */
import type { Json } from '../base/json.ts';
import { checkedProcess, textsOf } from '../engine/checked.ts';
import type { Process } from '../model/process.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { literalReads } from '../template/evaluate.ts';

/** By name with the `@`, or by number, each once: those that are written out in the texts of a process. */
export function variablesNamed(process: Process): string[] {
  const { nodes } = checkedProcess(process, {}, { min_timer_sec: 0 });
  const reads = nodes.flatMap(textsOf).flatMap(({ text }) => (text.includes('env_var') ? literalReads(text) : []));
  return [...new Set(reads.flatMap((read) => (read.kind === 'env_var' ? [read.name] : [])))];
}

export function isSecretVariable({ body }: CatalogObject): boolean {
  return body.env_var_type === 'secret';
}

/** What templates see: of a JSON variable the JSON value, not its text. */
export function variableValue({ body }: CatalogObject): Json {
  const value = body.value ?? '';
  if (body.data_type !== 'json' || typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
