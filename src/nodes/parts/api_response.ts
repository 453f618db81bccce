/**
 * What an API Call makes of an HTTP answer. Pure.
 *
 * Decisions where Corezoid's pages are silent or disagree (docs/compatibility.md):
 * - 200, 201 and 202 are documented as success; Takt takes every 2xx as such. With `rfc_format` 200 and 201 must carry
 *   a body (not after HEAD).
 * - The JSON object of an error answer goes to the root of the task also where the response is customized: exported
 *   processes read its fields there, and a mapping made for a success would only write empty texts.
 * - XML becomes JSON (model/xml); XML that cannot be read is as bad an answer as JSON that cannot be.
 * - Of an error answer in the Corezoid format only `res_data` goes to the task: the envelope around it is no data.
 */
import { dataSize, isDeeper, isObject, type Json, type JsonObject, mergeData } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import type { EffectAnswer } from '../../model/effect.ts';
import { readXml } from '../../model/xml.ts';
import type { ConveyorError, NodeContext, Outcome } from '../node_type.ts';
import { mapResponse, type ResponseRow } from './api_mapping.ts';
import { isForm, isJson, isXml } from './api_request.ts';
import { withValue } from './evaluated.ts';
import { sizeError } from './failures.ts';
import { statusText } from './http_status.ts';

export type HttpAnswer = Extract<EffectAnswer, { kind: 'http' }>;

/** What is kept while the request is under way. */
export type ResponseMemo = {
  format: string;
  method: string;
  /** Taken where the answer names no type of its own. */
  content_type: string;
  rfc_format: boolean;
  debug_info: boolean;
  /** Null where the answer goes to the root of the task. */
  mapping: ResponseRow[] | null;
};

/** How much of a body that cannot be read is quoted in the error: a page of HTML must not fill the task. */
const SHOWN_CHARS = 1000;

type Parsed =
  | { kind: 'json'; value: Json }
  | { kind: 'text'; value: string }
  /** It says that it is XML, and is not. */
  | { kind: 'bad_xml'; problem: string }
  | { kind: 'image' }
  | { kind: 'none' };

export function takeResponse(ctx: NodeContext, memo: ResponseMemo, answer: HttpAnswer): Outcome {
  const base = memo.debug_info ? mergeData(ctx.task.data, debugParams(answer)) : ctx.task.data;
  const parsed = parseBody(memo, answer);
  if (answer.status < 200 || answer.status > 299) {
    const object = parsed.kind === 'json' && isObject(parsed.value) ? parsed.value : {};
    const merged = memo.format === 'corezoid' ? resultOf(ctx, object) : object;
    return failed(ctx, base, answer, { ...refusal(answer), merged });
  }
  const noBody = noBodyProblem(memo, answer, parsed);
  if (noBody !== null) return failed(ctx, base, answer, { tag: 'api_no_valid_json', description: noBody, merged: {} });
  if (memo.format === 'corezoid') return takeCorezoid(ctx, base, answer, parsed);
  if (memo.mapping !== null) return takeMapped(ctx, base, memo.mapping, answer, parsed);
  return sized(ctx, base, mergeData(base, asRoot(answer, parsed)));
}

/**
 * Where an attempt before was lost, a refusal may mean that it was carried out: a token that is good once has been
 * used. Nobody can tell, and the generated escalation must not try again.
 */
function refusal({ status, lost }: HttpAnswer): { tag: string; description: string } {
  const description = statusText(status);
  if (lost === 0) return { tag: 'api_bad_answer', description };
  return { tag: 'api_in_doubt', description: `${description}; an attempt before may have been carried out` };
}

function debugParams(answer: HttpAnswer): JsonObject {
  return {
    __conveyor_api_debug__: {
      http_exec_time: answer.ms,
      http_req_body_size: answer.sizes.request,
      http_res_code: answer.status,
      http_res_body_size: answer.sizes.response,
    },
  };
}

/**
 * By the type the answer names. An answer that names none is JSON if it can be, else what the request was. JSON that is
 * nested deeper than data may be stays the text it is.
 */
