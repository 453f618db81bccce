/**
 * `api`: API Call. An HTTP request, or where the address begins with smtp:// or smtps:// a mail, written down in the
 * commit and performed after it; the answer is merged into the data as they are then. How the request is made stands
 * in parts/api_request, what an answer means in parts/api_response.
 */
import { z } from 'zod';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Effect, EffectAnswer } from '../model/effect.ts';
import { evaluate } from '../template/evaluate.ts';
import { toText } from '../template/text.ts';
import type { ConveyorError, NodeContext, NodeType, Outcome } from './node_type.ts';
import { API_EXAMPLES } from './parts/api_examples.ts';
import { headerRows } from './parts/api_headers.ts';
import { type ResponseRow, responseRows } from './parts/api_mapping.ts';
import { buildRequest, isJson, isXml } from './parts/api_request.ts';
import { type ResponseMemo, takeResponse } from './parts/api_response.ts';
import { asEvaluated, both, type Evaluated, evaluateFields, evaluateParams, withValue } from './parts/evaluated.ts';
import { count, errorExit, flag, rows, rowTemplates, text, types } from './parts/lenient.ts';

const schema = z
  .looseObject({
    type: z.literal('api'),
    /** Missing in the oldest logics: they name `format: "json"` instead, and post. */
    method: text(),
    url: text(),
    /** Empty: the rows as query, JSON, form or XML. `raw`: raw_body. `corezoid`: an envelope with the task. */
    format: text(),
    content_type: text('application/json'),
    extra: rows(),
    extra_type: types(),
    raw_body: text(),
    extra_headers: headerRows(),
    max_threads: count(LIMITS.max_threads),
    send_sys: flag(false),
    api_secret_outer: text(),
    cert_pem: text(),
    debug_info: flag(false),
    rfc_format: flag(true),
    customize_response: flag(false),
    response: rows(),
    response_type: types(),
    /** Takt's own: whether a request may be sent again when it is unknown whether it was carried out. */
    takt: z.looseObject({ repeat: z.enum(['never', 'once', 'always']).default('always') }).prefault({}),
    err_node_id: text(),
  })
  .transform((logic) => {
    const { format } = logic;
    const method = logic.method !== '' ? logic.method : format === 'json' ? 'POST' : 'GET';
    return { ...logic, method, format: format === 'raw' || format === 'corezoid' ? format : '' };
  });
export type Api = z.infer<typeof schema>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

