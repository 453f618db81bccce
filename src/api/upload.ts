/**
 * Uploads of exports: a multipart form with `type`, `obj`, the folder, and the export as a file or field `scheme`, as
 * JSON or as a ZIP of such files. Also taken as ops in a JSON body.
 */
import busboy from 'busboy';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { FindOp } from './envelope.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import * as obj_scheme from './ops/obj_scheme.ts';
import { notSupported } from './ops/op.ts';
import { answerCall, answerRequest, NOT_SIGNED } from './ops_endpoint.ts';
import type { Site } from './site.ts';
import { isZip, readZip } from './zip.ts';

/** Fields of a form: far more than any client sends. */
const FIELDS_AT_MOST = 100;

const csv = notSupported('tasks from a CSV file');
const validate = notSupported('validating an upload without making it');

const find: FindOp = ({ obj, type }) => {
  if (obj === 'task') return csv;
  if (obj === 'version') return notSupported('versions of a stage');
  if (obj !== 'obj_scheme') return null;
  return type === 'validate' ? validate : obj_scheme.create;
};

export async function uploadForm(site: Site, call: SignedCall): Promise<HttpAnswer> {
  if (!/^multipart\/form-data\b/i.test(call.headers['content-type'] ?? '')) return answerCall(site, call, find);
  let op: JsonObject;
  try {
    op = await readForm(call);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return jsonAnswer(refusedRequest('format_error', `The form cannot be read: ${text}`));
  }
  return answerRequest(site, call, { ops: [op], single: false }, find);
}

/** The form as an op. */
async function readForm(call: HttpCall): Promise<JsonObject> {
  const op: JsonObject = {};
  await new Promise<void>((resolve, reject) => {
    const limits = { fields: FIELDS_AT_MOST, files: 1, fieldSize: LIMITS.upload_bytes, fileSize: LIMITS.upload_bytes };
    const form = busboy({ headers: call.headers, limits });
    form.on('field', (name, value) => {
      op[name] = value;
    });
    form.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        try {
          op[name] = textOf(Buffer.concat(chunks));
        } catch (error) {
          reject(error);
        }
      });
      stream.on('error', reject);
    });
    form.on('error', reject);
    form.on('close', resolve);
    form.end(call.body);
  });
  return op;
}

/** The JSON of a file; of a ZIP, all exports in it put into one. */
function textOf(file: Buffer): string {
  if (!isZip(file)) return file.toString('utf8');
  const elements: Json[] = [];
  for (const { name, body } of readZip(file, LIMITS.upload_bytes)) {
    if (!name.toLowerCase().endsWith('.json')) continue;
    const parsed = parseJson(body.toString('utf8'));
    if ('failure' in parsed) throw new TaktError('bad_json', `${name}: ${parsed.failure.message}`);
    if (Array.isArray(parsed.value)) elements.push(...parsed.value);
    else if (isObject(parsed.value)) elements.push(parsed.value);
  }
  return JSON.stringify(elements);
}

/** Uploads are answered when they are done: there is never one to ask about. */
export async function uploadInfo(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if ((await site.auth.identify(call)) === null) return jsonAnswer(NOT_SIGNED);
  const description = 'There is no such upload: uploads are answered when they are done.';
  const op = { id: '', proc: 'error', obj: 'upload_info', ref: null, description, code: 'not_found' };
  return jsonAnswer({ request_proc: 'ok', ops: [op] });
}
