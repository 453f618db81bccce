/** The small processes that the story's user makes for himself, as exports. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import { done, type Takt } from './support.ts';

/** Imports and deploys an export; gives the process's number. */
export async function importProcess(takt: Takt, raw: JsonObject): Promise<number> {
  const got = await done(takt, { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme: [raw] });
  if (got.errors !== undefined) throw new Error(JSON.stringify(got.errors));
  const [made] = got.scheme as JsonObject[];
  return made?.obj_id as number;
}

/** Reads the token task of another process in both ways of writing. */
export function reader(conv_id: number): JsonObject {
  const place = `conv[${conv_id}].ref[token].access_token`;
  const extra = { braces: `{{${place}}}`, angles: `<<${place}>>`, header: `Bearer {{${place}}}` };
  const extra_type = { braces: 'string', angles: 'string', header: 'string' };
  return rawChain({ title: 'Reads the token', logics: [{ type: 'set_param', extra, extra_type, err_node_id: '' }] });
}

/** Answers its caller after it has told an address over HTTP what happened. */
export function tellsByHttp(url: string): JsonObject {
  const body = { subject: '{{subject}}', what: '{{what}}', error: '{{error}}', http_status: '{{http_status}}' };
  return rawChain({ title: 'Tells by HTTP', logics: [apiCall(url, body), replyWith({ notified: 'true' })] });
}

/** Calls an address, and then waits for a callback. */
export function callsAndWaits(url: string): JsonObject {
  const call = apiCall(url, { hello: '{{hello}}' });
  return rawChain({ title: 'Calls', logics: [call, { type: 'api_callback', is_sync: false }] });
}

function apiCall(url: string, extra: Record<string, string>): Json {
  return {
    type: 'api',
    method: 'POST',
    url,
    format: '',
    content_type: 'application/json',
    extra,
    extra_type: Object.fromEntries(Object.keys(extra).map((name) => [name, 'string'])),
    extra_headers: {},
    max_threads: 5,
    send_sys: false,
    cert_pem: '',
    debug_info: false,
    err_node_id: '',
    customize_response: false,
    rfc_format: true,
    version: 2,
  };
}

function replyWith(res_data: Record<string, string>): Json {
  const res_data_type = Object.fromEntries(Object.keys(res_data).map((name) => [name, 'string']));
  return { type: 'api_rpc_reply', mode: 'key_value', res_data, res_data_type, throw_exception: false };
}
