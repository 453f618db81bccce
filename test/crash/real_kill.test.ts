/**
 * A real server, killed with SIGKILL at seeded moments and started again on the same folder. A moment is a number of
 * things that have happened, counted outside: tasks acknowledged and requests received. In the end the requests that this
 * side received say whether anything was lost or done twice. Runs the built files of dist/.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { prng } from '../../src/base/prng.ts';

const { TAKT_SEED, TAKT_LONG } = process.env;
const KILLS = TAKT_LONG === undefined ? 20 : 200;

jest.setTimeout(1_800_000);

/** What has happened, as the outside knows it. */
class Journal {
  readonly acknowledged = new Set<string>();
  readonly paths: string[] = [];
  private happened = 0;
  private readonly waiting = new Set<() => void>();

  note(): void {
    this.happened++;
    for (const look of [...this.waiting]) look();
  }

  /** Resolves when so many more things have happened. */
  more(count: number): Promise<void> {
    const wanted = this.happened + count;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.happened < wanted) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  /** The last parts of all paths that begin so, each once. */
  told(kind: string, ref: string): string[] {
    const start = `/${kind}/${ref}/`;
    return [...new Set(this.paths.filter((path) => path.startsWith(start)))].map((path) => path.slice(start.length));
  }
}

interface Life {
  child: ChildProcess;
  /** Resolves with the report that the server ends with; rejects where it ends by itself without one. */
  report: Promise<Record<string, [number, number]>>;
}

function startServer(journal: Journal, ...args: string[]): Life {
  const child = spawn(process.execPath, [join(__dirname, 'real_server.mjs'), ...args], { stdio: 'pipe' });
  const said: string[] = [];
  child.stderr?.on('data', (text) => said.push(String(text)));
  const report = new Promise<Record<string, [number, number]>>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const [word, rest = ''] = line.split(/ (.*)/);
      if (word === 'acknowledged') journal.acknowledged.add(rest);
      if (word === 'report') resolve(JSON.parse(rest));
      journal.note();
    });
    child.on('exit', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the server ended by itself (${code}): ${said.join('')}`));
    });
  });
  report.catch(() => journal.note());
  return { child, report };
}

function wrongWith(journal: Journal, ref: string): string[] {
  const wrong: string[] = [];
  const traces = journal.told('done', ref);
  if (traces.length !== 1 || !/^(a|d)crt$/.test(traces[0] ?? '')) wrong.push(`is done as ${JSON.stringify(traces)}`);
  const asked = journal.paths.filter((path) => path === `/ask/${ref}`).length;
  if (asked > 1 || (asked === 0 && traces[0]?.startsWith('a'))) wrong.push(`asked ${asked} times`);
  for (const kind of ['sink', 'called']) {
    const ids = journal.told(kind, ref);
    if (ids.length !== 1) wrong.push(`made ${ids.length} tasks in ${kind}`);
  }
  return wrong.map((what) => `${ref} ${what}`);
}

let callee: Server;
let folder: string;
let living: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takt-kill-'));
});
afterEach(() => {
  living?.kill('SIGKILL');
  callee.close();
  callee.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

async function startCallee(journal: Journal): Promise<string> {
  callee = createServer((request, response) => {
    journal.paths.push(request.url ?? '');
    journal.note();
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(callee, 'listening');
  return `http://127.0.0.1:${(callee.address() as AddressInfo).port}`;
}

test(`a server killed ${KILLS} times loses no task that it acknowledged, and does nothing inside twice`, async () => {
  const random = prng(`kills ${TAKT_SEED ?? 1}`);
  const journal = new Journal();
  const url = await startCallee(journal);
  for (let generation = 0; generation < KILLS; generation++) {
    const { child, report } = startServer(journal, folder, url, String(generation));
    living = child;
    await Promise.race([journal.more(random.int(1, 150)), report]);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  const { child, report } = startServer(journal, folder, url, String(KILLS));
  living = child;
  await Promise.race([journal.more(50), report]);
  child.stdin?.write('finish\n');
  const counts = await report;

  expect(journal.acknowledged.size).toBeGreaterThan(KILLS);
  expect([...journal.acknowledged].flatMap((ref) => wrongWith(journal, ref))).toEqual([]);
  // Nor did any task come into being that was never acknowledged and happened more than once.
  const refs = new Set(journal.paths.map((path) => path.split('/')[2] ?? ''));
  expect([...refs].flatMap((ref) => wrongWith(journal, ref))).toEqual([]);
  for (const [node, [counted, there]] of Object.entries(counts)) expect([node, counted]).toEqual([node, there]);
});