function enter(ctx: NodeContext, logic: Api): Outcome {
  const { url, content_type, api_secret_outer, cert_pem } = logic;
  const head = evaluateFields('api', { url, content_type, api_secret_outer, cert_pem }, ctx.scope);
  const headers = evaluateFields('api', logic.extra_headers, ctx.scope);
  const contentType = 'value' in head ? toText(head.value.content_type) : content_type;
  const content = both(evaluateContent(ctx, logic, contentType), evaluateMapping(ctx, logic));
  return withValue(both(both(head, headers), content), ([[values, sent], [body, mapping]]) => {
    const address = toText(values.url).trim();
    const common = { max_threads: logic.max_threads, repeat: logic.takt.repeat, node_id: ctx.node.id };
    if (/^smtps?:\/\//i.test(address))
      return waitFor({ kind: 'mail', url: address, message: body.params, ...common }, null);
    const { method, format, send_sys } = logic;
    const secret = toText(values.api_secret_outer);
    const { params, raw_body } = body;
    const fields = {
      method,
      url: address,
      format,
      content_type: contentType,
      params,
      raw_body,
      headers: sent,
      send_sys,
      secret,
    };
    const request = buildRequest(ctx, fields);
    if ('problem' in request) return { do: 'fail', error: bindError(request.problem) };
    const { rfc_format, debug_info } = logic;
    const asked = { format, method: request.method, content_type: contentType };
    const memo: ResponseMemo = { ...asked, rfc_format, debug_info, mapping };
    return waitFor({ kind: 'http', ...request, cert_pem: toText(values.cert_pem), ...common }, memo);
  });
}

function waitFor(effect: Effect, memo: ResponseMemo | null): Outcome {
  return { do: 'wait', kind: 'effect', effect, memo };
}

/** Rows, or the raw body, in which texts inside JSON strings are escaped where the content is JSON. */
function evaluateContent(
  ctx: NodeContext,
  logic: Api,
  contentType: string,
): Evaluated<{ params: JsonObject; raw_body: Json }> {
  if (logic.format !== 'raw') {
    const params = evaluateParams('api', logic.extra, logic.extra_type, ctx.scope);
    return 'need' in params || !params.ok ? params : { ok: true, value: { params: params.value, raw_body: '' } };
  }
  const found = evaluate(logic.raw_body, ctx.scope, isJson(contentType) ? { escape: 'json' } : {});
  const body = asEvaluated('api', 'raw_body', found);
  return 'need' in body || !body.ok ? body : { ok: true, value: { params: {}, raw_body: body.value } };
}

/** Where the answer goes, by the names as they are before the call; null: to the root. */
function evaluateMapping(ctx: NodeContext, logic: Api): Evaluated<ResponseRow[] | null> {
  if (!logic.customize_response || logic.format === 'corezoid') return { ok: true, value: null };
  return responseRows(logic.response, logic.response_type, ctx.scope);
}

function wake(ctx: NodeContext, memo: Json, answer: EffectAnswer): Outcome {
  switch (answer.kind) {
    case 'http':
      return takeResponse(ctx, memo as ResponseMemo, answer);
    case 'failed':
      return {
        do: 'fail',
        error: { prefix: 'api', type: answer.type, tag: answer.tag, description: answer.description },
      };
    default:
      return { do: 'next' };
  }
}

/** The description is Corezoid's sentence, so that a condition may compare it; what is wrong stands beside it. */
function bindError(problem: string): ConveyorError {
  const also = { __conveyor_api_return_type_description__: problem };
  const description = 'Error bind params to http query';
  return { prefix: 'api', type: 'hardware', tag: 'api_bind_error', description, also };
}

/** Only what is used: fields that the format leaves aside may hold anything. */
function templates(logic: Api): { field: string; text: string }[] {
  const fields = (['url', 'content_type', 'api_secret_outer', 'cert_pem'] as const).map((field) => ({
    field,
    text: logic[field],
  }));
  const raw = [{ field: 'raw_body', text: logic.raw_body }];
  return [
    ...fields,
    ...(logic.format === 'raw' ? raw : rowTemplates('extra', logic.extra)),
    ...rowTemplates('extra_headers', logic.extra_headers),
    ...(logic.customize_response ? rowTemplates('response', logic.response) : []),
  ];
}

function problems(logic: Api): ReturnType<NonNullable<NodeType<Api>['problems']>> {
  const found: ReturnType<typeof problems> = [];
  if (!METHODS.includes(logic.method.toUpperCase())) {
    found.push({ level: 'error', rule: 'api_method', message: `"${logic.method}" is none of ${METHODS.join(', ')}` });
  }
  const { method, format, content_type, extra } = logic;
  const rootsAsXml = format === '' && method.toUpperCase() !== 'GET' && isXml(content_type) ? Object.keys(extra) : null;
  if (rootsAsXml !== null && rootsAsXml.length !== 1) {
    const message = `XML has exactly one root: the rows must be one, not ${rootsAsXml.length}`;
    found.push({ level: 'warning', rule: 'api_xml', message });
  }
  return found;
}

export const api: NodeType<Api> = {
  type: 'api',
  title: 'API Call',
  help:
    'Sends an HTTP request and merges the JSON object of the answer into the task, or with a customized response only ' +
    'what the mapping names. The rows go into the query of a GET and into the body otherwise, as JSON, form or XML; the ' +
    'format “raw” sends a text instead. An answer in XML becomes JSON. Every request carries X-Corezoid-TaskID and an Idempotency-Key, which is the same if it has to be ' +
    'sent again. An address that begins with smtp:// or smtps:// sends a mail: the rows are from, to, subject, text, html.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates,
  problems,
  allowed_in: ['process'],
  enter,
  wake,
  examples: API_EXAMPLES,
};
