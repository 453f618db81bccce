/** Uploads as forms, signed as clients sign them. */
import { type Answer, type Key, request, type Served, sign } from './harness.ts';

export interface FormFile {
  field: string;
  name: string;
  body: string | Buffer;
}

/** Posts a form with one file. */
export async function upload(
  served: Served,
  fields: Record<string, string>,
  file: FormFile,
  key: Key = served.admin,
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set(file.field, new Blob([new Uint8Array(Buffer.from(file.body))]), file.name);
  const made = new Request('http://x', { method: 'POST', body: form });
  const body = Buffer.from(await made.arrayBuffer());
  const address = `${served.url}/api/2/upload/${key.login}/17/${sign(key, '17', body)}`;
  const headers = { 'content-type': made.headers.get('content-type') ?? '' };
  return request(address, { method: 'POST', body: new Uint8Array(body), headers });
}

/** How far an upload is. */
export async function uploadInfo(served: Served, hash: string, key: Key = served.admin): Promise<Answer> {
  return request(`${served.url}/api/2/upload/info/${key.login}/17/${sign(key, '17', '')}?hash=${hash}`);
}
