/** Everything the use cases reach the outside through, and the settings they go by. Made in main/, or by a test. */
import type { Archive } from '../ports/archive.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeSandbox } from '../ports/code_sandbox.ts';
import type { Database } from '../ports/database.ts';
import type { HttpClient } from '../ports/http_client.ts';
import type { Log } from '../ports/log.ts';
import type { Mail } from '../ports/mail.ts';
import type { News } from '../ports/news.ts';
import type { Overview } from '../ports/overview.ts';
import type { Queue } from '../ports/queue.ts';
import type { Tasks } from '../ports/tasks.ts';

export interface GitRunner {
  /** Its address, with `{conv_id}` and `{node_id}` for the process and node that call. */
  url: string;
  http: HttpClient;
}

export interface Ports {
  tasks: Tasks;
  archive: Archive;
  catalog: Catalog;
  overview: Overview;
  queue: Queue;
  clock: Clock;
  http: HttpClient;
  mail: Mail;
  database: Database;
  /** The runner of Git Call, and the only client that may reach it; null where there is none. */
  git_runner: GitRunner | null;
  sandbox: CodeSandbox;
  news: News;
  log: Log;
  /** Random bytes as hex, for ids, keys and links that nobody may guess. */
  randomHex(bytes: number): string;
}

export interface AppSettings {
  /** Smallest literal timer, seconds. */
  min_timer_sec: number;
  /** The recovery interval (I8), ms. */
  recover_ms: number;
  /** How the outside reaches this server, without a slash at the end. */
  public_url: string;
  /** What becomes of tasks that stand in nodes which a deploy removes. */
  deploy_removed_nodes: 'refuse' | 'delete' | 'stop';
  /** Whether there is a runner for Git Call. */
  git_call?: boolean;
}
