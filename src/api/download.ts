/**
 * Exports offered for download, and the files themselves. One process is JSON, a folder is an archive, unless asked
 * otherwise; the tasks of a node are CSV.
 */
import { z } from 'zod';
import { packExport } from './archive.ts';
import { downloadTasks } from './download_tasks.ts';
import type { FindOp } from './envelope.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import { exported, schemeOf } from './ops/obj_scheme.ts';
import { type OpHandler, op } from './ops/op.ts';
import { answerCall, NOT_SIGNED } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const fields = z.object({ ...exported, format: z.enum(['json', 'zip']).nullish() });

function offer(site: Site): OpHandler {
  return op(fields, async (ctx, { format, ...asked }) => {
    const scheme = await schemeOf(ctx, asked);
    const { obj_id, obj_type } = asked;
    const name = `${obj_type}_${obj_id}_${ctx.app.ports.clock.now()}`;
    const zip = (format ?? (obj_type === 'folder' ? 'zip' : 'json')) === 'zip';
    const path = site.downloads.put(
      zip
        ? { name: `${name}.zip`, type: 'application/zip', body: packExport(scheme) }
        : { name: `${name}.json`, type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(scheme)) },
    );
    return { obj_id, download_url: `${ctx.app.settings.public_url}${path}`, statistics_id: name };
  });
}

/** The type of an op does not matter here: clients send `create`, `download` or none. */
export function downloadOps(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const offering = offer(site);
  const csv = downloadTasks(site);
  const find: FindOp = ({ obj }) => (obj === 'obj_scheme' ? offering : obj === 'node' ? csv : null);
  return answerCall(site, call, find);
}

/** The token in the address is the proof; a signature after it is checked where a client sends one. */
export async function fetchDownload(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (call.params.sign !== undefined && (await site.auth.identify(call)) === null) return jsonAnswer(NOT_SIGNED, 403);
  const file = site.downloads.get(call.params.token ?? '');
  if (file === null) {
    const text = 'This download is not here: it works for ten minutes, at the server that offered it.';
    return jsonAnswer(refusedRequest('error', text, { code: 'not_found' }), 404);
  }
  const ascii = file.name.replace(/[^\w.-]/g, '_');
  const headers = { 'content-disposition': `attachment; filename="${ascii}"` };
  const { body } = file;
  const sent = Buffer.isBuffer(body) ? body : { bytes: body.bytes, stream: body.read() };
  return { status: 200, type: file.type, body: sent, headers };
}
