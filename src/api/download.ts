/** Exports offered for download, and the files themselves. One process is JSON, a folder is a ZIP, unless asked otherwise. */
import { z } from 'zod';
import type { FindOp } from './envelope.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, type SignedCall } from './http.ts';
import { exported, schemeOf } from './ops/obj_scheme.ts';
import { notSupported, type OpHandler, op } from './ops/op.ts';
import { answerCall, NOT_SIGNED } from './ops_endpoint.ts';
import type { Site } from './site.ts';
import { writeZip } from './zip.ts';

const fields = z.object({ ...exported, format: z.enum(['json', 'zip']).nullish() });

function offer(site: Site): OpHandler {
  return op(fields, async (ctx, { obj_id, obj_type, format }) => {
    const scheme = await schemeOf(ctx, obj_type, obj_id);
    const json = Buffer.from(JSON.stringify(scheme));
    const name = `${obj_type}_${obj_id}_${ctx.app.ports.clock.now()}`;
    const zip = (format ?? (obj_type === 'conv' ? 'json' : 'zip')) === 'zip';
    const path = site.downloads.put(
      zip
        ? { name: `${name}.zip`, type: 'application/zip', body: writeZip([{ name: `${name}.json`, body: json }]) }
        : { name: `${name}.json`, type: 'application/json; charset=utf-8', body: json },
    );
    return { obj_id, download_url: `${ctx.app.settings.public_url}${path}`, statistics_id: name };
  });
}

/** The type of an op does not matter here: clients send `create`, `download` or none. */
export function downloadOps(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const offering = offer(site);
  const csv = notSupported('tasks of a node as CSV');
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
  return { status: 200, type: file.type, body: file.body, headers };
}