function parseBody(memo: ResponseMemo, answer: HttpAnswer): Parsed {
  const named = answer.headers['content-type'] ?? '';
  if (/^\s*image\//i.test(named)) return { kind: 'image' };
  if (answer.body.trim() === '') return { kind: 'none' };
  if (isForm(named)) return { kind: 'json', value: formObject(answer.body) };
  const value = jsonOf(answer.body);
  if (value !== undefined) return { kind: 'json', value };
  const type = named === '' ? memo.content_type : named;
  if (isForm(type)) return { kind: 'json', value: formObject(answer.body) };
  if (!isXml(type)) return { kind: 'text', value: answer.body };
  const read = readXml(answer.body);
  return 'value' in read ? { kind: 'json', value: read.value } : { kind: 'bad_xml', problem: read.problem };
}

function jsonOf(body: string): Json | undefined {
  try {
    const value = JSON.parse(body) as Json;
    return isDeeper(value, LIMITS.data_depth) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Of a name that comes twice the last value stays. */
function formObject(body: string): JsonObject {
  return Object.fromEntries(new URLSearchParams(body.trim()));
}

/** The description where a body is missing or cannot be read, else null. A text is fine where a mapping takes it. */
function noBodyProblem(memo: ResponseMemo, answer: HttpAnswer, parsed: Parsed): string | null {
  const asked = `Not valid http result json(${answer.body.trim().slice(0, SHOWN_CHARS)})`;
  if (parsed.kind === 'none') {
    const mandatory = memo.rfc_format && memo.method !== 'HEAD' && (answer.status === 200 || answer.status === 201);
    return mandatory ? asked : null;
  }
  if (parsed.kind === 'bad_xml') {
    return `Not valid http result xml(${answer.body.trim().slice(0, SHOWN_CHARS)}): ${parsed.problem}`;
  }
  if (parsed.kind !== 'text') return null;
  if (memo.mapping === null) return asked;
  const type = answer.headers['content-type'] ?? memo.content_type;
  return isJson(type) ? asked : null;
}

/** The parameters that an answer without a mapping brings. */
function asRoot(answer: HttpAnswer, parsed: Parsed): JsonObject {
  if (parsed.kind === 'image') return { __conveyor_api_image__: answer.body };
  if (parsed.kind !== 'json') return {};
  if (isObject(parsed.value)) return parsed.value;
  if (Array.isArray(parsed.value)) return { __conveyor_api_array__: parsed.value };
  return {};
}

function takeMapped(
  ctx: NodeContext,
  base: JsonObject,
  mapping: ResponseRow[],
  answer: HttpAnswer,
  parsed: Parsed,
): Outcome {
  const body = parsed.kind === 'none' ? '' : 'value' in parsed ? parsed.value : answer.body;
  const mapped = mapResponse(ctx, base, mapping, { header: answer.headers, body });
  return withValue(
    mapped,
    (data) => sized(ctx, base, data),
    (error) => ({ do: 'fail', data: base, error }),
  );
}

/** The answer of a Corezoid-style API: an envelope whose one operation says how it went. */
function takeCorezoid(ctx: NodeContext, base: JsonObject, answer: HttpAnswer, parsed: Parsed): Outcome {
  const fault = (tag: string, description: string, merged: JsonObject = {}): Outcome =>
    failed(ctx, base, answer, { tag, description, merged });
  const envelope = parsed.kind === 'json' && isObject(parsed.value) ? parsed.value : {};
  if (envelope.request_proc !== 'ok') {
    const description =
      'Bad request_proc tag. Please fill request_proc=ok for your answer. If you want to put error use proc!=ok';
    return fault('api_no_request_proc', description);
  }
  const op = opOf(ctx, envelope);
  if (op === undefined) return fault('api_no_ops', 'No ops. Please check documentation');
  const result = op.res_data ?? {};
  if (!isObject(result)) {
    return fault('api_bad_res_data', `Bad res_data: ${JSON.stringify(result)}. Please check documentation`);
  }
  if (op.proc === 'ok') return sized(ctx, base, mergeData(base, result));
  const said = typeof op.description === 'string' ? op.description : `proc: ${JSON.stringify(op.proc ?? null)}`;
  return fault('api_bad_answer', said, result);
}

/** The op of this task; clients that answer one alone may leave out whose it is, or its list. */
function opOf(ctx: NodeContext, envelope: JsonObject): JsonObject | undefined {
  const given = isObject(envelope.ops) ? [envelope.ops] : envelope.ops;
  const ops = Array.isArray(given) ? given.filter((op) => isObject(op)) : [];
  return ops.find((item) => item.obj_id === ctx.task.obj_id) ?? ops[0];
}

/** What an error answer of a Corezoid-style API says about the task. */
function resultOf(ctx: NodeContext, envelope: JsonObject): JsonObject {
  const result = opOf(ctx, envelope)?.res_data;
  return isObject(result) ? result : {};
}

/** Goes on with the data, unless they have grown too large: then the answer is not taken. */
function sized(ctx: NodeContext, base: JsonObject, data: JsonObject): Outcome {
  const size = dataSize(data);
  if (size <= ctx.task_bytes) return { do: 'next', data };
  return { do: 'fail', data: base, error: sizeError('api', 'api_task_size_overflow_limit', size, ctx.task_bytes) };
}

/** An answer came but is no good: its HTTP status stays in the task beside the error. */
function failed(
  ctx: NodeContext,
  base: JsonObject,
  answer: HttpAnswer,
  { tag, description, merged }: { tag: string; description: string; merged: JsonObject },
): Outcome {
  const error: ConveyorError = {
    prefix: 'api',
    type: 'software',
    tag,
    description,
    also: { __conveyor_api_return_http_code__: answer.status },
  };
  const data = mergeData(base, merged);
  return { do: 'fail', data: dataSize(data) <= ctx.task_bytes ? data : base, error };
}
