/**
 * `takt import` and `takt export`: exports as files of any kind (an object, a list, an archive, a folder of such files)
 * into a server, and out of it as JSON or as an archive.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeZip, type ZipFile } from '../api/zip.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Client } from './client.ts';
import type { Invocation } from './commands.ts';

export async function importFiles({ args, options, json }: Invocation, client: Client): Promise<number> {
  if (args.length === 0) throw new TaktError('bad_request', 'FILE is missing');
  const taken: Taken = { processes: [], wrong: [], remarks: [] };
  const fields = {
    type: 'create',
    obj: 'obj_scheme',
    folder_id: textOf(options.folder, '0'),
    timer_unit: textOf(options['timer-unit'], 'auto'),
    skip_root: String(options['skip-root'] === true),
    rewrite_alias: String(options['rewrite-alias'] === true),
    async: 'false',
  };
  let failure: unknown = null;
  for (const file of args) {
    try {
      take(taken, await client.upload(bytesOf(file), fields));
    } catch (error) {
      // What the files before it made is there, and is told before the failure.
      failure = error instanceof TaktError ? new TaktError(error.code, `${file}: ${error.message}`) : error;
      break;
    }
  }
  if (failure === null || taken.processes.length > 0) print(taken, json);
  if (failure !== null) throw failure;
  return taken.wrong.length > 0 ? 1 : 0;
}

interface Taken {
  processes: { conv_id: number; title: string }[];
  /** Lines about what keeps processes from being deployed, and about anything else that is not as in the file. */
  wrong: string[];
  remarks: string[];
}

function take({ processes, wrong, remarks }: Taken, got: JsonObject): void {
  for (const row of objects(got.scheme)) {
    if (row.obj_type === 'conv') processes.push({ conv_id: Number(row.obj_id), title: String(row.title) });
  }
  wrong.push(...undeployed(got.errors));
  remarks.push(...leftOut(got.skipped), ...unset(got.names));
}

function print({ processes, wrong, remarks }: Taken, json: boolean): void {
  const lines = processes.map((row) => `process ${row.conv_id}: ${row.title}\n`);
  process.stdout.write(json ? `${JSON.stringify(processes)}\n` : lines.join(''));
  for (const line of [...wrong, ...remarks]) process.stderr.write(`takt: ${line}\n`);
}

export async function exportScheme({ args, options, json }: Invocation, client: Client): Promise<number> {
  const folder = options.folder;
  const [conv] = args;
  if (typeof folder !== 'string' && conv === undefined) throw new TaktError('bad_request', 'CONV is missing');
  const what =
    typeof folder === 'string' ? { obj_id: folder, obj_type: 'folder' } : { obj_id: conv ?? '', obj_type: 'conv' };
  if (typeof options.zip === 'string') {
    const offered = await client.op({ obj: 'obj_scheme', ...what, format: 'zip', with_alias: true }, 'download');
    const file = options.zip;
    writeFileSync(file, await client.fetch(String(offered.download_url)), { flag: 'wx', mode: 0o600 });
    process.stdout.write(json ? `${JSON.stringify({ file })}\n` : `written to ${file}\n`);
    return 0;
  }
  const got = await client.op({ type: 'get', obj: 'obj_scheme', ...what, async: false });
  process.stdout.write(`${JSON.stringify(got.scheme, null, json ? undefined : 2)}\n`);
  return 0;
}

function textOf(option: string | boolean | undefined, otherwise: string): string {
  return typeof option === 'string' ? option : otherwise;
}

/** A file as it is; of a folder all .json files in it, as an archive. */
function bytesOf(path: string): Buffer {
  if (!statSync(path).isDirectory()) return readFileSync(path);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.toLowerCase().endsWith('.json') && statSync(join(path, name)).isFile())
    .sort()
    .map((name): ZipFile => ({ name, body: readFileSync(join(path, name)) }));
  if (files.length === 0) throw new TaktError('bad_request', `there are no .json files in ${path}`);
  return writeZip(files);
}

/** A line for each thing that keeps an imported process from being deployed. */
function undeployed(errors: Json | undefined): string[] {
  return objects(errors).flatMap((conv) =>
    objects(conv.errors).map(({ node_id, node_title, message }) => {
      const where = node_id === null ? '' : ` node ${node_id} "${node_title}":`;
      return `process ${conv.obj_id} "${conv.title}" was not deployed:${where} ${message}`;
    }),
  );
}

function leftOut(skipped: Json | undefined): string[] {
  return objects(skipped).map(({ obj_type, title, reason }) => `${obj_type} "${title}" was left out: ${reason}`);
}

function unset(names: Json | undefined): string[] {
  return objects(names)
    .filter(({ needs_secret }) => needs_secret === true)
    .map(
      ({ obj_type, short_name }) =>
        `${obj_type} ${short_name}: an export holds no secrets, set its ${SECRET[String(obj_type)]}`,
    );
}

const SECRET: Record<string, string> = { env_var: 'value', instance: 'password' };

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
