/** Opens everything a server needs, in order, and closes it in the other: the one place that knows every adapter. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../adapters/clock/system_clock.ts';
import { openQuickJsPool } from '../adapters/code_sandbox/quickjs_pool.ts';
import { openDatabase } from '../adapters/database/pooled_database.ts';
import { openHttpClient } from '../adapters/http_client/undici_client.ts';
import { openWinstonLog } from '../adapters/log/winston_log.ts';
import { openMail } from '../adapters/mail/nodemailer_mail.ts';
import { localNews } from '../adapters/news/local_news.ts';
import { openBullQueue } from '../adapters/queue/bullmq/bull_queue.ts';
import { openSqliteStore } from '../adapters/store/sqlite_store.ts';
import type { ApiSettings } from '../api/app.ts';
import { BACKUP_FILE } from '../api/backup.ts';
import { makeServer } from '../api/express.ts';
import type { AppSettings, GitRunner, Ports } from '../app/world.ts';
import { errorText, TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { type NetRules, parseAddresses, parseNetRules } from '../base/net_rules.ts';
import { SECOND } from '../base/time.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from './config.ts';
import { readKeys } from './key_file.ts';
import { type App, makeApp } from './make_app.ts';
import { makeRandomHex } from './random_hex.ts';
import { simulationThreads } from './simulation_threads.ts';
import { readTemplates } from './template_files.ts';
import { VERSION } from './version.ts';

/** The dashboard as it was built, beside what runs now. */
const PAGE_DIR = fileURLToPath(new URL('../dashboard/', import.meta.url));

/** Handlers that run at the same time, per kind of work. */
const CONCURRENCY = { timers: 64, inner: 64, http: 256 };

export interface Server {
  app: App;
  log: Log;
  /** Where it listens. */
  url: string;
  /** What was made at the first start, to be told once. */
  first: Awaited<ReturnType<App['keys']['ensureFirstStart']>>;
  /** Takes no more requests, lets what runs come to its end, and frees everything. */
  close(): Promise<void>;
}

export async function openServer(settings: Settings, options: { work: boolean }): Promise<Server> {
  const log = openWinstonLog({ level: settings.LOG_LEVEL });
  const clock = systemClock();
  mkdirSync(settings.DATA_DIR, { recursive: true, mode: 0o700 });
  const store = await openSqliteStore({
    file: join(settings.DATA_DIR, 'takt.sqlite'),
    secrets: readKeys(settings),
    log,
    now: () => clock.now(),
    keepFinishedSec: settings.TAKT_KEEP_FINISHED_SEC,
    retention: {
      archive_days: settings.TAKT_ARCHIVE_DAYS,
      history_days: settings.TAKT_HISTORY_DAYS,
      minute_stats_days: 30,
      hour_stats_days: 730,
    },
  });
  const queue = await openBullQueue({
    ...(settings.REDIS_URL === undefined ? {} : { redisUrl: settings.REDIS_URL }),
    prefix: settings.TAKT_QUEUE_PREFIX,
    concurrency: CONCURRENCY,
    clock,
    log,
  });
  const allow = parseNetRules(settings.TAKT_ALLOW_NET);
  const ports: Ports = {
    ...store,
    queue,
    clock,
    http: openHttpClient({ allow }),
    mail: openMail({ allow }),
    database: openDatabase({ allow }),
    git_runner: gitRunner(settings.TAKT_GIT_CALL_URL),
    sandbox: openQuickJsPool(),
    news: localNews(log),
    log,
    randomHex: makeRandomHex(),
  };
  // The first run of Code does not wait for the sandbox to be made.
  await ports.sandbox.check('');
  const appSettings = appSettingsOf(settings);
  const app = makeApp(ports, appSettings, readTemplates());
  const first = await app.keys.ensureFirstStart(given(settings));
  const apiSettings = apiSettingsOf(settings);
  rmSync(join(settings.DATA_DIR, BACKUP_FILE), { force: true });
  const simulations = simulationThreads();
  const more = { settings: apiSettings, simulate: simulations.run, backup: (file: string) => store.backup(file) };
  const server = makeServer({ ...app, ...more });
  const port = await server.listen(settings.PORT, settings.HOST).catch((error: unknown) => {
    const where = `${settings.HOST}:${settings.PORT}`;
    throw new TaktError('bad_config', `cannot listen on ${where} (${errorText(error)}); set PORT or HOST to another`);
  });
  const url = addressOf(settings.HOST, port);
  if (settings.TAKT_PUBLIC_URL === undefined) appSettings.public_url = apiSettings.public_url = url;
  if (options.work) {
    await queue.work((job) => app.engine.work.do(job));
    app.engine.recover.start();
  }
  const close = async (): Promise<void> => {
    await server.close();
    await simulations.close();
    if (options.work) await app.engine.recover.stop();
    await queue.close();
    await Promise.all([ports.http, ports.mail, ports.database, ports.sandbox, ports.news].map((port) => port.close()));
    await ports.git_runner?.http.close();
    await store.close();
  };
  return { app, log, url, first, close };
}

/** The runner may be anywhere, also in a private network; nothing else can be reached by the client that calls it. */
function gitRunner(url: string | undefined): GitRunner | null {
  if (url === undefined) return null;
  const { hostname } = new URL(url);
  const own = hostname.replace(/^\[|\]$/g, '');
  const allow: NetRules = {
    refusal: (_address, host) => (host.replace(/^\[|\]$/g, '') === own ? null : 'not the runner of Git Call'),
  };
  return { url, http: openHttpClient({ allow }) };
}

function given(settings: Settings): { login?: string; secret?: string; adminPassword?: string } {
  const { TAKT_API_LOGIN: login, TAKT_API_SECRET: secret, TAKT_ADMIN_PASSWORD: adminPassword } = settings;
  return {
    ...(login === undefined ? {} : { login }),
    ...(secret === undefined ? {} : { secret }),
    ...(adminPassword === undefined ? {} : { adminPassword }),
  };
}

/** The public address without TAKT_PUBLIC_URL is filled in when the port is known. */
function publicUrl(settings: Settings): string {
  return (settings.TAKT_PUBLIC_URL ?? '').replace(/\/+$/, '');
}

function appSettingsOf(settings: Settings): AppSettings {
  return {
    min_timer_sec: settings.TAKT_MIN_TIMER_SEC,
    recover_ms: settings.TAKT_RECOVER_SEC * SECOND,
    public_url: publicUrl(settings),
    deploy_removed_nodes: settings.TAKT_DEPLOY_REMOVED_NODES,
    git_call: settings.TAKT_GIT_CALL_URL !== undefined,
  };
}

function apiSettingsOf(settings: Settings): ApiSettings {
  return {
    public_url: publicUrl(settings),
    sign_window_sec: settings.TAKT_SIGN_WINDOW_SEC,
    is_proxy: parseAddresses('TAKT_TRUST_PROXY', settings.TAKT_TRUST_PROXY),
    min_timer_sec: settings.TAKT_MIN_TIMER_SEC,
    ops_per_second: LIMITS.ops_per_second,
    version: VERSION,
    page_dir: PAGE_DIR,
    data_dir: settings.DATA_DIR,
  };
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
