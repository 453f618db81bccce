/** Imports and copies go on at the server after the call was answered: how far they are, and how they ended. */
import type { JsonObject } from '../../base/json.ts';
import { type Answer, ask, number, RequestError, request, rows, sendForm, text } from '../data/client.ts';

/** How often a job is asked how far it is, ms. */
const ASK_MS = 300;

export interface JobEnd {
  /** `stopped` where a person ended it; an import with mistakes in some processes is `error` and still has its result. */
  status: string;
  result: JsonObject;
}

/** Follows a job to its end. */
export async function follow(hash: string, onProgress: (percent: number) => void): Promise<JobEnd> {
  for (;;) {
    const row = await stateOf(hash);
    if (row !== null) onProgress(number(row.progress));
    if (row !== null && row.status !== 'in_progress') return ended(row);
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

/** null while the server is not reached: the job goes on without this page. */
async function stateOf(hash: string): Promise<JsonObject | null> {
  try {
    const answer = await request('GET', `/api/2/upload/info?hash=${encodeURIComponent(hash)}`);
    const [row] = rows(answer.ops);
    if (row?.proc === 'ok') return row;
    throw new RequestError(text(row?.reason) || text(row?.description), text(row?.code));
  } catch (error) {
    if (error instanceof RequestError && error.code === 'offline') return null;
    throw error;
  }
}

function ended(row: JsonObject): JobEnd {
  const isRefused = row.status === 'error' && row.errors === undefined;
  if (isRefused) throw new RequestError(text(row.reason) || text(row.description), text(row.code), row);
  return { status: text(row.status), result: row };
}

export async function stop(hash: string): Promise<void> {
  await ask({ type: 'stop', obj: 'upload', hash });
}

export interface ImportOptions {
  folder: number;
  timerUnit: string;
  rewriteAliases: boolean;
}

/** Sends a file; answers the hash of the import. */
export async function beginImport(file: File, { folder, timerUnit, rewriteAliases }: ImportOptions): Promise<string> {
  const form = new FormData();
  const fields = { type: 'create', obj: 'obj_scheme', obj_to_id: String(folder), async: 'true', timer_unit: timerUnit };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('rewrite_alias', String(rewriteAliases));
  form.set('scheme', file, file.name);
  return hashOf(await sendForm('/api/2/upload', form));
}

function hashOf(answer: Answer): string {
  const [row] = rows(answer.ops);
  if (row?.proc === 'ok') return text(row.hash);
  throw new RequestError(text(row?.reason) || text(row?.description) || text(answer.description), text(row?.code));
}
