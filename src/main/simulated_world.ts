/** A simulation's parts put together: the store and the queue in memory, the clock that is moved, and the real sandbox. */

import { VirtualClock } from '../adapters/clock/virtual_clock.ts';
import { openQuickJsHere } from '../adapters/code_sandbox/quickjs_here.ts';
import { openQuickJsPool } from '../adapters/code_sandbox/quickjs_pool.ts';
import { ScriptedDatabase } from '../adapters/database/scripted_database.ts';
import { ScriptedClient } from '../adapters/http_client/scripted_client.ts';
import { RecordingMail } from '../adapters/mail/recording_mail.ts';
import { MemoryQueue } from '../adapters/queue/memory/memory_queue.ts';
import { openMemoryStore } from '../adapters/store/memory_store.ts';
import type { Store } from '../adapters/store/store.ts';
import { Simulation, seededHex } from '../app/simulation.ts';
import type { Listener } from '../app/timeline.ts';
import type { CodeSandbox } from '../ports/code_sandbox.ts';
import type { Log } from '../ports/log.ts';
import type { News } from '../ports/news.ts';

export interface SimulatedWorld {
  simulation: Simulation;
  clock: VirtualClock;
  http: ScriptedClient;
  mail: RecordingMail;
  database: ScriptedDatabase;
  store: Store;
  close(): Promise<void>;
}

/** As a server's defaults. */
const KEEP_FINISHED_SEC = 600;
const RETENTION = { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 };

/** Rules of a scenario's world that name this address answer for the runner of Git Call. */
const GIT_RUNNER = 'http://git-call/{conv_id}/{node_id}';

const SILENT: Log = { error() {}, warn() {}, info() {}, debug() {} };
/** One server alone has nobody to tell. */
const NO_NEWS: News = { publish() {}, subscribe: () => () => {}, close: async () => undefined };

/** The sandbox is handed in, as its machine is dear and serves many simulations. */
export async function openSimulatedWorld(options: {
  start: number;
  seed: string;
  sandbox: CodeSandbox;
  tell: Listener;
  /** Called before each turn of the event loop; what it throws ends the run. */
  onTurn?: () => void;
}): Promise<SimulatedWorld> {
  const clock = new VirtualClock(options.start);
  const now = (): number => clock.now();
  const store = await openMemoryStore({ now, keepFinishedSec: KEEP_FINISHED_SEC, retention: RETENTION });
  const http = new ScriptedClient(clock);
  const mail = new RecordingMail();
  const database = new ScriptedDatabase(clock);
  const git_runner = { url: GIT_RUNNER, http };
  const { tasks, archive, catalog, overview } = store;
  const queue = new MemoryQueue({ clock });
  const outside = { http, mail, database, git_runner, sandbox: options.sandbox, news: NO_NEWS, log: SILENT };
  const ports = { tasks, archive, catalog, overview, queue, clock, ...outside, randomHex: seededHex(options.seed) };
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    options.onTurn?.();
  };
  const simulation = new Simulation({ ports, time: clock, turn, tell: options.tell });
  await simulation.start();
  const close = async (): Promise<void> => {
    await simulation.close();
    await store.close();
  };
  return { simulation, clock, http, mail, database, store, close };
}

/** One sandbox for all simulations of a command. */
export function openSandbox(): CodeSandbox {
  return openQuickJsPool();
}

/** The same for a thread that simulates and nothing else, and that another one watches by this number. */
export function openWatchedSandbox(under_way: Int32Array): CodeSandbox {
  return openQuickJsHere(under_way);
}
