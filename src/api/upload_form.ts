/** Multipart forms of uploads: their fields as an op, their one file as bytes. */
import busboy from 'busboy';
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { HttpCall } from './http.ts';

/** Fields of a form: far more than any client sends. */
const FIELDS_AT_MOST = 100;

export interface UploadedFile {
  /** The name of its field. */
  field: string;
  /** What the sender calls it. */
  name: string;
  bytes: Buffer;
}

export interface UploadForm {
  op: JsonObject;
  file: UploadedFile | null;
}

/** Throws where the form is cut or cannot be read. */
export async function readForm(call: HttpCall): Promise<UploadForm> {
  const op: JsonObject = {};
  let file: UploadedFile | null = null;
  await new Promise<void>((resolve, reject) => {
    const limits = { fields: FIELDS_AT_MOST, files: 1, fieldSize: LIMITS.upload_bytes, fileSize: LIMITS.upload_bytes };
    const form = busboy({ headers: call.headers, limits });
    form.on('field', (name, value) => {
      op[name] = value;
    });
    form.on('file', (field, stream, { filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        file = { field, name: filename ?? '', bytes: Buffer.concat(chunks) };
      });
      stream.on('error', reject);
    });
    form.on('error', reject);
    form.on('close', resolve);
    form.end(call.body);
  });
  return { op, file };
}
