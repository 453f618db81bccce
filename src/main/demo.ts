/**
 * `npm run demo`: a server of its own, the look-alike of Bitrix24, and a token task that refreshes every few seconds, so
 * that a newcomer sees the loop turn. Everything lies in a temporary folder and goes with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM } from '../app/rights.ts';
import { errorText } from '../base/errors.ts';
import { SECOND } from '../base/time.ts';
import type { Task } from '../model/task.ts';
import { startBitrix24 } from '../simulators/bitrix24/server.ts';
import { DEFAULT_APP, DEFAULT_PORTAL } from '../simulators/bitrix24/settings.ts';
import { readSettings } from './config.ts';
import { openServer, type Server } from './open_server.ts';

/** Minutes between refreshes in the demo: six seconds. */
const REFRESH_MINUTES = 0.1;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  process.umask(0o077);
  const folder = mkdtempSync(join(tmpdir(), 'takt-demo-'));
  const fixed = { DATA_DIR: folder, TAKT_ALLOW_NET: '127.0.0.0/8', TAKT_RECOVER_SEC: '2' };
  // A free port, so that the demo runs beside a server of one's own.
  const settings = readSettings(fixed, { PORT: '0', LOG_LEVEL: 'warn' });
  const server = await openServer(settings, { work: true });
  const bitrix = await startBitrix24({ apps: [{ ...DEFAULT_APP, redirectUrl: `${server.url}/oauth/callback` }] });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const stop = (): void => {
    Promise.all([server.close(), bitrix.close()]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { conv_id } = await server.app.templates.clone(SYSTEM, 'bitrix-oauth', {});
  await addToken(server, conv_id, { url: bitrix.url, code: bitrix.issueCode() });
  explain(server, conv_id, bitrix.url);
  watch(server, conv_id);
}

async function addToken(server: Server, conv_id: number, bitrix: { url: string; code: string }): Promise<void> {
  const live = await server.app.processes.get(conv_id);
  if (live === null) throw new Error('the template has no process');
  const data = {
    portal: DEFAULT_PORTAL.domain,
    client_id: DEFAULT_APP.clientId,
    client_secret: DEFAULT_APP.clientSecret,
    scope: 'crm',
    code: bitrix.code,
    oauth_url: bitrix.url,
    rest_url: bitrix.url,
    refresh_minutes: REFRESH_MINUTES,
  };
  const [made] = await server.app.ops.run([{ do: 'create', live, ref: 'token', data, user_id: SYSTEM.user_id }]);
  if (made === undefined || 'failure' in made) throw new Error(made?.failure.message);
}

function explain(server: Server, conv_id: number, bitrix: string): void {
  const { key } = server.first;
  say(`Takt serves at ${server.url}; Bitrix24 is simulated at ${bitrix}`);
  say(
    `The process Bitrix OAuth has the number ${conv_id}; its task "token" is refreshed every ${REFRESH_MINUTES * 60} seconds.\n`,
  );
  say('In another terminal:');
  say(
    `  export TAKT_URL=${server.url} TAKT_API_LOGIN=${key?.login ?? '$TAKT_API_LOGIN'} TAKT_API_SECRET=${key?.secret ?? '$TAKT_API_SECRET'}`,
  );
  say(`  npx takt show-task ${conv_id} --ref token`);
  say('Break it, and see the escalation:');
  say(`  curl ${bitrix}/_sim/faults -d target=token -d kind=invalid_grant`);
  say('Mend it, and bring it back with a new code (or: npx takt connect):');
  say(`  curl -X DELETE ${bitrix}/_sim/faults; curl -X POST ${bitrix}/_sim/code`);
  say(`  npx takt modify-task ${conv_id} --ref token --data '{"code":"…"}'\n`);
}

/** Tells what happens to the task, a line a change. */
function watch(server: Server, conv_id: number): void {
  let last = '';
  const look = async (): Promise<void> => {
    const task = await server.app.ports.tasks.load({ conv_id, ref: 'token' });
    const live = await server.app.processes.get(conv_id);
    const title = live?.process.nodes.find(({ id }) => id === task?.node_id)?.title ?? '';
    const line = task === null ? 'the task is gone' : describe(task, title);
    if (line !== last) say(`${new Date().toISOString().slice(11, 19)}  ${line}`);
    last = line;
  };
  setInterval(() => {
    look().catch((error: unknown) => say(errorText(error)));
  }, SECOND / 4);
}

function describe(task: Task, title: string): string {
  const { refresh_count = 0, access_token, last_error } = task.data;
  const token = typeof access_token === 'string' ? `${access_token.slice(0, 8)}…` : 'none yet';
  const error = last_error === undefined ? '' : `  last error: ${JSON.stringify(last_error)}`;
  return `refreshes: ${refresh_count}  access_token: ${token}  in: ${title}${error}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${errorText(error)}\n`);
  process.exit(1);
});
