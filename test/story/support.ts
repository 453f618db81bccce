/**
 * Takt as its users have it, for the tests of the story: `takt serve` as a process of its own on a free port, clients
 * that sign, and waiting that ends with the thing waited for. Whatever a test has started goes with `closeAll`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject, type JsonObject } from '../../src/base/json.ts';

export const ROOT = join(__dirname, '../..');
const TAKT = join(ROOT, 'bin/takt.js');
export const KEY = { TAKT_API_LOGIN: 'story', TAKT_API_SECRET: 'a-secret-of-the-story' };

/** How often is looked, and for how long at most: whoever waits longer than that waits in vain. */
const LOOK_MS = 40;
const PATIENCE_MS = 40_000;

const toClose: (() => Promise<unknown> | unknown)[] = [];

/** Has something closed after the tests; what was begun last goes first. */
export function closeLater(close: () => Promise<unknown> | unknown): void {
  toClose.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of toClose.splice(0).reverse()) await close();
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'takt-story-'));
  closeLater(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a process of Takt sees of its surroundings: nothing of this test's own settings. */
export function environment(env: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(TAKT_|HOST$|PORT$|DATA_DIR$|DATABASE_URL$|REDIS_URL$|LOG_LEVEL$)/.test(name),
  );
  return { ...(Object.fromEntries(own) as Record<string, string>), ...env };
}

export interface Program {
  child: ChildProcess;
  /** Everything said so far, on both outputs. */
  said(): string;
  /** The first line of stdout, from now or before, that satisfies the pattern; fails when the program ends first. */
  line(pattern: RegExp): Promise<string>;
  /** Ends it by a signal and gives the exit code; null where the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a program of Node that is killed after the test at the latest. */
export function start(args: string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'], cwd: ROOT });
  const lines: string[] = [];
  let text = '';
  const lookers = new Set<() => void>();
  const look = (): void => {
    for (const looker of lookers) looker();
  };
  const keep = (line: string): void => {
    text += `${line}\n`;
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    keep(line);
    look();
  });
  createInterface({ input: child.stderr }).on('line', keep);
  let over = false;
  const ended = once(child, 'close').then(([code]) => {
    over = true;
    look();
    return code as number | null;
  });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  closeLater(() => end('SIGKILL'));
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const looker = (): void => {
        const found = lines.find((one) => pattern.test(one));
        if (found === undefined && !over) return;
        lookers.delete(looker);
        if (found !== undefined) resolve(found);
        else reject(new Error(`It ended without saying ${pattern}:\n${text}`));
      };
      lookers.add(looker);
      looker();
    });
  return { child, said: () => text, line, end };
}

export interface Takt {
  url: string;
  folder: string;
  program: Program;
  /** One operation of the API; what is refused comes back as it was answered. */
  op(op: JsonObject): Promise<JsonObject>;
  kill(): Promise<void>;
  /** Stops it as a service manager does; gives the exit code. */
  stop(): Promise<number | null>;
}

export interface TaktOptions {
  /** A data folder that is there already. */
  folder?: string;
  env?: Record<string, string>;
}

/** `takt serve`, once it says where it serves. */
export async function startTakt(options: TaktOptions = {}): Promise<Takt> {
  const folder = options.folder ?? newFolder();
  const program = start([TAKT, 'serve'], {
    PORT: '0',
    DATA_DIR: folder,
    TAKT_ALLOW_NET: '127.0.0.0/8',
    TAKT_RECOVER_SEC: '0.5',
    LOG_LEVEL: 'warn',
    ...KEY,
    ...options.env,
  });
  const said = await program.line(/^Takt serves at /);
  const url = said.slice('Takt serves at '.length);
  return {
    url,
    folder,
    program,
    op: (op) => signedOp(url, op),
    kill: async () => {
      await program.end('SIGKILL');
    },
    stop: () => program.end('SIGTERM'),
  };
}

/** An operation signed as Corezoid's clients sign. */
export async function signedOp(url: string, op: JsonObject): Promise<JsonObject> {
  const { TAKT_API_LOGIN: login, TAKT_API_SECRET: secret } = KEY;
  const time = '1700000000';
  const body = JSON.stringify({ ops: [op] });
  const sign = createHash('sha1')
    .update(time + secret + body + secret)
    .digest('hex');
  const response = await fetch(`${url}/api/2/json/${login}/${time}/${sign}`, { method: 'POST', body });
  const answer: unknown = await response.json();
  const got = isObject(answer) && Array.isArray(answer.ops) ? answer.ops[0] : undefined;
  if (!isObject(got)) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return got;
}

/** An operation that has to succeed. */
export async function done(takt: Pick<Takt, 'op'>, op: JsonObject): Promise<JsonObject> {
  const got = await takt.op(op);
  if (got.proc !== 'ok') throw new Error(`${JSON.stringify(op)} was answered with ${JSON.stringify(got)}`);
  return got;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command `takt` as a person types it. */
export async function runTakt(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [TAKT, ...args], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString();
}

/** Looks again and again until what is seen is as wanted; says what was seen last where it never is. */
export async function eventually<T>(what: string, see: () => Promise<T>, wanted: (seen: T) => boolean): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      see().then((seen) => {
        if (wanted(seen)) resolve(seen);
        else if (Date.now() > until) reject(new Error(`In vain: ${what}. Seen last: ${JSON.stringify(seen)}`));
        else setTimeout(look, LOOK_MS);
      }, reject);
    };
    look();
  });
}
