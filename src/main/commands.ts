/**
 * The commands of the command line, a row each. They talk to a server through its API like any other client; those that
 * need a part of the server itself load it when they are called, so that the others answer at once.
 */
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { Client } from './client.ts';
import { findClientSettings, readClientSettings, readSettings } from './config.ts';

export interface Invocation {
  args: string[];
  options: Record<string, string | boolean | undefined>;
  json: boolean;
}

/** Runs, prints, and gives the exit code. */
export type Command = (call: Invocation) => Promise<number>;

export const COMMANDS: Record<string, Command> = {
  serve: async ({ options }) => {
    const { serve } = await import('./serve.ts');
    await serve({ work: options['no-worker'] !== true });
    return 0;
  },
  worker: async () => {
    throw new TaktError(
      'not_supported',
      'A worker of its own comes with PostgreSQL; takt serve does the work meanwhile.',
    );
  },
  templates,
  clone,
  import: async (call) => (await import('./scheme_files.ts')).importFiles(call, client()),
  export: async (call) => (await import('./scheme_files.ts')).exportScheme(call, client()),
  lint: async ({ args, options, json }) =>
    (await import('./lint.ts')).lintFiles(args, { json, fix: options.fix === true }),
  'add-task': addTask,
  'modify-task': modifyTask,
  'show-task': showTask,
  simulate: async ({ args, options, json }) => {
    const file = one(args, 'FILE');
    const { simulateFile } = await import('./simulate.ts');
    return simulateFile(file, { ...texts(options, ['scenario', 'for']), json });
  },
  test: async ({ args, json }) => (await import('./simulate.ts')).testFiles(args, { json }),
  keys,
  connect,
  backup,
  restore,
};

function client(): Client {
  return new Client(readClientSettings());
}

function print(value: Json, json: boolean, text: () => string): number {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text()}\n`);
  return 0;
}

function one(args: string[], name: string): string {
  const [value] = args;
  if (value === undefined) throw new TaktError('bad_request', `${name} is missing`);
  return value;
}

function texts(options: Invocation['options'], names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : [])),
  );
}

/** The process meant: its number, or @alias. */
function conv(args: string[]): JsonObject {
  const text = one(args, 'CONV');
  return text.startsWith('@') ? { obj_alias: text.slice(1) } : { conv_id: text };
}

function dataOf(options: Invocation['options']): JsonObject {
  const text = options.data;
  if (typeof text !== 'string') throw new TaktError('bad_request', '--data JSON is missing');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new TaktError('bad_json', `--data is not JSON: ${text}`);
  }
  if (!isObject(data)) throw new TaktError('bad_request', '--data must be a JSON object');
  return data;
}

async function templates({ json }: Invocation): Promise<number> {
  const got = await client().op({ type: 'list', obj: 'templates' });
  const list = got.list as { name: string; title: string; description: string }[];
  return print(got.list as Json, json, () =>
    list.map((row) => `${row.name}  ${row.title}. ${row.description}`).join('\n'),
  );
}

async function clone({ args, options, json }: Invocation): Promise<number> {
  const op = { type: 'clone', obj: 'template', name: one(args, 'TEMPLATE'), ...texts(options, ['title']) };
  const got = await client().op(op);
  const value = { conv_id: got.conv_id as number, also: got.also as { template: string; conv_id: number }[] };
  return print(value, json, () =>
    [`process ${value.conv_id}`, ...value.also.map((row) => `also ${row.template}: process ${row.conv_id}`)].join('\n'),
  );
}

async function addTask({ args, options, json }: Invocation): Promise<number> {
  const got = await client().op({
    type: 'create',
    obj: 'task',
    ...conv(args),
    ...texts(options, ['ref']),
    data: dataOf(options),
  });
  return print(got, json, () => `task ${got.obj_id}`);
}

async function modifyTask({ args, options, json }: Invocation): Promise<number> {
  const got = await client().op({
    type: 'modify',
    obj: 'task',
    ...conv(args),
    ...texts(options, ['ref']),
    data: dataOf(options),
  });
  return print(got, json, () => `task ${got.obj_id}`);
}

async function showTask({ args, options, json }: Invocation): Promise<number> {
  const got = await client().op({ type: 'show', obj: 'task', ...conv(args), ...texts(options, ['ref']) });
  return print(got, json, () => JSON.stringify(got, null, 2));
}

async function keys({ args, json }: Invocation): Promise<number> {
  const [what, name] = args;
  if (what !== 'create' || name === undefined) throw new TaktError('bad_request', 'takt keys create NAME');
  const got = await client().op({ type: 'create', obj: 'user', title: name, logins: [{ type: 'api' }] });
  const user = (got.users as JsonObject[])[0] as JsonObject;
  const login = (user.logins as JsonObject[])[0] as JsonObject;
  const value = {
    obj_id: user.obj_id as number,
    login: String(login.obj_id ?? login.login),
    secret: String(login.key),
  };
  return print(value, json, () => `TAKT_API_LOGIN=${value.login}\nTAKT_API_SECRET=${value.secret}`);
}

async function connect({ args, options, json }: Invocation): Promise<number> {
  const ref = typeof options.ref === 'string' ? options.ref : 'token';
  const got = await client().op({ type: 'create', obj: 'connect_link', ...conv(args), ref });
  return print({ url: got.url as string }, json, () => String(got.url));
}

/** From the server where one answers, which goes on working meanwhile; else from the data folder. */
async function backup({ args, json }: Invocation): Promise<number> {
  const file = one(args, 'FILE');
  if (existsSync(file)) throw new TaktError('conflict', `${file} is there already`);
  const server = findClientSettings();
  const isSent = server !== null && (await new Client(server).backup(file));
  if (!isSent) {
    const { openStoreOnly } = await import('./store_only.ts');
    const store = await openStoreOnly(readSettings());
    try {
      await store.backup(file);
    } finally {
      await store.close();
    }
  }
  return print({ file }, json, () => `written to ${file}; keep the key (takt.key or TAKT_SECRET_KEY) with it`);
}

async function restore({ args, json }: Invocation): Promise<number> {
  const file = one(args, 'FILE');
  const { openStoreOnly } = await import('./store_only.ts');
  const settings = readSettings();
  const target = join(settings.DATA_DIR, 'takt.sqlite');
  if (existsSync(target)) await (await openStoreOnly(settings)).close();
  const fresh = `${target}.restored`;
  copyFileSync(file, fresh);
  try {
    await (await openStoreOnly(settings, fresh)).close();
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  for (const suffix of ['-wal', '-shm']) rmSync(`${target}${suffix}`, { force: true });
  if (existsSync(target)) renameSync(target, `${target}.before-restore`);
  renameSync(fresh, target);
  writeFileSync(`${target}.restored-from`, `${file}\n`);
  return print({ file: target }, json, () => `restored; what was there before is ${target}.before-restore`);
}
