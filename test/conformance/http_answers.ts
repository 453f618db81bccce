/** What tests of API Call have in common: the logic, the answers of the other side, and the errors that a task sees. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { HttpOutcome, HttpRequest } from '../../src/ports/http_client.ts';
import { Bench, FAILED } from './bench.ts';

export const api = (more: JsonObject = {}): JsonObject => ({
  ...{ type: 'api', method: 'POST', url: 'https://example.com/x', format: '', content_type: 'application/json' },
  ...{ extra: {}, extra_type: {}, extra_headers: {}, rfc_format: true, err_node_id: FAILED },
  ...more,
});

export function apiError(type: string, tag: string, description: Json): JsonObject {
  return {
    __conveyor_api_return_type_error__: type,
    __conveyor_api_return_type_tag__: tag,
    __conveyor_api_return_description__: description,
  };
}

/** The other side's answer: JSON unless a type is named. */
export function answer(body: Json, status = 200, type = 'application/json'): HttpOutcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type, 'x-h': 'header' };
  return { ok: true, status, body: text, headers, sizes: { request: 1, response: text.length }, ms: 1.5 };
}

/** A server that answers when the test lets it. */
export async function slowServer() {
  const go: { open: ((outcome: HttpOutcome) => void)[]; timeouts: number[] } = { open: [], timeouts: [] };
  const send = (request: HttpRequest): Promise<HttpOutcome> => {
    go.timeouts.push(request.timeout_ms);
    return new Promise((resolve) => go.open.push(resolve));
  };
  const at = await Bench.open({ http: { send, close: async () => undefined } });
  return { at, go, close: () => at.close() };
}
