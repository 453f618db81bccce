/**
 * Uploads: a multipart form with `type`, `obj` and what they need. An export comes as a file or field `scheme`, as JSON
 * or as an archive; tasks come as a file `from_file` in CSV. Exports are also taken as ops in a JSON body.
 */
import { errorText, TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { unpackExport } from './archive.ts';
import type { FindOp } from './envelope.ts';
import { failedOp, failureOf, refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import { jobView } from './ops/jobs.ts';
import * as obj_scheme from './ops/obj_scheme.ts';
import { notSupported } from './ops/op.ts';
import { answerCall, answerRequest, NOT_SIGNED } from './ops_endpoint.ts';
import type { Site } from './site.ts';
import { readForm, type UploadForm } from './upload_form.ts';
import { uploadTasks } from './upload_tasks.ts';
import { isZip } from './zip.ts';

/** What an upload may be; `form` is null where it came as JSON. */
function finderOf(site: Site, call: SignedCall, form: UploadForm | null): FindOp {
  return ({ obj, type }) => {
    if (obj === 'task') return uploadTasks(site, call, form);
    if (obj === 'version') return notSupported('versions of a stage');
    if (obj !== 'obj_scheme') return null;
    return type === 'validate' ? obj_scheme.validate : obj_scheme.create;
  };
}

export async function uploadForm(site: Site, call: SignedCall): Promise<HttpAnswer> {
  if (!/^multipart\/form-data\b/i.test(call.headers['content-type'] ?? '')) {
    return answerCall(site, call, finderOf(site, call, null));
  }
  let form: UploadForm;
  try {
    form = await readForm(call);
  } catch (error) {
    return unreadable('The form cannot be read', error);
  }
  const { op, file } = form;
  try {
    if (file !== null && op.obj !== 'task') op[file.field] = schemeText(file.bytes);
  } catch (error) {
    return unreadable('This file cannot be taken', error);
  }
  return answerRequest(site, call, { ops: [form.op], single: false }, finderOf(site, call, form));
}

function unreadable(what: string, error: unknown): HttpAnswer {
  const code = error instanceof TaktError ? { code: error.code } : {};
  return jsonAnswer(refusedRequest('format_error', `${what}: ${errorText(error)}`, code));
}

/** The JSON of a file; of an archive, of all objects in it. */
function schemeText(file: Buffer): string {
  return isZip(file) ? JSON.stringify(unpackExport(file)) : file.toString('utf8');
}

/** How far an upload or a copy is, by its `hash`; once it has ended, what came of it. */
export async function uploadInfo(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const actor = await site.auth.identify(call);
  if (actor === null) return jsonAnswer(NOT_SIGNED);
  const hash = (call.query.get('hash') ?? call.query.get('id') ?? '').slice(0, LIMITS.ref_chars);
  const answer = { id: '', obj: 'upload_info', ref: null };
  try {
    const job = site.app.jobs.find(actor, hash);
    return jsonAnswer({ request_proc: 'ok', ops: [{ ...answer, proc: 'ok', ...jobView(job) }] });
  } catch (error) {
    const failed = failedOp(failureOf(error, site.app.ports, 'upload_info'));
    return jsonAnswer({ request_proc: 'ok', ops: [{ ...answer, ...failed }] });
  }
}
