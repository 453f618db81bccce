/**
 * `batch`: up to fifty commands in one request, run in order; a later one may name what an earlier one gave as
 * `$result[key][field]`. The answer is always 200, errors stand in it by command.
 */
import { isObject, type Json, type JsonObject, ownValue } from '../../base/json.ts';
import { type Call, failure, type Outcome, type RestFailure, runMethod } from './methods.ts';
import { parsePhpQuery, phpArray } from './php.ts';

const COMMANDS = 50;
const REFERENCE = /\$result((?:\[[^\]]*\])+)/g;

/** The parts of the answer, each a PHP array under the command's key. */
interface Collected {
  result: [string, Json][];
  result_error: [string, Json][];
  result_total: [string, Json][];
  result_next: [string, Json][];
  result_time: [string, Json][];
}

/** `timeOf` makes the `time` block of one command. */
export function runBatch(call: Call, params: JsonObject, timeOf: () => Json): Outcome {
  const commands = entriesOf(params.cmd);
  const halt = ['1', 'true', 'Y'].includes(String(params.halt ?? '0'));
  const parts: Collected = { result: [], result_error: [], result_total: [], result_next: [], result_time: [] };
  for (const [index, [key, command]] of commands.entries()) {
    const outcome = index < COMMANDS ? runCommand(call, command, parts) : failure('ERROR_BATCH_LENGTH_EXCEEDED');
    collect(parts, key, outcome, timeOf);
    if (halt && 'error' in outcome) break;
  }
  return { result: Object.fromEntries(Object.entries(parts).map(([name, entries]) => [name, phpArray(entries)])) };
}

function entriesOf(cmd: Json | undefined): [string, Json][] {
  if (Array.isArray(cmd)) return cmd.map((command, index) => [String(index), command]);
  return isObject(cmd) ? Object.entries(cmd) : [];
}

function runCommand(call: Call, command: Json, parts: Collected): Outcome {
  const [, name = '', query = ''] = /^\/?([^?]*)\??(.*)$/s.exec(typeof command === 'string' ? command : '') ?? [];
  const method = name.trim().replace(/\.json$/, '');
  if (method.toLowerCase() === 'batch') return failure('ERROR_BATCH_METHOD_NOT_ALLOWED');
  const results = Object.fromEntries(parts.result);
  return runMethod(method, call, resolveAll(parsePhpQuery(query), results) as JsonObject);
}

function collect(parts: Collected, key: string, outcome: Outcome, timeOf: () => Json): void {
  if ('error' in outcome) {
    parts.result_error.push([key, errorOf(outcome)]);
    return;
  }
  parts.result.push([key, outcome.result]);
  if (outcome.total !== undefined) parts.result_total.push([key, outcome.total]);
  if (outcome.next !== undefined) parts.result_next.push([key, outcome.next]);
  parts.result_time.push([key, timeOf()]);
}

function errorOf({ error, error_description }: RestFailure): JsonObject {
  return { error, error_description };
}

/** Puts results in wherever a parameter names them. */
function resolveAll(value: Json, results: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => resolveAll(item, results));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveAll(inner, results)]));
  }
  return typeof value === 'string' ? resolveText(value, results) : value;
}

/** A text that is one reference keeps the type of what it names; inside other text it becomes text. */
function resolveText(value: string, results: JsonObject): Json {
  const whole = new RegExp(`^${REFERENCE.source}$`).exec(value);
  if (whole) return lookUp(whole[1] ?? '', results) ?? '';
  return value.replace(REFERENCE, (_all, path: string) => {
    const found = lookUp(path, results) ?? '';
    return typeof found === 'object' ? '' : String(found);
  });
}

function lookUp(path: string, results: JsonObject): Json | undefined {
  let found: Json | undefined = results;
  for (const [, step = ''] of path.matchAll(/\[([^\]]*)\]/g)) {
    if (Array.isArray(found)) found = found[Number(step)];
    else found = isObject(found) ? ownValue(found, step) : undefined;
  }
  return found;
}
