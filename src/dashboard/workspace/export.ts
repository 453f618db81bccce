/** Takes objects out as a file: one as the server packs it, several as one list that can be imported again. */
import type { JsonObject } from '../../base/json.ts';
import { askAll, RequestError, request, rows, text } from '../data/client.ts';
import { saveFile } from '../ui/save_file.ts';
import type { Item } from './data.ts';

export async function exportItems(items: Item[], format: 'json' | 'zip'): Promise<void> {
  const [only, ...others] = items;
  if (only === undefined) return;
  if (others.length === 0) return download(await offered(only, format));
  const answers = await askAll(
    items.map(({ kind, id }) => ({ type: 'get', obj: 'obj_scheme', obj_id: id, obj_type: kind })),
  );
  const seen = new Map<string, JsonObject>();
  for (const element of answers.flatMap((answer) => rows(answer.scheme))) {
    seen.set(`${element.obj_type} ${element.obj_id}`, element);
  }
  const file = new Blob([JSON.stringify([...seen.values()])], { type: 'application/json' });
  saveFile(`takt-${items.length}.json`, file);
}

async function offered({ kind, id }: Item, format: string): Promise<string> {
  const ops = [{ type: 'create', obj: 'obj_scheme', obj_id: id, obj_type: kind, format }];
  const answer = await request('POST', '/api/2/download', { ops });
  const [row] = rows(answer.ops);
  if (row?.proc !== 'ok') throw new RequestError(text(row?.reason) || text(row?.description), text(row?.code));
  // The server names the address it has outside; this page is where it is.
  return new URL(text(row.download_url), location.href).pathname;
}

/** Lets the browser fetch a file, which the server names. */
function download(href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Whether an object can be taken out at all. */
export function isExportable({ kind }: Item): boolean {
  return kind !== 'instance';
}
